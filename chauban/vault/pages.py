"""What was read on a page: plain values shared by the reading of files and the reading of fields.

Coordinates are PDF points (1/72 inch) on the page as a person looks at it (turned and straightened),
origin at the top left, y downwards.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Source = Literal["digital", "ocr"]


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it stands on the page. `confidence` is 0..1; 1 for digital text."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: float = 1.0
    #: Number of the text line on its page, counted by the reader from the top; words of one line share it.
    line: int = 0
    #: Known only in digital text.
    bold: bool = False
    italic: bool = False
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class PageText:
    """The words of one page in reading order."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...] = field(default_factory=tuple)
    source: Source = "digital"

    @property
    def lines(self) -> list[list[Word]]:
        """The words line by line."""
        lines: dict[int, list[Word]] = {}
        for word in self.words:
            lines.setdefault(word.line, []).append(word)
        return list(lines.values())

    @property
    def text(self) -> str:
        """The page as plain text, one line of the page a line."""
        return "\n".join(" ".join(word.text for word in line) for line in self.lines)
