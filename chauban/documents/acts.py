"""What is done to a document itself: it is recorded, corrected, sent to know, seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from chauban.journal.act import Doer, act, record, recorded
from chauban.kernel.refused import Refused
from chauban.live.tell import tell
from chauban.people.models import Person, Unit

from .fields import PaperFields, issuer_named, likeness, split_symbol
from .models import Correction, Document
from .queries import readers
from .rights import check_is_cleared, check_may_send
from .states import Basis, Direction, Urgency


def mark_stale(document_id: int) -> None:
    """Ask for the document to be indexed anew once the present transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO documents_stale (document_id) VALUES (%s)", [document_id])


def write_document(
    person: Person, fields: PaperFields, *, direction: Direction, reading_units: Iterable[int]
) -> Document:
    """Write a new document with its first readers; part of the act that registers it, which records it.

    Readers go first: the database shows the new row only to whom they name. `reading_units` are ids without
    repetition and must include a unit of `person`, or the row cannot be written.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT documents_draw(%s, %s, %s)", [person.pk, list(reading_units), Basis.REGISTER])
        number = cursor.fetchone()[0]
    document = Document(
        pk=number,
        direction=direction,
        likeness=likeness(fields),
        created_by=person,
        **fields.values(),
    )
    document.save(force_insert=True)
    mark_stale(number)
    return document


@act
def correct(doer: Doer, document: Document, changes: dict[str, object], reason: str) -> Document:
    """Correct fields of a registered document, keeping what stood before, who changed it and why.

    `changes` maps field names to new values; number, notation and the linked agency follow from symbol and issuing
    body. Whether the doer may is the caller's check (the register's keeper). Raises Refused when nothing differs, the
    reason is empty, or secrecy would pass the doer's clearance.
    """
    assert doer is not None
    if not reason.strip():
        raise Refused(_("Say why the field is corrected."), field="reason")
    document = Document.objects.select_for_update().get(pk=document.pk)
    check_is_cleared(doer, int(str(changes.get("secrecy", document.secrecy))))
    changed = {name: value for name, value in changes.items() if getattr(document, name) != value}
    if not changed:
        raise Refused(_("Nothing differs from what stands there."))
    for name, value in changed.items():
        before = _shown(document, name)
        setattr(document, name, value)
        keep_correction(doer, document, name, before, _shown(document, name), reason)
    follow: dict[str, object] = {}
    if "symbol" in changed:
        follow["number"], follow["notation"] = split_symbol(document.symbol)
    if "issuer_name" in changed:
        follow["issuer"] = issuer_named(document.issuer_name)
    for name, value in follow.items():
        setattr(document, name, value)
    document.likeness = likeness(document)
    document.save(update_fields=[*changed, *follow, "likeness"])
    record(doer, "document.corrected", document_id=document.pk, fields=sorted(changed), reason=reason)
    mark_stale(document.pk)
    return document


def keep_correction(person: Person, document: Document, field: str, before: object, after: object, reason: str) -> None:
    """Keep what a field said before and after as people read it; part of the act that changes it, which records it."""
    Correction.objects.create(
        document=document, field=field, before=_plain(before), after=_plain(after), reason=reason, person=person
    )


def _shown(document: Document, name: str) -> object:
    """A field's value, by its label where it is one of a few."""
    display = getattr(document, f"get_{name}_display", None)
    return display() if display else getattr(document, name)


def _plain(value: object) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


@act
def send_to_know(doer: Doer, document: Document, *, people: Iterable[Person], units: Iterable[Unit], note: str) -> int:
    """Let people and units read a document, with a note; returns how many were new.

    Raises Refused when the doer may not send it, or nobody new is named.
    """
    assert doer is not None
    check_may_send(doer, document)
    people, units = list(people), list(units)
    rows = [(person.pk, None) for person in people] + [(None, unit.pk) for unit in units]
    if not rows:
        raise Refused(_("Say to whom it is sent."), field="to")
    new = 0
    with connection.cursor() as cursor:
        for person_id, unit_id in rows:
            cursor.execute(
                "INSERT INTO documents_reader (document_id, person_id, unit_id, basis, note, granted_by_id)"
                " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                [document.pk, person_id, unit_id, Basis.SENT, note, doer.pk],
            )
            new += cursor.rowcount
    if not new:
        raise Refused(_("They already have it."), field="to")
    record(
        doer,
        "document.sent",
        document_id=document.pk,
        people=[str(person) for person in people],
        units=[str(unit) for unit in units],
        note=note,
    )
    mark_stale(document.pk)
    tell(
        people=[person.pk for person in people], units=[unit.pk for unit in units], document=document.pk,
        urgent=document.urgency > Urgency.NORMAL,
    )  # fmt: skip
    return new


@act
def withdraw_sending(doer: Doer, document: Document, reader_id: int) -> None:
    """Take back a sending that the doer made; the others' reasons to read it stay."""
    assert doer is not None
    found = next((row for row in readers(document) if row.id == reader_id), None)
    if found is None or not found.sent or found.sender_id != doer.pk:
        raise Refused(_("Only who sent it can take it back."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT chauban_take_back(%s)", [reader_id])
        if not cursor.fetchone()[0]:
            raise Refused(_("It was taken back already."))
    record(doer, "document.sending_withdrawn", document_id=document.pk, to=found.name)
    mark_stale(document.pk)
    # Without the document, which they may be unable to read from now on.
    tell(people=[found.person_id] if found.person_id else [], units=[found.unit_id] if found.unit_id else [])


def open_document(person: Person, document: Document) -> None:
    """What opening its page leaves behind: one line a day in the journal, one more when it was sent to them anew.

    One statement, so that all of it stands or nothing.
    """
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT documents_look(%s, %s, %s)", [person.pk, document.pk, midnight])
        told = cursor.fetchone()[0]
    if told:
        recorded(person, "document.seen" if told == "document.seen" else "document.opened")
