"""The real database for every test: an embedded PostgreSQL of the tests' own, with row-level security on.

`tests/environment.py` starts it. Tests run in the web's database role, so that a right that is missing in the database
fails the test.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

#: The queue's tables have no model that Django's own clearing up would know.
EMPTY_QUEUE = (
    "TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers, procrastinate_events"
    " RESTART IDENTITY CASCADE"
)
pytest_plugins = ["tests.office", "tests.browser"]
#: What such tests drive has its own pace (a browser, processes that are killed): one late answer on a busy machine is
#: tried again, and told as RERUN in the summary. A fault that is always there fails all the same.
AGAIN = ("browser", "slow")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give those tests two more tries."""
    for item in items:
        if any(item.get_closest_marker(each) for each in AGAIN):
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """After the owner has made the test database, sign in to it as the web does."""
    from django.db import connection

    with django_db_blocker.unblock():
        from chauban.setup import store_identity_secret

        store_identity_secret()
        connection.close()
        connection.settings_dict["OPTIONS"]["options"] = "-c role=chauban_web"
    yield
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["OPTIONS"].pop("options", None)


@contextmanager
def database_role(role: str) -> Iterator[None]:
    """Run the block in another database role, for example `chauban_worker` or `none` (the owner)."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE chauban_web")


@pytest.fixture
def as_role() -> Any:
    """`with as_role("chauban_worker"): ...`"""
    return database_role


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """For tests with several connections: what they write is committed, and emptied by the owner afterwards."""
    from django.db import connection

    yield
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE none")
        cursor.execute(EMPTY_QUEUE)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, settings: Any) -> None:
    """No test writes into another's vault or index, or counts by another's calendar."""
    #: Quick; the real one is in settings.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    #: Names without a digest: tests run without `collectstatic`.
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    from chauban.rulebook import calendar

    calendar.forget()  # the days another test had set were rolled back with it
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": tmp_path / "cache"}}
    settings.VAULT = tmp_path / "vault"
    settings.INDEX = tmp_path / "index"
    settings.SCAN_FOLDER = tmp_path / "scans"
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
