"""The rules: each a function that reports faults; the pack says which it has and how grave they are."""

from collections.abc import Callable, Iterator
from typing import Final

from ..findings import Fault
from . import citations, closing, file, head, look, page, paragraphs, presence, structure, sums, words
from .checked import Checked

RULES: Final[tuple[Callable[[Checked], Iterator[Fault]], ...]] = (
    *file.RULES,
    *page.RULES,
    *presence.RULES,
    *look.RULES,
    *paragraphs.RULES,
    *head.RULES,
    *structure.RULES,
    *closing.RULES,
    *words.RULES,
    *citations.RULES,
    *sums.RULES,
)

__all__ = ["RULES", "Checked"]
