"""The head of a paper: what stands left (issuer, number, a công văn's subject) and right (nation or Party, date).

The anchor is the national name and motto, or the Party's name, always at the top of the right column. Everything
is found from where it stands, so the size of margins and whether the typist used a table or tabs do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from rapidfuzz import fuzz

from chauban.kernel.text import fold

from .lines import Piece, rows_of, split_at
from .shape_of_text import same_letters
from .shapes import System

#: (words looked for, letters folded, system, how many words)
_ANCHORS: tuple[tuple[str, System, int], ...] = (
    ("conghoaxahoichunghiavietnam", "state", 8),
    ("conghoaxahoichunghia", "state", 6),
    ("dangcongsanvietnam", "party", 5),
    ("doclaptudohanhphuc", "state", 6),
)
#: On text without marks but with its capitals: "So 12", "So:", or a slash before a capital, which names never have.
_NUMBER = re.compile(r"^\W*[S5s][oO0]?\S?\W{0,3}\s*\d|^\W*S[oO0]\s*[:.]|(?<!\bV)/\s?[A-Z]")
_DATE = re.compile(r"\bng[aày]+\b.*\bn[aă]m\b|\bth[aá]ng\b.*\bn[aă]m\b|\bnam\s+(19|20)\d\d|ngay\W.*thang", re.I)


@dataclass
class Head:
    """Rows of the head from the top. `left` are above the number, `under` below it in the left column."""

    system: System | None
    page: int
    anchor: Piece | None
    left: list[Piece] = field(default_factory=list)
    number: Piece | None = None
    under: list[Piece] = field(default_factory=list)
    date: Piece | None = None
    #: Height below which the head's two columns end and title or addressees begin.
    bottom: float = 0.0
    edge: float = 0.0
    #: Usual height of a word on the page, in points.
    usual: float = 12.0


def _runs(piece: Piece, count: int) -> list[tuple[int, int]]:
    """All runs of about `count` words, as index spans; rules and dashes between words do not count."""
    spoken = [i for i, w in enumerate(piece.words) if any(c.isalpha() for c in w.text)]
    spans = []
    for size in {count, count - 1}:
        for k in range(len(spoken) - size + 1):
            spans.append((spoken[k], spoken[k + size - 1] + 1))
    return spans


def find_anchor(pieces: Sequence[Piece]) -> tuple[Piece, System] | None:
    """The topmost run of words that reads as the nation's or the Party's name, as a piece of its own."""
    for phrase, system, count in _ANCHORS:
        for piece in pieces:
            best = max(
                (
                    (fuzz.ratio(same_letters(" ".join(w.text for w in piece.words[a:b])), phrase), a, b)
                    for a, b in _runs(piece, count)
                ),
                default=(0.0, 0, 0),
            )
            if best[0] >= 80 and _is_print_of(phrase, piece.words[best[1] : best[2]]):
                return Piece(piece.page, piece.words[best[1] : best[2]]), system
    return None


def _is_print_of(phrase: str, words: Sequence[object]) -> bool:
    """The names are in capitals in a head ("Đảng Cộng sản Việt Nam" is not, in running text); the motto is not."""
    text = "".join(getattr(w, "text", "") for w in words)
    capitals = sum(c.isupper() for c in text)
    return phrase.startswith("doclap") or capitals >= 0.7 * sum(c.isalpha() for c in text)


def _columns(pieces: Sequence[Piece], edge: float, anchor: Piece) -> tuple[list[Piece], list[Piece]]:
    """Pieces right of the edge, and left of it; a piece across it is cut at its widest gap near the edge."""
    left: list[Piece] = []
    right: list[Piece] = []
    for piece in pieces:
        across = piece.x0 < edge - 40 and piece.x1 > edge + 60
        parts = (
            split_at(piece, _cut(piece, edge)) if across else (piece, None) if piece.centre < edge else (None, piece)
        )
        if parts[0]:
            left.append(parts[0])
        if parts[1]:
            right.append(parts[1])
    return left, right


def _cut(piece: Piece, edge: float) -> float:
    """Where a row that covers both columns parts: its widest gap within reach of the edge."""
    gaps = [
        (b.x0 - a.x1, (a.x1 + b.x0) / 2)
        for a, b in zip(piece.words, piece.words[1:], strict=False)
        if edge - 90 < (a.x1 + b.x0) / 2 < edge + 50
    ]
    return max(gaps)[1] if gaps else edge


def read_head(pieces: Sequence[Piece], width: float, height: float) -> Head:
    """The head of the page these pieces are from. Without an anchor the top third is parted in the middle."""
    found = find_anchor([p for p in pieces if p.middle < 0.6 * height])
    anchor, system = found if found else (None, None)
    edge = anchor.x0 - 4 if anchor else 0.45 * width
    top = anchor.y0 if anchor else 0.0
    zone = [p for p in pieces if top - 45 < p.middle < top + (190 if anchor else 0.3 * height)]
    head = Head(system, pieces[0].page if pieces else 1, anchor, edge=edge, usual=_usual(pieces))
    if not zone:
        return head
    left, right = _columns([p for p in zone if not _is_body(p, edge, width, top)], edge, anchor or zone[0])
    _fill_left(head, rows_of(left), top)
    _fill_right(head, rows_of(right), top)
    head.bottom = max([p.y1 for p in (head.number, head.date, anchor) if p], default=0.0)
    head.under = [p for p in head.under if p.x1 < edge + 60]
    return head


def _usual(pieces: Sequence[Piece]) -> float:
    return median([w.y1 - w.y0 for p in pieces for w in p.words] or [12.0])


def _is_body(p: Piece, edge: float, width: float, top: float) -> bool:
    """A line of the body or title: it runs over both columns, is not at the very top and holds no number or date."""
    both = p.x0 < edge - 60 and p.x1 > edge + 0.2 * width and p.middle > top + 40
    return both and not (_NUMBER.search(fold_keep(p.text)) or _DATE.search(fold(p.text)))


def _fill_left(head: Head, rows: Sequence[Piece], top: float) -> None:
    """Sort the left column's rows around the row of the number."""
    at = next((i for i, r in enumerate(rows) if _NUMBER.search(fold_keep(r.text)) and r.middle > top - 5), None)
    if at is None:
        head.left = list(rows)
        return
    head.left, head.number, head.under = list(rows[:at]), rows[at], list(rows[at + 1 :])


def fold_keep(text: str) -> str:
    """Without marks but with capitals kept, so that a notation's capital can be asked for."""
    return "".join(f.upper() if c.isupper() else f for c, f in zip(text, fold(text), strict=False))


def _fill_right(head: Head, rows: Sequence[Piece], top: float) -> None:
    head.date = next((r for r in rows if r.middle > top and _DATE.search(fold(r.text))), None)
    if head.number is None and head.date is not None:
        # The number stands beside or a little below the date; what is further down is not of the head.
        head.left = [r for r in head.left if r.middle < head.date.middle + 6]
