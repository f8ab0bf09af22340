"""`chauban restore DIR`: an empty data folder becomes the office that was backed up.

Works without Django until the secrets are in place, since the settings make fresh ones on first use.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
from pathlib import Path

from chauban import database

from . import postgres
from .backup import DUMP, HEADS, KEPT
from .children import command
from .commands import Failed, start_database, start_django
from .manifest import check_manifest
from .words import _, say

#: The dump grants to these; they are made before it is read (as `people/migrations/0001_initial.py` does).
ROLES = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'chauban_app') THEN CREATE ROLE chauban_app NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'chauban_web') THEN CREATE ROLE chauban_web LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'chauban_worker') THEN CREATE ROLE chauban_worker LOGIN; END IF;
  GRANT chauban_app TO chauban_web, chauban_worker WITH INHERIT TRUE, SET FALSE;
END $$;
"""
#: Rights on tables of later versions; in the dump they name the owner of the machine it comes from.
LATER_TABLES = """
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO chauban_app;
DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO chauban_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO chauban_app;
"""


def restore(arguments: argparse.Namespace) -> int:
    """Check the backup, put everything in place, bring it to this version; ends with the doctor's findings."""
    source: Path = arguments.folder.expanduser().resolve()
    data = database.data_folder()
    _check_is_empty(data)
    say(_("Checking the backup ..."))
    check_manifest(source)
    data.mkdir(parents=True, exist_ok=True)
    _copy_files(source, data)
    say(_("Restoring the database ..."))
    _restore_database(source / DUMP, data)
    for words in ("init", "reindex"):
        _do(words)
    _take_up_again()
    _do("doctor")
    say(_("Restored to {folder}. Start it with `chauban run`.").format(folder=data))
    return 0


def _do(words: str) -> None:
    if subprocess.run(command(words)).returncode:
        raise Failed(_("Restored, but `chauban {command}` found faults.").format(command=words))


def _take_up_again() -> None:
    """What was under way when the backup was made is no fault: jobs in hand go back, what waited waits from now on."""
    start_django("worker")
    from django.db import connections

    from chauban.journal.sealing import seal

    from .working import return_jobs

    return_jobs("true", [])
    with connections["default"].cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'"
                       " AND coalesce(scheduled_at, '-infinity') < now()")  # fmt: skip
    seal()
    connections.close_all()


def _check_is_empty(data: Path) -> None:
    if data.is_dir() and any(data.iterdir()):
        raise Failed(_("{folder} is not empty; restore only into an empty data folder.").format(folder=data))


def _copy_files(source: Path, data: Path) -> None:
    _copy_folder(source / "secrets", data / "secrets", 0o600)
    for name in (HEADS, *KEPT):
        if (source / name).exists():
            shutil.copyfile(source / name, data / name)
    if (source / "vault").exists():
        _copy_folder(source / "vault", data / "vault", 0o440)


def _copy_folder(source: Path, target: Path, mode: int) -> None:
    """Copy with the rights that are due here: on a disk that knows none (exFAT) everything is everybody's."""

    def copied(one: str, other: str) -> None:
        shutil.copyfile(one, other)
        Path(other).chmod(mode)

    target.mkdir(mode=0o700)
    shutil.copytree(source, target, copy_function=copied, dirs_exist_ok=True)
    for folder in (target, *(path for path in target.rglob("*") if path.is_dir())):
        folder.chmod(0o700)


def _restore_database(dump: Path, data: Path) -> None:
    if not os.environ.get("DATABASE_URL"):
        start_database(data)
    one_statement = ("-XqAt", "-v", "ON_ERROR_STOP=1", "-c")
    postgres.run("psql", *one_statement, ROLES)
    contents = postgres.run("pg_restore", "--list", str(dump))
    wanted = data / "restore.list"
    wanted.write_text("\n".join(line for line in contents.splitlines() if " DEFAULT ACL " not in line))
    into = ("--no-owner", "--exit-on-error", "--single-transaction", f"--use-list={wanted}", "--dbname=")
    postgres.run("pg_restore", *into, str(dump))
    wanted.unlink()
    postgres.run("psql", *one_statement, LATER_TABLES)
