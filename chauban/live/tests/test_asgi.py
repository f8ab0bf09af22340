"""Pages behind the stream's server: a request that breaks off is none, and no header passes for the proxy's own."""

from __future__ import annotations

from typing import Any

import pytest

from chauban import asgi

from .conftest import in_a_loop


def asked(monkeypatch: pytest.MonkeyPatch, messages: list[dict[str, Any]], page: Any, *headers: tuple[bytes, bytes]):
    """What is sent when `page` (WSGI) answers a request of these messages."""
    monkeypatch.setattr(asgi.wsgi, "application", page)
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/tệp/", "query_string": b"",
        "headers": list(headers), "server": ("127.0.0.1", 80),
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    in_a_loop(asgi.application(scope, receive, send))
    return sent


def body(text: bytes, more: bool) -> dict[str, Any]:
    return {"type": "http.request", "body": text, "more_body": more}


def test_half_a_body_is_an_error(monkeypatch):
    read: list[Any] = []

    def page(environ, start_response):
        try:
            read.append(environ["wsgi.input"].read())
        except ConnectionResetError as error:
            read.append(error)
        start_response("200 OK", [])
        return [b"x"]

    asked(monkeypatch, [body(b"whole ", True), body(b"file", False)], page)
    asked(monkeypatch, [body(b"half a ", True), {"type": "http.disconnect"}], page)
    assert read[0] == b"whole file"
    assert isinstance(read[1], ConnectionResetError)


def test_a_header_with_an_underscore_is_not_taken_for_the_proxys(monkeypatch):
    seen: list[Any] = []

    def page(environ, start_response):
        seen.append((environ.get("HTTP_X_FORWARDED_PROTO"), environ["PATH_INFO"].encode("latin-1").decode()))
        start_response("200 OK", [])
        return [b""]

    asked(monkeypatch, [], page, (b"x_forwarded_proto", b"https"))
    asked(monkeypatch, [], page, (b"x-forwarded-proto", b"http"), (b"x_forwarded_proto", b"https"))
    assert seen == [(None, "/tệp/"), ("http", "/tệp/")]
