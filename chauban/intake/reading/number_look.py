"""The number's line of a scan read again: figures written by hand over it spoil the notation beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from chauban.vault.pages import PageText, Word

from .head import Head, read_head
from .lines import Piece, is_inside, pieces_of
from .noise import clean
from .shapes import Known, Place
from .symbols import read_symbol

#: No lists: what is asked here is only how well a line was read.
NOTHING = Known()
#: A notation read with this confidence is left as it is.
WELL_READ = 0.85
#: Given to figures of a second reading: they are never proposed from it alone.
FIGURES = 0.1


def number_line(pages: Sequence[PageText]) -> Place | None:
    """The line of the number on the first page of a scan, when its notation was not read well; None otherwise."""
    page = pages[0] if pages else None
    if page is None or page.source != "ocr":
        return None
    head = _head(page)
    row = head.number
    if row is None or head.anchor is None or _worth(row, head) >= WELL_READ:
        return None
    y0, y1 = sorted(w.y0 for w in row.words)[0], sorted(w.y1 for w in row.words)[-1]
    y0, y1 = (max(y0, row.middle - 11), min(y1, row.middle + 11))
    return Place(page.number, max(0.0, row.x0 - 12), y0 - 3, min(row.x1 + 20, head.edge), y1 + 3)


def with_number_line(page: PageText, line: Place, readings: Sequence[Sequence[Word]]) -> PageText:
    """The page with the number's line as the best reading has it, when that tells the notation better."""
    before = _worth(_head(page).number, _head(page))
    best = page
    for words in readings:
        again = _with(page, line, words)
        head = _head(again)
        worth = _worth(head.number, head)
        if worth > before:
            best, before = again, worth
    return best


def _with(page: PageText, line: Place, words: Sequence[Word]) -> PageText:
    number = max((w.line for w in page.words), default=0) + 1
    stay = tuple(w for w in page.words if not is_inside(w, line))
    figures = {f for w in page.words if is_inside(w, line) for f in re.findall(r"\d+", w.text)}
    fresh = (replace(w, line=number, confidence=_trusted(w, figures)) for w in words)
    return replace(page, words=(*stay, *fresh))


def _trusted(word: Word, before: set[str]) -> float:
    """Figures count only where both readings have the same."""
    new = set(re.findall(r"\d+", word.text)) - before
    return min(word.confidence, FIGURES) if new else word.confidence


def _head(page: PageText) -> Head:
    return read_head(clean(pieces_of(page)).pieces, page.width, page.height)


def _worth(row: Piece | None, head: Head) -> float:
    """Confidence in the notation of a row; 0 without one."""
    told = read_symbol(row, NOTHING, head.system, head.usual, digital=False)[1]
    return told["notation"].confidence if "notation" in told else 0.0
