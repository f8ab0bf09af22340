"""A paper that arrived gets its number."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection
from django.utils.translation import gettext as _

from chauban.documents.acts import write_document
from chauban.documents.fields import PaperFields
from chauban.documents.states import Direction, Urgency
from chauban.journal.act import Doer, act, record, recorded
from chauban.kernel.broken import broken
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.live.tell import tell
from chauban.people.states import Secrecy
from chauban.registry.models import Entry, Register, Scope, Volume
from chauban.registry.rights import check_may_enter


def enter_arrival(
    doer: Doer,
    register: Register,
    fields: PaperFields,
    *,
    arrived_on: dt.date,
    request_key: UUID,
    receiver: str = "",
    note: str = "",
) -> Entry:
    """Give a paper the next arrival number of its register (NĐ 30/2020 điều 22).

    Afterwards the document, its readers, its entry and the journal's line stand together, or none does. The same
    `request_key` again returns the entry of the first time. Raises Refused on a missing right, a future date, a
    closed book, or a classified paper with more than this installation may hold.
    """
    try:
        return _enter(
            doer, register, fields, arrived_on=arrived_on, request_key=request_key, receiver=receiver, note=note
        )
    except IntegrityError as conflict:
        if broken(conflict) != "registry_entry_request_key_key":
            raise
        # A second click: all it wrote is undone, and the first's entry is there.
        return _asked_again(doer, request_key)


@act
def _enter(
    doer: Doer,
    register: Register,
    fields: PaperFields,
    *,
    arrived_on: dt.date,
    request_key: UUID,
    receiver: str,
    note: str,
) -> Entry:
    """The first time of `enter_arrival`."""
    assert doer is not None
    check_may_enter(doer, register, fields.secrecy, fields.kind)
    check_fields(fields, arrived_on)
    volume = _volume_of(register, arrived_on)
    units = vars(volume)["reading_units"]
    document = write_document(doer, fields, direction=Direction.INCOMING, reading_units=units)
    entry = Entry(
        volume=volume,
        document=document,
        arrived_on=arrived_on,
        receiver=receiver,
        note=note,
        entered_by=doer,
        request_key=request_key,
    )
    tell(units=units, document=document.pk, urgent=fields.urgency > Urgency.NORMAL)
    _give_number(entry)
    return entry


@act
def _asked_again(doer: Doer, request_key: UUID) -> Entry:
    """The entry that the same request has already made."""
    before = Entry.objects.get(request_key=request_key)
    record(doer, "registry.asked_again", document_id=before.document_id, number=before.number)
    return before


#: The volume of a day, and who reads the papers in it: the register's keeper and its reading units, each once.
VOLUME = """
SELECT v.*, ARRAY(SELECT %(keeper)s::bigint UNION SELECT unit_id FROM registry_register_readers
                  WHERE register_id = v.register_id) AS reading_units
FROM registry_volume v
WHERE v.register_id = %(register)s AND v.starts_on <= %(day)s AND (v.ends_on IS NULL OR v.ends_on >= %(day)s)
ORDER BY v.starts_on DESC LIMIT 1
"""


def check_fields(fields: PaperFields, arrived_on: dt.date) -> None:
    """What no paper may be registered with; raises Refused naming the field."""
    if arrived_on > today():
        raise Refused(_("The arrival date lies in the future."), field="arrived_on")
    if fields.issued_on and fields.issued_on > arrived_on:
        raise Refused(_("The paper is dated after its arrival."), field="issued_on")
    if fields.secrecy == Secrecy.NORMAL and not fields.subject:
        raise Refused(_("Say what the paper is about."), field="subject")
    if fields.secrecy == Secrecy.TOP_SECRET and not fields.subject_withheld:
        raise Refused(_("The subject of a top-secret paper is not written in the book."), field="subject")
    if not fields.issuer_name:
        raise Refused(_("Say who issued the paper."), field="issuer_name")


def check_holds_no_file(fields: PaperFields) -> None:
    """A networked installation keeps no content of a classified paper (Luật 117/2025/QH15); raises Refused."""
    if fields.secrecy > Secrecy.NORMAL and settings.MODE == "register_only":
        raise Refused(
            _(
                "This installation is on a network: a classified paper is entered without its file."
                " Remove the scan first."
            ),
            field="secrecy",
        )


def _volume_of(register: Register, day: dt.date) -> Volume:
    """The open volume of `day`, with `reading_units`; a new year's book is opened by itself. Raises Refused.

    A book is opened by itself for this year and the last one only: an older year is most likely a slip of the pen.
    """
    asked = {"register": register.pk, "keeper": register.keeper_id, "day": day}
    volume = next(iter(Volume.objects.raw(VOLUME, asked)), None)
    if volume is None and register.scope == Scope.YEAR and day.year >= today().year - 1:
        # Where a book of another label holds part of the year, whoever keeps the register opens the rest of it.
        with suppress(IntegrityError):
            Volume.objects.get_or_create(
                register=register,
                label=str(day.year),
                defaults={"starts_on": dt.date(day.year, 1, 1), "ends_on": dt.date(day.year, 12, 31)},
            )
        volume = next(iter(Volume.objects.raw(VOLUME, asked)), None)
    if volume is None:
        raise Refused(_("No book of this register is open on that day."), field="arrived_on")
    volume.register = register
    if volume.closed_at is not None:
        raise Refused(_("The book %(book)s is closed.") % {"book": volume}, field="arrived_on")
    return volume


def _give_number(entry: Entry) -> None:
    """Write the entry under the next number of its volume, and the journal's line.

    Raises Refused when the volume was closed meanwhile.
    """
    given: list[Any] = [
        entry.volume_id, str(entry.volume), entry.arrived_on, entry.document_id, entry.receiver, entry.note,
        entry.entered_by_id, entry.request_key,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        # As late as can be: the next clerk waits from here to the commit.
        cursor.execute("SELECT * FROM registry_give(%s, %s, %s, %s, %s, %s, %s, %s)", given)
        row = cursor.fetchone()
    if row is None or row[0] is None:
        raise Refused(_("The book %(book)s is closed.") % {"book": entry.volume}, field="arrived_on")
    entry.pk, entry.number, entry.entered_at = row
    entry.volume.last_number = entry.number
    entry._state.adding = False
    recorded(entry.entered_by, "registry.entered", number=entry.number, register=str(entry.volume))
