"""Constants in the SQL itself, and nothing but constants."""

from __future__ import annotations

import pytest
from django.db.models import Q

from chauban.documents.models import Document
from chauban.kernel.literal import Literal


def test_a_literal_is_no_parameter():
    sql, values = Document.objects.filter(
        Q(urgency__gt=Literal(0)), direction=Literal("incoming")
    ).query.sql_with_params()
    assert values == ()
    assert "'incoming'" in sql


@pytest.mark.parametrize("value", ["x' OR '1", "", "A", -1, "a;b", None])
def test_whatever_could_come_from_outside_is_none(value):
    with pytest.raises(ValueError):
        Document.objects.filter(direction=Literal(value)).query.sql_with_params()
