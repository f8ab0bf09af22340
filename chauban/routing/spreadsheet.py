"""The list behind a figure of the picture as a spreadsheet, with real dates."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from typing import IO

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from chauban.registry.columns import Value
from chauban.registry.spreadsheet import RowCells

#: Heading and width in millimetres, of papers and of work.
PAPER_COLUMNS = (
    ("Số đến", 16), ("Ngày đến", 24), ("Số, ký hiệu", 36), ("Cơ quan ban hành", 60), ("Trích yếu", 110),
    ("Tình trạng", 36),
)  # fmt: skip
WORK_COLUMNS = (
    ("Số, ký hiệu", 36), ("Trích yếu", 110), ("Vai trò", 24), ("Đơn vị hoặc người thực hiện", 50), ("Người giao", 44),
    ("Ngày giao", 24), ("Hạn xử lý", 24), ("Ngày báo cáo", 24), ("Tình trạng", 36),
)  # fmt: skip


def list_xlsx(columns: tuple[tuple[str, int], ...], rows: Iterable[tuple[Value, ...]]) -> IO[bytes]:
    """The rows as an open temporary file, at its beginning; what begins like a formula stays a text."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Danh sách")
    for at, (_heading, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width / 1.9
    sheet.freeze_panes = "A2"
    cells = RowCells(sheet)
    headings = [cells.hold(at, heading, struck=False) for at, (heading, _width) in enumerate(columns)]
    for cell in headings:
        cell.font = Font(name="Times New Roman", size=11, bold=True)
    sheet.append(headings)
    cells = RowCells(sheet)
    for row in rows:
        sheet.append([cells.hold(at, value, struck=False) for at, value in enumerate(row)])
    workbook.save(out)
    out.seek(0)
    return out
