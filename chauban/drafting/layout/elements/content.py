"""The content: addressees, grounds, the enacting word, parts and articles, running text, tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from .head import mark
from .lines import Line
from .shapes import Element, Name

_SENT_TO: Final = re.compile(r"kinh (gui|trinh)\b")
_GROUND: Final = re.compile(r"[-–]?\s?(can cu|theo de nghi|xet)\b")
_ENACTING: Final = re.compile(r"(quyet dinh|quyet nghi|nghi quyet|chi thi|ket luan)\s?:$")
_PART: Final = re.compile(r"(phan|chuong|muc|tieu muc)\s+(thu\s+\w+|[ivxlc]+|\d+|[.…]+)\.?$")
_ARTICLE: Final = re.compile(r"dieu\s*(\d+[a-zđ]?|[.…]+)")
_TITLED: Final = re.compile(r"[IVX]{1,5}\s?[.\-–]\s?(?=\S)")


#: After one of these the running text has begun, and "Căn cứ" or "Kính gửi" is only a word of it.
_RUNNING: Final = frozenset({Name.BODY, Name.ARTICLE, Name.TITLED, Name.PART})


def read_content(lines: Sequence[Line]) -> list[Element]:
    """Elements of the lines between the title and the signature block."""
    found: list[Element] = []
    running = False
    for line in lines:
        if not line.is_blank:
            found.append(Element(_name(line, found[-1] if found else None, running), line))
            running = running or found[-1].name in _RUNNING
    return found


def _name(line: Line, last: Element | None, running: bool) -> Name:
    if not running and _SENT_TO.match(line.folded):
        return Name.SENT_TO
    if last and last.name in (Name.SENT_TO, Name.ADDRESSEE) and _goes_on(line, last):
        return Name.ADDRESSEE
    if line.is_rule:
        return Name.RULE
    marked = mark(line)
    if marked is not None:
        return marked
    if line.paragraph.spot.column >= 0:
        return Name.TABLE
    if _ENACTING.fullmatch(line.folded) and line.is_in_capitals:
        return Name.ENACTING
    if _GROUND.match(line.folded) and not running:
        return Name.GROUND
    return _of_text(line, last.name if last else None)


def _goes_on(line: Line, last: Element) -> bool:
    """Whether a line is one more addressee: it begins with a dash, or the one before has not ended."""
    if line.text.startswith(("-", "–")):
        alone = len(last.text) <= len("Kính trình :")
        return last.name is Name.ADDRESSEE or last.text.endswith(":") or alone
    same_cell = line.paragraph.spot.column >= 0 and line.paragraph.spot.table == last.paragraph.spot.table
    return same_cell or (last.text.endswith((":", ",")) and len(line.text) < 80)


def _of_text(line: Line, last: Name | None) -> Name:
    if _PART.match(line.folded) and len(line.text) < 40:
        return Name.PART
    if last is Name.PART and (line.is_centred or line.is_in_capitals):
        return Name.PART_TITLE
    if _ARTICLE.match(line.folded) and line.text.startswith(("Điều", "ĐIỀU")):
        return Name.ARTICLE
    if _TITLED.match(line.text) and len(line.text) < 200:
        return Name.TITLED
    return Name.BODY


def settle_grounds(elements: list[Element], deciding: bool) -> list[Element]:
    """Grounds of a letter that are only how its first sentence begins are running text: grounds end with a semicolon,
    or stand in a paper that decides something."""
    grounds = [item for item in elements if item.name is Name.GROUND]
    if deciding or any(item.text.endswith(";") for item in grounds):
        return elements
    return [Element(Name.BODY, item.line) if item.name is Name.GROUND else item for item in elements]
