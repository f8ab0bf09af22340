"""The words around what was found, with what was found marked; pieces of text, not HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from chauban.kernel.text import collapse, nfc

from .asking import Question
from .words import bare_words, folded, has_marks, marked_words

#: How much text is shown around the place, in characters.
WIDTH = 240


@dataclass(frozen=True)
class Piece:
    """A run of text, found or not."""

    text: str
    found: bool


@dataclass(frozen=True)
class Finder:
    """Finds a question's words in a text."""

    pattern: re.Pattern[str]
    marked: frozenset[str]

    @classmethod
    def of(cls, question: Question) -> Finder:
        words = {word for part in question.wanted for word in bare_words(part.text)}
        longest_first = sorted(words, key=lambda word: (-len(word), word))
        pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, longest_first))})(?![^\W_])")
        marked = {word for part in question.wanted if has_marks(part.text) for word in marked_words(part.text)}
        return cls(pattern, frozenset(marked))

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where the words stand in an NFC text. When marks were typed, words with other marks do not count."""
        spans = [match.span() for match in self.pattern.finditer(folded(text))]
        if not self.marked:
            return spans
        return [span for span in spans if self._means(text[span[0] : span[1]])]

    def _means(self, word: str) -> bool:
        return not has_marks(word) or marked_words(word)[0] in self.marked

    def pieces(self, text: str) -> list[Piece]:
        """The whole text in pieces."""
        text = nfc(text)
        return _cut(text, self.places(text), 0, len(text))


@dataclass(frozen=True)
class Snippet:
    """The best place of a paper's text."""

    page: int
    pieces: list[Piece]


def best(finder: Finder, pages: Iterable[tuple[int, str]]) -> Snippet | None:
    """The window of some page that holds the most different words of the question, close together first."""
    chosen: tuple[float, int, str, list[tuple[int, int]], int] | None = None
    for number, raw in pages:
        text = collapse(nfc(raw))
        places = finder.places(text)
        flat = folded(text)
        for at, (start, _end) in enumerate(places):
            score = _score(flat, [place for place in places[at : at + 12] if place[1] <= start + WIDTH])
            if chosen is None or score > chosen[0]:
                chosen = (score, number, text, places, start)
    if chosen is None:
        return None
    _best, number, text, places, start = chosen
    return Snippet(number, _window(text, places, start))


def _score(flat: str, window: list[tuple[int, int]]) -> float:
    different = len({flat[start:end] for start, end in window})
    beside = sum(1 for left, right in pairwise(window) if right[0] - left[1] == 1)
    return different + 0.4 * min(beside, 5)


def _window(text: str, places: list[tuple[int, int]], start: int) -> list[Piece]:
    first = max(0, start - WIDTH // 4)
    first = text.find(" ", first, start) + 1 if first and " " in text[first:start] else first
    last = min(len(text), first + WIDTH)
    last = text.rfind(" ", start, last) if last < len(text) and " " in text[start:last] else last
    pieces = _cut(text, [place for place in places if first <= place[0] and place[1] <= last], first, last)
    before, after = [Piece("… ", False)] if first else [], [Piece(" …", False)] if last < len(text) else []
    return before + pieces + after


def _cut(text: str, places: list[tuple[int, int]], first: int, last: int) -> list[Piece]:
    pieces, at = [], first
    for start, end in places:
        pieces += [Piece(text[at:start], False), Piece(text[start:end], True)]
        at = end
    pieces.append(Piece(text[at:last], False))
    return [piece for piece in pieces if piece.text]
