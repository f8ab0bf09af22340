"""When a session was last in use, for the list of one's sessions."""

from __future__ import annotations

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from .identity import acting
from .models import Person

#: allauth's own middleware writes with every page: five statements and a row each time, for a figure read in minutes.
NOTED_EVERY_SECONDS = 60


class SessionInUse:
    """Notes, at most once a minute, that the session is in use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        person = request.user
        if key and isinstance(person, Person) and cache.add(f"session:{key}", True, NOTED_EVERY_SECONDS):
            with acting(person):
                UserSession.objects.create_from_request(request)
        return self.get_response(request)
