"""The list of overdue work on paper, A4 lying."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from .columns import COLUMNS, OverdueList

STYLE = Path(__file__).parent / "templates" / "urging" / "print" / "overdue.css"


def overdue_pdf(found: OverdueList) -> BytesIO:
    """The list; in Vietnamese, whatever language the page was asked in."""
    fonts = FontConfiguration()
    widths = "".join(f"col:nth-child({at}) {{ width: {mm}mm }}" for at, (_name, mm) in enumerate(COLUMNS, start=1))
    with translation.override("vi"):
        text = render_to_string("urging/print/overdue.html", {"list": found, "columns": COLUMNS})
    styles = [CSS(filename=STYLE, font_config=fonts), CSS(string=widths, font_config=fonts)]
    return BytesIO(HTML(string=text).write_pdf(stylesheets=styles, font_config=fonts))
