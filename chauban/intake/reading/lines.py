"""Words put together as a reader's eye does: pieces of a line that stand close, rows of pieces, and running text.

A *piece* is a run of words of one text line without a wide gap. Heads of official papers have two columns whose
lines share their height, so a text line is cut where the gap is wider than a word space can be.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from chauban.kernel.text import as_unicode, collapse, looks_legacy, nfc
from chauban.vault.pages import PageText, Word

from .shapes import Place

#: A gap this many times the height of the words parts two columns.
COLUMN_GAP = 1.25
#: A gap this many times the height is no space at all: one word drawn in two fonts.
GLUE_GAP = 0.06


@dataclass(frozen=True)
class Piece:
    """Words that stand together on one line of one page (page number from 1)."""

    page: int
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return collapse(" ".join(w.text for w in self.words))

    @property
    def x0(self) -> float:
        return min(w.x0 for w in self.words)

    @property
    def x1(self) -> float:
        return max(w.x1 for w in self.words)

    @property
    def y0(self) -> float:
        return min(w.y0 for w in self.words)

    @property
    def y1(self) -> float:
        return max(w.y1 for w in self.words)

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def middle(self) -> float:
        """Height of the line's middle; the median, so that one tall stroke does not move it."""
        return median((w.y0 + w.y1) / 2 for w in self.words)

    @property
    def height(self) -> float:
        return median(w.y1 - w.y0 for w in self.words)

    @property
    def confidence(self) -> float:
        """Mean confidence of the words that have letters or digits; 0 without any."""
        told = [w.confidence for w in self.words if any(c.isalnum() for c in w.text)]
        return sum(told) / len(told) if told else 0.0

    @property
    def place(self) -> Place:
        return Place(self.page, self.x0, self.y0, self.x1, self.y1)

    @property
    def bold(self) -> bool:
        """Whether most of the words are bold (known in digital text only)."""
        return sum(w.bold for w in self.words) * 2 > len(self.words)


def place_of(words: Iterable[Word], page: int) -> Place:
    """One box around words of a page."""
    box = list(words)
    return Place(page, min(w.x0 for w in box), min(w.y0 for w in box), max(w.x1 for w in box), max(w.y1 for w in box))


def is_inside(w: Word, place: Place) -> bool:
    """Whether the middle of a word lies in a box on its page."""
    return place.x0 <= (w.x0 + w.x1) / 2 <= place.x1 and place.y0 <= (w.y0 + w.y1) / 2 <= place.y1


def as_unicode_page(page: PageText) -> PageText:
    """The page with its text composed, and converted when the page as a whole is in an old encoding."""
    legacy = looks_legacy(" ".join(w.text for w in page.words))
    read = [(w, nfc(as_unicode(w.text, legacy) if legacy else w.text)) for w in page.words]
    words = [w if text == w.text else replace(w, text=text) for w, text in read if text.strip()]
    if page.source == "ocr":
        # Specks and dots read as letters; a dash at the head of a list is low too, but is no letter.
        words = [w for w in words if w.confidence >= 0.25 or w.y1 - w.y0 >= 5 or not w.text[:1].isalnum()]
    elif _worthless(words):
        # A text layer of an earlier, poor reading: only what is confirmed by rules may be proposed from it.
        words = [replace(w, confidence=0.4) for w in words]
        return PageText(page.number, page.width, page.height, tuple(words), "ocr")
    else:
        words = _uncovered(words)
    return PageText(page.number, page.width, page.height, tuple(words), page.source)


def _worthless(words: Sequence[Word]) -> bool:
    """Whether a page of digital text has hardly any Vietnamese letters: an OCR layer of another language."""
    spoken = [w.text for w in words if len(w.text) > 1 and w.text.isalpha()]
    marked = sum(not w.isascii() for w in spoken)
    return len(spoken) >= 60 and marked < 0.3 * len(spoken)


def _uncovered(words: Sequence[Word]) -> list[Word]:
    """The words without those under another; only words at one height are compared, so that a page takes no time."""
    order = sorted(range(len(words)), key=lambda i: words[i].y0)
    under: set[int] = set()
    for k, i in enumerate(order):
        for j in order[k + 1 :]:
            if words[j].y0 > words[i].y1:
                break
            if _covers(words[i], words[j], i < j):
                under.add(j)
            elif _covers(words[j], words[i], j < i):
                under.add(i)
    return [w for i, w in enumerate(words) if i not in under]


def _covers(over: Word, under: Word, first: bool) -> bool:
    """Whether a word was laid over another that it holds, as programs do that put the number and the day into a
    finished PDF ("Số:" and "/QĐ-UBND" under "Số:15/QĐ-UBND"). Of two equal ones the `first` stays."""
    if (
        over.y0 > under.y1
        or under.y0 > over.y1
        or under.text not in over.text
        or (over.text == under.text and not first)
    ):
        return False
    wide = min(over.x1, under.x1) - max(over.x0, under.x0)
    high = min(over.y1, under.y1) - max(over.y0, under.y0)
    area = (under.x1 - under.x0) * (under.y1 - under.y0)
    return wide > 0 and high > 0 and wide * high > 0.35 * area


def pieces_of(page: PageText) -> list[Piece]:
    """All pieces of a page, from the top, then from the left."""
    lines: dict[int, list[Word]] = {}
    for word in page.words:
        lines.setdefault(word.line, []).append(word)
    pieces = [Piece(page.number, run) for line in lines.values() for run in _runs(_glued(line))]
    return sorted(pieces, key=lambda p: (p.middle, p.x0))


def _glued(line: Sequence[Word]) -> list[Word]:
    """Words from the left, parts of one word joined again (a letter the font lacks comes from another font)."""
    out: list[Word] = []
    for word in sorted(line, key=lambda w: w.x0):
        last = out[-1] if out else None
        if last and abs(word.x0 - last.x1) < GLUE_GAP * (word.y1 - word.y0) and last.confidence == word.confidence == 1:
            out[-1] = Word(
                last.text + word.text, last.x0, min(last.y0, word.y0), word.x1, max(last.y1, word.y1),
                1.0, last.line, last.bold, last.italic, last.size,
            )  # fmt: skip
        else:
            out.append(word)
    return out


def _runs(line: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """A line cut at its wide gaps."""
    height = median(w.y1 - w.y0 for w in line)
    run: list[Word] = []
    for word in line:
        if run and word.x0 - run[-1].x1 > COLUMN_GAP * height:
            yield tuple(run)
            run = []
        run.append(word)
    yield tuple(run)


def rows_of(pieces: Iterable[Piece]) -> list[Piece]:
    """Pieces of about one height joined to rows, from the top. Give it pieces of one column only."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.middle):
        last = rows[-1] if rows else None
        if (
            last
            and piece.page == last[-1].page
            and piece.middle - _middle(last) < 0.5 * min(piece.height, last[-1].height)
        ):
            last.append(piece)
        else:
            rows.append([piece])
    return [_joined(row) for row in rows]


def _middle(row: Sequence[Piece]) -> float:
    return sum(p.middle for p in row) / len(row)


def _joined(row: Sequence[Piece]) -> Piece:
    words = [w for p in row for w in p.words]
    return Piece(row[0].page, tuple(sorted(words, key=lambda w: w.x0)))


def split_at(piece: Piece, x: float) -> tuple[Piece | None, Piece | None]:
    """The words of a piece whose middle is left of x, and the others."""
    left = tuple(w for w in piece.words if (w.x0 + w.x1) / 2 < x)
    right = tuple(w for w in piece.words if (w.x0 + w.x1) / 2 >= x)
    return (Piece(piece.page, left) if left else None, Piece(piece.page, right) if right else None)


@dataclass(frozen=True)
class Flow:
    """Running text of several lines that remembers which word each letter came from."""

    text: str
    words: tuple[tuple[int, Word], ...]
    starts: tuple[int, ...]

    def words_at(self, start: int, end: int) -> list[tuple[int, Word]]:
        """(page, word) of every word that has a letter in text[start:end]."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        return list(self.words[first : bisect_left(self.starts, end)])


def flow_of(pieces: Iterable[Piece]) -> Flow:
    """Pieces in the given order as running text."""
    parts: list[str] = []
    words: list[tuple[int, Word]] = []
    starts: list[int] = []
    length = 0
    for piece in pieces:
        for word in piece.words:
            text = collapse(word.text)
            words.append((piece.page, word))
            starts.append(length)
            parts.append(text)
            length += len(text) + 1
    return Flow(" ".join(parts), tuple(words), tuple(starts))
