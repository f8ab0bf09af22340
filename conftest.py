"""The real database for every test: an embedded PostgreSQL of the tests' own, with row-level security on.

Tests run in the web's database role, so that a right that is missing in the database fails the test.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent
os.environ.setdefault("CHAUBAN_DATA", str(ROOT / "var" / "tests"))
os.environ["CHAUBAN_ROLE"] = "owner"
os.environ["DJANGO_SETTINGS_MODULE"] = "chauban.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the tests' own thread

if not os.environ.get("DATABASE_URL"):
    from chauban import database

    database.start_embedded(Path(os.environ["CHAUBAN_DATA"]))

pytest_plugins = ["tests.office", "tests.browser"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
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
def as_role():
    """`with as_role("chauban_worker"): ...`"""
    return database_role


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """For tests with several connections: what they write is committed, and emptied by the owner afterwards."""
    from django.db import connection

    yield
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE none")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, settings: pytest.FixtureRequest) -> None:
    """No test writes into another's vault or index."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher"
    ]  # quick; the real one is set in settings
    #: Names without a digest: tests run without `collectstatic`.
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.VAULT = tmp_path / "vault"
    settings.INDEX = tmp_path / "index"
    settings.SCAN_FOLDER = tmp_path / "scans"
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
