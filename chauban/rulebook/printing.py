"""The working calendar on one sheet, A4 lying."""

from __future__ import annotations

from pathlib import Path

from django.template.loader import render_to_string
from django.utils import translation
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from .queries import Year

STYLE = Path(__file__).parent / "templates" / "rulebook" / "print" / "calendar.css"


def calendar_pdf(year: Year, office: str) -> bytes:
    """The sheet; in Vietnamese, whatever language the page was asked in."""
    fonts = FontConfiguration()
    with translation.override("vi"):
        text = render_to_string("rulebook/print/calendar.html", {"year": year, "office": office})
    pdf = HTML(string=text).write_pdf(stylesheets=[CSS(filename=STYLE, font_config=fonts)], font_config=fonts)
    assert isinstance(pdf, bytes)
    return pdf
