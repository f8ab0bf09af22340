"""Repair of OCR errors by the syllables of the language: only when exactly one repair is possible.

Two kinds of error are repaired: a word that is no Vietnamese syllable, one letter away from exactly one that is; and a
syllable with wrong marks ("chỉ bộ") where its neighbours ask for exactly one other with the same letters ("chi bộ").
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise

from chauban.kernel.text import ALPHABET, TONES, VOWELS, fold, is_syllable, nfc, tone_normal, without_tone

from .rules import DATA, rules

_LETTERS = re.compile(r"[^\W\d_]+")


@cache
def syllables() -> dict[str, int]:
    """Syllables of public official texts with how often they were met."""
    table = {}
    for line in (DATA / "syllables.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            word, count = line.split()
            table[word] = int(count)
    return table


@cache
def pairs() -> frozenset[tuple[str, str]]:
    """Which syllable often follows which: in official texts, and in the rules' own names."""
    found = set(_rule_pairs())
    for line in (DATA / "pairs.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            first, seconds = line.split(": ", 1)
            found.update((first, second) for second in seconds.split())
    return frozenset(found)


@cache
def _rule_pairs() -> frozenset[tuple[str, str]]:
    """Neighbours in names of bodies, kinds and places, which are written with capitals."""
    names = [
        *rules()["names"],
        *rules()["fields"],
        *rules()["provinces"],
        *rules()["heads"],
        *rules()["phrases"],
        "Thành phố Hồ Chí Minh",
    ]
    names += [name for kinds in rules()["kinds"].values() for _, name in kinds]
    lists = [re.findall(r"\w+", tone_normal(name).lower()) for name in names]
    return frozenset((a, b) for words in lists for a, b in pairwise(words))


@cache
def _same_letters() -> dict[str, tuple[str, ...]]:
    """Folded syllable -> all syllables with those letters."""
    table: dict[str, tuple[str, ...]] = {}
    known = set(syllables()) | {word for pair in _rule_pairs() for word in pair}
    for word in sorted(known):
        table[fold(word)] = (*table.get(fold(word), ()), word)
    return table


def repair(text: str) -> str:
    """Text with each misread word replaced where one unambiguous candidate exists; case and marks are kept."""
    spelled = _LETTERS.sub(lambda m: _repaired(m.group()), tone_normal(text))
    spelled = re.sub(r"\b([Nn])[aáàắằặâấ]m(?= (?:19|20)\d\d\b)", r"\1ăm", spelled)
    spelled = re.sub(r"\bT[ÌÍĨIìíĩi]nh [uúùũ]y\b", "Tỉnh ủy", spelled)  # both marks lost: no neighbour can tell
    spelled = re.sub(r"(?<=[Qq]uý )[l1|](?=\W|$)", "I", spelled)
    return _with_right_marks(spelled)


def _with_right_marks(text: str) -> str:
    """Each syllable that suits neither neighbour replaced by the one of the same letters that does."""
    parts = re.split(r"(\s+)", text)
    for i in range(0, len(parts), 2):
        core = _core(parts[i])
        before = _core(parts[i - 2]) if i >= 2 and parts[i - 2][-1:].isalpha() else ""
        after = _core(parts[i + 2]) if i + 2 < len(parts) and parts[i][-1:].isalpha() else ""
        better = _by_neighbours(core, before, after)
        if better:
            parts[i] = parts[i].replace(core, better, 1)
    return "".join(parts)


def _core(part: str) -> str:
    """The letters of a word with marks around it; "" when it is not one plain word."""
    found = _LETTERS.findall(part)
    return found[0] if len(found) == 1 else ""


def _by_neighbours(word: str, before: str, after: str) -> str:
    """The one spelling that a neighbour asks for, when the word as read suits none; "" otherwise."""
    low, left, right = word.lower(), before.lower(), after.lower()
    now = ((left, low) in pairs()) + ((low, right) in pairs())
    follows = right if after[:1].islower() or word[:1].isupper() else ""  # "chi Ủy viên" is no "chi ủy"
    if len(word) < 2 or word.isupper() or not (left or right) or now == 2 or _official(left, low, follows):
        return ""
    allowed = _rule_pairs() if word[0].isupper() else pairs()
    scores = {
        c: ((left, c) in allowed) + ((c, right) in allowed) + 0.5 * _official(left, c, follows)
        for c in _same_letters().get(fold(low), ())
        if _one_mark_away(c, low)
    }
    best = max(scores.values(), default=0)
    chosen = [c for c, score in scores.items() if score == best]
    if best <= now or len(chosen) != 1:
        return ""
    return chosen[0].capitalize() if word[0].isupper() else chosen[0]


def _official(left: str, word: str, right: str) -> bool:
    """Whether a word stands beside one of its neighbours in a name or a phrase of the rules."""
    return (left, word) in _rule_pairs() or (word, right) in _rule_pairs()


def _repaired(word: str) -> str:
    """The one syllable a letter away from a word that is none, or the word."""
    low = word.lower()
    if len(word) < 2 or word.isupper() or low in syllables() or is_syllable(low):
        return word
    near = sorted(_neighbours(low) & syllables().keys(), key=lambda w: -syllables()[w])
    if not near or (len(near) > 1 and syllables()[near[0]] < 20 * syllables()[near[1]]):
        return word
    return near[0][:1].upper() + near[0][1:] if word[:1].isupper() else near[0]


def _one_mark_away(one: str, other: str) -> bool:
    """Same letters, and either only the tone differs or only the other marks do."""
    tones = [[c for c in unicodedata.normalize("NFD", w) if c in TONES] for w in (one, other)]
    return one != other and (without_tone(one) == without_tone(other) or tones[0] == tones[1])


def _neighbours(word: str) -> set[str]:
    """Every word one letter or one mark away."""
    pieces = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    toned = [nfc(v + t) for v in VOWELS for t in ["", *TONES]]
    pool = [c for c in ALPHABET if c not in VOWELS] + toned
    gone = {a + b[1:] for a, b in pieces if b}
    other = {a + c + b[1:] for a, b in pieces if b for c in pool}
    return gone | other


def plausible(text: str) -> float:
    """Share of the words that are Vietnamese syllables, numbers or abbreviations."""
    words = _LETTERS.findall(text)
    if not words:
        return 0.0
    good = sum(w.isupper() or is_syllable(w) or w.lower() in syllables() for w in words)
    return float(good / len(words))
