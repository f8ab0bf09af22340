"""Which lines of the signature's block are worth a second, closer reading, and how it is laid into the page.

A seal or a signature over print makes Tesseract take the block for a picture, or lose the first letter of the name and
its marks. One line cut out alone is read far better; read in two ways, it also tells what is not sure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import mean

from rapidfuzz import fuzz

from chauban.kernel.text import fold, is_syllable, tone_normal
from chauban.vault.pages import PageText, Word

from .lines import Piece, is_inside, pieces_of, rows_of
from .names import mended, name_in, name_score, surnames, with_surname
from .shape_of_text import in_capitals, letters
from .shapes import Place
from .signers import (
    AUTHORITY,
    beside,
    block_in,
    cleaned_row,
    find_block,
    find_recipients_mark,
    listed_likeness,
)

#: From this confidence on a word counts as read; a line of such words in capitals needs no second reading.
READ, SURE = 0.5, 0.93
#: When two readings of a word differ and each is at least so sure of itself, neither is to be believed.
BOTH_SURE, DISPUTED = 0.8, 0.4
#: Lines of the post read again at most, and points around a line that go with it.
MOST_POSTS, AROUND = 3, 3.0
#: Points from the middle of the block to where a name reaches at least.
HALF_NAME = 48.0
#: An empty lower part of a page at least so high, in points, may hold a block that was not read.
LOST = 130.0
#: Likeness (0..100) from which a line is the same with and without its ink, and the confidence it has when it is not.
SAME, LESS = 80, 0.55


@dataclass(frozen=True)
class Strip:
    """One line to be read again."""

    place: Place
    is_name: bool


def signature_zone(pages: Sequence[PageText]) -> Place | None:
    """The box right of "Nơi nhận" of a scan, or about the block where that mark was not found; None on other papers
    or where no block is known."""
    for page in pages:
        mark = find_recipients_mark(pieces_of(page))
        if mark is None:
            continue
        if page.source != "ocr":
            return None
        left = min(max(mark.x1 + 20, 0.47 * page.width), 0.6 * page.width)
        return Place(page.number, left, max(0.0, mark.y0 - 65), page.width, min(page.height, mark.y0 + 230))
    block = find_block([pieces_of(page) for page in pages], [page.width for page in pages])
    if block is None:
        return None
    first = block.capitals[0]
    page = next(page for page in pages if page.number == first.page)
    if page.source != "ocr":
        return None
    return Place(page.number, 0.45 * page.width, max(0.0, first.y0 - 50), page.width, min(page.height, first.y0 + 230))


def lost_end(pages: Sequence[PageText]) -> Place | None:
    """The lower part of a scan's last page under its last wide row, when neither "Nơi nhận" nor a block was read
    there: seal and signature made Tesseract take all of it for a picture."""
    page = pages[-1] if pages else None
    if page is None or page.source != "ocr" or signature_zone(pages) is not None:
        return None
    wide = [r.y1 for r in rows_of(pieces_of(page)) if r.confidence > READ and r.x1 - r.x0 > 0.35 * page.width]
    top = max(wide, default=page.height)
    return Place(page.number, 0.0, top, page.width, page.height) if page.height - top > LOST else None


def is_whole(page: PageText, zone: Place) -> bool:
    """Whether the first reading found the rows of the block, so that only lines of it need another."""
    block = block_in(_pieces(page, zone))
    return block is not None and block.name is not None and not block.cut and _name_worth(block.name.words) > READ


def name_zone(page: PageText, zone: Place) -> Place:
    """The part of a zone under the posts that were read."""
    block = block_in(_pieces(page, zone))
    return replace(zone, y0=block.capitals[-1].y1 + 8) if block else zone


def with_reread(page: PageText, zone: Place, words: Sequence[Word]) -> PageText:
    """The page with what was read anew in a zone (in the page's points); words the first reading was sure of stay."""
    base = max((w.line for w in page.words), default=0) + 1
    kept = [w for w in page.words if not is_inside(w, zone) or (w.confidence > 0.85 and len(w.text) > 1)]
    sure = [w for w in kept if is_inside(w, zone)]
    fresh = [w for w in words if is_inside(w, zone) and not any(_overlap(w, k) for k in sure)]
    added = [replace(w, line=base + w.line) for w in fresh]
    return replace(page, words=(*kept, *added))


def strips(page: PageText, zone: Place) -> list[Strip]:
    """The lines of the block that are to be read again: posts that are not sure, and always the name."""
    rows = [row for row in rows_of(_pieces(page, zone)) if len(letters(row.text)) >= 2]
    block = block_in(rows)
    capitals = block.capitals if block else []
    name = _name_row(rows, capitals)
    axis = _axis(capitals) or (name.centre if name else None)
    if axis is None:
        return []
    top = name.y0 - 22 if name else zone.y1
    start = capitals[0].y0 - 24 if capitals else zone.y0
    posts = [r for r in rows if start <= r.y0 and r.y1 < top and _about(r, axis, 60) and _may_be_post(r, capitals)]
    found = [Strip(_strip(row, axis, page, 25), False) for row in posts[:MOST_POSTS]]
    return [*found, Strip(_strip(name, axis, page, HALF_NAME), True)] if name else found


def _may_be_post(row: Piece, capitals: Sequence[Piece]) -> bool:
    """Whether a row is, or was before a seal was put on it, in capitals, and is not read surely."""
    if _is_sure(row):
        return False
    under = any(0 < row.middle - c.middle < 1.6 * max(c.height, 10) for c in capitals)
    told = any(w.confidence > BOTH_SURE and w.text.isupper() and len(letters(w.text)) > 2 for w in row.words)
    return told or (under and len(letters(row.text)) > 3)


def with_line(page: PageText, strip: Strip, readings: Sequence[Sequence[Word]]) -> PageText:
    """The page with one line as it was read again, unless the line says less than before."""
    before = [w for w in page.words if is_inside(w, strip.place)]
    worth = _name_worth if strip.is_name else _post_worth
    told = [[_trimmed(w) for w in sorted(words, key=lambda w: w.x0)] for words in readings]
    # The third way keeps coloured ink: only for what was itself printed or stamped in colour.
    told = told[:2] if any(worth(words) for words in told[:2]) else told[2:]
    best = max(told, key=worth, default=[])
    if not best or worth(best) < (0.7 if strip.is_name else 1.0) * worth(before):
        return page
    others = [r for r in told if r is not best]
    if strip.is_name:
        merged = [_agreed(w, others, before, i == 0) for i, w in enumerate(best)]
    else:
        merged = [replace(w, confidence=min(w.confidence, LESS)) for w in best] if _hides_ink(readings, best) else best
    line = max((w.line for w in page.words), default=0) + 1
    stay = tuple(w for w in page.words if not is_inside(w, strip.place) and not _is_dirt(w, strip.place))
    return replace(page, words=(*stay, *(replace(w, line=line) for w in merged)))


def _hides_ink(readings: Sequence[Sequence[Word]], best: Sequence[Word]) -> bool:
    """Whether coloured ink on a line of a post may say more than its print: PHÓ is stamped in red before the head's
    post at some offices. So it is when the line with its ink is not read as the same."""
    said = fold(" ".join(w.text for w in best))
    with_ink = [fold(" ".join(w.text for w in words)) for words in readings[2:]]
    return bool(with_ink) and fuzz.partial_ratio(said, with_ink[0]) < SAME


def _trimmed(word: Word) -> Word:
    """A word without strokes of the seal read as marks at its edges."""
    return replace(word, text=re.sub(r"^[\W_]+(?=\w)|(?<=\w)[^\w.,'’]+$", "", word.text))


def _is_dirt(w: Word, place: Place) -> bool:
    """Whether a word at the height of a line, a little off it, is a part of the seal."""
    at = (w.y0 + w.y1) / 2
    near = place.y0 + AROUND < at < place.y1 - AROUND and place.x0 - 60 < w.x1 and w.x0 < place.x1 + 60
    return near and w.confidence < READ and len(letters(w.text)) < 3


def _pieces(page: PageText, zone: Place) -> list[Piece]:
    """The pieces of the block's zone."""
    pieces = pieces_of(page)
    mark = find_recipients_mark(pieces)
    if mark is not None:
        return [p for p in pieces if beside(p, mark, page.width)]
    return [p for p in pieces if zone.x0 <= p.centre <= zone.x1 and zone.y0 <= p.middle <= zone.y1]


def _axis(capitals: Sequence[Piece]) -> float | None:
    """The middle of the block: of the widest row in capitals that was read well."""
    good = [r for r in capitals if r.confidence > READ] or list(capitals)
    return max(good, key=lambda r: r.x1 - r.x0).centre if good else None


def _said(row: Piece) -> list[Word]:
    """Words of a row that are surely syllables or begin like names."""
    return [w for w in row.words if w.confidence > READ and w.text.isalpha() and len(w.text) > 1]


def _name_row(rows: Sequence[Piece], capitals: Sequence[Piece]) -> Piece | None:
    """The row that seems to hold the name: under the post, with the most words written as names are."""
    axis = _axis(capitals)
    low = capitals[-1].middle if capitals else 0.0
    near = list(rows)
    if axis is not None:
        near = [r for r in rows if low + 12 < r.middle < low + 190 and _about(r, axis, 95)]
    marked = [(sum(w.text[0].isupper() and is_syllable(w.text) for w in _said(r)), r) for r in near if not _is_body(r)]
    named = [(count, r) for count, r in marked if count and not in_capitals(" ".join(w.text for w in _said(r)))]
    return max(named, key=lambda cr: (min(cr[0], 2), cr[1].middle))[1] if named else None


def _is_body(row: Piece) -> bool:
    """Whether a row is the end of a line of running text: most of its words are small."""
    said = _said(row)
    return sum(w.text.islower() for w in said) > 0.5 * len(said)


def _about(row: Piece, axis: float, reach: float) -> bool:
    return abs(row.centre - axis) < reach or row.x0 < axis < row.x1


def _is_sure(row: Piece) -> bool:
    text = cleaned_row(row.text)
    if not in_capitals(text):
        return sum(w.confidence for w in row.words) > SURE * len(row.words)  # the end of a line of the body
    return row.confidence > SURE and (bool(AUTHORITY.match(text)) or listed_likeness(text) >= 97)


def _strip(row: Piece, axis: float, page: PageText, least: float) -> Place:
    """The box of a row, as far to the left of the axis as to its right, since rows of the block are centred."""
    words = _said(row) or list(row.words)
    half = max(axis - min(w.x0 for w in words), max(w.x1 for w in words) - axis, least) + 2 * AROUND
    tall = sorted(words, key=lambda w: w.y1 - w.y0)[len(words) // 2]
    top, bottom = min(tall.y0, tall.y1 - 12), max(tall.y1, tall.y0 + 12)
    return Place(page.number, max(0.0, axis - half), top - AROUND, min(axis + half, page.width), bottom + AROUND)


def _name_worth(words: Sequence[Word]) -> float:
    """How good a reading of a name this is: 0 for none."""
    name = name_in(" ".join(w.text for w in words))
    spoken = [w.confidence for w in words if letters(w.text)]
    return name_score(mended(tone_normal(name))) * (0.2 + mean(spoken)) if name and spoken else 0.0


def _post_worth(words: Sequence[Word]) -> float:
    """How good a reading of a post or an authority this is."""
    text = cleaned_row(" ".join(w.text for w in words))
    spoken = [w.confidence for w in words if letters(w.text)]
    if not spoken or not in_capitals(text):
        return 0.0
    known = 1.0 if AUTHORITY.match(text) else (listed_likeness(text) / 100) ** 4
    return known * (0.2 + mean(spoken))


def _agreed(word: Word, others: Sequence[Sequence[Word]], before: Sequence[Word], is_first: bool) -> Word:
    """A word as the better of its readings has it; doubted when both are sure and differ."""
    for words in others:
        over = [w for w in words if _overlap(word, w) and len(w.text) > 1]
        if len(over) == 1 and _same_place(word, over[0]):
            word = _better(word, over[0], is_first)
    first = [w for w in before if _overlap(word, w) and _same_place(word, w)]
    same = [w.confidence for w in first if w.text == word.text]
    if word.confidence == DISPUTED:
        return word
    if first and not same and (word.confidence < BOTH_SURE or not is_syllable(word.text)):
        return _better(word, first[0], is_first)
    return replace(word, confidence=max([word.confidence, *same]))


def _better(one: Word, other: Word, is_first: bool) -> Word:
    """The surname, the syllable or the surer of two readings of a word."""
    if tone_normal(one.text) == tone_normal(other.text):
        return replace(one, confidence=max(one.confidence, other.confidence))
    ranks = [(is_first * _surname_rank(w.text), is_syllable(w.text)) for w in (one, other)]
    if ranks[0] != ranks[1]:
        return one if ranks[0] > ranks[1] else other
    if min(one.confidence, other.confidence) >= BOTH_SURE:
        return replace(one, confidence=DISPUTED)
    return max(one, other, key=lambda w: w.confidence)


def _surname_rank(word: str) -> int:
    """2 for a surname, 1 for what can be mended to one."""
    return 2 if word in surnames() else int(with_surname(f"{word} X").split()[0] in surnames())


def _same_place(a: Word, b: Word) -> bool:
    wide = min(a.x1, b.x1) - max(a.x0, b.x0)
    return wide > 0.7 * max(a.x1 - a.x0, b.x1 - b.x0)


def _overlap(a: Word, b: Word) -> bool:
    """Whether two readings are of about the same word."""
    wide = min(a.x1, b.x1) - max(a.x0, b.x0)
    high = min(a.y1, b.y1) - max(a.y0, b.y0)
    return wide > 0.3 * (a.x1 - a.x0) and high > 0.3 * (a.y1 - a.y0)
