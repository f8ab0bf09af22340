"""A condition on many ids whose SQL is the same however many there are, so that the statement can be prepared."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, Value


class _EqualsAny(Func):
    template, arg_joiner = "%(expressions)s)", " = ANY("


def among(ids: Iterable[int], column: str = "pk") -> Func:
    """Whether the column holds one of the ids: `filter(among(ids))`, `filter(among(ids, "document"))`."""
    wanted = Value(list(ids), ArrayField(BigIntegerField()))
    return _EqualsAny(F(column), wanted, output_field=BooleanField())
