"""What a list and a document page cost with many documents: `python -m bench pages [documents]`.

Loads a scratch database on the embedded server with that many documents (100,000 by default) and six readers each,
gives a head 500 open pieces of work, then asks for pages as the web's database role through Django's test client.
Beside each stands the baseline of the same run: the same SQL list without rights, as the owner.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DOCUMENTS, ROUNDS = 100_000, 40
GOAL_MS, GOAL_STATEMENTS = 60.0, 25
#: What is asked for, and of whom: who reads nearly everything, and who reads little.
PEOPLE = ("chief", "clerk", "specialist")
LISTS = (
    "/documents/",
    "/documents/?before=50000",
    "/documents/?urgency=3",
    "/documents/?kind=1",
    "/documents/?unread=on",
)


#: Whose desks; the head's holds 500 open pieces of work.
DESKS = ("head", "chief", "clerk", "specialist")


def main() -> list[str]:
    """Measure, print and return the lines of the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS
    with _scratch() as office:
        from bench.crowd import busy, crowd

        crowd(office, count)
        busy(office)
        pages = [(name, path) for name in PEOPLE for path in (*LISTS, "document")] + [(name, "/") for name in DESKS]
        pages += [("head", "document on its way"), ("clerk", "/intake/new/"), ("clerk", "/routing/to-submit/")]
        return [*_baseline(), *(_measured(office, name, path) for name, path in pages)]


@contextmanager
def _scratch() -> Iterator[Any]:
    """A database of the measurement's own with the tests' office in it; dropped afterwards."""
    data = Path(os.environ.setdefault("CHAUBAN_DATA", str(Path(tempfile.gettempdir()) / "chauban-bench")))
    os.environ |= {"CHAUBAN_ROLE": "owner", "DJANGO_SETTINGS_MODULE": "chauban.settings"}
    (data / "tmp").mkdir(parents=True, exist_ok=True)
    from chauban import database

    database.start_embedded(data)
    import django
    from django.conf import settings
    from django.db import connection

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.ALLOWED_HOSTS = ["testserver"]
    django.setup()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = "chauban_bench"
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        from chauban.setup import store_identity_secret
        from tests.office import build

        store_identity_secret()
        office = build()
        _as("none")
        yield office
    finally:
        connection.close()
        connection.settings_dict["OPTIONS"].pop("options", None)
        connection.creation.destroy_test_db(before, verbosity=0)


def _as(role: str) -> None:
    """Go on in another database role, on a connection of its own as the web has."""
    from django.db import connection

    from chauban.database import WEB_SESSION

    connection.close()
    connection.settings_dict["OPTIONS"].pop("options", None)
    if role != "none":
        connection.settings_dict["OPTIONS"]["options"] = f"-c role={role} {WEB_SESSION}"


def _baseline() -> list[str]:
    """The list without any rights: what the database needs for forty rows alone."""
    from django.db import connection

    _as("none")
    lines = []
    for before in ("", "WHERE d.id < 50000"):
        sql = (
            "SELECT d.*, k.* FROM documents_document d LEFT JOIN rulebook_kind k ON k.id = d.kind_id"  # noqa: S608
            f" {before} ORDER BY d.id DESC LIMIT 41"
        )

        def ask(sql: str = sql) -> None:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                cursor.fetchall()

        lines.append(_line(f"baseline: SQL without rights {before}", _times(ask), 1))
    return lines


def _measured(office: Any, name: str, path: str) -> str:
    """One page for one person."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from chauban.people.identity import acting

    _as("chauban_web")
    person, client = office.people[name], Client()
    with acting(None):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    ids = iter(_readable(person, routed=path != "document"))
    ask = (lambda: client.get(path)) if path.startswith("/") else (lambda: client.get(f"/documents/{next(ids)}/"))
    answer = ask()
    assert answer.status_code == 200, (name, path, answer.status_code)
    times = _times(ask)
    with CaptureQueriesContext(connection) as captured:
        ask()
    return _line(f"{name:<11} {path}", times, len(captured))


def _readable(person: Any, *, routed: bool) -> list[int]:
    """Documents with pages for the person to open, each once; `routed` are those that somebody works on."""
    from chauban.documents.models import Document
    from chauban.people.identity import acting

    with acting(person):
        papers = Document.objects.filter(pages__position=1, assignments__isnull=not routed)
        return list(papers.order_by("-id").values_list("id", flat=True).distinct()[: ROUNDS + 10])


def _times(ask: Callable[[], object]) -> tuple[list[float], float]:
    """Milliseconds of each asking, after three to warm up; last the mean of this process's own working time."""
    for _ in range(3):
        ask()
    times, worked = [], time.process_time()
    for _ in range(ROUNDS):
        start = time.perf_counter()
        ask()
        times.append((time.perf_counter() - start) * 1000)
    return times, (time.process_time() - worked) * 1000 / ROUNDS


def _line(what: str, measured: tuple[list[float], float], statements: int) -> str:
    times, worked = measured
    middle, slow = statistics.median(times), sorted(times)[int(len(times) * 0.95) - 1]
    kept = "" if middle < GOAL_MS and statements <= GOAL_STATEMENTS else "  OVER THE GOAL"
    line = (
        f"{what:<48} p50 {middle:6.1f} ms  p95 {slow:6.1f} ms  Python {worked:5.1f} ms  {statements:3} statements{kept}"
    )
    print(line, flush=True)
    return line


if __name__ == "__main__":
    main()
