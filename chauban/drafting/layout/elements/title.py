"""Below the head: the kind's name, the subject, to what it is attached, and whose competence it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from chauban.intake.reading.rules import rules
from chauban.kernel.text import fold

from .closing import is_annex
from .head import mark
from .lines import Line
from .shapes import Element, Name

_ATTACHED: Final = re.compile(r"\((ban hanh )?kem theo\b")
_STOPS: Final = re.compile(
    r"kinh (gui|trinh)\b|(- )?(can cu|xet|theo de nghi)\b|dieu \d|\(|"
    r"(phan|chuong) (thu|[ivxlc]+|\d+)\b|[ivx]+\s?[.\-]\s"
)
_LONGEST_KIND: Final = 60


@cache
def _kinds() -> frozenset[str]:
    names = {fold(name) for system in rules()["kinds"].values() for _code, name in system}
    return frozenset(names | {"cong dien", "quyet dinh", "nghi quyet", "ten loai van ban", "thu cong", "tuyen bo"})


def read_title(lines: Sequence[Line], at: int) -> tuple[list[Element], int]:
    """Elements of the title from line `at`, and the first line of the content."""
    found: list[Element] = []
    at = _skip(lines, at, found)
    if at < len(lines) and _is_kind(lines[at]):
        found.append(Element(Name.KIND, lines[at]))
        at += 1
    elif at >= len(lines) or not _is_subject_alone(lines[at]):
        return found, at
    at = _read_subject(lines, at, found)
    while at < len(lines):
        line = lines[at]
        if line.is_rule:
            found.append(Element(Name.RULE, line))
        elif _ATTACHED.match(line.folded):
            found.append(Element(Name.ATTACHED, line))
        elif _is_competence(line):
            found.append(Element(Name.COMPETENCE, line))
        elif not (line.is_blank or line.paragraph.spot.boxed):
            break
        at += 1
    return found, at


def _skip(lines: Sequence[Line], at: int, found: list[Element]) -> int:
    """Past blank lines, rules, marks and boxes."""
    while at < len(lines):
        line = lines[at]
        name = mark(line)
        if name:
            found.append(Element(name, line))
        elif not (line.is_blank or line.is_rule or line.paragraph.spot.boxed):
            break
        at += 1
    return at


def _is_kind(line: Line) -> bool:
    words = line.folded.rstrip(" :")
    if words in _kinds():
        return True
    if len(words) > _LONGEST_KIND or _STOPS.match(words) or words.startswith("phu luc"):
        return False
    return line.is_in_capitals and (line.is_centred or any(run.look.bold for run in line.saying))


def _read_subject(lines: Sequence[Line], at: int, found: list[Element]) -> int:
    """Lines right under the kind's name, until a rule, a gap, or what is no longer the subject."""
    first = at
    while at < len(lines):
        line = lines[at]
        gap = line.is_blank or line.is_rule
        if gap or _STOPS.match(line.folded) or (at > first and not line.is_centred):
            break
        if line.paragraph.spot.column >= 0 and not line.is_centred:
            break
        if at == first and not line.is_centred and not any(run.look.bold for run in line.saying):
            break
        found.append(Element(Name.SUBJECT, line))
        at += 1
    return at


def _is_competence(line: Line) -> bool:
    """ "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH" between the subject and the grounds; not the enacting word."""
    if not line.saying or line.text.endswith((":", ".", ";", ",")) or _STOPS.match(line.folded):
        return False
    signs = (line.is_in_capitals, all(run.look.bold for run in line.saying), line.is_centred)
    return sum(signs) >= 2  # one of the three may be what is wrong with it


def _is_subject_alone(line: Line) -> bool:
    """A subject whose kind was forgotten: bold in the middle, right under the head."""
    return bool(line.saying) and line.is_centred and all(run.look.bold for run in line.saying) and not is_annex(line)
