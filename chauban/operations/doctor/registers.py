"""Numbers: every volume holds one to its last number, each once."""

from __future__ import annotations

from ..words import _
from .database import rows

VOLUMES = """
SELECT r.name || ' ' || v.label, v.last_number, count(e.id), coalesce(max(e.number), 0)
FROM registry_volume v JOIN registry_register r ON r.id = v.register_id
LEFT JOIN registry_entry e ON e.volume_id = v.id
GROUP BY r.name, v.id HAVING count(e.id) <> v.last_number OR coalesce(max(e.number), 0) <> v.last_number
"""


def numbers(deep: bool) -> list[str]:
    """No gap, no number twice (which the database's constraints forbid besides)."""
    told = _("{volume}: the last number is {last}, but {count} entries up to {highest} stand in the book.")
    return [
        told.format(volume=volume, last=last, count=count, highest=highest)
        for volume, last, count, highest in rows(VOLUMES)
    ]
