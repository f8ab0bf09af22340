"""Every paragraph of a part with its effective look, wherever it stands: bare, in a table, in a text box."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from ..place import Place
from .content import boxes_of, breaks_page, draws_line, fields_of, pieces_of, runs_of
from .names import CELL, MC, ROW, TABLE, Node, P, value, w
from .properties import ParagraphLook, Raw, RunLook, raw_paragraph, raw_run
from .styles import Styles, numbered_by, style_of


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one look."""

    index: int
    start: int
    end: int
    text: str
    look: RunLook


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in the body a paragraph is: its block, and the cell when it is in a table."""

    block: int
    table: int = -1
    row: int = -1
    column: int = -1
    #: Middle of the cell as a share of the table's width.
    middle: float = 0.5
    table_style: str | None = None
    boxed: bool = False


@dataclass(frozen=True, eq=False)
class Paragraph:
    """A paragraph as it is printed."""

    part: str
    index: int
    spot: Spot
    look: ParagraphLook
    runs: tuple[Run, ...]
    #: A straight line is drawn from here.
    line_drawn: bool
    ends_page: bool
    numbered: bool
    fields: frozenset[str]

    @cached_property
    def text(self) -> str:
        """All that is visible, tabs and breaks as one letter each."""
        return "".join(run.text for run in self.runs)

    @property
    def is_blank(self) -> bool:
        """Whether nothing is printed."""
        return not self.text.strip()

    def place(self, start: int = 0, end: int | None = None) -> Place:
        """The place of a stretch of it."""
        end = len(self.text) if end is None else end
        within = [run.index for run in self.runs if run.start < end and run.end > start]
        return Place(
            self.part,
            self.spot.block,
            self.index,
            start,
            end,
            (within[0], within[-1]) if within else (-1, -1),
            self.text[start:end],
        )


class Reader:
    """Reads the paragraphs of one part."""

    def __init__(self, part: str, root: Node, styles: Styles) -> None:
        self.part, self.root, self.styles = part, root, styles
        #: All of them are kept, so that each stays the same object and has its number.
        self._order = {node: i for i, node in enumerate(root.iter(P))}
        self._tables = 0

    def read(self, container: Node) -> list[Paragraph]:
        """Paragraphs of the body, of a header or of a footer in reading order."""
        found: list[Paragraph] = []
        for block, node in enumerate(container):
            found += self._inside([node], Spot(block))
        return found

    def _inside(self, nodes: list[Node] | Node, spot: Spot) -> Iterator[Paragraph]:
        for node in nodes:
            if node.tag == P:
                yield self._paragraph(node, spot)
                for box in boxes_of(node):
                    yield from self._inside(box, replace(spot, boxed=True))
            elif node.tag == TABLE:
                yield from self._table(node, spot)
            elif node.tag == w("sdt"):
                yield from self._inside([child for part in node.iterfind(w("sdtContent")) for child in part], spot)
            elif node.tag in (w("ins"), w("moveTo"), w("customXml"), w("smartTag")):
                yield from self._inside(node, spot)
            elif node.tag == f"{{{MC}}}AlternateContent" and len(node):
                yield from self._inside(node[0], spot)

    def _table(self, table: Node, spot: Spot) -> Iterator[Paragraph]:
        number = self._tables
        self._tables += 1
        style = style_of(table.find(w("tblPr")), "tblStyle")
        for row, cells in enumerate(_rows(table)):
            spans = [_span(cell) for cell in cells]
            whole = sum(spans) or 1
            for column, cell in enumerate(cells):
                middle = (sum(spans[:column]) + spans[column] / 2) / whole
                yield from self._inside(
                    cell, Spot(spot.block, number, row, column, middle, style or spot.table_style, spot.boxed)
                )

    def _paragraph(self, node: Node, spot: Spot) -> Paragraph:
        properties = node.find(w("pPr"))
        style = style_of(properties, "pStyle")
        numbered = numbered_by(properties)
        off = numbered is not None and numbered[0] == "0"
        look = self.styles.paragraph(style, spot.table_style, numbered, raw_paragraph(properties))
        return Paragraph(
            self.part,
            self._order[node],
            spot,
            look,
            tuple(self._runs(node, style, spot.table_style)),
            draws_line(node),
            breaks_page(node),
            not off and (numbered is not None or self.styles.is_numbered(style)),
            fields_of(node),
        )

    def _runs(self, node: Node, style: str | None, table: str | None) -> Iterator[Run]:
        at = 0
        for index, run in enumerate(runs_of(node)):
            text = "".join(piece for _child, piece in pieces_of(run))
            if not text:
                continue
            properties = run.find(w("rPr"))
            direct: Raw = raw_run(properties, self.styles.fonts)
            look = self.styles.run(style, style_of(properties, "rStyle"), table, direct)
            if look.hidden:
                continue
            yield Run(index, at, at + len(text), text, look)
            at += len(text)


def _rows(table: Node) -> Iterator[list[Node]]:
    """Cells of every row; rows and cells may be wrapped in content controls."""
    for row in table.iter(ROW):
        if next(row.iterancestors(TABLE)) is table:
            yield [cell for cell in row.iter(CELL) if next(cell.iterancestors(ROW)) is row]


def _span(cell: Node) -> float:
    """Width of a cell, in twips when stated, else in columns of the grid (all rows state it or none does)."""
    properties = cell.find(w("tcPr"))
    width = value(properties, "tcW", "w")
    if width is not None and width.isdigit() and int(width) and value(properties, "tcW", "type") in (None, "dxa"):
        return float(width)
    span = value(properties, "gridSpan")
    return float(span) * 1000 if span and span.isdigit() else 1000.0
