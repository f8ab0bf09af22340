"""A paper as a Word file, in the way typists make them: a borderless table for the head, or tabs."""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from .specs import Spec

CENTRE = ALIGN.CENTER


def _run(paragraph, text: str, spec: Spec, size: float, bold=False, italic=False, underline=False) -> None:
    run = paragraph.add_run(text)
    run.font.name = spec.looks.font
    run._element.rPr.rFonts.set(qn("w:eastAsia"), spec.looks.font)
    run.font.size, run.bold, run.italic, run.underline = Pt(size), bold, italic, underline


def _line(where, text: str, spec: Spec, size: float = 13, align=CENTRE, first=False, **style):
    paragraph = where.paragraphs[0] if first else where.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    _run(paragraph, text, spec, size, **style)
    return paragraph


def head_lines(spec: Spec) -> tuple[list[tuple[str, dict]], list[tuple[str, dict]]]:
    """Left and right column of the head as (text, style)."""
    left: list[tuple[str, dict]] = [(h.lstrip("^"), {"bold": not h.startswith("^")}) for h in spec.head]
    party = spec.system == "party"
    left.append(("*", {}) if party else ("_________", {}))
    mark = "Số:" if spec.looks.colon else "Số"
    gap = " " if spec.looks.spaced and not party else ""
    left.append((f"{mark} {spec.number}{'-' if party else gap + '/'}{spec.notation}", {}))
    if spec.kind == "CV":
        left += [(line, {"italic": party, "size": 12}) for line in spec.subject]
    if party:
        return left, [
            ("ĐẢNG CỘNG SẢN VIỆT NAM", {"bold": True, "size": 15}),
            ("", {}),
            (spec.date_line, {"italic": True, "size": 14}),
        ]
    right = [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", {"bold": True, "size": 12}),
        ("Độc lập - Tự do - Hạnh phúc", {"bold": True, "size": 14}),
        ("", {}),
    ]
    return left, [*right, (spec.date_line, {"italic": True, "size": 14})]


def _head(doc, spec: Spec) -> None:
    left, right = head_lines(spec)
    table = doc.add_table(rows=1, cols=2)
    table.autofit = False
    wide = spec.looks.body == 13  # the others leave the left column so wide that the right one wraps, as many do
    for cell, lines, width in zip(
        table.rows[0].cells, (left, right), (Mm(64 if wide else 72), Mm(106 if wide else 96)), strict=True
    ):
        cell.width = width
        table.columns[cell._tc.grid_offset].width = width
        for i, (text, style) in enumerate(lines):
            _line(
                cell, text, spec, style.get("size", 13), first=i == 0, **{k: v for k, v in style.items() if k != "size"}
            )


def _head_by_tabs(doc, spec: Spec) -> None:
    """Both columns typed on the same lines with centred tab stops; a subject under the number follows alone."""
    left, right = head_lines(spec)
    for i in range(max(len(left), len(right))):
        paragraph = doc.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(33), 1)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(117), 1)
        for text, style in (left[i] if i < len(left) else ("", {}), right[i] if i < len(right) else ("", {})):
            size = min(style.get("size", 12.5), 12.5)
            _run(paragraph, "\t" + text, spec, size, style.get("bold", False), style.get("italic", False))


def _body(doc, spec: Spec) -> None:
    looks = spec.looks
    if spec.urgency:
        words = {"khan": "KHẨN", "thuong_khan": "THƯỢNG KHẨN", "hoa_toc": "HỎA TỐC"}
        _line(doc, words[spec.urgency], spec, 14, ALIGN.LEFT, bold=True)
    _line(doc, "", spec)
    if spec.kind != "CV":
        _line(doc, spec.title, spec, 15, bold=True)
        for text in spec.subject:
            _line(doc, text, spec, 14, bold=True)
        _line(doc, "-----" if spec.system == "party" else "__________", spec)
    if spec.authority_line:
        _line(doc, spec.authority_line, spec, 14, bold=True).paragraph_format.space_before = Pt(12)
    if len(spec.dear) == 1:
        _line(doc, f"{spec.dear_word}: {spec.dear[0]}", spec, 14).paragraph_format.space_before = Pt(12)
    elif spec.dear:
        _line(doc, f"{spec.dear_word}:", spec, 14, ALIGN.LEFT).paragraph_format.left_indent = Mm(30)
        for i, text in enumerate(spec.dear):
            _line(
                doc, f"- {text}{';' if i + 1 < len(spec.dear) else '.'}", spec, 14, ALIGN.LEFT
            ).paragraph_format.left_indent = Mm(45)
    count = 10 if looks.long_body else 5
    for sentence in spec.sentences[: count + len(spec.cites)] * (2 if looks.long_body else 1):
        paragraph = _line(doc, sentence, spec, looks.body, ALIGN.JUSTIFY)
        paragraph.paragraph_format.first_line_indent = Mm(10)
        paragraph.paragraph_format.space_before = Pt(6)


def _signature(doc, spec: Spec) -> None:
    table = doc.add_table(rows=1, cols=2)
    table.autofit = False
    left, right = table.rows[0].cells
    for i, width in enumerate((Mm(78), Mm(89))):
        table.columns[i].width = table.rows[0].cells[i].width = width
    party = spec.system == "party"
    _line(
        left,
        "Nơi nhận:",
        spec,
        14 if party else 12,
        ALIGN.LEFT,
        first=True,
        bold=not party,
        italic=not party,
        underline=party,
    )
    for i, text in enumerate(spec.recipients):
        end = "." if i + 1 == len(spec.recipients) else ("," if party and not spec.looks.dashes else ";")
        _line(left, f"- {text}{end}", spec, 11, ALIGN.LEFT)
    rows = [r for r in (spec.authority, spec.post, spec.post2) if r]
    for i, text in enumerate(rows):
        _line(right, text, spec, 14, first=i == 0, bold=not (party and i > 0))
    for _ in range(spec.looks.gap):
        _line(right, "", spec, 14)
    _line(right, f"{spec.degree} {spec.signer}".strip(), spec, 14, bold=True)


def write_docx(spec: Spec, path: Path) -> None:
    """One paper as DOCX at `path`."""
    doc = Document()
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(28), Mm(15)
    (_head if spec.looks.table else _head_by_tabs)(doc, spec)
    _body(doc, spec)
    _signature(doc, spec)
    doc.save(str(path))
