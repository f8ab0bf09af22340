"""Days and hours as clerks type them."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from django.utils import translation
from django.utils.formats import date_format
from hypothesis import given
from hypothesis import strategies as st

from chauban.web.days import parse_day, parse_moment

TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("5/2", dt.date(2026, 2, 5)),
        ("25/12", dt.date(2025, 12, 25)),
        ("24/11", TODAY),
        ("05/02/26", dt.date(2026, 2, 5)),
        ("5.2.2026", dt.date(2026, 2, 5)),
        ("050226", dt.date(2026, 2, 5)),
        ("0502", dt.date(2026, 2, 5)),
        ("05022026", dt.date(2026, 2, 5)),
        ("2026-02-05", dt.date(2026, 2, 5)),
        ("5 2 75", dt.date(1975, 2, 5)),
        ("29/2", dt.date(2024, 2, 29)),
    ],
)
def test_a_day_is_understood(typed, meant):
    assert parse_day(typed, TODAY) == meant


def test_a_day_without_a_year_may_lie_ahead():
    assert parse_day("5/2", TODAY, "future") == dt.date(2027, 2, 5)
    assert parse_day("5/2", TODAY, "near") == dt.date(2027, 2, 5)
    assert parse_day("20/11", TODAY, "near") == dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "31/2/2026",
        "29/2/2026",
        "0/1",
        "5/13",
        "hôm nay",
        "5",
        "1/2/3/4",
        "٥/٢",
        "5/2/99999",
        "05/02/202",
        "5/2/6",
        "05/02/0202",
        "31/12/1899",
    ],
)
def test_what_is_no_day_is_refused(typed):
    with pytest.raises((ValueError, OverflowError)):
        parse_day(typed, TODAY)


@given(st.dates(min_value=dt.date(1957, 1, 1), max_value=dt.date(2056, 12, 31)))
def test_every_day_written_in_full_comes_back(day):
    assert parse_day(f"{day:%d/%m/%Y}", TODAY) == parse_day(f"{day:%d%m%Y}", TODAY) == day
    assert parse_day(f"{day:%d/%m/%y}", TODAY) == day


@given(st.text(max_size=20))
def test_any_text_is_a_day_or_refused(text):
    with contextlib.suppress(ValueError, OverflowError):
        assert isinstance(parse_day(text, TODAY), dt.date)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14h", dt.datetime(2026, 11, 24, 14)),  # noqa: DTZ001
        ("14h30", dt.datetime(2026, 11, 24, 14, 30)),  # noqa: DTZ001
        ("14:30 25/11", dt.datetime(2026, 11, 25, 14, 30)),  # noqa: DTZ001
        ("17h 27/11/2026", dt.datetime(2026, 11, 27, 17)),  # noqa: DTZ001
        ("17h 2711", dt.datetime(2026, 11, 27, 17)),  # noqa: DTZ001
        ("7 giờ 05 ngày 1/12/2026", dt.datetime(2026, 12, 1, 7, 5)),  # noqa: DTZ001
    ],
)
def test_an_hour_is_understood(typed, meant):
    assert parse_moment(typed, TODAY) == meant


@pytest.mark.parametrize("typed", ["", "25h", "14h61", "chiều", "14"])
def test_what_is_no_hour_is_refused(typed):
    with pytest.raises(ValueError, match=r"."):
        parse_moment(typed, TODAY)


@pytest.mark.parametrize(("day", "said"), [(24, "Thứ Ba, 24/11/2026"), (29, "Chủ nhật, 29/11/2026")])
def test_the_week_is_said_in_words(day, said):
    with translation.override("vi"):
        assert date_format(dt.date(2026, 11, day), "l, d/m/Y") == said
