"""What holds for every act, whatever it does."""

from __future__ import annotations

import logging

import pytest
from django.db import connection

from chauban.journal.act import Doer, NothingRecorded, act, record
from chauban.journal.models import Line
from chauban.kernel.refused import Refused
from chauban.people.identity import acting


@act
def forgetful(doer: Doer) -> None:
    """Leaves no line."""


@act
def unlawful(doer: Doer) -> None:
    """Does what no check of its own refuses, and the database does."""
    record(doer, "people.signed_out", ip="::1")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM journal_line")


def test_an_act_without_a_line_is_undone(office):
    with pytest.raises(NothingRecorded):
        forgetful(office.clerk)


def test_what_the_database_alone_refuses_is_refused_in_a_sentence_and_told_to_the_log(office, caplog):
    with caplog.at_level(logging.ERROR), pytest.raises(Refused):
        unlawful(office.clerk)
    assert "unlawful" in caplog.text
    with acting(office.clerk):
        assert not Line.objects.filter(act="people.signed_out").exists()
