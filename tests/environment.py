"""Loaded before any settings (`-p tests.environment`): the tests' own data folder, the owner's role, the database."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("CHAUBAN_DATA", str(ROOT / "var" / "tests"))
os.environ["CHAUBAN_ROLE"] = "owner"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the tests' own thread

if not os.environ.get("DATABASE_URL"):
    from chauban import database

    database.start_embedded(Path(os.environ["CHAUBAN_DATA"]))
