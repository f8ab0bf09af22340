"""Grounds, the end of the text, articles, annexes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext_lazy as _

from ..elements import Element, Form, Name
from ..findings import Fault, Remedy
from .checked import CONTENT, Checked

_END: Final = re.compile(r"(?P<end>[\s./;,:]*)$")
_DASHED: Final = re.compile(r"^\s*[-–]\s?")
_ARTICLE: Final = re.compile(r"^\s*Điều\s+(?P<number>\d+)(?P<letter>[a-zđ]?)(?P<dot>\.?)")
_ROMAN: Final = re.compile(r"phu luc\s+(so\s+)?[ivxlc]+\b")
_ALONE: Final = re.compile(r"\bphu luc\b")


def ground_marks(page: Checked) -> Iterator[Fault]:
    """Each ground ends with a semicolon, the last as the pack says; under Party rules each begins with a dash."""
    wording = page.pack.wording
    grounds = page.elements.all(Name.GROUND)
    for i, item in enumerate(grounds):
        last = i == len(grounds) - 1
        allowed = wording.ground_ends if last else (";",)
        if item.runs and not item.text.endswith(allowed) and (not last or _is_last_of_grounds(page, item)):
            yield _ending("ground.ends", page, item, allowed[0])
        if (
            wording.ground_dash
            and item.line.start == 0
            and not _DASHED.match(item.line.raw)
            and not item.paragraph.numbered
        ):
            yield Fault("ground.dash", item.paragraph.place(0, 0), item.text[:30], "- …", Remedy("text", value="- "))


def _is_last_of_grounds(page: Checked, item: Element) -> bool:
    """Whether the grounds do not go on in a line that the finder took for text (a template's empty line)."""
    items = page.elements.items
    at = items.index(item)
    return at + 1 >= len(items) or not items[at + 1].line.is_to_be_filled


def _ending(rule: str, page: Checked, item: Element, mark: str) -> Fault:
    match = _END.search(item.line.raw)
    assert match  # the pattern also matches nothing
    return Fault(rule, page.within(item, match), match["end"].strip() or _("no mark"), mark, Remedy("text", value=mark))


def body_end(page: Checked) -> Iterator[Fault]:
    """The last word of the content: "./." for the State, "." for the Party."""
    names = {Name.RECIPIENTS, Name.RECIPIENT, Name.AUTHORITY, Name.OFFICE, Name.SIGNER, Name.ANNEX}
    items = page.elements.items
    closing = next((i for i, item in enumerate(items) if item.name in names), len(items))
    if page.elements.form is Form.ANNEX:
        closing = len(items)
    last = next((item for item in reversed(items[:closing]) if item.name in CONTENT), None)
    if last is None or last.name is Name.TABLE or not last.line.raw.strip():
        return
    wanted = page.pack.wording.body_end
    text = last.text.rstrip()
    if not text.endswith(wanted) or (wanted == "." and text.endswith("/.")):
        yield _ending("body.ends", page, last, wanted)


def articles(page: Checked) -> Iterator[Fault]:
    """Articles are numbered one by one, each number with its full stop."""
    expected = 1
    for item in page.elements.all(Name.ARTICLE):
        match = _ARTICLE.match(item.line.raw)
        if match is None:
            continue
        found = int(match["number"])
        if found not in (expected, expected - 1 if match["letter"] else expected, 1):
            yield Fault("article.order", page.within(item, match), match[0].strip(), f"Điều {expected}.")
        if not match["dot"]:
            said = match[0].strip()
            yield Fault("article.dot", page.within(item, match), said, said + ".", Remedy("text", value=said + "."))
        expected = found + 1


def annexes(page: Checked) -> Iterator[Fault]:
    """The text mentions what is annexed; two or more annexes bear Roman numbers."""
    found = page.elements.all(Name.ANNEX)
    if not found or page.elements.form is Form.ANNEX:
        return
    before = page.elements.items[: page.elements.items.index(found[0])]
    if not any(_ALONE.search(item.line.folded) for item in before if item.name in CONTENT):
        yield Fault("annex.mentioned", found[0].place, found[0].text, _("mentioned in the text"))
    for item in found if len(found) > 1 else ():
        if not _ROMAN.match(item.line.folded):
            yield Fault("annex.numbered", item.place, item.text, "Phụ lục I, II …")


RULES: Final = (ground_marks, body_end, articles, annexes)
