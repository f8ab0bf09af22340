"""The empty workbook that an administrator downloads, with its explanations."""

from __future__ import annotations

import io

from django.utils import translation
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..states import Role, System
from .columns import DATES, ROW_LIMIT, SHEETS, Sheet

_THIN = Side(style="thin", color="999999")
_HEAD = PatternFill("solid", fgColor="EFE9DC")


def template() -> bytes:
    """An XLSX of the sheets to fill in and one that explains them."""
    book = Workbook()
    guide = book.worksheets[0]
    with translation.override("vi"):
        for sheet in SHEETS:
            _write_sheet(book.create_sheet(sheet.title), sheet)
        _write_guide(guide)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_sheet(page: Worksheet, sheet: Sheet) -> None:
    for number, column in enumerate(sheet.columns, start=1):
        cell = page.cell(1, number, column.heading + (" *" if column.needed else ""))
        cell.font, cell.fill = Font(bold=True), _HEAD
        cell.border = Border(bottom=_THIN)
        letter = get_column_letter(number)
        page.column_dimensions[letter].width = column.width
        below = f"{letter}2:{letter}{ROW_LIMIT + 1}"
        if choices := _choices(column.field):
            rule = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True)
            rule.add(below)
            page.add_data_validation(rule)
        if column.field in DATES:
            page.column_dimensions[letter].number_format = "dd/mm/yyyy"
    page.freeze_panes = "A2"


def _choices(field: str) -> list[str]:
    return {
        "role": [str(role.label) for role in Role],
        "system": [str(system.label) for system in System],
        "hosted": ["Có", "Không"],
    }.get(field, [])


def _write_guide(page: Worksheet) -> None:
    page.title = "Hướng dẫn"
    page.column_dimensions["A"].width, page.column_dimensions["B"].width, page.column_dimensions["C"].width = 26, 62, 30
    page.append(["Danh sách cơ quan, đơn vị và nhân sự"])
    page["A1"].font = Font(bold=True, size=14)
    for sentence in (
        "Điền các trang tính Cơ quan, Đơn vị, Nhân sự; trang không dùng thì để trống. Cột có dấu * là bắt buộc.",
        "Hệ thống cho xem trước từng dòng là mới, thay đổi, giữ nguyên hay sai; chưa xác nhận thì chưa ghi gì.",
        "Một người giữ nhiều chức vụ: mỗi chức vụ một dòng, cùng một tên đăng nhập.",
        "Ô để trống không xóa thông tin đã có. Độ mật được tiếp cận đặt trên trang của từng người, không nhập từ tệp.",
        f"Mỗi trang tính nhiều nhất {ROW_LIMIT} dòng. Công thức không được tính lại.",
    ):
        page.append([sentence])
        page.cell(page.max_row, 1).alignment = Alignment(wrap_text=True, vertical="top")
        page.merge_cells(start_row=page.max_row, end_row=page.max_row, start_column=1, end_column=3)
        page.row_dimensions[page.max_row].height = 32
    for sheet in SHEETS:
        page.append([])
        page.append([f"Trang tính {sheet.title}", "Nội dung", "Ví dụ"])
        for cell in page[page.max_row]:
            cell.font, cell.fill = Font(bold=True), _HEAD
        for column in sheet.columns:
            page.append([column.heading + (" *" if column.needed else ""), column.explanation, column.example])
    page.append([])
    page.append(["Các vai trò", "; ".join(str(role.label) for role in Role)])
    page.cell(page.max_row, 2).alignment = Alignment(wrap_text=True, vertical="top")
    page.row_dimensions[page.max_row].height = 48
