"""Place and day of issue: "Huế, ngày 05 tháng 02 năm 2026"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from rapidfuzz import fuzz, process

from chauban.kernel.text import collapse, fold

from .lines import Piece
from .rules import place_names
from .shapes import Known, Proposal

_LINE = re.compile(
    r"^(?P<place>.*?)[\s,.;:]*n[gq]a[yv]\W*(?P<day>.{0,6}?)\s*t[hn]?ang\W*(?P<month>.{0,5}?)\s*nam\W*(?P<year>(?:19|20)\d\d)?"
)
_YEAR = re.compile(r"nam\W*((?:19|20)\d\d)")
#: Papers are not issued later than this after the day they arrive (clocks and time zones).
_AHEAD = timedelta(days=2)
_DAYS_SURE = 0.8


def real_date(year: str, month: str, day: str, today: date) -> date | None:
    """The day these digits name, if it exists, is after 1945 and not in the future."""
    if not (year.isdigit() and month.isdigit() and day.isdigit()):
        return None
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if date(1945, 9, 2) <= found <= today + _AHEAD else None


def read_date(row: Piece | None, today: date, signed: Sequence[date], digital: bool) -> Proposal | None:
    """The day of issue; when day or month is unread, the digital signature's day of the same month, marked low."""
    if row is None:
        return None
    match = _LINE.search(_once(fold(row.text)) if digital else fold(row.text))
    if match is None:
        year = _YEAR.search(fold(row.text))
        return Proposal("", 0.0, (row.place,), row.text) if year else None
    found = real_date(match["year"] or "", match["month"].strip(" .,"), match["day"].strip(" .,"), today)
    if found:
        sure = 0.98 if digital else _trust(row)
        return Proposal(found.isoformat(), sure, (row.place,), row.text)
    told = [
        d for d in signed if str(d.year) == match["year"] and match["month"].strip() in (str(d.month), f"{d.month:02d}")
    ]
    if len(set(told)) == 1:
        return Proposal(told[0].isoformat(), 0.65, (row.place,), row.text)
    return Proposal("", 0.0, (row.place,), row.text)


def _once(text: str) -> str:
    """Words and figures that an overlay doubled ("tháng 9 9 năm năm 2026") said once."""
    return re.sub(r"\b([a-z]+)(?:\s+\1\b)+|\b(\d+)\s+\2(?!\d)", r"\1\2", text)


def _trust(row: Piece) -> float:
    """The least OCR confidence among the figures; one written by hand is either low or taller than the printed year."""
    figures = [w for w in row.words if any(c.isdigit() for c in w.text)]
    least = min((w.confidence for w in figures), default=0.0)
    printed = min((w.y1 - w.y0 for w in figures), default=0.0)
    tall = any(w.y1 - w.y0 > 1.22 * printed for w in figures)
    return 0.0 if tall or least < _DAYS_SURE else min(0.97, least)


def read_place(row: Piece | None, known: Known, digital: bool) -> Proposal | None:
    """The place before "ngày", as the list of places writes it."""
    if row is None:
        return None
    match = _LINE.search(fold(row.text))
    raw = collapse(row.text[: match.end("place")] if match else row.text.split(",")[0]).strip(" ,.;:_-*'`|")
    if not raw or (not match and "," not in row.text) or len(raw) > 40 or any(c.isdigit() for c in raw):
        return None
    best = process.extractOne(fold(raw), {name: fold(name) for name in place_names(known)}, scorer=fuzz.ratio)
    trust = 0.97 if digital else row.confidence
    if best and best[1] >= 85:
        # Same letters but other marks: a listed province is likelier than what OCR saw.
        return Proposal(best[2], min(0.97, 0.5 + best[1] / 200), (row.place,), raw)
    good = raw[:1].isupper() and all(w[:1].isupper() or w in ("phố", "xã", "trấn", "-") for w in raw.split())
    return Proposal(raw, trust * (0.95 if good else 0.5), (row.place,), raw)
