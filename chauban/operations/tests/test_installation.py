"""Backup, restore, doctor and the smaller commands on a real installation."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from .installation import Installation, temporary

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("installation")]


@pytest.fixture(scope="module")
def office() -> Iterator[Installation]:
    """One installation for the tests of this file; each leaves it as it found it."""
    with temporary() as installation:
        installation.make()
        yield installation


@pytest.fixture(scope="module")
def saved(office: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    folder = tmp_path_factory.mktemp("backups")
    done = office.chauban("backup", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    [backup] = folder.iterdir()
    return backup


def test_a_sound_office_is_in_order(office):
    done = office.chauban("doctor", "--deep")
    assert (done.stdout.strip(), done.returncode) == ("Everything is in order.", 0)


def test_init_again_changes_nothing(office):
    before = office.sql("SELECT count(*), max(id) FROM journal_line")
    assert office.chauban("init").returncode == 0
    assert office.sql("SELECT count(*), max(id) FROM journal_line") == before


def test_a_second_administrator_is_made_in_the_same_unit(office):
    words = ("createadmin", "--username", "quantri2", "--full-name", "Ngô Đức Mạnh")
    assert office.chauban(*words, CHAUBAN_ADMIN_PASSWORD="12345").returncode == 1
    assert office.chauban(*words).returncode == 1
    assert office.chauban(*words, CHAUBAN_ADMIN_PASSWORD="mot-mat-khau-khac-2026").returncode == 0
    assert "already is an account" in office.chauban(*words, CHAUBAN_ADMIN_PASSWORD="mot-mat-khau-khac-2026").stdout
    assert office.sql("SELECT count(*) FROM people_unit") == "[(1,)]\n"


def test_files_from_the_command_line(office, tmp_path):
    paper = tmp_path / "giấy mời.pdf"
    paper.write_bytes(b"%PDF-1.4\n")
    done = office.chauban("intake", str(paper), str(tmp_path / "nothing.pdf"))
    assert done.returncode == 1
    assert "received by" in done.stdout
    assert "There is no such file" in done.stdout
    (tmp_path / "giay.xyz").write_text("no paper at all")
    done = office.chauban("intake", str(tmp_path / "giay.xyz"))
    assert done.returncode == 1
    assert "received by" in done.stdout and "Ask the sender for a PDF" in done.stdout
    assert office.chauban("intake", "--unit", "Không có", str(paper)).returncode == 1
    office.sql("DELETE FROM procrastinate_events", "DELETE FROM procrastinate_jobs")


def test_the_journal_is_proved_from_the_command_line(office, tmp_path):
    heads = office.chauban("journal", "heads").stdout
    (tmp_path / "held.txt").write_text(heads)
    proved = office.chauban("journal", "verify", "--head", str(tmp_path / "held.txt"))
    assert proved.returncode == 0, proved.stdout
    assert "The journal is whole" in proved.stdout
    (tmp_path / "held.txt").write_text("nonsense\n")
    assert office.chauban("journal", "verify", "--head", str(tmp_path / "held.txt")).returncode == 1
    assert office.chauban("journal", "verify", "--head", str(tmp_path / "none.txt")).returncode == 1


def test_a_backup_describes_itself(office, saved):
    manifest = json.loads((saved / "manifest.json").read_text())
    assert manifest["vault_files"] >= 3
    assert {"database.dump", "journal-heads.txt", "secrets/identity-secret"} <= set(manifest["sha256"])
    assert not list(saved.parent.glob("*.partial"))


def test_a_second_backup_shares_the_files_of_the_first(office, saved):
    done = office.chauban("backup", str(saved.parent))
    assert done.returncode == 0, done.stdout + done.stderr
    [second] = [folder for folder in saved.parent.iterdir() if folder != saved]
    for file in (path for path in (saved / "vault").rglob("*") if path.is_file()):
        assert (second / file.relative_to(saved)).samefile(file)


def test_a_backup_becomes_the_same_office(office, saved):
    with temporary() as restored:
        done = restored.chauban("restore", str(saved))
        assert done.returncode == 0, done.stdout + done.stderr
        assert restored.chauban("doctor", "--deep").returncode == 0
        everything = "SELECT e.number, d.subject, f.name FROM registry_entry e JOIN documents_document d"
        everything += " ON d.id = e.document_id JOIN documents_documentfile f ON f.document_id = d.id ORDER BY e.number"
        assert restored.sql(everything) == office.sql(everything)
        grants = "SELECT grantee, table_name, privilege_type FROM information_schema.role_table_grants"
        grants += " WHERE grantee ~ '^chauban_' ORDER BY 1, 2, 3"
        assert restored.sql(grants) == office.sql(grants)
        # PostgreSQL writes a restored condition with other brackets.
        policies = "SELECT tablename, policyname, translate(qual, '()', ''), translate(with_check, '()', '')"
        policies += " FROM pg_policies ORDER BY 1, 2"
        assert restored.sql(policies) == office.sql(policies)
        default = "CREATE TABLE later (x int)", "SELECT has_table_privilege('chauban_web', 'later', 'INSERT')"
        assert restored.sql(*default) == "[(True,)]\n"
        assert restored.chauban("restore", str(saved)).returncode == 1


#: As a backup finds it that is made while the office works: a job in hand, one that waits, a line not yet sealed.
UNDER_WAY = (
    "INSERT INTO procrastinate_jobs (id, queue_name, task_name, status)"
    " VALUES (8, 'q', 't', 'doing'), (9, 'q', 't', 'todo')",
    "INSERT INTO procrastinate_events (job_id, type, at) SELECT id, 'deferred', now() - interval '1 day'"
    " FROM procrastinate_jobs",
    "INSERT INTO journal_line (at, act, detail) VALUES (now() - interval '1 day', 'people.administrator_made', '{}')",
    "INSERT INTO journal_unsealed (line_id) SELECT max(id) FROM journal_line",
)


def test_what_was_under_way_when_the_backup_was_made_is_no_fault(tmp_path):
    with temporary() as working, temporary() as restored:
        working.make()
        working.sql(*UNDER_WAY)
        assert working.chauban("backup", str(tmp_path)).returncode == 0
        [saved] = tmp_path.iterdir()
        for path in saved.rglob("*"):
            path.chmod(0o777)  # as on a disk that knows no rights
        done = restored.chauban("restore", str(saved))
        assert done.returncode == 0, done.stdout + done.stderr
        jobs = restored.sql("SELECT id, status::text FROM procrastinate_jobs ORDER BY id")
        assert jobs == "[(8, 'todo'), (9, 'todo')]\n"
        modes = {path.stat().st_mode & 0o777 for path in (restored.data / "vault").rglob("*") if path.is_file()}
        assert modes == {0o440}


@pytest.mark.parametrize("harm", ["alter", "remove", "add", "alter vault", "remove vault", "no manifest"])
def test_a_damaged_backup_is_not_restored(office, saved, tmp_path, harm):
    copy, target = tmp_path / "copy", Installation(tmp_path / "elsewhere")
    shutil.copytree(saved, copy)
    [file, *_] = (path for path in (copy / "vault").rglob("*") if path.is_file())
    file.chmod(0o600)
    {
        "alter": lambda: (copy / "database.dump").write_bytes(b"x"),
        "remove": lambda: (copy / "journal-heads.txt").unlink(),
        "add": lambda: (copy / "secrets" / "more").write_text("x"),
        "alter vault": lambda: file.write_bytes(b"x"),
        "remove vault": lambda: file.unlink(),
        "no manifest": lambda: (copy / "manifest.json").unlink(),
    }[harm]()
    done = target.chauban("restore", str(copy))
    assert done.returncode == 1
    assert "backup" in done.stdout
    assert not target.data.exists()
