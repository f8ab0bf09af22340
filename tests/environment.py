"""Loaded before any settings (`-p tests.environment`): the tests' own data folder, the owner's role, the database."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("CHAUBAN_DATA", str(ROOT / "var" / "tests"))
os.environ["CHAUBAN_ROLE"] = "owner"
(Path(os.environ["CHAUBAN_DATA"]) / "static").mkdir(parents=True, exist_ok=True)  # nothing is collected for tests
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the tests' own thread

_started = False
if not os.environ.get("DATABASE_URL"):
    from chauban import database

    _started = not database.is_running(Path(os.environ["CHAUBAN_DATA"]))
    database.start_embedded(Path(os.environ["CHAUBAN_DATA"]))


def pytest_unconfigure() -> None:
    """Stop the database again, where this run started it."""
    if _started and "PYTEST_XDIST_WORKER" not in os.environ:
        database.stop_embedded(Path(os.environ["CHAUBAN_DATA"]))
