"""The official sample forms of NĐ 30/2020, Phụ lục III, each as a document of its own.

`data/phu-luc-3.docx` is the annex as it was published. A form begins after its title ("Mẫu 1.1 - ...") and ends before
the next; the notes under it ("Ghi chú:") explain the form and are no part of it.
"""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn

ANNEX = Path(__file__).parent / "data" / "phu-luc-3.docx"
_TITLE = re.compile(r"Mẫu (\d\.\d+\s*-|văn bản \()")


@cache
def sample_forms() -> dict[str, bytes]:
    """Title of each form and its bytes."""
    data = ANNEX.read_bytes()
    blocks = _blocks(Document(io.BytesIO(data)))
    starts = [i for i, node in enumerate(blocks) if node.tag == qn("w:p") and _TITLE.search(_text(node))]
    ends = [*starts[1:], len(blocks)]
    titles = [" ".join(_text(blocks[start]).split())[:80] for start in starts]
    return {title: _cut(data, start, end) for title, start, end in zip(titles, starts, ends, strict=True)}


def _blocks(document: Any) -> list[Any]:
    return [node for node in document.element.body if node.tag != qn("w:sectPr")]


def _text(node: Any) -> str:
    return "".join(text.text or "" for text in node.iter(qn("w:t")))


def _cut(data: bytes, start: int, end: int) -> bytes:
    document = Document(io.BytesIO(data))
    for i, node in enumerate(_blocks(document)):
        if not start < i < end:
            node.getparent().remove(node)
        elif node.tag == qn("w:tbl"):
            _without_notes(node)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _without_notes(table: Any) -> None:
    rows = list(table.iter(qn("w:tr")))
    first = next((i for i, row in enumerate(rows) if "Ghi chú:" in _text(row)), len(rows))
    for row in rows[first:]:
        row.getparent().remove(row)
    if first == 0:
        table.getparent().remove(table)
