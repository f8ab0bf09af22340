"""Shared by the tests of this room."""

from __future__ import annotations

import pytest

from chauban.journal.models import Line
from chauban.people.identity import acting


@pytest.fixture
def journal(office):
    """`journal("people.person_added")`: the details of such lines, as the administrator sees them."""

    def lines(act: str):
        with acting(office.administrator):
            return [line.detail for line in Line.objects.filter(act=act).order_by("pk")]

    return lines
