"""Names of persons: what looks like one in a row of print, and how much."""

from __future__ import annotations

import re
from functools import cache

from chauban.kernel.text import collapse, is_syllable, tone_normal

from .rules import rules

#: Parts of names of the smaller peoples that are no Vietnamese syllables or are one letter long.
_PARTICLES = ("K'", "H'", "Y", "A", "Ê", "Đ")


@cache
def _degrees() -> re.Pattern[str]:
    """Degrees ("PGS.TS.") and ranks ("Đại tá") before a name."""
    short = "|".join(sorted(map(re.escape, rules()["degrees"]), key=len, reverse=True))
    long = "|".join(rules()["ranks"])
    return re.compile(rf"^(?:(?:{short})(?:[.,]\s*|\s+)|(?:{long})\s+)+", re.I)


def name_in(text: str) -> str:
    """A person's name in a row: two to six capitalised words after any degree or rank; "" when there is none."""
    text = collapse(re.sub(r"[^\w\s.,'’-]|_", " ", text)).strip(" .,-'’")
    text = _degrees().sub("", text).strip(" .,")
    parts = [w for w in text.split() if w not in ("-", ".")]
    if len(parts) > 2 and len(parts[0]) == 1 and parts[0] not in _PARTICLES and parts[1] in surnames():
        parts = parts[1:]  # a stroke of the seal before the name
    if not 2 <= len(parts) <= 6 or any(not re.fullmatch(r"[^\W\d]+['’]?[^\W\d]*", w) for w in parts):
        return ""
    if not all(w[0].isupper() for w in parts):
        return ""
    return " ".join(parts)


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


def with_surname(name: str) -> str:
    """A name whose first letter lies under the seal ("Frần", "Øoàn"), when one surname alone has the other letters."""
    if not name:
        return name
    first, _, rest = name.partition(" ")
    if first in surnames() or is_syllable(first) or len(first) < 3:
        return name
    near = [s for s in surnames() if s[1:] == first[1:]]
    return f"{near[0]} {rest}" if len(near) == 1 else name
