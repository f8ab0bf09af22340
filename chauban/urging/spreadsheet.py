"""The list of overdue work as a spreadsheet, with real dates."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from chauban.registry.spreadsheet import RowCells

from .columns import COLUMNS, OverdueList


def overdue_xlsx(found: OverdueList) -> BytesIO:
    """The list; what begins like a formula stays a text."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Việc quá hạn")
    for at, (_heading, width) in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width / 1.9
    sheet.freeze_panes = "A2"
    cells = RowCells(sheet)
    headings = [cells.hold(at, heading, struck=False) for at, (heading, _width) in enumerate(COLUMNS)]
    for cell in headings:
        cell.font = Font(name="Times New Roman", size=11, bold=True)
    sheet.append(headings)
    cells = RowCells(sheet)
    for row in found.rows:
        sheet.append([cells.hold(at, value, struck=False) for at, value in enumerate(row.values)])
    out = BytesIO()
    workbook.save(out)
    out.seek(0)
    return out
