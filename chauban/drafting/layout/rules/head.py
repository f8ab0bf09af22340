"""Number and symbol, place and date, the letter's subject, whom it is sent to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext_lazy as _

from chauban.intake.reading.rules import rules

from ..elements import Element, Form, Name
from ..findings import Fault, Remedy
from .checked import TO_BE_FILLED, Checked, kinds

_COLON: Final = re.compile(r"^\s*(Số)(?P<colon>\s*[:.])?")
_NUMBER: Final = re.compile(
    r"^\s*Số\s*[:.]?\s*(?P<number>\d+)?(?P<letter>[a-zđ])?\s*(?P<mark>[-–/])\s*(?P<notation>.*?)\s*$"
)
_PART: Final = r"[A-ZĐƯ][A-Za-zĐđƯưốôơ]*\d*"
_NOTATIONS: Final = {
    "/": re.compile(rf"(?:\d{{4}}/)?{_PART}(-{_PART}|-[&\w.]+)*$"),
    "-": re.compile(rf"{_PART}/{_PART}(-{_PART})*$"),
}
_DATE: Final = re.compile(
    r"^(?P<place>[^,]*?)(?P<comma>,?)\s*ngày\s*(?P<day>\d*)\s*tháng\s*(?P<month>\d*)\s*năm\s*(?P<year>\d*)\s*$",
    re.I,
)
#: Legal norms carry their year: "05/2026/NQ-HĐND".
_YEAR: Final = re.compile(r"^\d{4}/")
_SENT_TO: Final = re.compile(r"^\s*(?P<words>Kính (?:gửi|trình))\s*(?P<colon>:?)", re.I)
#: "V/v ..." and "Về việc ..." as a letter's subject may begin.
_ABOUT: Final = re.compile(r"^\s*(?P<words>V/v(?:\s*:)?|về việc)", re.I)


def colon(page: Checked) -> Iterator[Fault]:
    """After the word "Số" a colon, or none."""
    wanted = page.pack.wording.number_colon
    for item in page.elements.all(Name.NUMBER)[:1]:
        match = _COLON.match(item.line.raw)
        if match is None or bool((match["colon"] or "").strip()) == wanted:
            continue
        remedy = Remedy("text", value="Số:" if wanted else "Số")
        required = _("“Số:”, with a colon") if wanted else _("“Số”, without a colon")
        yield Fault("number.colon", page.within(item, match), match[0].strip(), required, remedy)


def number(page: Checked) -> Iterator[Fault]:
    """The form of number and symbol, the zero, and that the symbol names the kind."""
    for item in page.elements.all(Name.NUMBER)[:1]:
        if TO_BE_FILLED.search(item.line.raw.split("/")[-1]):
            return
        match = _NUMBER.match(TO_BE_FILLED.sub(_blank, item.line.raw))
        mark = page.pack.wording.number_mark
        example = "15/QĐ-UBND" if mark == "/" else "54-NQ/TW"
        if match is None or match["mark"] != mark or not _NOTATIONS[mark].match(match["notation"]):
            yield Fault("number.form", item.place, item.text, example)
            return
        digits = match["number"] or ""
        if len(digits) == 1:
            remedy = Remedy("text", value="0" + digits)
            yield Fault("number.zero", page.within(item, match, "number"), digits, "0" + digits, remedy)
        yield from _kind(page, item, match)


def _blank(match: re.Match[str]) -> str:
    """Spaces for what is to be filled in, so that places stay."""
    return " " * len(match[0])


def _kind(page: Checked, item: Element, match: re.Match[str]) -> Iterator[Fault]:
    """A letter of the State has no kind in its symbol; every other paper has its own (Phụ lục III, mục I)."""
    fitting = [code for code, name in kinds(page.pack) if name == page.kind]
    if page.elements.form is Form.LETTER and page.pack.system == "party":
        fitting = ["CV"]
    said = re.split(r"[-/]", _YEAR.sub("", match["notation"]))[0]
    if fitting and rules()["kind_aliases"].get(said, said) not in fitting:
        yield Fault("number.kind", page.within(item, match, "notation"), said, f"{' / '.join(fitting)} ({page.kind})")


def date(page: Checked) -> Iterator[Fault]:
    """The form of place and date, zeros before days below 10 and the first two months, a day that exists."""
    for item in page.elements.all(Name.PLACE_DATE)[:1]:
        if TO_BE_FILLED.search(item.line.raw):
            return
        match = _DATE.match(item.line.raw)
        if match is None or not match["comma"] or not match["place"].strip():
            yield Fault("date.form", item.place, item.text, "Huế, ngày 05 tháng 02 năm 2026")
            return
        for part, below in (("day", 10), ("month", 3)):
            if len(match[part]) == 1 and 0 < int(match[part]) < below:
                padded = "0" + match[part]
                where = page.within(item, match, part)
                yield Fault("date.zero", where, match[part], padded, Remedy("text", value=padded))
        written = match["year"], match["month"], match["day"]
        if all(written) and day_of(*written) is None:
            yield Fault("date.real", item.place, item.text, _("a day of the calendar"))


def day_of(year: str, month: str, day: str) -> dt.date | None:
    """Three written numbers as a day, when the calendar has it."""
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def letter_subject(page: Checked) -> Iterator[Fault]:
    """ "V/v ..." under NĐ 30, "về việc ..." under HD 05."""
    wanted = page.pack.wording.letter_subject
    item = page.elements.first(Name.LETTER_SUBJECT)
    if item is None or not wanted or page.elements.form is not Form.LETTER:
        return
    match = _ABOUT.match(item.line.raw)
    said = match["words"].rstrip(": ") if match else ""
    if said.lower() == wanted.lower():
        return
    where = page.within(item, match, "words") if match else item.place
    yield Fault(
        "letter-subject.words", where, said or item.text, wanted, Remedy("text", value=wanted) if match else None
    )


def sent_to(page: Checked) -> Iterator[Fault]:
    """ "Kính gửi", or "Kính trình" for what is submitted; then a colon."""
    wanted = "Kính trình" if page.kind in page.pack.wording.submitted else "Kính gửi"
    for item in page.elements.all(Name.SENT_TO):
        match = _SENT_TO.match(item.line.raw)
        if match and (match["words"] != wanted or not match["colon"]):
            remedy = Remedy("text", value=wanted + ":")
            yield Fault("sent-to.words", page.within(item, match), match[0].strip(), wanted + ":", remedy)


RULES: Final = (colon, number, date, letter_subject, sent_to)
