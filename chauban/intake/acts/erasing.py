"""A classified paper is entered, and nothing of its scan stays in an installation that may not hold it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import connection

from chauban.documents.fields import PaperFields
from chauban.journal.act import Doer, act, record
from chauban.registry.acts import enter_arrival
from chauban.registry.models import Entry, Register

from ..models import Arrival
from .moving import defer_forgetting
from .registering import check_is_new, locked_for_registering, wait_for_the_same_paper


@act
def register_without_scan(
    doer: Doer,
    arrival: Arrival | None,
    register: Register,
    fields: PaperFields,
    *,
    arrived_on: dt.date,
    request_key: UUID,
    receiver: str = "",
    note: str = "",
    anyway: bool = False,
) -> Entry:
    """Give a paper its number with no scan: one that has none (`arrival` is None), or one whose scan must not stay.

    In the second case the arrival, its pages and what was read on them are gone when this returns, and the bytes a
    moment later; there is no way back. Raises Refused and AlreadyHere as `register` does.
    """
    assert doer is not None
    if Entry.objects.filter(request_key=request_key).exists():
        return enter_arrival(doer, register, fields, arrived_on=arrived_on, request_key=request_key)
    if arrival is not None:
        arrival = locked_for_registering(doer, arrival)
    wait_for_the_same_paper(fields, set())
    if not anyway:
        check_is_new(fields, set())
    entry = enter_arrival(
        doer, register, fields, arrived_on=arrived_on, request_key=request_key, receiver=receiver, note=note
    )
    record(doer, "intake.registered_without_scan", document_id=entry.document_id, number=entry.number)
    if arrival is not None:
        _erase(arrival)
    return entry


def _erase(arrival: Arrival) -> None:
    """Rows here and now, bytes by the worker as soon as this commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT intake_erase(%s)", [arrival.pk])
        defer_forgetting([row[0] for row in cursor.fetchall()], everywhere=True)
