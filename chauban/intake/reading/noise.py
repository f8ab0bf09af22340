"""What others put on the page: blocks of digital signatures and the ĐẾN stamp of an office that received it.

None of it is the paper's own number, date, subject or signer, so it is taken off before fields are read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from chauban.kernel.text import fold

from .lines import Piece

#: First words of the lines of a visible signature: Vietnamese signing tools, portals, Adobe.
_SIGNATURE = re.compile(
    r"(nguoi ky|ky boi|duoc ky boi|ky so boi|ky ngay|ngay ky|thoi gian ky|gio ky|email|co quan:|to chuc:|chuc vu:|"
    r"digitally signed|signed by|signing|signature|date:|reason:|location:|dn:|ly do|foxit|cn=)"
)
_TIME = re.compile(r"\d{1,2}:\d{2}:\d{2}|\+\d{2}[:']\d{2}|\S+@\S+\.\w+|\w+\.gov\.vn")
_SIGNED_ON = re.compile(r"(?:thoi gian ky|ngay ky|ky ngay|date)\W*(\d{4}|\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{1,2})")
_ARRIVAL = re.compile(r"^\W*((cong van|van ban)\W+den|den)\W*$|^\W*den\W+(so|gio|ngay)\b")
_ARRIVAL_LINE = re.compile(
    r"^\W*(so|ngay|gio|chuyen|luu|kinh chuyen|ho so|s|n|cv|c)\b\W*[^/]{0,12}$|^\W*(so|ngay|gio|chuyen)\W*[\d./\s-]*$"
)

#: "SỞ NỘI VỤ" is no line "Số" of a stamp.
_DEPARTMENT = re.compile(r"^\W*S[ỞỚƠ]\s+[^\W\d]{2}")


@dataclass(frozen=True)
class Cleaned:
    """The pieces that are the paper's own, and the days told by its digital signatures."""

    pieces: list[Piece]
    signed_on: tuple[date, ...]


def clean(pieces: Sequence[Piece]) -> Cleaned:
    """One page's pieces without signatures' blocks and the ĐẾN stamp."""
    foreign = _signature_pieces(pieces)
    days = _signing_days([p for i, p in enumerate(pieces) if i in foreign])
    foreign |= _arrival_pieces(pieces)
    return Cleaned([p for i, p in enumerate(pieces) if i not in foreign], days)


def _signature_pieces(pieces: Sequence[Piece]) -> set[int]:
    """Marked lines, when two or more stand together, and the lines squeezed in or right under them."""
    marked = [i for i, p in enumerate(pieces) if _SIGNATURE.match(fold(p.text).strip())]
    near = {i for i in marked if any(j != i and _adjoining(pieces[i], pieces[j], 4) for j in marked)}
    near |= {i for i in marked if re.search(r"digitally signed|thoi gian ky", fold(pieces[i].text))}
    more = {
        i
        for i, p in enumerate(pieces)
        for j in near
        if i not in near and _adjoining(p, pieces[j], 1.6) and (_TIME.search(fold(p.text)) or _between(p, pieces, near))
    }
    return near | more


def _adjoining(a: Piece, b: Piece, lines: float) -> bool:
    """Whether two pieces start at about one edge within so many line heights."""
    return abs(a.middle - b.middle) < lines * max(a.height, b.height, 6) and abs(a.x0 - b.x0) < 60


def _between(p: Piece, pieces: Sequence[Piece], near: set[int]) -> bool:
    """Whether marked lines stand both above and below a piece."""
    above = any(pieces[j].middle <= p.middle for j in near)
    return above and any(pieces[j].middle > p.middle and pieces[j].middle - p.middle < 25 for j in near)


def _signing_days(block: Sequence[Piece]) -> tuple[date, ...]:
    """The days that lines such as "Thời gian ký: 24.04.2018" tell."""
    days = []
    for piece in block:
        for found in _SIGNED_ON.findall(fold(piece.text)):
            first, month, last = (int(part) for part in found)
            year, day = (first, last) if first > 31 else (last, first)
            try:
                days.append(date(year, month, day))
            except ValueError:
                continue
    return tuple(days)


def _arrival_pieces(pieces: Sequence[Piece]) -> set[int]:
    """Pieces of an ĐẾN stamp: the word itself and the short lines Số, Ngày, Chuyển around it."""
    seeds = [i for i, p in enumerate(pieces) if _ARRIVAL.match(fold(p.text)) and _stamp_like(p.text)]
    out = set(seeds)
    for i in seeds:
        seed = pieces[i]
        for j, p in enumerate(pieces):
            close = -15 < p.middle - seed.middle < 75 and seed.x0 - 90 < p.centre < seed.x1 + 120
            if close and _ARRIVAL_LINE.match(fold(p.text)) and not _DEPARTMENT.match(p.text):
                out.add(j)
    return out


def _stamp_like(text: str) -> bool:
    """The stamp's word is in capitals; "đến" in running text is not."""
    return any(word.isupper() for word in text.split())
