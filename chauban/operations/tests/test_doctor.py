"""The doctor names each kind of fault, and nothing where there is none."""

from __future__ import annotations

import io
import os
from types import SimpleNamespace

import pytest
from django.db import connection

from chauban.operations import doctor
from chauban.operations.doctor import database, jobs, machine, registers, vault
from chauban.vault import store
from chauban.vault.models import File
from conftest import database_role


def harm(*statements: str) -> None:
    """Do it as the owner with triggers off; the test's end undoes it."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")


@pytest.fixture
def owner(office):
    with database_role("none"):
        yield office


@pytest.fixture
def kept(owner, settings):
    """Three files in the vault, with their rows."""
    files = [store.put(settings.VAULT, io.BytesIO(bytes([n]) * 100), limit_bytes=1000) for n in range(3)]
    for file in files:
        File.objects.create(sha256=file.sha256, size=file.size, media_type="application/pdf")
    return [store.path_of(settings.VAULT, file.sha256) for file in files]


SOUND = [
    database.version_and_settings, database.migrations, database.roles, database.row_security,
    database.prepared_statements,
]  # fmt: skip
SOUND += [registers.numbers, vault.files, vault.temporary_files, jobs.stuck, jobs.failed]


@pytest.mark.parametrize("check", SOUND, ids=lambda check: check.__name__)
@pytest.mark.parametrize("deep", [False, True])
def test_nothing_is_wrong(owner, kept, check, deep):
    assert check(deep) == []


@pytest.mark.parametrize(
    ("check", "statement", "told"),
    [
        (registers.numbers, "UPDATE registry_volume SET last_number = 9 WHERE register_id = (SELECT min(id)"
         " FROM registry_register)",
         "9"),
        (database.prepared_statements, "GRANT EXECUTE ON FUNCTION pg_catalog.pg_prepared_statement() TO PUBLIC",
         "init"),
        (database.row_security, "ALTER TABLE documents_document DISABLE ROW LEVEL SECURITY", "documents_document"),
        (database.row_security, "DROP POLICY read ON documents_seen; DROP POLICY add ON documents_seen;"
         " DROP POLICY change ON documents_seen; DROP POLICY machine ON documents_seen", "documents_seen"),
        (database.roles, "ALTER ROLE chauban_web BYPASSRLS", "chauban_web"),
        (database.roles, "CREATE TABLE stray (x int); GRANT CREATE ON SCHEMA public TO chauban_web;"
         " ALTER TABLE stray OWNER TO chauban_web", "stray"),
        (database.migrations, "DELETE FROM django_migrations WHERE app = 'journal' AND name = '0004_record'", "init"),
        (database.version_and_settings, "SET synchronous_commit = off", "synchronous_commit"),
        (jobs.stuck, "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('q', 't', 'doing')", "1"),
        (jobs.stuck, "INSERT INTO procrastinate_jobs (id, queue_name, task_name, status) VALUES (7, 'q', 't', 'todo');"
         " INSERT INTO procrastinate_events (job_id, type, at) VALUES (7, 'deferred', now() - interval '1 h')", "10"),
        (jobs.failed, "INSERT INTO procrastinate_jobs (id, queue_name, task_name, status)"
         " VALUES (7, 'q', 'paper.read', 'failed'); INSERT INTO procrastinate_events (job_id, type, at)"
         " VALUES (7, 'failed', now())", "paper.read"),
    ],
)  # fmt: skip
def test_a_fault_in_the_database_is_named(owner, check, statement, told):
    harm(*statement.split(";"))
    [fault] = check(False)
    assert told in fault
    harm("SET synchronous_commit = on")


def test_a_periodic_job_is_told_of_when_it_keeps_failing(owner):
    once = "INSERT INTO procrastinate_jobs (id, queue_name, task_name, status) VALUES ({0}, 'q', 'look', 'failed')"
    event = "INSERT INTO procrastinate_events (job_id, type, at) VALUES ({0}, 'failed', now())"
    harm(
        once.format(7), event.format(7),
        "INSERT INTO procrastinate_periodic_defers (task_name, defer_timestamp) VALUES ('look', 1)",
    )  # fmt: skip
    assert jobs.failed(False) == []
    harm(once.format(8), event.format(8))
    [fault] = jobs.failed(False)
    assert "look" in fault


def test_lost_and_altered_files_are_named(kept):
    lost, short, altered = kept
    for path in kept:
        path.chmod(0o600)
    lost.unlink()
    short.write_bytes(b"x")
    altered.write_bytes(b"x" * 100)
    assert {path.name for path in (lost, short) if any(path.name in fault for fault in vault.files(False))} == {
        lost.name,
        short.name,
    }
    assert len(vault.files(False)) == 2
    assert len(vault.files(True)) == 3


def test_old_temporary_files_are_named(kept, settings):
    left = settings.VAULT / "tmp" / "left"
    left.write_bytes(b"x")
    assert vault.temporary_files(False) == []
    os.utime(left, (0, 0))
    assert len(vault.temporary_files(False)) == 1


def test_secrets_that_others_can_read_are_named(tmp_path, settings):
    settings.DATA = tmp_path
    (tmp_path / "secrets").mkdir(mode=0o700)
    key = tmp_path / "secrets" / "key"
    key.touch(mode=0o600)
    assert machine.secrets(False) == []
    key.chmod(0o640)
    [fault] = machine.secrets(False)
    assert str(key) in fault


def test_a_full_disk_and_missing_programs_are_named(tmp_path, settings, monkeypatch):
    settings.DATA = tmp_path
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: SimpleNamespace(free=1024**2))
    assert len(machine.disk_space(False)) == 1
    assert machine.programs(False) == []
    monkeypatch.setenv("PATH", str(tmp_path))
    assert len(machine.programs(False)) == 3
    (tmp_path / "gs").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "gs").chmod(0o700)
    assert len(machine.programs(False)) == 3


def test_a_check_that_breaks_is_a_fault_and_stops_no_other(monkeypatch):
    def breaks(deep: bool) -> list[str]:
        raise RuntimeError("no idea")

    monkeypatch.setattr(doctor, "CHECKS", (("thing", breaks), ("other", lambda deep: ["wrong"])))
    first, second = doctor.examine(deep=False)
    assert "no idea" in first
    assert second == "wrong"
