"""The office as it is really served, granian with pages and stream in one, on the tests' database."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from a2wsgi import WSGIMiddleware
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection

from chauban import asgi
from chauban.live.hub import Hub
from chauban.live.stream import stream


@contextmanager
def served() -> Iterator[str]:
    """The address of a server that runs until the block ends, with every connection it opened closed."""
    from granian.constants import Interfaces
    from granian.server.embed import Server

    hub, port = Hub(), _free_port()
    pages = WSGIMiddleware(StaticFilesHandler(asgi.wsgi.application), workers=4)  # type: ignore[arg-type]

    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"] == "/live/":
            await stream(scope, receive, send, hub)
        elif scope["type"] == "http":
            await pages(scope, asgi._whole(receive), send)  # type: ignore[arg-type]

    server = Server(application, address="127.0.0.1", port=port, interface=Interfaces.ASGINL, websockets=False,
                    log_enabled=False)  # fmt: skip
    ended = asyncio.Event()
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        hub.start()
        while hub._whole_since is None:
            await asyncio.sleep(0.02)
        running = asyncio.ensure_future(server.serve())
        await ended.wait()
        hub.end_streams()
        server.stop()
        await asyncio.wait_for(running, 10)
        await hub.close()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    age, connection.settings_dict["CONN_MAX_AGE"] = connection.settings_dict["CONN_MAX_AGE"], 0
    thread.start()
    try:
        _wait_for(port)
        yield f"http://localhost:{port}"
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join(timeout=30)
        pages.executor.shutdown()
        connection.settings_dict["CONN_MAX_AGE"] = age


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _attempt in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            threading.Event().wait(0.1)
    raise TimeoutError("the server does not answer")
