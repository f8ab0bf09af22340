"""What the paper viewer (`web/_paper.html`) shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sheet:
    """One page of a paper; width and height in points."""

    number: int
    width: float
    height: float
    image_url: str
    words_url: str
