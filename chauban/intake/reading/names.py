"""Names of persons: what looks like one in a row of print, and how much."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz import fuzz

from chauban.kernel.text import collapse, fold, is_syllable, tone_normal

from .rules import rules

#: Parts of names of the smaller peoples that are no Vietnamese syllables or are one letter long.
_PARTICLES = ("K'", "H'", "Y", "A", "Ê", "Đ")


@cache
def _degrees() -> re.Pattern[str]:
    """Degrees ("PGS.TS.") and ranks ("Đại tá") before a name."""
    short = "|".join(sorted(map(re.escape, rules()["degrees"]), key=len, reverse=True))
    long = "|".join(rules()["ranks"])
    return re.compile(rf"^(?:(?:{short})(?:[.,]\s*|\s+)|(?:{long})\s+)+", re.I)


def without_degree(text: str) -> str:
    """Text without degrees and ranks at its head."""
    return _degrees().sub("", text)


def name_in(text: str) -> str:
    """A person's name in a row: two to six capitalised words after any degree or rank; "" when there is none."""
    text = collapse(re.sub(r"[^\w\s.,'’-]|_", " ", text)).strip(" .,-'’")
    text = " ".join(_parted(w) for w in without_degree(text).strip(" .,").split())
    parts = [w for w in text.split() if w not in ("-", ".")]
    if len(parts) > 2 and len(parts[0]) == 1 and parts[0] not in _PARTICLES and parts[1] in surnames():
        parts = parts[1:]  # a stroke of the seal before the name
    if not 2 <= len(parts) <= 6 or any(not re.fullmatch(r"[^\W\d]+['’]?[^\W\d]*", w) for w in parts):
        return ""
    if not all(w[0].isupper() for w in parts):
        return ""
    return " ".join(parts)


def _parted(word: str) -> str:
    """Two words read as one ("LêSơn")."""
    at = next((i for i in range(2, len(word) - 1) if word[i].isupper() and word[i - 1].islower()), 0)
    both = at and is_syllable(word[:at]) and is_syllable(word[at:])
    return f"{word[:at]} {word[at:]}" if both else word


def name_score(name: str) -> float:
    """How much a row of capitalised words is like a Vietnamese name: 0..1."""
    parts = name.split()
    syllables = sum(is_syllable(w) or w in _PARTICLES for w in parts) / len(parts)
    surname = parts[0] in surnames()
    return 0.6 * syllables + 0.3 * surname + 0.1 * (not name.isupper())


@cache
def surnames() -> frozenset[str]:
    """Family names in use, tones in the one placement."""
    return frozenset(tone_normal(s) for s in rules()["surnames"].split())


#: Readings of the middle words Văn and Thị that are hardly ever middle words themselves.
_MIDDLE = {"Vấn": "Văn", "Vẫn": "Văn", "Vẩn": "Văn", "Vản": "Văn", "Thì": "Thị", "Thỉ": "Thị", "Thí": "Thị"}


def mended(name: str) -> str:
    """A name read by OCR with its surname and its middle word mended, where one mending alone is possible."""
    first, _, rest = with_surname(name).partition(" ")
    words = rest.split()
    return " ".join([first, *(_MIDDLE.get(w, w) for w in words[:-1]), *words[-1:]])


def with_surname(name: str) -> str:
    """A name whose surname was misread under the seal ("Frần", "ZTriệu", "Ngõ"), when one surname alone is like it."""
    first, _, rest = name.partition(" ")
    if not first or first in surnames():
        return name
    found = _same_but_marks(first) or ("" if is_syllable(first) else _near_surname(first))
    return f"{found} {rest}" if found else name


def _same_but_marks(first: str) -> str:
    """The only surname with these letters, whatever their marks."""
    same = [s for s in surnames() if fold(s) == fold(first)]
    return same[0] if len(same) == 1 and len(first) > 1 else ""


def _near_surname(first: str) -> str:
    """The only surname that differs from a word, which is no syllable, in its first letter, by strokes before it or by
    one letter of five and more."""
    if len(first) < 3:
        return ""
    other = [s for s in surnames() if s[1:] == first[1:]]
    other = other or [s for s in surnames() if len(s) > 2 and first.endswith(s) and len(first) == len(s) + 1]
    other = other or [s for s in surnames() if len(s) > 4 and fuzz.ratio(fold(s), fold(first)) >= 84]
    return other[0] if len(other) == 1 else ""
