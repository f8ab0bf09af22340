"""The same paper by another maker of PDF (WeasyPrint), as government portals do from HTML."""

from __future__ import annotations

from html import escape
from pathlib import Path

from .docx_paper import head_lines
from .specs import Spec

CSS = """@page { size: A4; margin: 20mm 15mm 20mm 28mm } body { font: 14pt Tinos, 'Liberation Serif', serif }
table { width: 100%; border-collapse: collapse } td { vertical-align: top } p { margin: 0 }
.c p { text-align: center } .b p { text-align: justify; text-indent: 10mm; margin-top: 6pt }"""


def _p(text: str, style: dict) -> str:
    css = f"font-size:{style.get('size', 13)}pt;"
    css += "font-weight:bold;" if style.get("bold") else ""
    css += "font-style:italic;" if style.get("italic") else ""
    return f'<p style="{css}">{escape(text) or "&nbsp;"}</p>'


def _top(spec: Spec) -> str:
    left, right = head_lines(spec)
    cells = ["".join(_p(t, s) for t, s in column) for column in (left, right)]
    out = f'<table class="c"><tr><td style="width:42%">{cells[0]}</td><td>{cells[1]}</td></tr></table>'
    words = {"khan": "KHẨN", "thuong_khan": "THƯỢNG KHẨN", "hoa_toc": "HỎA TỐC"}
    if spec.urgency:
        out += f'<p style="font-weight:bold">{words[spec.urgency]}</p>'
    if spec.kind != "CV":
        lines = [spec.title, *spec.subject, "_______"]
        out += '<div class="c"><p>&nbsp;</p>' + "".join(_p(t, {"size": 14, "bold": True}) for t in lines) + "</div>"
    if spec.authority_line:
        out += f'<div class="c"><p>&nbsp;</p>{_p(spec.authority_line, {"size": 14, "bold": True})}</div>'
    return out


def _bottom(spec: Spec) -> str:
    left = _p("Nơi nhận:", {"size": 12, "bold": True, "italic": True})
    left += "".join(_p(f"- {text};", {"size": 11}) for text in spec.recipients)
    rows = [r for r in (spec.authority, spec.post, spec.post2) if r]
    right = "".join(_p(r, {"size": 14, "bold": True}) for r in rows) + "<p>&nbsp;</p>" * 4
    right += _p(f"{spec.degree} {spec.signer}".strip(), {"size": 14, "bold": True})
    return f'<table><tr><td style="width:45%">{left}</td><td class="c">{right}</td></tr></table>'


def write_pdf(spec: Spec, path: Path) -> None:
    """One paper as a PDF by WeasyPrint."""
    from weasyprint import HTML

    dear = "".join(f'<p style="text-align:center">{spec.dear_word}: {escape(d)}</p>' for d in spec.dear[:1])
    dear += "".join(f'<p style="text-align:center">{escape(d)}</p>' for d in spec.dear[1:])
    count = 8 if spec.looks.long_body else 5
    body = "".join(f"<p>{escape(s)}</p>" for s in spec.sentences[: count + len(spec.cites)])
    page = f'<style>{CSS}</style>{_top(spec)}<p>&nbsp;</p>{dear}<div class="b">{body}</div>{_bottom(spec)}'
    HTML(string=page).write_pdf(str(path))
