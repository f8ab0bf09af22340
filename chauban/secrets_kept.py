"""Secrets made once and kept in the data directory, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def _fresh() -> str:
    return secrets.token_urlsafe(48)


def text(data: Path, name: str, make: Callable[[], str] = _fresh) -> str:
    """The secret `name`, made on first use. Two processes that ask at once get the same one."""
    path = data / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f".{name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(make())
        try:
            path.hardlink_to(fresh)  # a link, unlike a rename, never overwrites
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()
