"""What every rule is given."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from chauban.intake.reading.rules import rules
from chauban.kernel.text import tone_normal

from ..elements import Element, Elements, Form, Name
from ..packs import Figures, Pack
from ..place import Place
from ..word.draft import Draft

#: A stretch to be filled in by hand or by a program: nothing is said about what is not written yet.
TO_BE_FILLED: Final = re.compile(r"…|\.{2,}|_{2,}")
#: Elements whose words are the draft's own sentences.
RUNNING: Final = (Name.GROUND, Name.BODY, Name.ARTICLE, Name.TITLED)
#: What carries the content from the title to the signature, in which the last word is said.
CONTENT: Final = (*RUNNING, Name.PART, Name.PART_TITLE, Name.ENACTING, Name.SENT_TO, Name.ADDRESSEE, Name.TABLE)


class Standing(StrEnum):
    """What the caller knows of a cited document."""

    IN_FORCE = "in-force"
    NOT_IN_FORCE = "not-in-force"
    UNKNOWN = "unknown"


Known = Callable[[str, dt.date | None], Standing]


@dataclass(frozen=True)
class Checked:
    """A draft under the check."""

    draft: Draft
    elements: Elements
    pack: Pack
    day: dt.date
    known: Known | None

    @property
    def start(self) -> Place:
        """The beginning of the document: the place of what concerns all of it or is missing."""
        return Place(self.draft.part, 0, 0)

    @cached_property
    def kind(self) -> str:
        """The proper name of the draft's kind, "Công văn" for a letter, "" when it is not one of the list."""
        if self.elements.form is Form.LETTER:
            return "Công văn"
        said = tone_normal(self.elements.text(Name.KIND)).lower()
        names = {tone_normal(name).lower(): name for _code, name in kinds(self.pack)}
        fitting = [name for low, name in names.items() if said == low or said.startswith(low + " ")]
        return max(fitting, key=len, default="")

    def figures(self, element: Element) -> Figures | None:
        """How an element is to look."""
        return self.pack.elements.get(element.name)

    def within(self, element: Element, match: re.Match[str], group: int | str = 0) -> Place:
        """The place of a match in an element's raw text."""
        start = element.line.start
        return element.paragraph.place(start + match.start(group), start + match.end(group))


def kinds(pack: Pack) -> list[tuple[str, str]]:
    """Abbreviation and name of every kind of the pack's system."""
    return [(code, name) for code, name in rules()["kinds"][pack.system]]


def same_words(one: str, other: str) -> bool:
    """Equal whatever the place of tone marks and the case."""
    return tone_normal(one).lower() == tone_normal(other).lower()
