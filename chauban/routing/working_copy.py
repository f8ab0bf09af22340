"""The working copy of a paper that was written on: its pages with the ink drawn on them. The original stays as it came.

Ink is drawn as vectors, each stroke in the widths in which it was pressed, where the page's viewer showed it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import translation

from . import drawing
from .queries.ink import InkedPage, Mark

if TYPE_CHECKING:
    import pikepdf

#: The red of the pen, as in the viewer on paper.
RED = (0.784, 0.063, 0.18)
STYLE = Path(__file__).parent / "templates/routing/print/captions.css"
_TOKEN = re.compile(r"([MLQh])([^MLQh]+)")


def inked_copy(pages: Sequence[tuple[int, Path, int]], inked: Iterable[InkedPage]) -> bytes:
    """A new PDF of `pages` (position, file, page number from 1) with what was written on them."""
    import pikepdf

    by_number = {page.number: page for page in inked}
    opened: dict[Path, pikepdf.Pdf] = {}
    out = io.BytesIO()
    try:
        with pikepdf.new() as copy:
            for position, path, number in pages:
                if path not in opened:
                    opened[path] = pikepdf.open(path)
                copy.pages.append(opened[path].pages[number - 1])
                if position in by_number:
                    _lay_over(copy.pages[-1], by_number[position])
            copy.save(out)
    finally:
        for source in opened.values():
            source.close()
    return out.getvalue()


def _lay_over(page: pikepdf.Page, ink: InkedPage) -> None:
    """Lay a sheet with the ink and its captions over `page`; a turned page is looked at turned."""
    import pikepdf

    with pikepdf.open(io.BytesIO(_captions(ink))) as sheet:
        drawn = sheet.pages[0]
        strokes = "".join(_operators(path, ink.height) for mark in ink.marks for path in mark.paths)
        colour = " ".join(map(str, RED))
        drawn.contents_add(f"q {colour} RG 1 J 1 j\n{strokes}Q\n".encode(), prepend=True)
        box = [float(side) for side in page.trimbox]
        page.add_overlay(drawn, pikepdf.Rectangle(*box))


def _captions(ink: InkedPage) -> bytes:
    """A sheet of the page's size that holds nothing but who wrote what when, beside what they wrote."""
    from weasyprint import CSS, HTML

    with translation.override("vi"):
        html = render_to_string("routing/print/captions.html", {"marks": ink.marks})
    return bytes(HTML(string=html).write_pdf(stylesheets=[CSS(filename=STYLE), CSS(string=_places(ink))]))


def _places(ink: InkedPage) -> str:
    """What of the style differs: the sheet's size, and where each caption stands, just above its ink."""
    return f"@page {{ size: {ink.width:.2f}pt {ink.height:.2f}pt; margin: 0 }}" + "".join(
        f".m{at} {{ left: {mark.x:.2f}pt; bottom: {ink.height - mark.y + 2:.2f}pt }}"
        for at, mark in enumerate(ink.marks, start=1)
    )


def _operators(path: drawing.Path, height: float) -> str:
    """SVG path data of `drawing.paths` as PDF operators; y runs upwards there, and its curves are cubic."""
    at, made = (0.0, 0.0), [f"{path.width:g} w"]
    for letter, rest in _TOKEN.findall(path.d):
        numbers = [float(number) for number in rest.split()]
        if letter == "h":  # a dot: a line hardly longer than nothing
            at = (at[0] + numbers[0], at[1])
            made.append(f"{at[0]:.2f} {height - at[1]:.2f} l")
        elif letter == "Q":
            made.append(_curve(at, numbers, height))
            at = (numbers[2], numbers[3])
        else:
            at = (numbers[0], numbers[1])
            made.append(f"{at[0]:.2f} {height - at[1]:.2f} {'m' if letter == 'M' else 'l'}")
    return " ".join([*made, "S\n"])


def _curve(start: tuple[float, float], numbers: Sequence[float], height: float) -> str:
    bend, end = numbers[:2], numbers[2:]
    first = [a + 2 / 3 * (b - a) for a, b in zip(start, bend, strict=True)]
    second = [a + 2 / 3 * (b - a) for a, b in zip(end, bend, strict=True)]
    points = [(x, height - y) for x, y in (first, second, end)]
    return " ".join(f"{x:.2f} {y:.2f}" for x, y in points) + " c"


def box_of(mark: Mark) -> tuple[float, float, float, float]:
    """What an annotation's ink on a page covers: left, top, right, bottom in points."""
    numbers = [
        float(number)
        for path in mark.paths
        for letter, rest in _TOKEN.findall(path.d)
        if letter != "h"
        for number in rest.split()
    ]
    xs, ys = numbers[::2], numbers[1::2]
    return min(xs), min(ys), max(xs), max(ys)
