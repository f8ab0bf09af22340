"""Everybody who listens in this process, and who of them is told what."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from django.db import Error, close_old_connections, connection

from . import asking
from .asking import Visitor
from .listening import listen
from .told import Told

P = ParamSpec("P")
R = TypeVar("R")
log = logging.getLogger(__name__)
#: Open streams a person may have; one more ends the oldest.
STREAMS_OF_PERSON = 8
#: Notifications remembered for those who come back.
REMEMBERED = 2000


@dataclass(eq=False)
class Client:
    """One open stream. What it is to be told waits here, one event of a kind: a slow reader makes nothing grow."""

    visitor: Visitor
    document: int | None = None
    pending: dict[str, dict[str, int]] = field(default_factory=dict)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    #: Of what it was told last, in milliseconds.
    moment: int = 0
    #: Whether the visitor is to be looked up again before anything else is sent.
    recheck: bool = False
    #: Why the stream ends; the browser comes back by itself unless it is told otherwise.
    ending: str = ""

    def put(self, name: str, moment: int, *, urgent: bool = False, own: bool = False) -> None:
        """Let it be told once more, or still once; `own`: nobody but the visitor had a part in it."""
        self.moment = max(self.moment, moment)
        before = self.pending.get(name, {"urgent": False, "own": True})
        self.pending[name] = {
            "moment": self.moment, "urgent": urgent or bool(before["urgent"]), "own": own and bool(before["own"]),
        }  # fmt: skip
        self.wake.set()

    def end(self, why: str) -> None:
        """End the stream: `many`, `signed-out` (both: do not come back) or `closing`."""
        self.ending = self.ending or why
        self.wake.set()


class Hub:
    """The one listening connection of a process and its clients. Lives in one event loop."""

    def __init__(self) -> None:
        self.clients: list[Client] = []
        self.closing = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live")
        self._listening: asyncio.Task[None] | None = None
        self._heard: deque[tuple[int, Told]] = deque(maxlen=REMEMBERED)
        self._last = 0
        #: From this moment on nothing was missed; None while the database is not listened to.
        self._whole_since: int | None = None

    async def asked(self, question: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The answer to a question that needs the database, without holding up the loop. Raises django.db.Error."""

        def answer() -> R:
            close_old_connections()
            return question(*args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._thread, answer)

    def start(self) -> None:
        """Listen to the database, if that is not done already."""
        if self._listening is None:
            self._listening = asyncio.get_running_loop().create_task(listen(self))

    async def close(self) -> None:
        """End every stream and both connections."""
        self.end_streams()
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        await asyncio.get_running_loop().run_in_executor(self._thread, lambda: connection.close())
        self._thread.shutdown()

    def end_streams(self) -> None:
        """Let every stream end and take no more: the server is about to stop."""
        self.closing = True
        for client in self.clients:
            client.end("closing")

    async def join(self, visitor: Visitor, document: int | None, since: int | None) -> Client:
        """A new stream, told what it missed since `since` (milliseconds); the person's oldest may have to go."""
        client = Client(visitor, document)
        mine = [each for each in self.clients if each.visitor.person == visitor.person and not each.ending]
        for oldest in mine[: max(0, len(mine) + 1 - STREAMS_OF_PERSON)]:
            oldest.end("many")
        self.clients.append(client)
        if since is not None and self._whole_since is not None:
            await self._replay(client, since)
        return client

    def leave(self, client: Client) -> None:
        """The stream is over."""
        self.clients.remove(client)

    async def _replay(self, client: Client, since: int) -> None:
        assert self._whole_since is not None
        if since < self._whole_since:
            client.put("refresh", self._last)
            return
        try:
            for moment, told in [each for each in self._heard if each[0] > since]:
                await self._offer(moment, told, [client])
        except Error:
            client.put("refresh", self._last)

    def listening(self) -> None:
        """The database is listened to from now on; whoever is here may have missed something."""
        self._heard.clear()
        self._whole_since = self._moment()
        self._all_refresh()

    def deaf(self) -> None:
        """The database is not listened to for a while."""
        self._whole_since = None

    async def hear(self, told: Told) -> None:
        """Pass a notification on to those whom it concerns. What cannot be decided makes everybody look again."""
        moment = self._moment()
        if len(self._heard) == REMEMBERED and self._whole_since is not None:
            self._whole_since = self._heard[0][0]
        self._heard.append((moment, told))
        try:
            await self._offer(moment, told, self.clients)
        except Error as error:
            log.warning("live: %s", str(error).splitlines()[0] if str(error) else type(error).__name__)
            self._all_refresh()

    async def _offer(self, moment: int, told: Told, clients: Iterable[Client]) -> None:
        for client in clients:
            if client.visitor.session == told.session or client.visitor.person == told.recheck:
                client.recheck = True
                client.wake.set()
        desks, pages = concerned(told, clients)
        if told.document is not None and (desks or pages):
            people = {client.visitor.person for client in (*desks, *pages)}
            readers = await self.asked(asking.readers_among, people, told.document)
            desks, pages = [[each for each in kind if each.visitor.person in readers] for kind in (desks, pages)]
        for kind, told_to in (("desk", desks), ("document", pages)):
            for client in told_to:
                own = client.visitor.person == told.by
                client.put(kind, moment, urgent=told.urgent and not own and kind == "desk", own=own)

    def _moment(self) -> int:
        """Now in milliseconds, never the same twice."""
        self._last = max(self._last + 1, time.time_ns() // 1_000_000)
        return self._last

    def _all_refresh(self) -> None:
        for client in self.clients:
            client.put("refresh", self._last)


def concerned(told: Told, clients: Iterable[Client]) -> tuple[list[Client], list[Client]]:
    """Whose desk it concerns, and who has the document's page open; whether they may know of it is not asked here."""
    clients = list(clients)
    desks = [each for each in clients if each.visitor.people & told.people or each.visitor.units & told.units]
    pages = [each for each in clients if told.document is not None and each.document == told.document]
    return desks, pages


hub = Hub()
