"""The words themselves: letters stored in pieces, spelling, names of bodies that no longer exist."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import yaml
from django.utils.translation import gettext_lazy as _

from chauban.intake.reading.lexicon import syllables
from chauban.intake.reading.rules import rules
from chauban.kernel.text import is_syllable, nfc, tone_normal

from ..elements import Name
from ..findings import Fault, Remedy
from .checked import RUNNING, Checked

DATA: Final = Path(__file__).parents[1] / "data"
_READ: Final = (
    *RUNNING,
    Name.SUBJECT,
    Name.LETTER_SUBJECT,
    Name.TABLE,
    Name.RECIPIENT,
    Name.ADDRESSEE,
    Name.PART_TITLE,
)
_WORD: Final = re.compile(r"(?<![\w@./\-])[^\W\d_]{2,}(?![\w@/]|\.\w|-\w)")
#: Words right before or after a body's name that say it is spoken of as it was.
_OF_OLD: Final = re.compile(
    r"trước đây|\bnguyên\b|\(cũ\)|\bcũ\b|trước khi|sáp nhập|giải thể|kết thúc hoạt động|hợp nhất", re.I
)
_DAY: Final = re.compile(r"(\d{1,2})\s*(?:[/.-]|tháng)\s*(\d{1,2})\s*(?:[/.-]|năm)\s*(\d{4})")
_ABOUT: Final = 90


def composed(page: Checked) -> Iterator[Fault]:
    """Each run whose letters and marks are stored one by one."""
    for paragraph in page.draft.paragraphs:
        for run in paragraph.runs:
            if not unicodedata.is_normalized("NFC", run.text):
                where = paragraph.place(run.start, run.end)
                yield Fault(
                    "text.composed",
                    where,
                    run.text[:40],
                    _("one letter, one code"),
                    Remedy("text", value=nfc(run.text)),
                )


@cache
def _foreign() -> frozenset[str]:
    """Words that are no Vietnamese syllables and right all the same: of other languages, of places, units."""
    written = (DATA / "foreign.txt").read_text("utf-8")
    words = {word for line in written.splitlines() if not line.startswith("#") for word in line.split()}
    places = {w for name in rules()["provinces"] for w in tone_normal(name).lower().split()}
    return frozenset(words | places)


@cache
def is_word(low: str) -> bool:
    """Whether a word in small letters can stand in a Vietnamese text."""
    normal = tone_normal(low)
    return normal in syllables() or is_syllable(normal) or normal in _foreign()


def spelling(page: Checked) -> Iterator[Fault]:
    """Words that are no syllables. Names, abbreviations and words with figures are left alone."""
    for item in page.elements.all(*_READ):
        if not unicodedata.is_normalized("NFC", item.line.raw):
            continue  # told as such; the words are read once that is mended
        for match in _WORD.finditer(item.line.raw):
            word = match[0]
            if _is_name(word, item.line.raw[: match.start()]) or is_word(nfc(word).lower()):
                continue
            yield Fault("text.spelling", page.within(item, match), word, _("a Vietnamese syllable"))


def _is_name(word: str, before: str) -> bool:
    """Abbreviations, and words with a capital that do not begin a sentence."""
    if any(c.isupper() for c in word[1:]):
        return True
    begins = not before.strip(' \t-–+*“"(') or before.rstrip().endswith((".", ":", ";"))
    return word[0].isupper() and (not begins or word.isascii())


@dataclass(frozen=True, slots=True)
class Abolished:
    """A body that is no more: since when, and who does its work now."""

    name: re.Pattern[str]
    since: dt.date
    now: str


@cache
def abolished() -> tuple[Abolished, ...]:
    """The list of `data/abolished.yaml`; longer names first, so that each place is told once."""
    raw = yaml.safe_load((DATA / "abolished.yaml").read_text("utf-8"))
    rows = [(name, group["since"], group["now"]) for group in raw for name in group["names"]]
    rows.sort(key=lambda row: -len(row[0]))
    return tuple(Abolished(re.compile(_pattern(name)), since, now) for name, since, now in rows)


def _pattern(name: str) -> str:
    return r"(?<!\w)" + r"\s+".join(map(re.escape, name.split())) + r"(?!\w)"


def bodies(page: Checked) -> Iterator[Fault]:
    """Names of bodies abolished before the draft's day, unless they are spoken of as they were."""
    for item in page.elements.all(*_READ, Name.SENT_TO):
        taken: list[range] = []
        raw = item.line.raw
        text = tone_normal(raw) if len(tone_normal(raw)) == len(raw) else raw
        for row in abolished():
            for match in row.name.finditer(text) if row.since <= page.day else ():
                if any(match.start() in span for span in taken) or _of_old(text, match, row.since):
                    continue
                taken.append(range(match.start(), match.end()))
                yield Fault("text.abolished", page.within(item, match), match[0], row.now)


def _of_old(text: str, match: re.Match[str], since: dt.date) -> bool:
    """Whether the name is that of a time when the body was: a word says so, or a date of a cited paper."""
    around = text[max(0, match.start() - 40) : match.end() + 40]
    before = text[max(0, match.start() - _ABOUT) : match.start()]
    days = [(int(y), int(m), int(d)) for d, m, y in _DAY.findall(before)]
    return bool(_OF_OLD.search(around)) or any(day < (since.year, since.month, since.day) for day in days)


RULES: Final = (composed, spelling, bodies)
