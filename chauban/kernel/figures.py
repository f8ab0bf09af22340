"""Numbers in what a browser sends."""

from __future__ import annotations


def number_in(text: str | None) -> int | None:
    """The number a text is, or None: ASCII figures only, and no more of them than a database key can have."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
