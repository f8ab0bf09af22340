"""A classified paper is entered, and nothing of its scan stays in an installation that may not hold it."""

from __future__ import annotations

import datetime as dt
from functools import partial
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from chauban.documents.fields import PaperFields
from chauban.journal.act import Doer, act, record
from chauban.kernel.refused import Refused
from chauban.registry.acts import enter_arrival
from chauban.registry.models import Entry, Register

from ..models import Arrival
from .moving import defer_forgetting
from .registering import check_is_new, locked_for_registering, may_hold_file, wait_for_the_same_paper, was_entered


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

    In the second case the arrival, discarded ones of the same files, their pages and what was read on them are gone
    when this returns, and the bytes a moment later; there is no way back. Raises Refused and AlreadyHere as `register`
    does, and Refused when the scan may stay.
    """
    assert doer is not None
    again = partial(enter_arrival, doer, register, fields, arrived_on=arrived_on, request_key=request_key)
    if was_entered(request_key):
        return again()
    try:
        if arrival is not None:
            arrival = locked_for_registering(doer, arrival)
            if may_hold_file(fields):
                raise Refused(_("The scan of this paper may stay: register it with its scan."), field="secrecy")
        wait_for_the_same_paper(fields, set())
        if not anyway:
            check_is_new(fields, set())
    except Refused:
        if was_entered(request_key):  # by a first Enter that was still at work
            return again()
        raise
    entry = again(receiver=receiver, note=note)
    record(doer, "intake.registered_without_scan", document_id=entry.document_id, number=entry.number)
    if arrival is not None:
        _erase(arrival)
    return entry


def _erase(arrival: Arrival) -> None:
    """Rows here and now, bytes by the worker as soon as this commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT intake_erase(%s)", [arrival.pk])
        defer_forgetting([row[0] for row in cursor.fetchall()], everywhere=True)
