"""How the letters of each element look: size, weight, slant, underline, capitals, alignment, the mark below."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..elements import Element, Name
from ..findings import Fault, Remedy
from ..packs import Figures
from ..place import Place
from ..word.paragraphs import Run
from .checked import Checked
from .page import is_stray, span

ALIGNED: Final = {
    "left": _("left-aligned"),
    "right": _("right-aligned"),
    "center": _("centred"),
    "both": _("justified"),
}
#: Drawings hang on a paragraph nearby, seldom on the very line they stand under.
_NEAR: Final = 3


def letters(page: Checked) -> Iterator[Fault]:
    """Size, weight, slant and underline of every run of every element."""
    for item in page.elements.items:
        figures = page.figures(item)
        if figures is None:
            continue
        for run in item.runs:
            yield from _of_run(item, run, figures)


def _of_run(item: Element, run: Run, figures: Figures) -> Iterator[Fault]:
    where = item.paragraph.place(max(run.start, item.line.start), min(run.end, item.line.end))
    look, name = run.look, item.name
    if figures.size and not figures.size[0] <= look.size <= figures.size[1]:
        target = figures.size[0] if look.size < figures.size[0] else figures.size[1]
        required = format_lazy(_("{size} pt"), size=span(*figures.size))
        found = format_lazy(_("{size} pt"), size=f"{look.size:g}")
        rule = "size.stray" if is_stray(item, run) else f"{name}.size"
        yield Fault(rule, where, found, required, Remedy("run", "size", target))
    yield from _switch(f"{name}.weight", where, look.bold, figures.bold, (_("bold"), _("not bold")), "bold")
    yield from _switch(f"{name}.slant", where, look.italic, figures.italic, (_("slanted"), _("upright")), "italic")
    yield from _switch(
        f"{name}.underline",
        where,
        look.underline,
        figures.underline,
        (_("underlined"), _("not underlined")),
        "underline",
    )


def _switch(
    rule: str, where: Place, found: bool, required: bool | None, words: tuple[object, object], name: str
) -> Iterator[Fault]:
    if required is not None and found != required:
        yield Fault(rule, where, words[not found], words[not required], Remedy("run", name, required))


def capitals(page: Checked) -> Iterator[Fault]:
    """Capitals by the letters or by their look; small letters only where not all are capitals."""
    for item in page.elements.items:
        figures = page.figures(item)
        if figures is None or figures.capitals is None or not item.runs:
            continue
        if item.line.is_in_capitals == figures.capitals:
            continue
        if figures.capitals:
            yield Fault(f"{item.name}.capitals", item.place, item.text, _("in capitals"), Remedy("upper"))
        elif len(item.text) > 3:
            yield Fault(f"{item.name}.capitals", item.place, item.text, _("not in capitals"))


def alignment(page: Checked) -> Iterator[Fault]:
    """Of elements that stand on lines of their own; halves made with tabs have no alignment of their own."""
    for item in page.elements.items:
        figures = page.figures(item)
        own = not item.paragraph.text[: item.line.start].strip() and "\t" not in item.paragraph.text
        if figures is None or figures.align is None or not own or item.name in (Name.BODY, Name.ARTICLE):
            continue
        found = item.paragraph.look.align
        if found != figures.align and (item.runs or item.name is Name.PAGE_NUMBER):
            remedy = Remedy("paragraph", "align", figures.align)
            required = ALIGNED[figures.align]
            yield Fault(f"{item.name}.align", item.place, ALIGNED.get(found, found), required, remedy)


def marks_below(page: Checked) -> Iterator[Fault]:
    """The rule, the asterisk or the hyphens under the last line of an element."""
    for name, figures in page.pack.elements.items():
        lines = page.elements.all(Name(name)) if figures.ruled else ()
        if lines and not _is_ruled(lines[-1], page):
            yield Fault(f"{name}.ruled", lines[-1].place, _("no mark below"), _("a rule or the prescribed mark below"))


def _is_ruled(item: Element, page: Checked) -> bool:
    """Whether something stands below: a line of text, a border, or a drawn line nearby."""
    paragraphs = page.draft.paragraphs
    at = next(i for i, p in enumerate(paragraphs) if p is item.paragraph)
    around = paragraphs[max(0, at - _NEAR) : at + _NEAR + 1]
    if item.paragraph.spot.table >= 0:
        around = tuple(p for p in paragraphs if p.spot.block == item.paragraph.spot.block)
    if any(p.line_drawn for p in around) or item.paragraph.look.border_below:
        return True
    following = next((p for p in paragraphs[at + 1 :] if not p.is_blank or p.look.border_above), None)
    if following is not None and following.look.border_above:
        return True
    under = page.elements.all(Name.RULE, Name.ASTERISK)
    return any(mark.paragraph is item.paragraph or mark.paragraph is following for mark in under)


RULES: Final = (letters, capitals, alignment, marks_below)
