"""Reading an uploaded workbook into plain text, trusting nothing in it. No formula is evaluated."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import from_excel

from chauban.kernel.refused import Refused

from ..names import tidy
from .columns import BYTE_LIMIT, DATES, ROW_LIMIT, SHEETS, UNPACKED_LIMIT, Column, Sheet, heading_key

Row = dict[str, Any]
#: A heading row may stand under a title of some lines.
HEADINGS_WITHIN = 12
WIDTH_LIMIT = 40
#: Excel keeps rows that are only coloured; after so many without a word the sheet is over.
EMPTY_LIMIT = 500


def read(upload: BinaryIO, size: int) -> dict[str, list[Row]]:
    """The rows of each known sheet as text, with `row` their number in the file; dates are ISO where they are dates.

    Raises Refused for what is no workbook, is too large, or has none of the sheets and headings.
    """
    if size > BYTE_LIMIT:
        raise Refused(_("The file is larger than %(limit)s MB.") % {"limit": BYTE_LIMIT // 2**20}, field="file")
    _check_archive(upload)
    upload.seek(0)
    try:
        book = load_workbook(upload, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # openpyxl fails in as many ways as a file can be broken
        raise Refused(_("This file cannot be read as an Excel workbook (.xlsx)."), field="file") from error
    titles = {heading_key(title): title for title in book.sheetnames}
    found: dict[str, list[Row]] = {}
    for sheet in SHEETS:
        title = titles.get(heading_key(sheet.title))
        if title:
            try:
                found[sheet.key] = _read_sheet(book[title], sheet, upload)
            except (ValueError, TypeError, KeyError, SyntaxError, zipfile.BadZipFile) as error:
                raise Refused(_("The sheet %(sheet)s is damaged.") % {"sheet": title}, field="file") from error
    if not any(found.values()):
        raise Refused(_("No row to import was found. Use the template's sheets and headings."), field="file")
    return found


def _check_archive(upload: BinaryIO) -> None:
    try:
        with zipfile.ZipFile(upload) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Refused(_("This file cannot be read as an Excel workbook (.xlsx)."), field="file") from error
    if unpacked > UNPACKED_LIMIT:
        raise Refused(_("The workbook unpacks to more than this program takes."), field="file")
    if "xl/workbook.xml" not in names:
        raise Refused(_("This file cannot be read as an Excel workbook (.xlsx)."), field="file")


def _read_sheet(page: Any, sheet: Sheet, upload: BinaryIO) -> list[Row]:
    page.reset_dimensions()  # what the file says of its own size may be a lie
    merged = _merged(upload, page._worksheet_path)
    rows: list[Row] = []
    columns: dict[int, Column] = {}
    empty = 0
    for number, cells in enumerate(page.iter_rows(max_col=WIDTH_LIMIT, values_only=True), start=1):
        if not columns:
            columns = _headings(cells, sheet)
            if not columns and number > HEADINGS_WITHIN:
                break
            continue
        row = {column.field: _text(_value(cells, at, number, merged), column.field) for at, column in columns.items()}
        own = any(_value(cells, at, number, {}) is not None for at in columns)
        empty = 0 if own else empty + 1
        if empty > EMPTY_LIMIT:
            break
        if own and any(row.values()):
            rows.append({"row": number, **row})
        if len(rows) > ROW_LIMIT:
            raise Refused(
                _("The sheet %(sheet)s has more than %(limit)s rows.") % {"sheet": sheet.title, "limit": ROW_LIMIT},
                field="file",
            )
    return rows


def _headings(cells: tuple[Any, ...], sheet: Sheet) -> dict[int, Column]:
    """Where the sheet's columns are, or nothing when this row is not its heading row."""
    known = sheet.headings()
    found = {at: known[key] for at, cell in enumerate(cells) if cell and (key := heading_key(str(cell))) in known}
    missing = [column for column in sheet.columns if column.needed and column not in found.values()]
    return {} if missing else found


def _value(cells: tuple[Any, ...], at: int, number: int, merged: dict[tuple[int, int], Any]) -> Any:
    """A cell's value; in a merged cell all rows have that of its first."""
    value = cells[at] if at < len(cells) else None
    origin = merged.get((number, at))
    if origin is not None:
        if origin["value"] is None:
            origin["value"] = value
        return origin["value"]
    return value


def _merged(upload: BinaryIO, path: str) -> dict[tuple[int, int], Any]:
    """(row, column) of cells in vertically merged ranges to the range's one value, filled as the rows are read."""
    with zipfile.ZipFile(upload) as archive:
        text = archive.read(path.lstrip("/"))
    cells: dict[tuple[int, int], Any] = {}
    for reference in re.findall(rb'<(?:\w+:)?mergeCell\s[^<>]{0,200}ref="([A-Z]+\d+:[A-Z]+\d+)"', text)[:ROW_LIMIT]:
        left, top, right, bottom = range_boundaries(reference.decode())
        if left is None or top is None or right is None or bottom is None or left > WIDTH_LIMIT:
            continue
        origin: dict[str, Any] = {"value": None}
        for row in range(top, min(bottom, top + ROW_LIMIT) + 1):
            cells[(row, left - 1)] = origin
        if len(cells) > ROW_LIMIT * WIDTH_LIMIT:
            raise ValueError("more merged cells than a sheet may have")
    return cells


def _text(value: Any, field: str) -> str:
    """A cell as tidy text: dates ISO, whole numbers without a decimal point, phones with the zero that Excel drops."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, int | float):
        if field in DATES and 1 < value < 80_000:
            return from_excel(value).date().isoformat()
        whole = str(int(value)) if float(value).is_integer() else str(value)
        return f"0{whole}" if field == "phone" and len(whole) == 9 else whole
    return tidy(str(value))[:300]  # more than any column takes, so that the plan refuses what was longer


def read_date(text: str) -> dt.date | None:
    """The date that `text` writes (1/7/2025, 01-07-2025, 1.7.2025, 2025-07-01), or None when it writes none."""
    parts = re.fullmatch(r"(\d{1,4})[\s./-]+(\d{1,2})[\s./-]+(\d{1,4})(?: 00:00:00)?", text)
    if not parts:
        return None
    first, month, last = (int(part) for part in parts.groups())
    day, year = (last, first) if len(parts[1]) == 4 else (first, last)
    try:
        found = dt.date(year + 2000 if year < 70 else year, month, day)
    except ValueError:
        return None
    return found if 1930 <= found.year <= 2100 else None
