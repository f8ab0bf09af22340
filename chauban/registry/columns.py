"""The columns of the arrivals books, the same on screen, on paper and in a spreadsheet.

Ordinary papers: NĐ 30/2020, phụ lục IV, mẫu VI. Classified ones: the form of the classified arrivals register
(mẫu 15 of TT 24/2020/TT-BCA), which names the secrecy and gives no subject of a top-secret paper.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from django.utils import translation
from django.utils.translation import pgettext_lazy

from .models import Entry

Value = str | int | dt.date | None
#: Headings with their widths in millimetres.
Columns = tuple[tuple[str, int], ...]

#: (heading, width in millimetres of the 277 that A4 lying has between its margins)
ORDINARY = (
    (pgettext_lazy("book", "Arrival date"), 20),
    (pgettext_lazy("book", "Arrival number"), 14),
    (pgettext_lazy("book", "Author"), 36),
    (pgettext_lazy("book", "Number and symbol of document"), 27),
    (pgettext_lazy("book", "Date of document"), 20),
    (pgettext_lazy("book", "Kind and subject of document"), 72),
    (pgettext_lazy("book", "Unit or person receiving"), 34),
    (pgettext_lazy("book", "Date passed on"), 20),
    (pgettext_lazy("book", "Signature of receipt"), 16),
    (pgettext_lazy("book", "Note"), 18),
)
CLASSIFIED = (
    (pgettext_lazy("book", "Serial number"), 13),
    (pgettext_lazy("book", "Arrival date"), 20),
    (pgettext_lazy("book", "Arrival number"), 14),
    (pgettext_lazy("book", "Issuing body"), 38),
    (pgettext_lazy("book", "Number and symbol of document"), 27),
    (pgettext_lazy("book", "Date of document"), 20),
    (pgettext_lazy("book", "Kind and subject of document"), 68),
    (pgettext_lazy("book", "Secrecy"), 18),
    (pgettext_lazy("book", "Unit and signature of receipt"), 38),
    (pgettext_lazy("book", "Note"), 21),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the book as it is printed. `void_reason` is empty for a number in force."""

    number: int
    values: tuple[Value, ...]
    void_reason: str = ""


def columns_of(classified: bool) -> Columns:
    """Headings in the reader's language, with widths in millimetres."""
    return tuple((str(heading), width) for heading, width in (CLASSIFIED if classified else ORDINARY))


def line_of(entry: Entry) -> Line:
    """The row of an entry fetched with its document, kind and register; Vietnamese, whoever reads it.

    A sign-off compares rows, so they must not say something else in another language.
    """
    document = entry.document
    with translation.override("vi"):
        secrecy = document.get_secrecy_display()
    if entry.volume.register.classified:
        values: tuple[Value, ...] = (
            entry.number, entry.arrived_on, entry.number, document.issuer_name, document.symbol, document.issued_on,
            kind_and_subject(entry), secrecy, entry.receiver, entry.note,
        )  # fmt: skip
    else:
        values = (
            entry.arrived_on, entry.number, document.issuer_name, document.symbol, document.issued_on,
            kind_and_subject(entry), entry.receiver, entry.passed_on, "", entry.note,
        )  # fmt: skip
    return Line(entry.number, values, entry.void_reason if entry.voided_at else "")


def kind_and_subject(entry: Entry) -> str:
    """The kind's name before the subject, unless the subject says it already; no subject where it is withheld."""
    document = entry.document
    if document.subject_withheld or not document.subject:
        return document.kind.name if document.kind else ""
    said, subject = document.kind_said, document.subject
    if said and subject.startswith(("Về ", "V/v ")):
        said, subject = said.removesuffix(":"), subject[:1].lower() + subject[1:]
    return f"{said} {subject}".strip()


def digest(lines: Iterable[Line]) -> str:
    """SHA-256 over the rows, in hexadecimal: differs when any of them says something else."""
    total = hashlib.sha256()
    for line in lines:
        total.update(json.dumps(astuple(line), ensure_ascii=False, default=str).encode() + b"\n")
    return total.hexdigest()


def noted(line: Line, note: Value) -> str:
    """The last column: of a voided number it says so, with the reason."""
    void = f"Hủy số: {line.void_reason}" if line.void_reason else ""
    return ". ".join(part for part in (void, shown(note)) if part)


def shown(value: Value) -> str:
    """A value as it is written in the book: days as 24/11/2026, numbers below ten with a nought before them."""
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int):
        return f"{value:02d}"
    return value or ""
