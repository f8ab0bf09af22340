"""Lines as the eye sees them: paragraphs cut at breaks, and at the tab between a left and a right half."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from chauban.kernel.text import collapse, fold, nfc

from ..place import Place
from ..word.paragraphs import Paragraph, Run

Side = Literal["left", "right", ""]
#: Dots and dashes that stand for words still to be written.
_EMPTY: Final = re.compile(r"[\s.…_·:;,/()\-–—\u00ad]*")
_RULE: Final = re.compile(r"\s*[_\-–—=]{3,}\s*")
_PIECE: Final = re.compile(r"[^\t]+")
#: A paragraph set in this far stands on the right half.
_RIGHT_HALF: Final = 180.0


@dataclass(frozen=True, eq=False)
class Line:
    """A stretch of one paragraph that stands alone to the eye."""

    paragraph: Paragraph
    start: int
    end: int
    side: Side

    @cached_property
    def raw(self) -> str:
        """As it is written."""
        return self.paragraph.text[self.start : self.end]

    @cached_property
    def text(self) -> str:
        """Tidied, composed, without footnote marks."""
        return collapse(nfc("".join(self._cut(run) for run in self._runs() if not run.look.superscript)))

    @cached_property
    def folded(self) -> str:
        """The text as it is compared."""
        return fold(self.text)

    @property
    def place(self) -> Place:
        """Where it stands, without the white space around it."""
        left = len(self.raw) - len(self.raw.lstrip())
        return self.paragraph.place(self.start + left, max(self.start + left, self.start + len(self.raw.rstrip())))

    @cached_property
    def saying(self) -> tuple[Run, ...]:
        """Runs that say something: no white space, no dots to be filled in, no footnote marks."""
        return tuple(r for r in self._runs() if not r.look.superscript and not _EMPTY.fullmatch(self._cut(r)))

    @cached_property
    def is_blank(self) -> bool:
        """Whether nothing is printed."""
        return not self.raw.strip()

    @property
    def is_to_be_filled(self) -> bool:
        """Whether there are only dots and dashes for what is still to be written."""
        return bool(_EMPTY.fullmatch(self.text))

    @property
    def is_rule(self) -> bool:
        """Whether it is a rule made of underscores or hyphens."""
        return bool(_RULE.fullmatch(self.raw))

    @property
    def is_centred(self) -> bool:
        """Whether it stands in the middle."""
        return self.paragraph.look.align == "center"

    @property
    def is_in_capitals(self) -> bool:
        """Whether it is printed in capitals, by its letters or by its look."""
        letters = [(c, run.look.capitals) for run in self.saying for c in self._cut(run) if c.isalpha()]
        return bool(letters) and all(forced or c.isupper() for c, forced in letters)

    def _runs(self) -> Iterator[Run]:
        return (run for run in self.paragraph.runs if run.start < self.end and run.end > self.start)

    def _cut(self, run: Run) -> str:
        return run.text[max(0, self.start - run.start) : self.end - run.start]


def lines_of(paragraphs: Iterable[Paragraph]) -> Iterator[Line]:
    """All lines, the blank ones too."""
    for paragraph in paragraphs:
        at = 0
        for piece in paragraph.text.split("\n"):
            yield Line(paragraph, at, at + len(piece), _side(paragraph))
            at += len(piece) + 1


def _side(paragraph: Paragraph) -> Side:
    """Half of the page: by the cell, or by how far a bare paragraph is set in."""
    if paragraph.spot.column < 0:
        far = paragraph.look.left > _RIGHT_HALF or paragraph.look.align == "right"
        return "right" if far else ""
    return "left" if paragraph.spot.middle < 0.5 else "right"


def columns(lines: Iterable[Line]) -> list[Line]:
    """Bare lines of two columns made with tabs as their halves. Where both halves stand at tab stops, a line of one
    half with as many tabs before it is a left one."""
    all_lines = list(lines)
    leading = [_leading(line) for line in all_lines if len(halves(line)) > 1]
    return [half for line in all_lines for half in halves(line, min(leading, default=0))]


def _leading(line: Line) -> int:
    return len(line.raw) - len(line.raw.lstrip("\t"))


def halves(line: Line, leading: int = 0) -> list[Line]:
    """A line cut at its tabs: of two pieces the first is the left one; a single piece is left when no more than
    `leading` tabs stand before it."""
    if line.paragraph.spot.column >= 0 or "\t" not in line.raw:
        return [line]
    pieces = [m for m in _PIECE.finditer(line.raw) if m[0].strip()]
    found: list[Line] = []
    for i, piece in enumerate(pieces):
        left = i == 0 and (len(pieces) > 1 or _leading(line) <= leading)
        start = line.start + piece.start()
        found.append(Line(line.paragraph, start, line.start + piece.end(), "left" if left else "right"))
    return found or [line]
