"""The short form of `python -m bench crash`: a real office, killed a few times while eight clients work."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from bench.crash import crash


@pytest.mark.slow
@pytest.mark.xdist_group("crash")
def test_nothing_that_was_acknowledged_is_lost():
    # Not in pytest's own folder: it closes that to the account which runs the database when we are root.
    with tempfile.TemporaryDirectory(prefix="chauban-crash-", ignore_cleanup_errors=True) as folder:
        result = crash(4, seed=3, data=Path(folder) / "data")
    assert result.lost == []
    assert result.gaps == []
    assert result.journal.startswith("ok"), result.journal
    assert result.doctor.startswith("ok"), result.doctor
    assert result.acknowledged > 8
    assert sum(result.kills.values()) == 4
    assert result.stopped_in < 15
