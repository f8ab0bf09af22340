"""How much work there is in a time and how it stands: of the office, of each unit, of each person; and the list behind.

A figure and its list have one condition, so they always agree; row-level security leaves out what the viewer may not
read of both.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chauban.kernel.clock import today
from chauban.people.models import Person, Unit
from chauban.people.rights import holds
from chauban.registry.models import Entry
from chauban.rulebook.calendar import add_working_days

from .. import states
from ..models import Assignment
from ..rights import LEADERS, answers_for
from .waiting import OF_WORK

#: Working days ahead that count as soon, and rows of a page of a list.
SOON, PAGE = 3, 50


@dataclass(frozen=True)
class Period:
    """Days of a picture, both included."""

    since: dt.date
    until: dt.date


@dataclass(frozen=True)
class Row:
    """One unit or person (or the whole, without a holder) and the count of each figure."""

    of: str
    name: str
    counts: dict[str, int]


@dataclass(frozen=True)
class Picture:
    """The whole picture of a time."""

    papers: Row | None
    total: Row
    units: list[Row]
    people: list[Row]


#: Figures of papers, by their arrival in the time, and of work, by the day it was given.
PAPERS: dict[str, Promise] = {
    "received": _("Received"), "unsubmitted": _("Not submitted"), "up": _("With the leaders"),
    "down": _("Being handled"), "closed": _("Handled"),
}  # fmt: skip
WORK: dict[str, Promise] = {
    "given": _("Given"), "open": _("Being handled"), "in-time": _("Done in time"), "late": _("Done late"),
    "overdue": _("Overdue now"), "soon": _("Due in 3 days"),
}  # fmt: skip


def entries(period: Period) -> QuerySet[Entry]:
    """Papers that arrived in the time, voided numbers left out."""
    rows = Entry.objects.filter(
        arrived_on__gte=period.since,
        arrived_on__lte=period.until,
        voided_at=None,
        volume__register__direction="arrivals",
    )
    return rows.select_related("document__kind", "volume__register")


def paper_condition(figure: str) -> Q:
    """Which of these papers a figure counts."""
    state = "document__handling__state"
    return {
        "received": Q(),
        "unsubmitted": Q(**{f"{state}__isnull": True}) | Q(**{state: states.Handling.REGISTRY}),
        "up": Q(**{state: states.Handling.UP}),
        "down": Q(**{state: states.Handling.DOWN}),
        "closed": Q(**{state: states.Handling.CLOSED}),
    }[figure]


def assignments(person: Person) -> QuerySet[Assignment]:
    """Work to be done that concerns the picture of this person: a leader's is of all, a head's of their units.

    What is overdue or due soon counts whenever it was given; the rest by the day it was given.
    """
    rows = Assignment.objects.exclude(part=states.Part.INFORM).exclude(state=states.Work.WITHDRAWN)
    if not holds(person, *LEADERS):
        units = answers_for(person)
        rows = rows.filter(Q(unit__in=units) | Q(parent__unit__in=units))
    return rows.annotate(given_on=TruncDate("assigned_at"), reported_on=TruncDate("reported_at")).select_related(
        *OF_WORK
    )


def _once(person: Person) -> Q:
    """Of this work what stands by itself: what a unit passed on is part of the unit's own."""
    return Q(parent=None) if holds(person, *LEADERS) else Q(unit__in=answers_for(person))


def work_condition(figure: str, period: Period) -> Q:
    """Which of this work a figure counts."""
    within = Q(given_on__gte=period.since, given_on__lte=period.until)
    done = within & Q(state=states.Work.CLOSED)
    late = Q(due_on__isnull=False, reported_on__gt=F("due_on"))
    pressing, day = Q(state__in=states.IN_HAND), today()
    return {
        "given": within,
        "open": within & Q(state__in=states.OPEN_WORK),
        "in-time": done & ~late,
        "late": done & late,
        "overdue": pressing & Q(due_on__lt=day),
        "soon": pressing & Q(due_on__gte=day, due_on__lte=add_working_days(day, SOON)),
    }[figure]


def picture(person: Person, period: Period) -> Picture:
    """The person's picture. Four statements whatever the office's size."""
    work = assignments(person)
    counts = {_column(name): Count("pk", filter=work_condition(name, period)) for name in WORK}
    total = work.filter(_once(person)).order_by().aggregate(**counts)
    units = _by(work.filter(unit__isnull=False), "unit", "unit__name", counts)
    people = _by(work.filter(person__isnull=False), "person", "person__full_name", counts)
    papers = None
    if holds(person, *LEADERS):
        columns = {name: Count("pk", filter=paper_condition(name)) for name in PAPERS}
        papers = Row("", "", entries(period).order_by().aggregate(**columns))
    return Picture(papers, Row("", "", _named(total)), units, people)


def _column(name: str) -> str:
    return f"n_{name.replace('-', '_')}"


def _named(row: dict[str, Any]) -> dict[str, int]:
    return {name: row[_column(name)] for name in WORK}


def _by(work: QuerySet[Assignment], holder: str, name: str, counts: dict[str, Count]) -> list[Row]:
    rows = work.order_by().values(holder, name).annotate(**counts).order_by(name, holder)
    made = [Row(f"{holder}:{row[holder]}", row[name], _named(row)) for row in rows]
    return [row for row in made if any(row.counts.values())]


def work_list(person: Person, period: Period, figure: str, of: Unit | Person | None) -> QuerySet[Assignment]:
    """The work a figure counts, the newest first."""
    rows = assignments(person).filter(work_condition(figure, period))
    if of is None:
        rows = rows.filter(_once(person))
    else:
        rows = rows.filter(unit=of) if isinstance(of, Unit) else rows.filter(person=of)
    return rows.order_by("-pk")


def paper_list(period: Period, figure: str) -> QuerySet[Entry]:
    """The papers a figure counts, the newest first."""
    return entries(period).filter(paper_condition(figure)).order_by("-pk")
