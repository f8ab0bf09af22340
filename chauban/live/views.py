"""The address of the stream as pages' own server answers it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def no_stream(request: HttpRequest) -> HttpResponse:
    """`chauban.asgi` answers this address; served without it (tests, `runserver`), pages do without events."""
    return HttpResponse(status=204)
