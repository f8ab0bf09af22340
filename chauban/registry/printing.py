"""The arrivals book as the regulation has it (NĐ 30/2020, phụ lục IV, mẫu VI): on paper as PDF, lying A4.

The cover and the first leaf carry the same words. Rows are laid out a few hundred at a time and the sheets joined, so
that a year of a large office needs no more memory than a week of it; page numbers run on.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO

import pikepdf
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from .columns import Columns, Line, columns_of, digest, noted, shown
from .cover import Cover

CHUNK = 200
STYLES = Path(__file__).parent / "templates"


def book_pdf(cover: Cover, lines: Iterable[Line], *, signed_by: str, columns: Columns | None = None) -> IO[bytes]:
    """The book as an open temporary file, at its beginning: cover, first leaf, rows, sign-off block.

    `signed_by` is who made the print; `columns` are the arrivals book's unless others are given. Fonts are embedded.
    Vietnamese, whatever language the page was asked in.
    """
    out = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    fonts = FontConfiguration()
    columns = columns or columns_of(cover.classified)
    kept: list[Line] = []
    with translation.override("vi"), tempfile.TemporaryDirectory() as folder, pikepdf.new() as book:
        parts = [_sheets(Path(folder) / "cover.pdf", "registry/print/cover.html", {"cover": cover}, "", fonts)]
        first = 1
        for at, (chunk, last) in enumerate(_chunks(lines)):
            kept.extend(chunk)
            context = {
                "cover": cover, "columns": columns, "rows": [_row(line) for line in chunk],
                "last": last, "signed_by": signed_by, "count": len(kept),
                "voided": sum(1 for line in kept if line.void_reason),
                "digest": digest(kept) if last else "",
            }  # fmt: skip
            path = Path(folder) / f"rows-{at}.pdf"
            parts.append(_sheets(path, "registry/print/rows.html", context, _measures(columns, first), fonts))
            first += parts[-1][1]
        for path, _pages in parts:
            with pikepdf.open(path) as part:
                book.pages.extend(part.pages)
        book.docinfo["/Title"] = f"{cover.title} {cover.label}"
        book.remove_unreferenced_resources()
        book.save(out)
    out.seek(0)
    return out


def _sheets(
    path: Path, template: str, context: dict[str, object], measures: str, fonts: FontConfiguration
) -> tuple[Path, int]:
    """Lay out one part of the book into the file `path`; its path and number of pages. The style stands beside it."""
    style = STYLES / Path(template).with_suffix(".css")
    styles = [CSS(filename=style, font_config=fonts), CSS(string=measures, font_config=fonts)]
    document = HTML(string=render_to_string(template, context)).render(stylesheets=styles, font_config=fonts)
    document.write_pdf(path)
    return path, len(document.pages)


def _measures(columns: Columns, first_page: int) -> str:
    """What of the style differs: the columns' widths and the number of the first page."""
    widths = enumerate((width for _heading, width in columns), start=1)
    return f"@page :first {{ counter-set: page {first_page} }}" + "".join(
        f"col:nth-child({at}) {{ width: {width}mm }}" for at, width in widths
    )


def _chunks(lines: Iterable[Line]) -> Iterator[tuple[list[Line], bool]]:
    """Pieces of the book, each with whether it is the last; an empty book is one empty piece."""
    rows = iter(lines)
    chunk = list(islice(rows, CHUNK))
    while True:
        following = list(islice(rows, CHUNK))
        yield chunk, not following
        if not following:
            return
        chunk = following


def _row(line: Line) -> dict[str, object]:
    """A row's cells as text."""
    *values, note = line.values
    return {"cells": [*map(shown, values), noted(line, note)], "voided": bool(line.void_reason)}
