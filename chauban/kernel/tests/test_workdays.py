import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chauban.kernel.workdays import add_working_days, next_working, working_days_between

MONDAY = dt.date(2026, 11, 23)
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))


def weekdays(day):
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [(0, 1, 1), (0, 3, 3), (0, 5, 7), (4, 1, 7), (5, 1, 7), (5, 0, 7), (0, 0, 0), (7, -1, 4), (6, -1, 4), (0, -3, -5)],
)
def test_the_day_of_giving_is_not_counted(start, n, end):
    day = dt.timedelta(days=1)
    assert add_working_days(MONDAY + start * day, n, weekdays) == MONDAY + end * day


def test_next_working_is_the_day_itself_when_worked_on():
    assert next_working(MONDAY, weekdays) == MONDAY
    assert next_working(dt.date(2026, 11, 28), weekdays) == dt.date(2026, 11, 30)


def test_a_deadline_on_a_sunday_is_over_on_monday_by_one_day():
    sunday = dt.date(2026, 11, 29)
    assert working_days_between(dt.date(2026, 11, 27), sunday, weekdays) == 0
    assert working_days_between(dt.date(2026, 11, 30), sunday, weekdays) == -1


@given(DAYS, st.integers(1, 60), st.sets(DAYS))
def test_between_undoes_add(day, n, off):
    def working(each):
        return weekdays(each) and each not in off

    end = add_working_days(day, n, working)
    assert working(end)
    assert working_days_between(day, end, working) == n
    assert working_days_between(end, day, working) == -n


@given(DAYS, DAYS, DAYS)
def test_between_adds_up(a, b, c):
    assert working_days_between(a, c, weekdays) == working_days_between(a, b, weekdays) + working_days_between(
        b, c, weekdays
    )
