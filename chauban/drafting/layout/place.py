"""Where something stands in a draft, so that the preview can jump to it and mending can find it again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a paragraph: `start` and `end` count letters of its visible text, tabs and breaks as one each."""

    part: str
    #: Which child of the body it stands in; the same for everything in one table.
    block: int = -1
    #: Which w:p of the part, in document order, counting all of them.
    paragraph: int = -1
    start: int = 0
    end: int = 0
    #: First and last run of the stretch, counting the paragraph's own.
    runs: tuple[int, int] = (-1, -1)
    text: str = ""
    #: Which section of the document; only of what concerns a page as such.
    section: int = -1
