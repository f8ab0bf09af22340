"""A whole installation in a folder of its own, driven by the `chauban` command as an administrator would."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chauban import database

ROOT = Path(__file__).resolve().parents[3]
#: A paper with a file in the vault, entered and sealed, through the acts.
FILL = """
import datetime, uuid, django
django.setup()
from pathlib import Path
from django.conf import settings
from django.db import connection, transaction
from chauban.documents.fields import PaperFields
from chauban.documents.models import DocumentFile
from chauban.journal.sealing import seal
from chauban.people.identity import acting
from chauban.people.models import Person, Post, Unit
from chauban.people.states import Role
from chauban.registry.acts import enter_arrival
from chauban.registry.models import Register
from chauban.vault import store
from chauban.vault.models import File
unit = Unit.objects.get()
clerk = Person.objects.create(username="vanthu", full_name="Võ Thị Mai")
Post.objects.create(person=clerk, unit=unit, role=Role.CLERK, title="Văn thư", starts_on=datetime.date(2025, 1, 1))
register = Register.objects.create(agency=unit.agency, name="Sổ đến", keeper=unit)
for number in range(3):
    paper = PaperFields(issuer_name="Sở Y tế", subject=f"Về việc thứ {number}")
    entry = enter_arrival(clerk, register, paper, arrived_on=datetime.date.today(), request_key=uuid.uuid4())
    source = Path(settings.DATA) / "paper"
    source.write_bytes(b"%PDF paper " + str(number).encode())
    kept = store.put(settings.VAULT, source, limit_bytes=1000)
    file = File.objects.create(sha256=kept.sha256, size=kept.size, media_type="application/pdf")
    DocumentFile.objects.create(document=entry.document, file=file, role="original", name="a.pdf")
    source.unlink()
with connection.cursor() as cursor:
    cursor.execute("SET ROLE chauban_worker")
seal()
"""


@contextmanager
def temporary() -> Iterator[Installation]:
    """An empty installation, stopped and removed afterwards.

    Not in pytest's own folder: pytest closes that to the account which runs the database when we are root.
    """
    with tempfile.TemporaryDirectory(prefix="chauban-test-", ignore_cleanup_errors=True) as folder:
        installation = Installation(Path(folder) / "data")
        try:
            yield installation
        finally:
            installation.stop()


class Installation:
    """`chauban` with a data folder, speaking English."""

    def __init__(self, data: Path) -> None:
        self.data = data
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CHAUBAN_", "DJANGO_"))}
        self.environment = kept | {"CHAUBAN_DATA": str(data), "CHAUBAN_LANGUAGE": "en", "PYTHONUTF8": "1"}

    def chauban(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the command and return what it said."""
        command = [sys.executable, "-m", "chauban.cli", *words]
        return self._run(command, environment)

    def python(self, source: str) -> str:
        """Run Python as the database's owner and return what it printed."""
        done = self._run([sys.executable, "-c", source], {"CHAUBAN_ROLE": "owner"})
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sql(self, *statements: str) -> str:
        """Run SQL as the superuser with triggers off, and return the last statement's rows as text."""
        return self.python(
            "import django; django.setup()\nfrom django.db import connection\n"
            "cursor = connection.cursor()\ncursor.execute('SET session_replication_role = replica')\n"
            + "".join(f"cursor.execute({statement!r})\n" for statement in statements)
            + "print(cursor.fetchall() if cursor.description else '')"
        )

    def make(self) -> None:
        """An installation with an administrator, a clerk, three papers and their files."""
        for words, environment in (
            (("init",), {}),
            (
                ("createadmin", "--username", "quantri", "--full-name", "Lý Hoài Nam", "--agency", "Văn phòng Tỉnh ủy"),
                {"CHAUBAN_ADMIN_PASSWORD": "mot-mat-khau-dai-2026"},
            ),
        ):
            done = self.chauban(*words, **environment)
            assert done.returncode == 0, done.stdout + done.stderr
        self.python(FILL)
        assert self.chauban("reindex").returncode == 0

    def stop(self) -> None:
        """Stop its database."""
        database.stop_embedded(self.data)

    def _run(self, command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
        together = self.environment | {"DJANGO_SETTINGS_MODULE": "chauban.settings"} | environment
        return subprocess.run(command, cwd=ROOT, env=together, capture_output=True, text=True, check=False)
