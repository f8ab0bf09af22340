"""Sessions whose key in the database is not the browser's: reading tables opens nobody's session.

`session_key` is everywhere the key in the database, a hash of what the browser's cookie holds. The cookie's value is
known to the browser, and to the store of the one request that came with it or made it.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse

from .sealing import Unreadable, seal, unseal


def kept_as(cookie: str) -> str:
    """The key in the database for a cookie's value: 160 bits of its SHA-256, as many as the column holds."""
    return hashlib.sha256(cookie.encode(errors="replace")).hexdigest()[:40]


class SessionStore(DatabaseStore):
    """A session by its key in the database; its contents are sealed for that very row."""

    #: What opens it; None for a session that was looked up by its key in the database.
    cookie: str | None = None

    @classmethod
    def of_cookie(cls, cookie: str | None) -> SessionStore:
        """The session that a browser's cookie opens."""
        store = cls(kept_as(cookie) if cookie else None)
        store.cookie = cookie
        return store

    def _get_new_session_key(self) -> str:
        self.cookie = super()._get_new_session_key()  # type: ignore[misc]
        return kept_as(self.cookie or "")

    def encode(self, session_dict: dict[str, Any]) -> str:
        text: str = self.serializer().dumps(session_dict).decode("latin-1")
        return seal(text, self._use())

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """The contents; nothing for those of another row, or made without the secret."""
        try:
            text = unseal(str(session_data), self._use())
        except Unreadable:
            return {}
        contents: dict[str, Any] = self.serializer().loads(text.encode("latin-1"))
        return contents

    def _use(self) -> str:
        return f"session {self.session_key}"


class Sessions(SessionMiddleware):
    """Django's own, but the cookie holds what opens the session and not its key."""

    def process_request(self, request: HttpRequest) -> None:
        request.session = SessionStore.of_cookie(request.COOKIES.get(settings.SESSION_COOKIE_NAME))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        response = super().process_response(request, response)
        given = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if given is not None and given.value:
            response.cookies[settings.SESSION_COOKIE_NAME] = request.session.cookie  # type: ignore[attr-defined]
        return response
