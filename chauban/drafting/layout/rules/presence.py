"""Elements that must be there, and the words of those that are always the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext_lazy as _

from chauban.kernel.text import fold, tone_normal

from ..elements import Name
from ..findings import Fault, Remedy
from ..words import ELEMENTS
from .checked import TO_BE_FILLED, Checked


def missing(page: Checked) -> Iterator[Fault]:
    """By the form of the paper, less what its kind goes without."""
    without = page.pack.not_required.get(page.kind, ())
    if _signs_without_office(page.elements.text(Name.AUTHORITY)):
        without = (*without, Name.OFFICE)
    for name in page.pack.required[page.elements.form]:
        if name not in without and page.elements.first(Name(name)) is None:
            yield Fault(f"{name}.missing", page.start, _("not found"), ELEMENTS[name])


def _signs_without_office(authority: str) -> bool:
    """ "Q. GIÁM ĐỐC" is the office too; a congress signs "T/M ĐOÀN CHỦ TỊCH" with the name alone."""
    return authority.startswith("Q.") or fold(authority).endswith("doan chu tich")


def fixed_words(page: Checked) -> Iterator[Fault]:
    """Heading and motto letter by letter, whichever way the tone mark is placed (HÒA, HOÀ)."""
    for name, words in ((Name.HEADING, page.pack.wording.heading), (Name.MOTTO, page.pack.wording.motto)):
        for item in page.elements.all(name):
            if words and tone_normal(item.text).upper() != tone_normal(words).upper():
                yield Fault(f"{name}.words", item.place, item.text, words, Remedy("text", value=words))


def recipients_word(page: Checked) -> Iterator[Fault]:
    """ "Nơi nhận:", with its colon."""
    for item in page.elements.all(Name.RECIPIENTS):
        if item.text.rstrip(" :") != "Nơi nhận" or not item.text.endswith(":"):
            yield Fault("recipients.words", item.place, item.text, "Nơi nhận:", Remedy("text", value="Nơi nhận:"))


def draft_mark(page: Checked) -> Iterator[Fault]:
    """A mark that the paper is still a draft."""
    for item in page.elements.all(Name.DRAFT_MARK):
        if not TO_BE_FILLED.search(item.text):
            yield Fault("draft-mark", item.place, item.text, _("no draft mark when it is issued"))


RULES: Final = (missing, fixed_words, recipients_word, draft_mark)
