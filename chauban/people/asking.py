"""Who asks for a page."""

from __future__ import annotations

from django.http import HttpRequest

from .models import Person


def person_of(request: HttpRequest) -> Person:
    """The person of a page that only somebody signed in reaches."""
    assert isinstance(request.user, Person)
    return request.user
