"""Which deadlines call for a reminder today; pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .states import BEFORE, Kind

Between = Callable[[dt.date, dt.date], int]
#: Days after which a morning that was missed calls for nothing any more: seven working days are never longer.
LOOK_BACK = dt.timedelta(days=30)


@dataclass(frozen=True)
class Call:
    """What work with this deadline calls for: the working days left, or over, and the morning that called first.

    Work given after that morning is not called for: its giver named the deadline just now.
    """

    due_on: dt.date
    kind: Kind
    days: int
    morning: dt.date


def mornings(last: dt.date | None, today: dt.date, working: Callable[[dt.date], bool]) -> list[dt.date]:
    """Working days since the last run, today the last of them; only today when there was none before it."""
    if last is None or last >= today:
        return [today]
    first = max(last + dt.timedelta(days=1), today - LOOK_BACK)
    span = [first + dt.timedelta(days=at) for at in range((today - first).days)]
    return [*filter(working, span), today]


def calls(due_days: Iterable[dt.date], since: list[dt.date], between: Between) -> list[Call]:
    """The calls of these deadlines on the last of the mornings `since`; of several missed, the most pressing one."""
    found = (_call(due_on, since, between) for due_on in due_days)
    return [call for call in found if call]


def _call(due_on: dt.date, since: list[dt.date], between: Between) -> Call | None:
    today = since[-1]
    if due_on < today:
        return Call(due_on, Kind.OVERDUE, -between(today, due_on), today)
    for days, kind in BEFORE.items():
        for morning in since:
            if between(morning, due_on) == days:
                return Call(due_on, kind, days, morning)
    return None
