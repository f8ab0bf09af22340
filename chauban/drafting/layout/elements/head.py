"""The head of the first page: bodies, heading, motto, number, place and date, the letter's subject, marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from chauban.intake.reading.rules import rules
from chauban.kernel.text import fold

from .lines import Line, columns, halves
from .shapes import Element, Name

#: The head lies within so many lines; an anchor further down belongs to something cited or annexed.
_REACH: Final = 60
_HEADING: Final = re.compile(r"cong hoa xa hoi chu nghia|dang cong san viet nam")
_MOTTO: Final = re.compile(r"doc lap\b.*\bhanh phuc")
_NUMBER: Final = re.compile(r"so\b\s*[:.]?(?=.*[/\-\d])(?!.*\bngay\b)")
_DATE: Final = re.compile(r"(^|.*\W)ngay\b.*\bthang\b.*\bnam\b")
_CONTENT: Final = re.compile(r"kinh (gui|trinh)\b|(- )?can cu\b|(phu luc|dieu)\b|noi nhan\b")
_MARKS: Final = (
    (Name.SECRECY, re.compile(r"(tuyet |toi )?mat$")),
    (Name.URGENCY, re.compile(r"(thuong )?khan$|hoa toc( hen gio)?$")),
    (Name.CIRCULATION, re.compile(r"(xem xong|xong hoi nghi) .*|luu hanh noi bo$|tai lieu (thu hoi|hoi nghi)$")),
    (Name.DRAFT_MARK, re.compile(r"\(?du thao\b.{0,20}$")),
)  # fmt: skip


def mark(line: Line) -> Name | None:
    """Which mark a line is, if it is one."""
    words = line.folded.strip(" .*[]()")
    return next((name for name, pattern in _MARKS if pattern.fullmatch(words)), None) if len(words) < 40 else None


def _anchor(line: Line) -> Name | None:
    words = line.folded
    if len(words) > 120:
        return None
    if _HEADING.search(words) and len(words) < 60:
        return Name.HEADING
    if _MOTTO.search(words):
        return Name.MOTTO
    if _NUMBER.match(words) and len(words) < 60:
        return Name.NUMBER
    if _DATE.match(words) and not words.startswith("(") and len(words) < 80:
        return Name.PLACE_DATE
    return None


def read_head(lines: Sequence[Line]) -> tuple[list[Element], int]:
    """Elements of the head, and the index of the first line after it (0 when there is no head)."""
    end = _end_of_head(lines)
    pieces = columns(lines[:end])
    found: list[Element] = []
    bodies: list[Line] = []
    numbered = False
    for line in pieces:
        name = _name(line, numbered, found)
        if name is Name.ISSUER:
            bodies.append(line)
        elif name is not None:
            numbered = numbered or name is Name.NUMBER
            found.append(Element(name, line))
    found += [Element(Name.SUPERIOR if i < _first_of_issuer(bodies) else Name.ISSUER, b) for i, b in enumerate(bodies)]
    return found, end


def _end_of_head(lines: Sequence[Line]) -> int:
    """One past the last anchor; past the whole table when that stands in one; then past a letter's subject."""
    end = 0
    seen: set[Name] = set()
    for i, line in enumerate(lines[:_REACH]):
        anchors = {name for half in halves(line) if (name := _anchor(half))}
        if _CONTENT.match(line.folded) or anchors & seen:  # a second head is that of a copy, or of an annex
            break
        seen |= anchors
        if anchors:
            end = i + 1
    while 0 < end < len(lines) and _same_table(lines[end - 1], lines[end]):
        end += 1
    while 0 < end < len(lines) and (_is_letter_subject(lines[end]) or _continues(lines, end)):
        end += 1
    return end


def _same_table(one: Line, other: Line) -> bool:
    return one.paragraph.spot.table >= 0 and one.paragraph.spot.table == other.paragraph.spot.table


def _is_letter_subject(line: Line) -> bool:
    return line.folded.startswith("v/v")


def _continues(lines: Sequence[Line], i: int) -> bool:
    """Whether a line goes on with the subject of a letter written without a table."""
    before, line = lines[i - 1], lines[i]
    same = before.paragraph.look == line.paragraph.look and not line.is_blank
    return same and _is_letter_subject(before) and not _CONTENT.match(line.folded)


def _name(line: Line, numbered: bool, found: list[Element]) -> Name | None:
    """What a line of the head is; ISSUER stands for any body's name."""
    if line.is_blank:
        return None
    if line.is_rule:
        return Name.RULE
    if line.text == "*":
        return Name.ASTERISK
    name = _anchor(line) or mark(line)
    if name is not None:
        return name
    if line.side == "right" or line.paragraph.spot.boxed:
        return None
    if numbered:
        return Name.LETTER_SUBJECT
    return Name.ISSUER if line.side == "left" or line.is_in_capitals else None


@cache
def _beginnings() -> tuple[str, ...]:
    return tuple(fold(word) + " " for word in rules()["heads"])


def _first_of_issuer(bodies: Sequence[Line]) -> int:
    """Index of the first line of the issuing body's name. Weight tells when it differs; else where a name begins."""
    heavy = [bool(line.saying) and all(run.look.bold for run in line.saying) for line in bodies]
    if len(bodies) < 2:
        return 0
    if True in heavy and False in heavy:
        first = heavy.index(True)
        if first and all(heavy[first:]):
            return first
    begins = [i for i, line in enumerate(bodies) if (line.folded + " ").startswith(_beginnings())]
    return (begins[-1] if len(begins) > 1 else 0) if begins else 1
