"""What waits for a person: the parts of the desk, each drawn from the rooms below."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef

from chauban.documents.queries import Filters, lately_opened, readable_page, waiting_to_know
from chauban.documents.states import Urgency
from chauban.intake.models import Arrival
from chauban.intake.queries import pressing_first
from chauban.intake.states import State
from chauban.journal.heads import SignedHead
from chauban.journal.queries import newest_head
from chauban.kernel.clock import today
from chauban.people.models import Person
from chauban.people.queries import current_posts
from chauban.people.rights import holds, unit_ids
from chauban.people.states import Role
from chauban.registry.models import Volume

from .lines import Line, lines, sent_lines

LEADERS = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.CHIEF, Role.DEPUTY_CHIEF)
TRAY_LINES, LINES = 6, 8
#: Days for which an urgent paper stays on a leader's desk.
URGENT_DAYS = 7


@dataclass(frozen=True)
class Tray:
    """The clerk's tray in short: the first to check, and how many stand where."""

    arrivals: list[Arrival]
    ready: int
    failed: int
    reading: int


@dataclass(frozen=True)
class Care:
    """What an administrator keeps an eye on."""

    head: SignedHead | None
    postless: list[Person]
    more_postless: bool


@dataclass(frozen=True)
class Desk:
    """The parts of one person's desk; a part that is not theirs is None."""

    to_know: list[Line]
    lately: list[Line]
    tray: Tray | None = None
    urgent: list[Line] | None = None
    newest: list[Line] | None = None
    care: Care | None = None
    #: How many of what waits are urgent.
    pressing: int = 0


def desk(person: Person) -> Desk:
    """The person's desk. A constant number of statements for each role they hold."""
    to_know = sent_lines(waiting_to_know(person))
    leads, clerk = holds(person, *LEADERS), holds(person, Role.CLERK)
    urgent = _urgent(person) if leads else None
    return Desk(
        to_know=to_know,
        lately=lines(person, lately_opened(person, LINES)),
        tray=_tray(person) if clerk else None,
        urgent=urgent,
        newest=lines(person, readable_page(person, limit=LINES).documents) if leads or clerk else None,
        care=_care() if holds(person, Role.ADMINISTRATOR) else None,
        pressing=sum(line.pressing for line in to_know),
    )


def _urgent(person: Person) -> list[Line]:
    """Urgent papers of the last days, the most urgent first."""
    since = today() - dt.timedelta(days=URGENT_DAYS)
    filters = Filters(urgent_from=Urgency.URGENT, recorded_from=since)
    found = readable_page(person, filters=filters, limit=LINES).documents
    return lines(person, sorted(found, key=lambda document: -document.urgency))


def _tray(person: Person) -> Tray:
    arrivals = Arrival.objects.filter(unit__in=unit_ids(person, Role.CLERK))
    counts = dict(
        arrivals.filter(state__in=(State.READY, State.FAILED, State.WAITING, State.READING))
        .order_by()
        .values_list("state")
        .annotate(Count("pk"))
    )
    waiting = arrivals.filter(state__in=(State.READY, State.FAILED)).select_related("held_by").defer("citations")
    return Tray(
        list(pressing_first(waiting)[:TRAY_LINES]),
        ready=counts.get(State.READY, 0),
        failed=counts.get(State.FAILED, 0),
        reading=counts.get(State.WAITING, 0) + counts.get(State.READING, 0),
    )


def _care() -> Care:
    postless = list(
        Person.objects.filter(~Exists(current_posts().filter(person=OuterRef("pk"))), is_active=True)[: LINES + 1]
    )
    return Care(newest_head(), postless[:LINES], len(postless) > LINES)


def books() -> list[Volume]:
    """The books a list can be narrowed to: those row-level security shows, newest first. One statement."""
    return list(Volume.objects.select_related("register").order_by("-starts_on", "register__order", "register__name"))
