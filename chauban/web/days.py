"""Days and hours as people type them: 5/2, 05/02/26, 050226; the same rules as `static/web/js/dates.js`."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from itertools import pairwise
from typing import Literal

Leaning = Literal["past", "near", "future"]

#: No paper of the office is older.
EARLIEST = 1900
_GROUPS = {4: (2, 4), 6: (2, 4, 6), 8: (2, 4, 8)}


def parse_day(text: str, today: dt.date, leaning: Leaning = "past") -> dt.date:
    """The day that is meant. Without a year it is the last one up to `today`, the next one from it, or the nearest.

    Raises ValueError for what is no day, such as 30/2.
    """
    parts = [part for part in re.split(r"[\s./,-]+", text.strip()) if part]
    if len(parts) == 1 and len(parts[0]) in _GROUPS:
        cuts = (0, *_GROUPS[len(parts[0])])
        parts = [parts[0][a:b] for a, b in pairwise(cuts)]
    if len(parts) == 3 and len(parts[0]) == 4:
        parts.reverse()  # 2026-02-05 pasted from elsewhere
    if len(parts) not in (2, 3) or not all(part.isascii() and part.isdigit() for part in parts):
        raise ValueError("not a day")
    day, month = int(parts[0]), int(parts[1])
    if len(parts) == 3:
        return dt.date(_full_year(parts[2], today), month, day)
    return _nearest(day, month, today, leaning)


def _full_year(text: str, today: dt.date) -> int:
    """Two figures or four: a year of three is one that was not typed to its end."""
    if len(text) == 4 and int(text) >= EARLIEST:
        return int(text)
    if len(text) != 2:
        raise ValueError("not a year")
    year = today.year // 100 * 100 + int(text)
    return year - 100 if year > today.year + 30 else year


def _nearest(day: int, month: int, today: dt.date, leaning: Leaning) -> dt.date:
    """29/2 is looked for over eight years, since it comes every fourth, and not in 2100."""
    found = []
    for year in range(today.year - 8, today.year + 9):
        with suppress(ValueError):
            found.append(dt.date(year, month, day))
    if leaning != "near":
        found = [each for each in found if (each <= today if leaning == "past" else each >= today)]
    if not found:
        raise ValueError("no such day")
    return min(found, key=lambda each: abs(each - today))


def parse_moment(text: str, today: dt.date) -> dt.datetime:
    """An hour, of today or of a day typed after it: "14h", "14h30", "14:30 25/11". Raises ValueError. Without zone."""
    match = re.fullmatch(
        r"(\d{1,2})\s*(?:h|:|giờ|g)\s*(\d{2}(?![\d/.-]))?(?:\s*phút)?[\s,]*(?:ngày\s*)?(.*)", text.strip().lower()
    )
    if match is None:
        raise ValueError("not an hour")
    day = parse_day(match[3], today, "future") if match[3] else today
    return dt.datetime.combine(day, dt.time(int(match[1]), int(match[2] or 0)))
