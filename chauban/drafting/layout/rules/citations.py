"""Other documents that the draft cites: with one date, in full at first, and known here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from chauban.kernel.text import fold

from ..elements import Element, Name
from ..findings import Fault
from ..place import Place
from .checked import RUNNING, Checked, Standing, kinds
from .head import day_of

_PART: Final = r"[A-ZĐƯ][A-Za-zĐđƯư]*\d*"
_SYMBOL: Final = re.compile(
    rf"(?<![\w/.-])(?P<symbol>\d{{1,5}}(?:-{_PART}/{_PART}(?:-{_PART})*|/(?:\d{{4}}/)?{_PART}(?:-{_PART})+|/\d{{4}}/QH\d\d))(?![\w/])"
)
_DAY: Final = re.compile(
    r"^[\s,]*(?:ngày\s+)?(\d{1,2})(?:\s*[/.-]\s*|\s+tháng\s+)(\d{1,2})(?:\s*[/.-]\s*|\s+năm\s+)(\d{4})"
)
_BY: Final = re.compile(r"^[\s,;]*(của|do|về)\b")
#: Statutes are cited by kind and name alone.
_STATUTE: Final = re.compile(r"(luat|phap lenh|hien phap)\b")


@dataclass(frozen=True, slots=True)
class Citation:
    """A document that the text names, with what it says of it there."""

    symbol: str
    day: dt.date | None
    kind_said: bool
    issuer_said: bool
    statute: bool
    place: Place


def citations(page: Checked) -> Iterator[Citation]:
    """Every mention, in reading order, but for the draft's own number."""
    own = page.elements.text(Name.NUMBER)
    names = sorted({fold(name) for _code, name in kinds(page.pack)} | set(_MORE_KINDS))
    running = [item for item in page.elements.items if item.name in RUNNING]
    for item in running:
        for match in _SYMBOL.finditer(item.line.raw):
            if match["symbol"] not in own:
                yield _citation(page, item, match, names)


#: Kinds that an office cites and never issues.
_MORE_KINDS: Final = (
    "luat",
    "phap lenh",
    "nghi dinh",
    "thong tu",
    "nghi quyet",
    "quyet dinh",
    "lenh",
    "ket luan",
    "dieu le",
    "cong van",
)


def _citation(page: Checked, item: Element, match: re.Match[str], names: list[str]) -> Citation:
    before = fold(item.line.raw[max(0, match.start() - 60) : match.start()]).strip()
    after = item.line.raw[match.end() :]
    said = re.sub(r"\W*\bso\W*$", "", before)
    dated = _DAY.match(after)
    rest = after[dated.end() :] if dated else after
    return Citation(
        match["symbol"],
        day_of(dated[3], dated[2], dated[1]) if dated else None,
        any(said.endswith(name) for name in names),
        bool(_BY.match(rest)),
        bool(_STATUTE.search(before)),
        page.within(item, match, "symbol"),
    )


def dates(page: Checked) -> Iterator[Fault]:
    """One document, one day."""
    seen: dict[str, dt.date] = {}
    for cited in citations(page):
        if cited.day is None:
            continue
        first = seen.setdefault(cited.symbol, cited.day)
        if cited.day != first:
            found = format_lazy(_("{symbol} of {day}"), symbol=cited.symbol, day=f"{cited.day:%d/%m/%Y}")
            yield Fault("citation.dates", cited.place, found, f"{first:%d/%m/%Y}")


def in_full(page: Checked) -> Iterator[Fault]:
    """The first mention names kind, symbol, day and issuer."""
    seen: set[str] = set()
    for cited in citations(page):
        if cited.symbol in seen or cited.statute:
            continue
        seen.add(cited.symbol)
        lacking = [
            str(word)
            for word, there in (
                (_("its kind"), cited.kind_said),
                (_("its day"), cited.day),
                (_("its issuer"), cited.issuer_said),
            )
            if not there
        ]
        if lacking:
            found = format_lazy(_("{symbol}, without: {lacking}"), symbol=cited.symbol, lacking=", ".join(lacking))
            yield Fault("citation.full", cited.place, found, _("kind, number and symbol, day, issuer, subject"))


def standing(page: Checked) -> Iterator[Fault]:
    """What the caller knows of each cited document."""
    seen: set[str] = set()
    for cited in citations(page) if page.known else ():
        if cited.symbol in seen or page.known is None:
            continue
        seen.add(cited.symbol)
        known = page.known(cited.symbol, cited.day)
        if known is Standing.UNKNOWN:
            yield Fault("citation.unknown", cited.place, cited.symbol, _("a document known here"))
        elif known is Standing.NOT_IN_FORCE:
            yield Fault("citation.not-in-force", cited.place, cited.symbol, _("a document in force"))


RULES: Final = (dates, in_full, standing)
