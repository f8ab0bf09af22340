"""The working calendar of a year, as a page shows it."""

from __future__ import annotations

import calendar as months
import datetime as dt
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from . import calendar
from .models import DayOff, Pack

WEEKDAYS_SHORT = (
    gettext_noop("Mo"), gettext_noop("Tu"), gettext_noop("We"), gettext_noop("Th"), gettext_noop("Fr"),
    gettext_noop("Sa"), gettext_noop("Su"),
)  # fmt: skip


@dataclass(frozen=True)
class Day:
    """One day in the year's view; `name` says why it differs from an ordinary weekday or weekend."""

    on: dt.date
    working: bool
    name: str = ""
    source: str = ""
    #: Set by the office itself, and may be taken back.
    own: DayOff | None = None
    #: Of an announced day: whether it was checked against the original; None for days of the law and of the office.
    verified: bool | None = None


@dataclass(frozen=True)
class Year:
    """A year: its months in weeks (None where a week belongs to a neighbour), and the days that stand out."""

    number: int
    months: list[list[list[Day | None]]]
    special: list[Day]
    #: Whether the swaps announced for the year are entered.
    announced: bool

    @property
    def weekdays(self) -> list[tuple[str, str]]:
        """Monday to Sunday, short and in full."""
        return [(_(short), str(full)) for short, full in zip(WEEKDAYS_SHORT, WEEKDAYS.values(), strict=True)]

    @property
    def working_days(self) -> int:
        """How many days are worked on."""
        return sum(day.working for month in self.months for week in month for day in week if day)


def year(number: int) -> Year:
    """The calendar of a year; three statements."""
    law = calendar.law(number)
    special = {day: _of_law(day, name, working=False) for day, name in law.off.items()}
    special |= {day: _of_law(day, _("worked to make up"), working=True) for day in law.made_up}
    rows = DayOff.objects.filter(day__year=number).select_related("pack", "set_by").order_by(calendar.OWN_LAST, "id")
    special |= {row.day: _of_row(row) for row in rows}
    weeks = months.Calendar()
    return Year(
        number,
        [
            [
                [_of(day, special) if day.month == month else None for day in week]
                for week in weeks.monthdatescalendar(number, month)
            ]
            for month in range(1, 13)
        ],
        [special[day] for day in sorted(special)],
        Pack.objects.filter(code=f"days-{number}").exists(),
    )


def day_off(pk: int) -> DayOff | None:
    """One set day, or None."""
    return DayOff.objects.filter(pk=pk).first()


def _of(day: dt.date, special: dict[dt.date, Day]) -> Day:
    return special.get(day) or Day(day, calendar.is_working(day))


def _of_law(day: dt.date, name: str, *, working: bool) -> Day:
    return Day(day, working, name, _("Labour Code 2019, article 112, and what came after it"))


def _of_row(row: DayOff) -> Day:
    if row.pack_id is None:
        return Day(row.day, row.working, row.name, row.source or str(row.set_by or ""), own=row)
    return Day(row.day, row.working, row.name, row.source, verified=row.verified)
