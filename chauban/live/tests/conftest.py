"""A stream as an ASGI server would hold it, against the real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from chauban.live import stream as streams
from chauban.live.hub import Hub


class Listener:
    """One browser: `await heard(2)` waits for so many events, by name."""

    def __init__(self, hub: Hub, cookie: str, query: str, **headers: str) -> None:
        self.status: int | None = None
        self.text = ""
        self.grown = asyncio.Event()
        self.gone: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.gone.put_nowait({"type": "http.request", "body": b"", "more_body": False})
        named = {"cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}", **headers}
        scope = {
            "type": "http", "method": "GET", "path": "/live/", "query_string": query.encode(),
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in named.items()],
        }  # fmt: skip
        self.task = asyncio.ensure_future(streams.stream(scope, self.gone.get, self.send, hub))

    async def send(self, message: streams.Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        self.text += message.get("body", b"").decode()
        self.grown.set()

    @property
    def events(self) -> list[str]:
        """Names of the events so far."""
        return [line[7:] for line in self.text.splitlines() if line.startswith("event: ")]

    async def until(self, holds: Callable[[], bool], seconds: float = 10) -> None:
        """Wait until something is so; raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not holds():
                self.grown.clear()
                await self.grown.wait()

    async def begun(self) -> Listener:
        """Wait until the stream is open."""
        await self.until(lambda: "retry:" in self.text)
        return self

    async def leave(self) -> None:
        """Close the browser."""
        self.gone.put_nowait({"type": "http.disconnect"})
        await asyncio.wait_for(self.task, 10)


def cookie_of(person: Any) -> str:
    """The cookie of a browser in which the person has just signed in."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@asynccontextmanager
async def listening() -> AsyncIterator[Hub]:
    """A hub that listens, ended with everything it holds."""
    hub = Hub()
    hub.start()
    try:
        async with asyncio.timeout(20):
            while hub._whole_since is None:
                await asyncio.sleep(0.02)
        yield hub
    finally:
        await hub.close()


async def does(act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Do something with the database as another request would: in another thread, with another connection."""
    from django.db import connection

    def done() -> Any:
        try:
            return act(*args, **kwargs)
        finally:
            connection.close()

    return await asyncio.to_thread(done)


def in_a_loop(what: Coroutine[Any, Any, None]) -> None:
    """Run it in a thread of its own: in the tests' own Playwright's loop may be running."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, what).result()


@pytest.fixture
def run(committed: None) -> Callable[[Callable[[Hub], Coroutine[Any, Any, None]]], None]:
    """`run(test)` runs an asynchronous test with a listening hub."""

    def start(test: Callable[[Hub], Coroutine[Any, Any, None]]) -> None:
        async def whole() -> None:
            async with listening() as hub:
                await test(hub)

        in_a_loop(whole())

    return start
