"""Numbers: entering, voiding, moving the stamp, closing the year's book."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from chauban.documents.acts import correct, write_document
from chauban.documents.fields import PaperFields
from chauban.documents.models import Document
from chauban.documents.states import Direction
from chauban.journal.act import Doer, act, record
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.people.states import Secrecy

from .models import Entry, Register, Scope, Volume
from .rights import check_may_enter, check_may_keep


@act
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
    assert doer is not None
    before = Entry.objects.filter(request_key=request_key).first()
    if before is not None:
        record(doer, "registry.asked_again", document_id=before.document_id, number=before.number)
        return before
    check_may_enter(doer, register, fields.secrecy)
    check_fields(fields, arrived_on)
    volume = _lock_volume(register, arrived_on)
    document = write_document(
        doer, fields, direction=Direction.INCOMING, reading_units=[register.keeper, *register.readers.all()]
    )
    entry = Entry.objects.create(
        volume=volume,
        number=volume.last_number + 1,
        document=document,
        arrived_on=arrived_on,
        receiver=receiver,
        note=note,
        entered_by=doer,
        request_key=request_key,
    )
    record(doer, "registry.entered", document_id=document.pk, number=entry.number, register=str(volume))
    return entry


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
                "This installation is on a network: a classified paper is entered without its file. Remove the scan first."
            ),
            field="secrecy",
        )


def _lock_volume(register: Register, day: dt.date) -> Volume:
    """The open volume of `day`, locked for the rest of the transaction; a new year's book is opened by itself."""
    volume = (
        Volume.objects.select_for_update()
        .filter(register=register, starts_on__lte=day)
        .exclude(ends_on__lt=day)
        .order_by("-starts_on")
        .first()
    )
    if volume is None and register.scope == Scope.YEAR:
        Volume.objects.get_or_create(
            register=register,
            label=str(day.year),
            defaults={"starts_on": dt.date(day.year, 1, 1), "ends_on": dt.date(day.year, 12, 31)},
        )
        volume = Volume.objects.select_for_update().get(register=register, label=str(day.year))
    if volume is None:
        raise Refused(_("No book of this register is open on that day."), field="arrived_on")
    if volume.closed_at is not None:
        raise Refused(_("The book %(book)s is closed.") % {"book": volume}, field="arrived_on")
    return volume


@act
def void(doer: Doer, entry: Entry, reason: str) -> Entry:
    """Void a number: it stays in the book with its reason and is never given again."""
    assert doer is not None
    entry = Entry.objects.select_for_update(of=("self",)).select_related("volume__register").get(pk=entry.pk)
    check_may_keep(doer, entry.volume.register)
    if not reason.strip():
        raise Refused(_("Say why the number is voided."), field="reason")
    if entry.voided_at is not None:
        raise Refused(_("This number is already voided."))
    entry.voided_at, entry.voided_by, entry.void_reason = timezone.now(), doer, reason.strip()
    entry.save(update_fields=["voided_at", "voided_by", "void_reason"])
    record(
        doer, "registry.voided", document_id=entry.document_id, number=entry.number, register=str(entry.volume),
        reason=reason.strip(),
    )  # fmt: skip
    return entry


@act
def correct_entry(doer: Doer, entry: Entry, changes: dict[str, object], reason: str) -> Document:
    """Correct fields of a registered paper; secrecy stays within what its register holds."""
    check_may_keep(doer, entry.volume.register)
    register = entry.volume.register
    secrecy = int(str(changes.get("secrecy", entry.document.secrecy)))
    if not register.secrecy_from <= secrecy <= register.secrecy_to:
        raise Refused(
            _("Papers of this secrecy have another register: void this number and enter the paper there."),
            field="secrecy",
        )
    return correct(doer, entry.document, changes, reason)


@act
def move_stamp(doer: Doer, entry: Entry, x: float | None, y: float | None) -> Entry:
    """Put the ĐẾN stamp elsewhere on page one (millimetres from the left upper corner), or back to its own choice."""
    check_may_keep(doer, entry.volume.register)
    entry.stamp_x, entry.stamp_y = x, y
    entry.save(update_fields=["stamp_x", "stamp_y"])
    record(doer, "registry.stamp_moved", document_id=entry.document_id, number=entry.number)
    return entry


@act
def note_passing(doer: Doer, entry: Entry, *, receiver: str, passed_on: dt.date | None, note: str) -> Entry:
    """Write the book's columns on whom the paper was passed to, when, and the remark."""
    check_may_keep(doer, entry.volume.register)
    entry.receiver, entry.passed_on, entry.note = receiver, passed_on, note
    entry.save(update_fields=["receiver", "passed_on", "note"])
    record(doer, "registry.passed", document_id=entry.document_id, number=entry.number, receiver=receiver)
    return entry
