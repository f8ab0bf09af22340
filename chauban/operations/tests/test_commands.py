"""What a command refuses before it does anything, and what it leaves when it is interrupted."""

from __future__ import annotations

import argparse
import os

import pytest

from chauban.operations import commands, preparing
from chauban.people.models import Agency


def test_another_accounts_data_are_left_alone(tmp_path, monkeypatch, capsys):
    (tmp_path / "db").mkdir()
    monkeypatch.setenv("CHAUBAN_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: (tmp_path / "db").stat().st_uid + 1)
    assert commands.run(["run"]) == 1
    assert str(tmp_path) in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["db"]


def test_an_interrupted_demonstration_leaves_nothing_behind(db, as_role, monkeypatch):
    def interrupted():
        Agency.objects.create(name="Tỉnh ủy")
        raise KeyboardInterrupt

    monkeypatch.setattr("chauban.demo.load", interrupted)
    with as_role("none"):
        with pytest.raises(KeyboardInterrupt):
            preparing.demo(argparse.Namespace())
        assert not Agency.objects.exists()
