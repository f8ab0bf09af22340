"""The arrivals book as a spreadsheet: a cover sheet, then the columns of the regulation with real dates."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable
from typing import IO, Any

from django.utils import translation
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from .columns import Columns, Line, Value, columns_of, noted, shown
from .cover import Cover

Sheet = Any  # the stubs know no sheet that is only written
Cell = Any
FACE = "Times New Roman"
THIN = Side(style="thin", color="FF808080")
FRAME = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
#: Openers of formulas in Excel and LibreOffice; such a text is marked as text (a leading apostrophe to the user).
FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Headings stand in rows 1 and 2, repeated on every printed page.
HEADING_ROWS = 2


def book_xlsx(cover: Cover, lines: Iterable[Line], *, columns: Columns | None = None) -> IO[bytes]:
    """The book as an open temporary file, at its beginning; written row by row, so its length costs no memory.

    `columns` are the arrivals book's own unless others are given.
    """
    out = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    with translation.override("vi"):
        workbook = Workbook(write_only=True)
        _cover_sheet(workbook, cover)
        _rows_sheet(workbook, columns or columns_of(cover.classified), lines)
        workbook.save(out)
    out.seek(0)
    return out


def _cover_sheet(workbook: Workbook, cover: Cover) -> None:
    sheet = workbook.create_sheet("Bìa")
    sheet.column_dimensions["A"].width = 100
    _lying_a4(sheet)
    span = "Nhiệm kỳ" if cover.term else "Năm"
    texts = [
        (cover.superior.upper(), 13, False), (cover.agency.upper(), 13, True), ("", 13, False), (cover.title, 26, True),
        (f"{span}: {cover.label}", 16, True), ("", 13, False),
        (f"Từ ngày {shown(cover.since) or '…'} đến ngày {shown(cover.until) or '…'}", 14, False),
        (f"Từ số {shown(cover.first) or '…'} đến số {shown(cover.last) or '…'}", 14, False),
    ]  # fmt: skip
    for text, size, bold in texts:
        cell = _cell(sheet, text)
        cell.font = Font(name=FACE, size=size, bold=bold)
        cell.alignment = Alignment(horizontal="center", wrap_text=True)
        sheet.append([cell])


def _rows_sheet(workbook: Workbook, columns: Columns, lines: Iterable[Line]) -> None:
    sheet = workbook.create_sheet("Sổ")
    for at, (_heading, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width / 1.9
    sheet.freeze_panes = f"A{HEADING_ROWS + 1}"
    sheet.print_title_rows = f"1:{HEADING_ROWS}"
    _lying_a4(sheet)
    sheet.append([_heading_cell(sheet, heading, bold=True) for heading, _width in columns])
    sheet.append([_heading_cell(sheet, f"({at})", bold=False) for at in range(1, len(columns) + 1)])
    cells = RowCells(sheet)
    for line in lines:
        *values, note = line.values
        row = [cells.hold(at, value, struck=bool(line.void_reason)) for at, value in enumerate(values)]
        sheet.append([*row, cells.hold(len(row), noted(line, note), struck=False)])


def _lying_a4(sheet: Sheet) -> None:
    """A4 lying, as wide as the paper, with page numbers."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&P"


def _heading_cell(sheet: Sheet, text: str, *, bold: bool) -> Cell:
    cell = _cell(sheet, text)
    cell.font, cell.border = Font(name=FACE, size=11, bold=bold), FRAME
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    return cell


class RowCells:
    """The cells of a row, made once for every column and sort of value and then only filled anew.

    A row is written out as it is appended, and dressing each cell of a long book would take most of the time.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.made: dict[tuple[int, type, bool, bool], Cell] = {}

    def hold(self, at: int, value: Value, *, struck: bool) -> Cell:
        """The cell of column `at`, holding the value."""
        formula = isinstance(value, str) and value.startswith(FORMULA)
        key = (at, type(value), struck, formula)
        if key not in self.made:
            self.made[key] = _row_cell(self.sheet, value, struck=struck)
        return _fill(self.made[key], value)


def _row_cell(sheet: Sheet, value: Value, *, struck: bool) -> Cell:
    cell = _cell(sheet, value)
    cell.font = Font(name=FACE, size=11, strike=struck)
    cell.border, cell.alignment = FRAME, Alignment(vertical="top", wrap_text=True)
    return cell


def _cell(sheet: Sheet, value: Value) -> Cell:
    """A cell that holds the value and nothing that a spreadsheet would compute."""
    cell = _fill(WriteOnlyCell(sheet), value)
    cell.quotePrefix = isinstance(value, str) and value.startswith(FORMULA)
    if isinstance(value, dt.date):
        cell.number_format = "dd/mm/yyyy"
    return cell


def _fill(cell: Cell, value: Value) -> Cell:
    """A text stays a text, whatever it begins with; what a file cannot hold is left out."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = value
    return cell
