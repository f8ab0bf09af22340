"""The demonstration: an invented province's Party committee at work. Everything goes through the rooms' own acts."""

from __future__ import annotations

#: Every demonstration account has this password; printed by `chauban run --demo`.
PASSWORD = "huong-giang-2026"  # noqa: S105


def load() -> bool:
    """Fill an empty installation with the demonstration; False when it already holds people beyond the first."""
    from .office import build_office
    from .roles import allow
    from .stream import fill

    allow()
    office = build_office()
    if office is None:
        return False
    fill(office)
    return True
