"""What a change changed, for the journal."""

from __future__ import annotations

from django.db.models import Model


def apply(row: Model, columns: dict[str, object]) -> dict[str, list[str]]:
    """Write the columns that differ and return them as {column: [before, after]} in words."""
    changes: dict[str, list[str]] = {}
    for column, value in columns.items():
        before = getattr(row, column)
        if before != value:
            changes[column] = [_words(before), _words(value)]
            setattr(row, column, value)
    if changes:
        row.save(update_fields=list(changes))
    return changes


def _words(value: object) -> str:
    return "" if value is None else str(value)
