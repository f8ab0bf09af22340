"""Paper, margins, page numbers, typeface and colour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..elements import Element, Name
from ..findings import Fault, Remedy
from ..place import Place
from ..word.draft import Section
from ..word.paragraphs import Run
from .checked import Checked

_BLACK: Final = ("auto", "000000")
#: Marks that are stamped in red.
_RED: Final = (Name.SECRECY, Name.URGENCY)
#: A text shorter than this fits on one page, which bears no number.
_ONE_PAGE: Final = 3000
#: Letters of a stray word.
_STRAY: Final = 12


def _of(section: Section, page: Checked) -> Place:
    return Place(page.draft.part, section.last_block, section=section.index)


def size(page: Checked) -> Iterator[Fault]:
    """A4, standing; lying only where a table needs it (NĐ 30/2020, Phụ lục I, mục I.2)."""
    figures = page.pack.page
    for section in page.draft.sections:
        sides = sorted((section.width, section.height))
        if all(
            abs(a - b) <= figures.page_tolerance for a, b in zip(sides, (figures.width, figures.height), strict=True)
        ):
            continue
        found = f"{section.width:.0f} x {section.height:.0f} mm"
        required = f"{figures.width:.0f} x {figures.height:.0f} mm"
        yield Fault("page.size", _of(section, page), found, required, Remedy("section", "a4"))


def margins(page: Checked) -> Iterator[Fault]:
    """Each margin of each standing section."""
    figures, given = page.pack.page, page.pack.page.margin_tolerance
    for section in page.draft.sections:
        if section.width > section.height:  # a page turned round: its sides are other sides
            continue
        for side in ("top", "bottom", "left", "right"):
            least, most = getattr(figures, side)
            is_now = getattr(section, side)
            if least - given <= is_now <= most + given:
                continue
            target = least if is_now < least else most
            yield Fault(
                "page.margins",
                _of(section, page),
                format_lazy(_("{side} {found} mm"), side=_SIDES[side], found=f"{is_now:.1f}"),
                format_lazy(_("{side} {span} mm"), side=_SIDES[side], span=span(least, most)),
                Remedy("section", side, target),
            )


_SIDES: Final = {
    "top": _("top margin"),
    "bottom": _("bottom margin"),
    "left": _("left margin"),
    "right": _("right margin"),
}


def span(least: float, most: float) -> str:
    """ "13 - 14", or "13" when both are one."""
    return f"{least:g}" if least == most else f"{least:g} - {most:g}"


def numbers(page: Checked) -> Iterator[Fault]:
    """Numbered in the header from the second page."""
    draft = page.draft
    if not draft.sections:
        return
    numbered = page.elements.all(Name.PAGE_NUMBER)
    if not numbered and sum(len(p.text) for p in draft.paragraphs) > _ONE_PAGE:
        yield Fault("page.numbers", page.start, _("no page numbers"), _("numbers in the top margin"))
    for section in draft.sections:
        for paragraph in section.footer:
            if "PAGE" in paragraph.fields:
                yield Fault("page.number-above", paragraph.place(), _("in the footer"), _("in the header"))
    first = draft.sections[0]
    above = any("PAGE" in p.fields for p in first.header)
    if above and not first.title_page:
        remedy = Remedy("section", "title_page", True) if not first.first_header else None
        yield Fault("page.number-first", _of(first, page), _("shown on page 1"), _("hidden on page 1"), remedy)
    elif first.title_page and any("PAGE" in p.fields for p in first.first_header):
        yield Fault("page.number-first", _of(first, page), _("shown on page 1"), _("hidden on page 1"))


def fonts(page: Checked) -> Iterator[Fault]:
    """The typeface of every letter, also of those that a theme or a style gives."""
    for item in page.elements.items:
        for run in item.runs:
            wrong = _wrong_fonts(run, page.pack.fonts)
            if wrong:
                remedy = Remedy("run", "font", page.pack.fonts[0])
                rule = "font.stray" if is_stray(item, run) else "font"
                yield Fault(rule, _place(item, run), ", ".join(wrong), ", ".join(page.pack.fonts), remedy)


def is_stray(item: Element, run: Run) -> bool:
    """Whether a run is only a word within running text: what a paste leaves behind, seen by nobody until it is printed.
    The official form 1.9 itself has one. It is told and mended, and does not stop a draft."""
    if item.name not in (Name.BODY, Name.ARTICLE, Name.TABLE):
        return False
    letters = sum(c.isalpha() for c in run.text)
    return letters <= _STRAY and letters * 5 <= sum(c.isalpha() for c in item.text)


def _wrong_fonts(run: Run, allowed: tuple[str, ...]) -> list[str]:
    """Typefaces not allowed: one for plain letters, one for those with marks."""
    letters = [c for c in run.text if c.isalnum()]
    used = [run.look.ascii] if any(c.isascii() for c in letters) else []
    used += [run.look.hansi] if any(not c.isascii() for c in letters) else []
    return sorted({font for font in used if font not in allowed})


def colours(page: Checked) -> Iterator[Fault]:
    """Black, but for stamps."""
    for item in page.elements.items:
        for run in item.runs if item.name not in _RED else ():
            if run.look.colour not in _BLACK:
                remedy = Remedy("run", "color", "000000")
                yield Fault("colour", _place(item, run), "#" + run.look.colour, _("black"), remedy)


def _place(item: Element, run: Run) -> Place:
    return item.paragraph.place(max(run.start, item.line.start), min(run.end, item.line.end))


RULES: Final = (size, margins, numbers, fonts, colours)
