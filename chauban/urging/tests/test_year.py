"""A simulated year of mornings beside an oracle that counts on its fingers: every notice on the right day, once.

The oracle knows the days off by a list of its own, walks a list of working days, and shares no line with the program.
"""

import datetime as dt
import random

import pytest

from chauban.people.identity import SYSTEM, acting
from chauban.urging.models import Reminder
from conftest import database_role

from .conftest import moment, wake

FIRST, LAST = dt.date(2026, 1, 5), dt.date(2027, 3, 5)
ONE = dt.timedelta(days=1)


def days(text):
    return {dt.date.fromisoformat(each) for each in text.split()}


#: Tết 2026 and 2027, the other days off of the law and the swaps announced for 2026.
OFF = days(
    "2026-01-01 2026-01-02 2026-02-16 2026-02-17 2026-02-18 2026-02-19 2026-02-20 2026-04-27 2026-04-30 2026-05-01"
    " 2026-08-31 2026-09-01 2026-09-02 2026-11-24 2027-01-01 2027-02-04 2027-02-05 2027-02-08 2027-02-09 2027-02-10"
)
MADE_UP = days("2026-01-10 2026-08-22")
WORKING = [
    day
    for day in (dt.date(2025, 12, 1) + at * ONE for at in range(520))
    if day in MADE_UP or (day.weekday() < 5 and day not in OFF)
]
#: The worker was down: a weekend, a week, over Tết and beyond it.
DOWN = {
    *(dt.date(2026, 3, 14) + at * ONE for at in range(2)),
    *(dt.date(2026, 6, 8) + at * ONE for at in range(7)),
    *(dt.date(2026, 2, 12) + at * ONE for at in range(13)),
    *(dt.date(2026, 10, 6) + at * ONE for at in range(1)),
}


def left(day, due_on):
    """Working days after `day` up to `due_on`, counted one by one."""
    return sum(1 for each in WORKING if day < each <= due_on)


class Oracle:
    """What ought to be made, morning by morning."""

    def __init__(self, office):
        self.office, self.expected, self.heard, self.up = office, [], set(), set()
        self.missed = []

    def morning(self, today, work):
        """One morning on which the worker is up; `work` is (id, holders, heads above, assigned at, due, open)."""
        if today not in WORKING:
            return
        mornings, self.missed = [*self.missed, today], []
        for pk, holders, above, at, due_on, is_open in work:
            if not is_open or at > moment(today):
                continue
            if due_on < today:
                over = sum(1 for each in WORKING if due_on < each <= today)
                self.expected += [(pk, name, "overdue", today, over) for name in holders]
                self.go_up(pk, holders, above, due_on, today, over)
            else:
                self.before(pk, holders, at, due_on, today, mornings)

    def before(self, pk, holders, at, due_on, today, mornings):
        for count, kind in ((1, "before1"), (3, "before3"), (7, "before7")):
            if any(left(day, due_on) == count and at <= moment(day) for day in mornings):
                for name in holders:
                    if (pk, name, kind, due_on) not in self.heard:
                        self.heard.add((pk, name, kind, due_on))
                        self.expected.append((pk, name, kind, today, count))
                return

    def go_up(self, pk, holders, above, due_on, today, over):
        for level, names in above.items():
            if over >= 3 * level and (pk, due_on, level) not in self.up:
                self.up.add((pk, due_on, level))
                self.expected += [(pk, name, "escalated", today, over) for name in names if name not in holders]


@pytest.mark.slow
def test_every_notice_of_a_year_is_made_once_on_its_day(office, give, change):
    luck = random.Random(2026)
    holders = {
        "specialist": (office.specialist, ["specialist"], {1: ["head"], 2: ["chief"], 3: ["deputy_secretary"]}),
        "general": (office.general, ["head"], {2: ["chief"], 3: ["deputy_secretary"]}),
        "headless": (
            office.registry_unit, ["archivist", "clerk", "clerk_two", "secret_clerk"],
            {2: ["chief"], 3: ["deputy_secretary"]},
        ),
    }  # fmt: skip
    oracle, work = Oracle(office), []
    day = FIRST
    while day <= LAST:
        for _each in range(luck.choice((0, 0, 1, 1))):
            name = luck.choice(list(holders))
            at = moment(day, luck.choice((6, 6, 10, 16)))
            due_on = day + luck.randrange(0, 35) * ONE
            row = give(holders[name][0], due_on, at=at, readers=[office.general, office.registry_unit])
            work.append([row, name, at, due_on, True])
        for each in luck.sample(work, min(3, len(work))):
            if each[4] and luck.random() < 0.3:  # more time, or less
                each[3] = day + luck.randrange(0, 20) * ONE
                change(each[0], due_on=each[3])
            elif each[4] and luck.random() < 0.5:
                each[4] = False
                state, ended = luck.choice((("reported", None), ("closed", moment(day)), ("returned", None)))
                change(each[0], state=state, ended_at=ended)
        for each in work:  # nothing stays open for ever: the year would be one of overdue work only
            if each[4] and each[3] < day - 25 * ONE:
                each[4] = False
                change(each[0], state="closed", ended_at=moment(day))
        if day in DOWN:
            oracle.missed += [day] if day in WORKING else []
        else:
            now = [(row.pk, *holders[name][1:], at, due_on, is_open) for row, name, at, due_on, is_open in work]
            assert wake(moment(day, 6, 59)) is False
            assert wake(moment(day)) is (day in WORKING)
            assert wake(moment(day, 7, 1)) is False
            oracle.morning(day, now)
            if luck.random() < 0.1 and day - ONE not in DOWN:  # the clock goes back a day, and forth again
                assert wake(moment(day - ONE, 9)) is False
                assert wake(moment(day, 9)) is False
        day += ONE
    with database_role("chauban_worker"), acting(SYSTEM):
        rows = Reminder.objects.values_list("assignment", "person__username", "kind", "on", "days")
        found = sorted(rows)
    assert len(oracle.expected) > 2000
    assert {kind for _pk, _name, kind, *_rest in found} == {"before7", "before3", "before1", "overdue", "escalated"}
    assert found == sorted(oracle.expected)
