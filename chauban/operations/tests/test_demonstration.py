"""The demonstration, loaded whole as `make run` does it the first time."""

from __future__ import annotations

import pytest

from .installation import temporary

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demonstration")]
#: Acts that an office does on its papers' ways and that the demonstration shows.
SHOWN = 25


def test_it_loads_and_shows_what_an_office_does():
    with temporary() as installation:
        for words in ("init", "demo"):
            done = installation.chauban(words)
            assert done.returncode == 0, done.stdout + done.stderr
        acts = installation.sql("SELECT count(DISTINCT act) FROM journal_line WHERE act LIKE 'routing.%'")
        assert int(acts.strip("[(,)]\n")) >= SHOWN
        assert installation.sql("SELECT count(*) FROM routing_handling WHERE filed_by_id IS NOT NULL") != "[(0,)]\n"
