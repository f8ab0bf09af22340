"""What a person types into the search field, read into parts. A small grammar that accepts everything.

Plain words must all be there; "words in quotes" stand together; -word or -"words" must not be there; a number and
notation (54-NQ/TW) is one thing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from chauban.kernel.text import collapse, nfc

from .words import bare_words

#: Longer questions are cut: a page pasted into the field is no question.
LONGEST_CHARACTERS, MOST_PARTS = 300, 24
_PART = re.compile(r'(?P<no>(?<!\S)-)?(?:["“”](?P<quoted>[^"“”]*)["“”]?|(?P<plain>[^\s"“”]+))')


@dataclass(frozen=True)
class Part:
    """One word, symbol or phrase of a question."""

    text: str
    exact: bool = False


@dataclass(frozen=True)
class Question:
    """A question in parts."""

    wanted: list[Part] = field(default_factory=list)
    unwanted: list[Part] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The wanted words in the order they were typed."""
        return " ".join(part.text for part in self.wanted)


def read(typed: str) -> Question:
    """The question in what was typed; nothing but signs gives an empty one."""
    question = Question()
    text = collapse(nfc(typed.replace("\0", " ")))[:LONGEST_CHARACTERS]
    for match in list(_PART.finditer(text))[:MOST_PARTS]:
        exact = match["quoted"] is not None
        part = Part(match["quoted"] if exact else match["plain"], exact)
        if bare_words(part.text):
            (question.unwanted if match["no"] else question.wanted).append(part)
    return question
