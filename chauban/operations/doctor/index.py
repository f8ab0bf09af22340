"""The search index: there, readable, and not behind."""

from __future__ import annotations

from chauban.search import index


def follows(deep: bool) -> list[str]:
    """What the search room itself finds wrong with its index."""
    return index.faults()
