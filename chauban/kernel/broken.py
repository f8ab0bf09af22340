"""Which constraint the database says was broken."""

from __future__ import annotations

from django.db import IntegrityError


def broken(conflict: IntegrityError) -> str:
    """The constraint's name; empty when the database gave none. The message will not do: it quotes whole statements."""
    diagnosis = getattr(conflict.__cause__, "diag", None)
    return (diagnosis.constraint_name if diagnosis else None) or ""
