"""Counting working days over anything that knows whether a day is one; the office's calendar is in the rulebook.

A deadline is the last day of its term: three working days from Monday end on Thursday, so the day on which something is
given is never counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

Working = Callable[[dt.date], bool]
ONE_DAY = dt.timedelta(days=1)


def next_working(day: dt.date, working: Working) -> dt.date:
    """`day` itself when it is worked on, else the first working day after it."""
    while not working(day):
        day += ONE_DAY
    return day


def add_working_days(day: dt.date, n: int, working: Working) -> dt.date:
    """The n-th working day after `day`, before it when n is negative; with 0 the same as `next_working`."""
    if n == 0:
        return next_working(day, working)
    step, left = (ONE_DAY, n) if n > 0 else (-ONE_DAY, -n)
    while left:
        day += step
        left -= working(day)
    return day


def working_days_between(start: dt.date, end: dt.date, working: Working) -> int:
    """Working days after `start` up to and with `end`; negative when `end` comes first, then without `end` itself.

    For a deadline `end` seen from today: what is left, 0 on the day itself, or by how many working days it is over.
    """
    first, last = min(start, end), max(start, end)
    days = (first + dt.timedelta(days=at) for at in range(1, (last - first).days + 1))
    count = sum(1 for day in days if working(day))
    return count if start <= end else -count
