"""The web application as granian serves it: `/live/` is a stream of events, everything else are pages.

Pages stay WSGI (decision 0002): a fixed set of threads, each with a database connection of its own.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from wsgiref.util import FileWrapper

from a2wsgi import WSGIMiddleware

from chauban import wsgi
from chauban.live.hub import hub
from chauban.live.stream import stream
from chauban.operations.parent import end_with

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

#: Requests that one process answers at once; each may hold a database connection.
THREADS = 4
#: Bytes of a file handed from a thread to the network at once.
BLOCK = 256 * 1024


async def application(scope: Message, receive: Receive, send: Send) -> None:
    """One request, or the life of the server."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http" and scope["path"] == "/live/":
        await stream(scope, receive, send)
    else:
        # WSGI knows no difference between `_` and `-`: a header could be taken for one that only the proxy writes.
        headers = [header for header in scope["headers"] if b"_" not in header[0]]
        await pages({**scope, "headers": headers}, _whole(receive), send)  # type: ignore[arg-type]


async def _live(receive: Receive, send: Send) -> None:
    """From the start of the server's process to its end."""
    # A process that lost its head would keep the port from its successor.
    end_with(os.environ.get("CHAUBAN_PARENT"), signal.SIGKILL)
    await receive()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        # Beside the server's own handler, which the loop calls: it waits for requests under way, and a stream is one.
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(hub.end_streams))
    hub.start()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await hub.close()
    await send({"type": "lifespan.shutdown.complete"})


class _Blocks(FileWrapper):
    """A file in large blocks, since each one crosses from a thread to the event loop."""

    def __init__(self, filelike: Any, blksize: int = BLOCK) -> None:
        super().__init__(filelike, max(blksize, BLOCK))


def _page(environ: dict[str, Any], start_response: Any) -> Any:
    environ["wsgi.file_wrapper"] = _Blocks
    return wsgi.application(environ, start_response)


pages = WSGIMiddleware(_page, workers=THREADS)  # type: ignore[arg-type]


def _whole(receive: Receive) -> Receive:
    """A body that breaks off is an error, as it is under WSGI: half a file must not be taken for a whole one."""

    async def received() -> Message:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionResetError("the browser went away in the middle of its request")
        return message

    return received
