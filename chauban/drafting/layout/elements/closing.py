"""The end of the page: who signs and by what authority, and who receives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from chauban.intake.reading.rules import rules
from chauban.kernel.text import fold

from .lines import Line, columns
from .shapes import Element, Name

RECIPIENTS: Final = re.compile(r"noi nhan\b\W*")
#: "TM.", "T/M", "KT.", "K/T", "TL.", "T/L", "TUQ.", "T/U.Q", "Q.".
AUTHORITY: Final = re.compile(r"(t/?m|k/?t|t/?l|t/?u\.?q|q)[./]?\s", re.I)
_STRICT: Final = re.compile(r"(T/?M|K/?T|T/?L|T/?U\.?Q|Q\.)[./]?\s")
_ANNEX: Final = re.compile(r"phu luc(\s+(so\s+)?([ivxlc]+|\d+|[.…]+[\d.…]*))?\s*[:.]?$")
_LONGEST_NAME: Final = 45
#: Cells of a column lie no further apart, as a share of the table's width.
_SAME_COLUMN: Final = 0.15


@cache
def _posts() -> tuple[str, ...]:
    return (*map(fold, rules()["posts"]), "pho ", "quyen han", "thu truong", "vien ", "kiem ")


def is_annex(line: Line) -> bool:
    """Whether an annex begins here: the word alone on a line of its own, in the middle or in bold."""
    said = bool(_ANNEX.fullmatch(line.folded)) and line.paragraph.spot.column < 0
    return said and (line.is_centred or any(run.look.bold for run in line.saying))


def is_post(line: Line) -> bool:
    """Whether a line in capitals names an office."""
    return line.is_in_capitals and line.folded.startswith(_posts())


def begin_of_closing(lines: Sequence[Line], start: int) -> int:
    """Index of the first line of the signature block or of the recipients; the end when there is neither."""
    mark = next((i for i in range(start, len(lines)) if RECIPIENTS.match(lines[i].folded)), None)
    if mark is None:
        return _begin_of_signature(lines, start)
    table = lines[mark].paragraph.spot.table
    while table >= 0 and mark > start and lines[mark - 1].paragraph.spot.table == table:
        mark -= 1
    first = mark
    while first > start and table < 0 and _may_sign(lines[first - 1]):
        first -= 1
    signs = any(_STRICT.match(line.text) or is_post(line) for line in lines[first:mark])
    return first if signs else mark


def _begin_of_signature(lines: Sequence[Line], start: int) -> int:
    """Where nobody receives: the last line that names an authority or an office, with all of its table."""
    for i in range(len(lines) - 1, start - 1, -1):
        if _STRICT.match(lines[i].text) or (is_post(lines[i]) and not _STRICT.match(lines[max(i - 1, start)].text)):
            while i > start and _is_above(lines[i - 1], lines[i]):
                i -= 1
            return i
    return len(lines)


def _is_above(above: Line, line: Line) -> bool:
    """Whether the line above belongs to the same block: in the same table, or another authority."""
    table = line.paragraph.spot.table
    if table >= 0:
        return above.paragraph.spot.table == table
    return bool(_STRICT.match(above.text))


def _may_sign(line: Line) -> bool:
    """Whether a bare line can be one of a signature block that stands above the recipients."""
    if line.is_blank:
        return True
    if line.text.endswith((".", ";", ":", ",")) and not line.text.startswith("("):
        return False
    away = line.is_centred or line.side == "right" or line.paragraph.look.align == "right"
    return away and (line.is_in_capitals or len(line.text) <= _LONGEST_NAME)


def end_of_closing(lines: Sequence[Line], start: int) -> int:
    """One past the last line of the closing: the end of its table, when that holds recipients and signature both; what
    follows (a copy's own block) is no part of this paper."""
    mark = next((line for line in lines[start:] if RECIPIENTS.match(line.folded)), None)
    table = mark.paragraph.spot.table if mark else -1
    own = [i for i in range(start, len(lines)) if lines[i].paragraph.spot.table == table] if table >= 0 else []
    return own[-1] + 1 if any(is_post(lines[i]) or _STRICT.match(lines[i].text) for i in own) else len(lines)


def read_closing(lines: Sequence[Line]) -> list[Element]:
    """Elements of the closing: recipients in their column, and each signature block in its own."""
    found: list[Element] = []
    blocks: dict[str, list[Line]] = {}
    receiving: Line | None = None
    for line in _without_notes(columns(lines)):
        if RECIPIENTS.match(line.folded):
            found.append(Element(Name.RECIPIENTS, line))
            receiving = line
        elif _receives(line, receiving, found):
            found.append(Element(Name.RECIPIENT, line))
        elif not line.is_rule:
            blocks.setdefault(line.side, []).append(line)
    for block in blocks.values():
        found += _signature(block)
    return found


def _without_notes(lines: Sequence[Line]) -> list[Line]:
    """Lines that print something, without notes in brackets ("(đã ký)"), which may take several lines of a column."""
    kept: list[Line] = []
    open_in: set[str] = set()
    for line in lines:
        if line.text.startswith("("):
            open_in.add(line.side)
        if not line.is_blank and line.side not in open_in:
            kept.append(line)
        if ")" in line.text:
            open_in.discard(line.side)
    return kept


def _receives(line: Line, mark: Line | None, found: list[Element]) -> bool:
    """Whether a line belongs to the list under "Nơi nhận": same column, and the list has not ended. Where the word was
    forgotten, dashes in the left column are such a list."""
    if mark is None:
        return line.side == "left" and line.text.startswith("-")
    if line.side == "right" and mark.side != "right":
        return False
    items = [item for item in found if item.name is Name.RECIPIENT]
    dashed = line.text.startswith(("-", "–", "+", "*"))
    if not items:
        return dashed or (not line.is_in_capitals and line.side == mark.side)
    keeps = items[-1].line.folded.lstrip("-– ").startswith("luu")
    ended = keeps and items[-1].text.endswith(".")
    return (dashed or not ended) and not line.is_in_capitals


def _signature(block: Sequence[Line]) -> list[Element]:
    """Authority, office and name of one signature."""
    if not any(_STRICT.match(line.text) or is_post(line) for line in block):
        return []
    first = next(i for i, line in enumerate(block) if _STRICT.match(line.text) or is_post(line))
    middle = block[first].paragraph.spot.middle  # a line across the whole page below is no name
    lines = [line for line in block[first:] if abs(line.paragraph.spot.middle - middle) < _SAME_COLUMN]
    names = [i for i, line in enumerate(lines) if not line.is_in_capitals and not _STRICT.match(line.text)]
    last = names[-1] if names else None
    if last is None and len(lines) > 1 and not is_post(lines[-1]) and not _STRICT.match(lines[-1].text):
        last = len(lines) - 1  # a name written in capitals
    found = [_office(line, lines[:i]) for i, line in enumerate(lines) if last is None or i < last]
    if last is not None:
        found.append(Element(Name.SIGNER, lines[last]))
    return found


def _office(line: Line, before: Sequence[Line]) -> Element:
    """A line above the name: authority with its body's name, which may take two lines, or the office."""
    goes_on = bool(before) and bool(_STRICT.match(before[-1].text)) and not line.folded.startswith(_posts())
    return Element(Name.AUTHORITY if _STRICT.match(line.text) or goes_on else Name.OFFICE, line)
