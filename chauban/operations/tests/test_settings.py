"""What the environment says is taken as it is meant, or refused."""

from __future__ import annotations

import os
import runpy
from pathlib import Path

import pytest

from chauban import database
from chauban.operations import commands
from chauban.operations.postgres import _environment

ROOT = Path(__file__).resolve().parents[2]


def settings(monkeypatch, **environment: str) -> dict[str, object]:
    """The settings of a process with this environment."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "settings.py"))


@pytest.mark.parametrize(("said", "meant"), [("", "register_only"), ("isolated", "isolated")])
def test_the_mode_is_one_of_two(monkeypatch, said, meant):
    assert settings(monkeypatch, CHAUBAN_MODE=said)["MODE"] == meant


@pytest.mark.parametrize("wrong", ["register-only", "Register_only", "closed"])
def test_a_misspelt_mode_is_refused(monkeypatch, wrong):
    with pytest.raises(ValueError, match="CHAUBAN_MODE"):
        settings(monkeypatch, CHAUBAN_MODE=wrong)


def test_no_scan_folder_is_not_the_folder_one_stands_in(monkeypatch):
    read = settings(monkeypatch, CHAUBAN_SCAN_FOLDER="")
    assert read["SCAN_FOLDER"] == Path(os.environ["CHAUBAN_DATA"]).resolve() / "scans"


def test_an_empty_port_is_the_usual_one_and_a_wrong_one_is_told(monkeypatch, capsys):
    monkeypatch.setenv("CHAUBAN_PORT", "")
    assert commands.parser().parse_args(["web"]).port == 8000
    monkeypatch.setenv("CHAUBAN_PORT", "abc")
    assert commands.parser().parse_args(["doctor"]).command == "doctor"
    with pytest.raises(SystemExit):
        commands.parser().parse_args(["web"])
    assert "abc" in capsys.readouterr().err


ADDRESS = "postgresql://chu%40x:m%2Fk@%2Fvar%2Frun%2FPG:5433/van%20phong?sslmode=verify-full&sslrootcert=/ca.pem"


def test_an_address_of_the_database_is_taken_whole(tmp_path):
    entry = database.settings(ADDRESS, tmp_path, "owner")
    there = [entry[key] for key in ("HOST", "PORT", "USER", "PASSWORD", "NAME")]
    assert there == ["/var/run/PG", "5433", "chu@x", "m/k", "van phong"]
    assert entry["OPTIONS"]["sslmode"] == "verify-full"
    assert entry["OPTIONS"]["sslrootcert"] == "/ca.pem"
    assert database.settings(ADDRESS, tmp_path, "web")["OPTIONS"]["sslmode"] == "verify-full"


def test_the_programs_of_the_database_are_told_the_same(tmp_path):
    assert _environment(database.settings(ADDRESS, tmp_path, "owner")) == {
        "PGHOST": "/var/run/PG", "PGPORT": "5433", "PGUSER": "chu@x", "PGPASSWORD": "m/k", "PGDATABASE": "van phong",
        "PGSSLMODE": "verify-full", "PGSSLROOTCERT": "/ca.pem",
    }  # fmt: skip


def test_a_socket_folder_that_lies_in_wait_is_refused(tmp_path):
    open_to_all, elsewhere, link = tmp_path / "open", tmp_path / "elsewhere", tmp_path / "link"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    elsewhere.mkdir(mode=0o700)
    link.symlink_to(elsewhere)
    for folder, account in ((open_to_all, os.geteuid()), (elsewhere, os.geteuid() + 1), (link, os.geteuid())):
        with pytest.raises(RuntimeError, match="private"):
            database._make_private(folder, account)
    database._make_private(tmp_path / "fresh", os.geteuid())
    database._make_private(tmp_path / "fresh", os.geteuid())
    assert (tmp_path / "fresh").stat().st_mode & 0o777 == 0o700
