"""Where a backup may stand, what it does beside another, and on disks that know no second name for a file."""

from __future__ import annotations

import argparse
import errno
import os
from pathlib import Path

import pytest

from chauban.operations import backup
from chauban.operations.commands import Failed
from chauban.vault import store


@pytest.fixture
def vault(settings, tmp_path: Path) -> Path:
    """A data folder whose vault holds one file."""
    settings.DATA = tmp_path / "data"
    settings.VAULT = settings.DATA / "vault"
    (tmp_path / "paper").write_bytes(b"%PDF paper")
    store.put(settings.VAULT, tmp_path / "paper", limit_bytes=1000)
    return settings.VAULT


def copies(vault: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The vault's file in an earlier backup and in the one that is made after it."""
    [kept] = [path for path in vault.rglob("*") if path.is_file()]
    for name, earlier in (("one", None), ("two", tmp_path / "one")):
        if name == "two":
            spoil(tmp_path / "one")
        backup._copy_file(kept.name, tmp_path / name, earlier)
    one, two = (store.path_of(tmp_path / name / "vault", kept.name) for name in ("one", "two"))
    assert two.read_bytes() == b"%PDF paper"
    return one, two


def spoil(_backup: Path) -> None:
    """What befalls the earlier backup; here nothing."""


def test_a_file_is_kept_once(vault, tmp_path):
    one, two = copies(vault, tmp_path)
    assert one.samefile(two)


def test_on_a_disk_without_links_it_is_copied(vault, tmp_path, monkeypatch):
    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    one, two = copies(vault, tmp_path)
    assert not one.samefile(two)


def test_a_spoilt_file_of_the_earlier_backup_is_not_taken_over(vault, tmp_path, monkeypatch):
    def harm(earlier: Path) -> None:
        [file] = [path for path in earlier.rglob("*") if path.is_file()]
        file.chmod(0o600)
        file.write_bytes(b"%PDF paqer")

    monkeypatch.setattr(f"{__name__}.spoil", harm)
    one, two = copies(vault, tmp_path)
    assert not one.samefile(two)


@pytest.mark.parametrize("inside", [".", "backups", "vault/backups"])
def test_no_backup_inside_the_data(vault, settings, inside):
    with pytest.raises(Failed):
        backup.backup(argparse.Namespace(folder=settings.DATA / inside))
    assert not list(settings.DATA.rglob("*.partial"))


def test_another_backup_at_work_is_left_alone(vault, tmp_path, monkeypatch):
    monkeypatch.setattr(backup.time, "strftime", lambda _form: "20261124-080000")
    other = tmp_path / "backups" / "20261124-080000.partial"
    other.mkdir(parents=True)
    (other / "database.dump").write_bytes(b"half")
    with pytest.raises(Failed):
        backup.backup(argparse.Namespace(folder=tmp_path / "backups"))
    assert (other / "database.dump").read_bytes() == b"half"
