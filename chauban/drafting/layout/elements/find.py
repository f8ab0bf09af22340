"""The whole page: head, title, content, closing, annexes, and the numbers of its pages."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ..word.draft import Draft
from ..word.paragraphs import Paragraph
from .closing import begin_of_closing, end_of_closing, is_annex, read_closing
from .content import read_content, settle_grounds
from .head import mark, read_head
from .lines import Line, lines_of
from .shapes import Element, Elements, Form, Name
from .title import read_title

_ATTACHED: Final = ("(kem theo", "(ban hanh kem theo")
_DECIDING: Final = ("nghi quyet", "quyet dinh", "quy che", "quy dinh", "chi thi")


def find_elements(draft: Draft) -> Elements:
    """The elements of a draft in reading order."""
    lines = list(lines_of(draft.paragraphs))
    boxed = [line for line in lines if line.paragraph.spot.boxed]
    flow = [line for line in lines if not line.paragraph.spot.boxed]
    found = [Element(name, line) for line in boxed if (name := mark(line))]
    head, after_head = read_head(flow)
    title, after_title = read_title(flow, after_head)
    found += head + title
    starts = [i for i in range(after_title, len(flow)) if is_annex(flow[i])]
    closing = begin_of_closing(flow, after_title)
    starts = [i for i in starts if i > closing or closing == len(flow)]
    end = starts[0] if starts else len(flow)
    closing = min(closing, end)
    content = settle_grounds(read_content(flow[after_title:closing]), _decides(title))
    found += content + read_closing(flow[closing : min(end, end_of_closing(flow, closing))]) + _annexes(flow, starts)
    found += _page_numbers(draft)
    return Elements(tuple(found), _form(found, title))


def _decides(title: Sequence[Element]) -> bool:
    return any(item.name is Name.KIND and item.line.folded.startswith(_DECIDING) for item in title)


def _annexes(lines: Sequence[Line], starts: Sequence[int]) -> list[Element]:
    """Each annex: its word and number, its title, to what it belongs, its text."""
    found: list[Element] = []
    for start, end in pairwise([*starts, len(lines)]):
        found.append(Element(Name.ANNEX, lines[start]))
        rest = start + 1
        while rest < end and _heads_annex(lines[rest]):
            line = lines[rest]
            if line.is_rule:
                found.append(Element(Name.RULE, line))
            elif line.folded.startswith(_ATTACHED):
                found.append(Element(Name.ATTACHED, line))
            elif not line.is_blank:
                found.append(Element(Name.ANNEX_TITLE, line))
            rest += 1
        found += read_content(lines[rest:end])
    return found


def _heads_annex(line: Line) -> bool:
    """Whether a line still belongs to the head of an annex."""
    return line.is_blank or line.is_centred or line.is_in_capitals or line.folded.startswith(_ATTACHED)


def _page_numbers(draft: Draft) -> list[Element]:
    found = []
    for section in draft.sections:
        for paragraph in (*section.header, *section.first_header, *section.footer):
            if "PAGE" in paragraph.fields:
                found.append(Element(Name.PAGE_NUMBER, _whole(paragraph)))
    return list({(item.place.part, item.place.paragraph): item for item in found}.values())


def _whole(paragraph: Paragraph) -> Line:
    return Line(paragraph, 0, len(paragraph.text), "")


def _form(found: Sequence[Element], title: Sequence[Element]) -> Form:
    """By what is there: a letter is known by its subject under the number or by its addressees."""
    names = {item.name for item in found}
    if Name.KIND not in names and Name.ANNEX in names and Name.HEADING not in names:
        return Form.ANNEX
    if Name.NUMBER not in names and any(item.name is Name.ATTACHED for item in title):
        return Form.ATTACHED
    addressed = Name.LETTER_SUBJECT in names or Name.SENT_TO in names
    return Form.LETTER if addressed and Name.KIND not in names else Form.TITLED
