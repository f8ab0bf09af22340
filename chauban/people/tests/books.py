"""Workbooks for tests of the import, made with openpyxl."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import Workbook, load_workbook

from chauban.people.roll.columns import SHEETS
from chauban.people.roll.template import template

TITLES = {sheet.key: sheet.title for sheet in SHEETS}


def book(**sheets: list[list[Any]]) -> io.BytesIO:
    """The template with rows: `book(people=[["Nguyễn Văn Bảy", None, ...]])`."""
    workbook = load_workbook(io.BytesIO(template()))
    for key, rows in sheets.items():
        page = workbook[TITLES[key]]
        for number, row in enumerate(rows, start=2):
            for column, value in enumerate(row, start=1):
                page.cell(number, column, value)
    return saved(workbook)


def saved(workbook: Workbook) -> io.BytesIO:
    out = io.BytesIO()
    workbook.save(out)
    out.name = "nhan-su.xlsx"
    out.seek(0)
    return out


def person(name: str = "Nguyễn Văn Bảy", **cells: Any) -> list[Any]:
    """A row of the sheet of people in the test office, cells changed by field."""
    row: dict[str, Any] = {
        "full_name": name, "username": None, "agency": "A99.1", "unit": "Phòng Tổng hợp", "role": "Chuyên viên",
        "title": "Chuyên viên", "starts_on": "01/07/2025", "ends_on": None, "email": None, "phone": None,
    }  # fmt: skip
    return list((row | cells).values())
