"""The days on which the office works: the law of Vietnam, swaps announced for a year, and the office's own days.

What the office set itself comes first, then the packs, then the law (Bộ luật Lao động 2019, điều 112, as the library
`holidays` has it, the lunar new year included), then Saturdays and Sundays.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, field
from functools import cache

import holidays
from django.db.models import F

from chauban.kernel import workdays

from .models import DayOff

#: Seconds after which a process looks again whether another one changed the calendar.
FRESH_FOR = 5.0
SATURDAY = 5
#: Of two rows for one day the later read counts: the office's own, which has no pack.
OWN_LAST = F("pack").asc(nulls_last=True)


def is_working(day: dt.date) -> bool:
    """Whether the office works on this day."""
    return _now().working(day)


def next_working(day: dt.date) -> dt.date:
    """`day` itself when it is worked on, else the first working day after it."""
    return workdays.next_working(day, _now().working)


def add_working_days(day: dt.date, n: int) -> dt.date:
    """The n-th working day after `day`, before it when n is negative; with 0 the same as `next_working`."""
    return workdays.add_working_days(day, n, _now().working)


def working_days_between(start: dt.date, end: dt.date) -> int:
    """Working days after `start` up to and with `end`, negative when `end` comes first.

    For a deadline seen from today: what is left, 0 on the day itself, or by how many working days it is over.
    """
    return workdays.working_days_between(start, end, _now().working)


@dataclass(frozen=True)
class Law:
    """One year as the law has it: days off by name, and Saturdays worked to make up for one of them."""

    off: dict[dt.date, str]
    made_up: frozenset[dt.date]


@cache
def law(year: int) -> Law:
    """The days off of `year`; a swap may reach over new year, hence its neighbours."""
    years = [each for each in (year - 1, year, year + 1) if dt.MINYEAR <= each <= dt.MAXYEAR]
    found = holidays.country_holidays("VN", years=years, language="vi")
    return Law(
        {day: name for day, name in sorted(found.items()) if day.year == year},
        frozenset(day for day in found.weekend_workdays if day.year == year),
    )


@dataclass
class _Calendar:
    """What this process knows of the office's and the packs' days, and what it worked out from it."""

    set_days: dict[dt.date, bool]
    read_at: float
    worked_out: dict[dt.date, bool] = field(default_factory=dict)

    def working(self, day: dt.date) -> bool:
        known = self.worked_out.get(day)
        if known is None:
            known = self.worked_out[day] = self.set_days[day] if day in self.set_days else _by_law(day)
        return known


_kept: _Calendar | None = None


def forget() -> None:
    """Read the calendar anew when it is next asked for; called by whoever changes it."""
    global _kept
    _kept = None


def _now() -> _Calendar:
    global _kept
    known = _kept
    if known is None or time.monotonic() - known.read_at > FRESH_FOR:
        known = _kept = _Calendar(_set_days(), time.monotonic())
    return known


def _set_days() -> dict[dt.date, bool]:
    """Days that differ from the law from it."""
    rows = DayOff.objects.order_by(OWN_LAST, "id").values_list("day", "working")
    return dict(rows)


def _by_law(day: dt.date) -> bool:
    year = law(day.year)
    return day in year.made_up or (day not in year.off and day.weekday() < SATURDAY)
