"""What waits for a person: the parts of the desk, each drawn from the rooms below."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from chauban.documents.models import Document
from chauban.documents.queries import Filters, lately_opened, readable_page
from chauban.documents.states import Urgency
from chauban.intake.models import Arrival
from chauban.intake.queries import in_tray, pressing_first
from chauban.intake.states import State
from chauban.journal.heads import SignedHead
from chauban.journal.queries import newest_head
from chauban.kernel.clock import today
from chauban.people.models import Person
from chauban.people.queries import current_posts
from chauban.people.rights import holds, unit_ids
from chauban.people.states import Role
from chauban.registry.models import Entry, Volume
from chauban.routing.rights import CHIEFS, LEADERS
from chauban.urging.models import Weekly
from chauban.urging.queries import Notice, notices, weekly_of

from . import waiting
from .lines import Line, lines
from .wait_lines import Line as Waits
from .wait_lines import lines as waiting_lines

TRAY_LINES, LINES = 6, 8
#: Days for which an urgent paper stays on a leader's desk.
URGENT_DAYS = 7
#: So many of them, the newest, are put in order of urgency.
URGENT_MOST = 24


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
class Chip:
    """A way to narrow what waits."""

    label: str
    url: str
    current: bool
    count: int | None = None


@dataclass
class Waiting:
    """What waits for the person: a page of it, how much there is of each sort, and how it can be narrowed."""

    asked: waiting.Asked
    lines: list[Waits]
    count: int
    shows: list[Chip]
    sorts: list[Chip]
    members: list[Person]
    #: Addresses of the neighbouring pages of one sort; of sorts cut off, the chips lead to the rest.
    newer: str
    older: str
    query: str
    #: Urgent papers and overdue things in all of it.
    pressing: int
    over: int
    #: Why a deed was refused whose line is no longer there.
    refusal: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether more waits than what was asked for."""
        return self.asked.show != "all" or self.asked.of is not None


@dataclass
class Desk:
    """The parts of one person's desk; a part that is not theirs is None."""

    waiting: Waiting
    lately: list[Line]
    #: What the program reminds of, and the week's list of overdue work for those who get it.
    notices: list[Notice]
    weekly: Weekly | None = None
    tray: Tray | None = None
    urgent: list[Line] | None = None
    more_urgent: bool = False
    newest: list[Line] | None = None
    care: Care | None = None

    def refuse(self, deed: str, pk: int, refusal: str, document: Document) -> None:
        """Show why a deed did not pass at its line, or above the list when the line is gone."""
        for line in self.waiting.lines:
            if line.act.deed == deed and line.pk == pk:
                line.refusal = refusal
                return
        self.waiting.refusal = f"{document}: {refusal}" if refusal else ""


def desk(person: Person, asked: waiting.Asked | None = None) -> Desk:
    """The person's desk. A constant number of statements for each role they hold."""
    leads, clerk = holds(person, *LEADERS), holds(person, Role.CLERK)
    more_urgent, parts = False, {"lately": lately_opened(person, LINES)}
    if leads:
        parts["urgent"] = _urgent(person)
        more_urgent, parts["urgent"] = len(parts["urgent"]) > LINES, parts["urgent"][:LINES]
    if leads or clerk:
        parts["newest"] = readable_page(person, limit=LINES).documents
    found = _waiting(person, asked or waiting.Asked())
    parts["waiting"] = [line.document for line in found.lines]
    documents = {each.pk: each for part in parts.values() for each in part}
    drawn = {line.document.pk: line for line in lines(person, documents.values())}
    for line in found.lines:
        line.entry = drawn[line.document.pk].entry
    shown = {name: [drawn[each.pk] for each in part] for name, part in parts.items()}
    return Desk(
        waiting=found,
        lately=shown["lately"],
        notices=notices(person, TRAY_LINES),
        weekly=weekly_of(person) if holds(person, *CHIEFS) else None,
        tray=_tray(person) if clerk else None,
        urgent=shown.get("urgent"),
        more_urgent=more_urgent,
        newest=shown.get("newest"),
        care=_care() if holds(person, Role.ADMINISTRATOR) else None,
    )


def _waiting(person: Person, asked: waiting.Asked) -> Waiting:
    found = waiting.found(person, asked)
    asked, count = replace(asked, page=found.page), sum(found.counts.values())
    sorts = [
        Chip(str(waiting.SORTS[name].label), _query(asked, sort=name), name == asked.sort, each)
        for name, each in found.counts.items()
        if each and name in waiting.SORTS
    ]
    return Waiting(
        asked,
        waiting_lines(person, found),
        found.counts.get(asked.chosen, count),
        [
            Chip(str(label), _query(asked, show=show), show == asked.show and asked.of is None)
            for show, label in waiting.SHOWS.items()
        ],
        [Chip(_("Every sort"), _query(asked), not asked.sort, count), *sorts] if len(sorts) > 1 or asked.sort else [],
        waiting.members(person),
        _query(asked, sort=asked.sort, page=asked.page - 1) if asked.page > 1 else "",
        _query(asked, sort=asked.sort, page=asked.page + 1) if found.more else "",
        _query(asked, sort=asked.sort, page=asked.page),
        found.pressing,
        found.over,
    )


def _query(asked: waiting.Asked, *, show: str | None = None, sort: str = "", page: int = 1) -> str:
    """The desk's address with this narrowing; another `show` begins with every sort again."""
    values: dict[str, object] = {"show": asked.show if show is None else show, "sort": sort, "page": page}
    if asked.of is not None and show is None:
        values["of"] = asked.of
    kept = {name: value for name, value in values.items() if value not in ("", "all", 1)}
    return f"?{urlencode(kept)}" if kept else "?"


def _urgent(person: Person) -> list[Document]:
    """Urgent papers of the last days that stand under a number in force, the most urgent first."""
    since = today() - dt.timedelta(days=URGENT_DAYS)
    in_force = Q(Exists(Entry.objects.filter(document=OuterRef("pk"), voided_at=None)))
    filters = Filters(urgent_from=Urgency.URGENT, recorded_from=since, also=in_force)
    found = readable_page(person, filters=filters, limit=URGENT_MOST).documents
    return sorted(found, key=lambda document: -document.urgency)


def _tray(person: Person) -> Tray:
    arrivals = Arrival.objects.filter(unit__in=unit_ids(person, Role.CLERK))
    counts = dict(
        in_tray(arrivals)
        .filter(state__in=(State.READY, State.FAILED, State.WAITING, State.READING))
        .order_by()
        .values_list("state")
        .annotate(Count("pk"))
    )
    waiting = (
        in_tray(arrivals).filter(state__in=(State.READY, State.FAILED)).select_related("held_by").defer("citations")
    )
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
