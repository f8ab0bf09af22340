"""Totals of tables, only where there is no doubt what is added to what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from ..elements import Element, Name
from ..findings import Fault
from .checked import Checked

_TOTAL: Final = re.compile(r"(tong( so| cong)?|cong)\b.{0,12}$")
#: Vietnamese writing: dots between thousands, a comma before decimals.
_FIGURE: Final = re.compile(r"-?\d{1,3}(\.\d{3})*(,\d+)?|-?\d+(,\d+)?")
#: Rows that are parts of other rows, and columns that nobody adds.
_PARTS: Final = re.compile(r"(trong do|[ivx]+)\b")
_NOT_ADDED: Final = re.compile(r"(stt|tt|so tt)$|%|ty le|nam \d{4}|binh quan")


def totals(page: Checked) -> Iterator[Fault]:
    """A last row "Tổng cộng" whose figure is not the sum of the rows above it."""
    tables: dict[int, dict[tuple[int, int], list[Element]]] = defaultdict(lambda: defaultdict(list))
    for item in page.elements.all(Name.TABLE):
        spot = item.paragraph.spot
        tables[spot.table][spot.row, spot.column].append(item)
    for cells in tables.values():
        yield from _of_table(cells)


def _of_table(cells: dict[tuple[int, int], list[Element]]) -> Iterator[Fault]:
    rows = sorted({row for row, _column in cells})
    width = max(column for _row, column in cells) + 1
    if len(rows) < 4 or not _is_total(cells, rows[-1], width):
        return
    if any(_PARTS.match(_first_words(cells, row, width)) for row in rows[1:-1]):
        return
    shift = _shift(cells, rows[-1], width)
    for column in range(width):
        yield from _of_column(cells, rows, column, shift)


def _of_column(
    cells: dict[tuple[int, int], list[Element]], rows: list[int], column: int, shift: int
) -> Iterator[Fault]:
    heading = " ".join(item.line.folded for item in cells.get((rows[0], column), []))
    total = cells.get((rows[-1], column - shift), [])
    stated = _figure(total)
    added = [_figure(cells.get((row, column), [])) for row in rows[1:-1]]
    if _NOT_ADDED.search(heading) or stated is None or None in added:
        return
    right = sum((figure for figure in added if figure is not None), Decimal(0))
    if right != stated:
        yield Fault("text.sum", total[0].place, total[0].text, f"{right:f}".replace(".", ","))


def _shift(cells: dict[tuple[int, int], list[Element]], last: int, width: int) -> int:
    """How many cells fewer the last row has: its first cell spans them."""
    return width - 1 - max(column for row, column in cells if row == last)


def _is_total(cells: dict[tuple[int, int], list[Element]], row: int, width: int) -> bool:
    return bool(_TOTAL.match(_first_words(cells, row, width)))


def _first_words(cells: dict[tuple[int, int], list[Element]], row: int, width: int) -> str:
    """The first text of a row that is no figure."""
    texts = (item.line.folded for column in range(width) for item in cells.get((row, column), []))
    return next((text for text in texts if text and not text[0].isdigit()), "")


def _figure(items: list[Element]) -> Decimal | None:
    """The figure that a cell holds, when it holds nothing else."""
    text = items[0].text.replace(" ", "") if len(items) == 1 else ""
    if not _FIGURE.fullmatch(text):
        return None
    return Decimal(text.replace(".", "").replace(",", "."))


RULES: Final = (totals,)
