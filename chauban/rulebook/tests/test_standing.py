"""How a deadline stands: a table of days around a weekend and around 2 September (Quốc khánh, two days off)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from chauban.rulebook.standing import standing

FRIDAY, SATURDAY, MONDAY = dt.date(2026, 11, 13), dt.date(2026, 11, 14), dt.date(2026, 11, 16)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("due_on", "day", "over", "soon", "days", "words"),
    [
        (FRIDAY, FRIDAY - 4 * DAY, False, False, 4, "còn 4 ngày làm việc"),
        (FRIDAY, FRIDAY - 2 * DAY, False, True, 2, "còn 2 ngày làm việc"),
        (FRIDAY, FRIDAY, False, True, 0, "hết hạn hôm nay"),
        (FRIDAY, SATURDAY, True, False, 0, "quá hạn"),
        (FRIDAY, SATURDAY + DAY, True, False, 0, "quá hạn"),
        (FRIDAY, MONDAY, True, False, 1, "quá hạn 1 ngày làm việc"),
        (FRIDAY, MONDAY + DAY, True, False, 2, "quá hạn 2 ngày làm việc"),
        (SATURDAY, FRIDAY, False, True, 0, "hết hạn trước ngày làm việc tới"),
        (SATURDAY, SATURDAY, False, True, 0, "hết hạn hôm nay"),
        (SATURDAY, SATURDAY + DAY, True, False, 0, "quá hạn"),
        (SATURDAY, MONDAY, True, False, 1, "quá hạn 1 ngày làm việc"),
        (MONDAY, FRIDAY, False, True, 1, "còn 1 ngày làm việc"),
        (MONDAY, SATURDAY, False, True, 1, "còn 1 ngày làm việc"),
        (dt.date(2026, 9, 4), dt.date(2026, 8, 31), False, True, 2, "còn 2 ngày làm việc"),
    ],
)
def test_how_a_deadline_stands(db, due_on, day, over, soon, days, words):
    found = standing(due_on, day)
    with translation.override("vi"):
        assert (found.over, found.soon, found.days, found.words) == (over, soon, days, words)
