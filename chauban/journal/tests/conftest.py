"""Each test has a file of heads of its own, and words to write, seal and prove lines."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from chauban.journal.act import record
from chauban.journal.sealing import seal
from chauban.journal.verifying import Proof, verify
from chauban.people.identity import acting
from conftest import database_role


@pytest.fixture(autouse=True)
def own_heads(tmp_path, settings):
    settings.JOURNAL_HEADS = tmp_path / "journal-heads.txt"
    settings.JOURNAL_KEY = tmp_path / "journal-key.pem"


@pytest.fixture
def write(office):
    """`write(3)` records three lines of the clerk's and returns their numbers."""

    def lines(count: int, act: str = "registry.entered", **detail: Any) -> list[int]:
        with acting(office.clerk), connection.cursor() as cursor:
            for number in range(1, count + 1):
                told: dict[str, Any] = {"number": number, "register": "Sổ đến 2026"} | detail
                record(office.clerk, act, **told)
            cursor.execute("SELECT id FROM journal_line ORDER BY id DESC LIMIT %s", [count])
            return [row[0] for row in cursor.fetchall()][::-1]

    return lines


@pytest.fixture
def sealed(office):
    """Seal in the worker's role."""

    def now() -> int:
        with database_role("chauban_worker"):
            return seal()

    return now


@pytest.fixture
def proved():
    """Verify in the owner's role."""

    def now(older=None) -> Proof:
        with database_role("none"):
            return verify(older)

    return now


@pytest.fixture
def tamper():
    """Run SQL as the superuser with every trigger off: the worst that can be done to the database."""

    def run(*statements: str) -> None:
        with database_role("none"), connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            for statement in statements:
                cursor.execute(statement)
            cursor.execute("SET session_replication_role = origin")

    return run
