"""`/live/`: one stream of server-sent events for each page that is open and visible (ASGI).

Events say only that something changed: `desk` (what concerns the person), `document` (the one the page shows),
`refresh` (something may have been missed), `ended` (do not come back). Data is JSON: `{"urgent": true, "own": false}`;
own is what nobody but the person did.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from time import monotonic
from typing import Any
from urllib.parse import parse_qs

from django.db import Error

from chauban.kernel.figures import number_in

from . import asking
from .hub import Client, Hub, hub

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

#: Seconds between signs of life, which keep proxies from closing the stream.
HEARTBEAT = 15.0
#: Seconds between looks at whether the session still lasts, which units are the person's and for whom they stand in.
RECHECK = 30.0
#: Milliseconds after which a browser comes back when the stream broke off.
RETRY = 3000
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]


async def stream(scope: Message, receive: Receive, send: Send, into: Hub = hub) -> None:
    """Answer one request: a stream for whoever is signed in, 204 (which browsers do not ask again) for others."""
    headers = {name.lower(): value for name, value in scope["headers"]}
    cookies = headers.get(b"cookie", b"").decode("latin-1")
    if scope["method"] != "GET" or headers.get(b"sec-fetch-site", b"same-origin") != b"same-origin":
        status = 405
    elif into.closing:
        status = 503
    else:
        status, visitor = await _admit(cookies, into)
        if visitor is not None:
            query = parse_qs(scope["query_string"].decode("latin-1"))
            last, asked = headers.get(b"last-event-id", b"").decode("latin-1"), query.get("since", [""])[0]
            since = number_in(last) or number_in(asked)
            client = await into.join(visitor, number_in(query.get("document", [""])[0]), since)
            return await _serve(client, cookies, receive, send, into)
    await send({"type": "http.response.start", "status": status, "headers": HEADERS[1:]})
    return await send({"type": "http.response.body", "body": b""})


async def _admit(cookies: str, into: Hub) -> tuple[int, asking.Visitor | None]:
    """The answer's status, and who listens when that is 200."""
    into.start()
    try:
        visitor = await into.asked(asking.visitor, cookies)
    except Error:
        return 503, None
    return (204 if visitor is None else 200), visitor


async def _serve(client: Client, cookies: str, receive: Receive, send: Send, into: Hub) -> None:
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await _write(send, f"retry: {RETRY}\n\n")
        checked = monotonic()
        while not gone.done():
            await _woken(client, gone)
            if client.recheck or monotonic() - checked > RECHECK:
                await _look_again(client, cookies, into)
                checked = monotonic()
            await _write(send, _events(client))
            if client.ending:
                break
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        gone.cancel()
        into.leave(client)


async def _woken(client: Client, gone: asyncio.Future[None]) -> None:
    """Return when there is something to tell, the browser went away, or it is time for a sign of life."""
    waking = asyncio.ensure_future(client.wake.wait())
    either: set[asyncio.Future[Any]] = {waking, gone}
    await asyncio.wait(either, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
    waking.cancel()
    client.wake.clear()


async def _look_again(client: Client, cookies: str, into: Hub) -> None:
    """Whether the session still lasts, and whose desk it is now. A database that is away tells nothing meanwhile."""
    client.recheck = False
    try:
        visitor = await into.asked(asking.visitor, cookies)
    except Error:
        return
    if visitor is None:
        client.pending.clear()
        client.end("signed-out")
        return
    if visitor != client.visitor:
        client.put("refresh", client.moment)
    client.visitor = visitor


def _events(client: Client) -> str:
    """What waits, as text of the stream; a comment when nothing does."""
    told, client.pending = client.pending, {}
    text = "".join(
        f"event: {name}\nid: {about.pop('moment')}\ndata: {json.dumps(about)}\n\n" for name, about in told.items()
    )
    if client.ending in ("many", "signed-out"):
        text += f"event: ended\ndata: {json.dumps({'why': client.ending})}\n\n"
    return text or ": \n\n"


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})
