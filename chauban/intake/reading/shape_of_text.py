"""Small questions about a line of print: is it in capitals, a rule, the name of a person."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from chauban.kernel.text import fold


def letters(text: str) -> str:
    """Only the letters."""
    return "".join(c for c in text if c.isalpha())


def in_capitals(text: str) -> bool:
    """Whether at least four of five letters are capitals (OCR makes some small), and there are two or more."""
    only = letters(text)
    return len(only) >= 2 and sum(c.isupper() for c in only) >= 0.8 * len(only)


def is_rule(text: str) -> bool:
    """A drawn or typed rule, or specks: no two letters or digits together."""
    return not re.search(r"\w\w", text.replace("_", ""))


def same_letters(text: str) -> str:
    """Folded letters without spaces or marks: the form in which fixed phrases are looked for."""
    return letters(fold(text))


def likeness(text: str, phrase: str) -> float:
    """0..100: how alike two texts are by their folded letters."""
    return float(fuzz.ratio(same_letters(text), same_letters(phrase)))


def sentence_start(text: str) -> str:
    """Text with its first letter a capital."""
    return text[:1].upper() + text[1:]
