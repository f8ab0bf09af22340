"""Vietnamese words as the index holds them: with their marks, and without.

Text is folded letter by letter so that a place found in the folded text is the same place in the text people read.
"""

from __future__ import annotations

import re
from functools import lru_cache

from chauban.kernel.text import fold, nfc, tone_normal

#: Every letter that folds to exactly one; NFC text never needs another.
_FOLDED = {code: bare for code in range(0x41, 0x1F00) if len(bare := fold(chr(code))) == 1}
_TOKEN = re.compile(r"[^\W_]+")
#: A number and notation as it is written on papers: a figure, then letters after strokes and hyphens.
_SYMBOL = re.compile(r"\d[\w.]*(?:[/-]\w+)+", re.UNICODE)


def folded(text: str) -> str:
    """Lower case without marks, as long as `nfc(text)` and place for place the same."""
    return nfc(text).translate(_FOLDED)


def bare_words(text: str) -> list[str]:
    """The words of a text without marks, in order; figures are words."""
    return _TOKEN.findall(folded(text))


def marked_words(text: str) -> list[str]:
    """The words of a text with their marks, the tone on its one place (hoà and hòa are one)."""
    return [_marked(word) for word in _TOKEN.findall(nfc(text).lower())]


@lru_cache(maxsize=20_000)
def _marked(word: str) -> str:
    return word if word.isascii() else tone_normal(word)


def has_marks(text: str) -> bool:
    """Whether the writer typed diacritics, so that they are to be believed."""
    return folded(text) != nfc(text).lower()


def squeezed(text: str) -> str:
    """A symbol without strokes, hyphens, spaces and marks: 54-NQ/TW and "54 nq tw" are both 54nqtw."""
    return "".join(bare_words(text))


def looks_like_symbol(text: str) -> bool:
    """Whether a word is written as a number and notation."""
    return bool(_SYMBOL.fullmatch(nfc(text)))
