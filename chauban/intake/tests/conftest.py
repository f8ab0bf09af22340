"""Arrivals in every condition, without running OCR where a test is not about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse

from chauban.intake import acts
from chauban.intake.models import Arrival
from chauban.intake.states import Source
from chauban.people.identity import acting
from tests.jobs import run_jobs

from . import papers


@pytest.fixture
def receive(office, tmp_path: Path) -> Callable[..., Arrival]:
    """`receive()` puts a one-page paper into the clerk's tray; pages, name and person may be given."""

    def do(*pages: list[str], name: str = "cong-van.pdf", person=None, path: Path | None = None) -> Arrival:
        path = path or papers.pdf(tmp_path / "made" / f"{name}-{len(pages)}.pdf", *pages)
        return acts.receive(person or office.clerk, office.registry_unit, Source.UPLOAD, name, path)

    return do


@pytest.fixture
def ready(office, receive) -> Callable[..., Arrival]:
    """`ready()` is an arrival that the machine has read."""

    def do(*pages: list[str], **options) -> Arrival:
        return fresh(receive(*pages, **options), office, work=True)

    return do


def fresh(arrival: Arrival, office, *, work: bool = False, person=None) -> Arrival:
    """The arrival as it now stands, after the worker's turn if asked."""
    if work:
        run_jobs()
    with acting(person or office.clerk):
        return Arrival.objects.get(pk=arrival.pk)


def url(name: str, *args: object) -> str:
    """The address of a page of this room."""
    return reverse(f"intake:{name}", args=args)


@pytest.fixture
def clerk(office, client_as):
    """A browser of sorts in which the clerk has signed in."""
    return client_as(office.clerk)
