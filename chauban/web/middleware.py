"""What every answer carries."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

#: Nothing from outside, nothing inline: the browser refuses what we would never send.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
)

#: Under it lies all that stands between a person and the office's pages: signing in, choosing a password.
DOOR = "/accounts/"


class ContentSecurityPolicy:
    """Sets the policy header on every answer, and keeps pages about papers out of shared caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class NotThroughTheDoor:
    """A script that asks for a part of a page and is sent to the door is told so (401), not given the door's page.

    Else the browser follows, and the door stands in the place of the part, or a file counts as arrived. htmx loads the
    page anew (HX-Refresh), which leads to the door and back; `upload.js` keeps the file.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sent_away = response.status_code == 302 and response.headers["Location"].startswith(DOOR)
        if not sent_away or "HX-Request" not in request.headers:
            return response
        return HttpResponse(status=401, headers={"HX-Refresh": "true"})


class NoNulls:
    """No search, name or number has a null in it, and the database cannot even be asked for one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path:
            return HttpResponseBadRequest("Bad request", content_type="text/plain")
        return self.get_response(request)
