"""How running text is set: alignment, first-line indent, space between paragraphs, line spacing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..elements import Element, Name
from ..findings import Fault, Remedy
from ..packs import Figures
from ..word.properties import TWIPS_PER_MM, TWIPS_PER_POINT, ParagraphLook
from .checked import Checked
from .look import ALIGNED
from .page import span

_SET: Final = (Name.BODY, Name.ARTICLE)
_MM_PER_POINT: Final = TWIPS_PER_POINT / TWIPS_PER_MM
#: What typists' rounding of centimetres, inches and points comes to.
_GIVEN: Final = 0.6
#: A single line of Times New Roman is as high as so many times its size.
_SINGLE: Final = 1.15


def settings(page: Checked) -> Iterator[Fault]:
    """Every whole paragraph of running text."""
    before: Element | None = None
    for item in page.elements.items:
        figures = page.figures(item)
        if figures is not None and item.name in _SET and _is_whole(item):
            yield from _alignment(item, figures)
            yield from _indent(item, figures)
            yield from _space(item, before, figures)
            yield from _line(item, figures)
            yield from _slant(item, figures)
            yield from _lead(item, figures)
        before = item if item.name in _SET else None


def _is_whole(item: Element) -> bool:
    """Whether it is a paragraph of text as such: not a line after a break, not a cry in the middle of the page."""
    cry = item.paragraph.look.align == "center" and len(item.text) < 120
    return item.line.start == 0 and bool(item.runs) and not cry


def _alignment(item: Element, figures: Figures) -> Iterator[Fault]:
    found = item.paragraph.look.align
    one_line = len(item.text) < 60  # nobody sees whether a single line is justified
    if figures.align and found != figures.align and not (one_line and found == "left"):
        remedy = Remedy("paragraph", "align", figures.align)
        yield Fault(f"{item.name}.align", item.place, ALIGNED.get(found, found), ALIGNED[figures.align], remedy)


def _indent(item: Element, figures: Figures) -> Iterator[Fault]:
    """Set in by the format, or by a tab, whose width is the same 12.7 mm."""
    if figures.indent is None or item.paragraph.numbered or item.line.raw.startswith("\t"):
        return
    look = item.paragraph.look
    found = (look.left + look.first_line) * _MM_PER_POINT
    if not any(abs(found - allowed) <= _GIVEN for allowed in figures.indent):
        required = " / ".join(f"{mm:g}" for mm in figures.indent)
        yield Fault(
            f"{item.name}.indent",
            item.place,
            format_lazy(_("{indent} mm"), indent=f"{found:.1f}"),
            format_lazy(_("{indent} mm"), indent=required),
            Remedy("paragraph", "first", figures.indent[0]),
        )


def _space(item: Element, before: Element | None, figures: Figures) -> Iterator[Fault]:
    """Between this paragraph and the running text right before it."""
    if figures.space is None or before is None or before.paragraph is item.paragraph:
        return
    found = before.paragraph.look.after + item.paragraph.look.before
    if found < figures.space - 0.05:
        yield Fault(
            f"{item.name}.space",
            item.place,
            format_lazy(_("{size} pt"), size=f"{found:g}"),
            format_lazy(_("at least {size} pt"), size=f"{figures.space:g}"),
            Remedy("paragraph", "before", figures.space),
        )


def _line(item: Element, figures: Figures) -> Iterator[Fault]:
    if figures.line is None:
        return
    how, least, most = figures.line
    look = item.paragraph.look
    size = max(run.look.size for run in item.runs)
    if how == "exactly":
        good = look.line_rule == "exact" and least <= look.line <= most
        required = format_lazy(_("exactly {span} pt"), span=f"{least:g}" + (f" - {most:g}" if most < 999 else " +"))
        target = f"exact {min(max(look.line if look.line_rule == 'exact' else least, least), most):g}"
    else:
        lines = look.line if look.line_rule == "auto" else look.line / (_SINGLE * size)
        # An exact or a least height a little under the typeface's own single line looks the same.
        good = least - (0.01 if look.line_rule == "auto" else 0.15) <= lines <= most + 0.01
        required = format_lazy(_("{span} lines"), span=span(least, most))
        target = f"auto {least if lines < least else most:g}"
    if not good:
        yield Fault(f"{item.name}.line", item.place, _said(look), required, Remedy("paragraph", "line", target))


def _said(look: ParagraphLook) -> object:
    if look.line_rule == "auto":
        return format_lazy(_("{span} lines"), span=f"{look.line:.2f}")
    if look.line_rule == "exact":
        return format_lazy(_("exactly {span} pt"), span=f"{look.line:g}")
    return format_lazy(_("at least {size} pt"), size=f"{look.line:g}")


def _slant(item: Element, figures: Figures) -> Iterator[Fault]:
    """A paragraph that is slanted as a whole; a word may be."""
    if figures.slanted_whole is False and all(run.look.italic for run in item.runs):
        yield Fault(f"{item.name}.slant", item.place, _("slanted"), _("upright"), Remedy("run", "italic", False))


def _lead(item: Element, figures: Figures) -> Iterator[Fault]:
    """ "Điều 1." in bold."""
    if figures.lead_bold and not item.runs[0].look.bold:
        first = item.runs[0]
        place = item.paragraph.place(first.start, min(first.end, first.start + _lead_length(first.text)))
        yield Fault(f"{item.name}.lead", place, _("not bold"), _("bold"), Remedy("run", "bold", True))


def _lead_length(text: str) -> int:
    """Letters of "Điều 12." at the beginning of a run; all of it when the number is in the next."""
    dot = text.find(".")
    return dot + 1 if 0 <= dot < 12 else min(len(text), 8)


RULES: Final = (settings,)
