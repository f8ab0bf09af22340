"""What may still be done to a number once it is given."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from chauban.documents.acts import correct, keep_correction, mark_stale
from chauban.documents.fields import PaperFields
from chauban.documents.models import Document
from chauban.journal.act import Doer, act, record
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.people.models import Person
from chauban.people.states import Secrecy
from chauban.registry.models import Entry
from chauban.registry.queries import last_correction, last_passing
from chauban.registry.rights import check_is_open, check_may_keep, check_takes

from .arrivals import check_fields


class ChangedMeanwhile(Refused):
    """Somebody changed the paper after the form was made that now would."""

    def __init__(self, by: Person | None, at: dt.datetime, now: str) -> None:
        told = {"person": by, "at": f"{timezone.localtime(at):%H:%M %d/%m/%Y}", "now": now}
        super().__init__(
            _(
                "%(person)s changed this meanwhile, at %(at)s; it now says: %(now)s. What you typed is still here: look"
                " at it again, then save."
            )
            % told
        )


@act
def void(doer: Doer, entry: Entry, reason: str) -> Entry:
    """Void a number: it stays in the book with its reason and is never given again.

    Raises Refused without the right or a reason, twice, or in a closed book.
    """
    assert doer is not None
    check_may_keep(doer, entry.volume.register)
    entry = _locked(entry)
    check_is_open(entry.volume)
    if not reason.strip():
        raise Refused(_("Say why the number is voided."), field="reason")
    if entry.voided_at is not None:
        raise Refused(_("This number is already voided."))
    entry.voided_at, entry.voided_by, entry.void_reason = timezone.now(), doer, reason.strip()
    _save(entry, "voided_at", "voided_by", "void_reason")
    record(
        doer, "registry.voided", document_id=entry.document_id, number=entry.number, register=str(entry.volume),
        reason=reason.strip(),
    )  # fmt: skip
    mark_stale(entry.document_id)
    return entry


def _locked(entry: Entry) -> Entry:
    """The entry as it stands now, locked for the rest of the transaction; only its keeper may lock it."""
    return Entry.objects.select_for_update(of=("self",)).select_related("volume__register", "document").get(pk=entry.pk)


def _save(entry: Entry, *columns: str) -> None:
    """Write these columns; raises Refused when the book was closed at this very moment, which the database sees."""
    try:
        entry.save(update_fields=columns)
    except IntegrityError as closed:
        raise Refused(_("The book %(book)s is closed.") % {"book": entry.volume}) from closed


@act
def correct_entry(
    doer: Doer, entry: Entry, changes: dict[str, object], reason: str, *, version: int | None = None
) -> Document:
    """Correct fields of a registered paper, its arrival date among them; what stood before is kept with the reason.

    `version` is the number of the last correction that the doer saw (0: none); None looks at none.

    The paper must still be one that could be registered here: kind and secrecy stay within what its register holds,
    the arrival date within its book. Document fields may be corrected when the book is closed (a sign-off then shows
    the difference); the arrival date may not. Raises Refused; ChangedMeanwhile when there is a newer correction.
    """
    assert doer is not None
    check_may_keep(doer, entry.volume.register)
    entry = _locked(entry)
    last = last_correction(entry.document)
    if version is not None and last is not None and last.pk > version:
        raise ChangedMeanwhile(last.person, last.at, f"“{last.after or '–'}”")
    document = entry.document
    changes = dict(changes)
    arrived_on = changes.pop("arrived_on", entry.arrived_on)
    assert isinstance(arrived_on, dt.date)
    stands = PaperFields(**{name: getattr(document, name) for name in PaperFields().values()})
    wanted = replace(stands, **changes)  # type: ignore[arg-type]
    _check_stays(entry, stands, wanted)
    check_fields(wanted, arrived_on)
    moved = arrived_on != entry.arrived_on
    if moved:
        _correct_arrival(doer, entry, arrived_on, reason)
    if not moved or any(getattr(document, name) != value for name, value in changes.items()):
        document = correct(doer, document, changes, reason)
    return document


def _check_stays(entry: Entry, stands: PaperFields, wanted: PaperFields) -> None:
    """A paper of another secrecy or kind belongs in another register, and one that has become classified holds no scan
    in a networked installation (Luật 117/2025/QH15); raises Refused."""
    register, document = entry.volume.register, entry.document
    if not register.secrecy_from <= wanted.secrecy <= register.secrecy_to:
        raise Refused(
            _("Papers of this secrecy have another register: void this number and enter the paper there."),
            field="secrecy",
        )
    if wanted.kind != stands.kind:
        check_takes(register, wanted.kind, field="kind")
    raised = stands.secrecy == Secrecy.NORMAL and wanted.secrecy > Secrecy.NORMAL
    if raised and settings.MODE == "register_only" and (document.files.exists() or document.pages.exists()):
        raise Refused(
            _(
                "This installation is on a network and keeps no scan of a classified paper: void this number and enter"
                " the paper anew without its scan."
            ),
            field="secrecy",
        )


def _correct_arrival(doer: Person, entry: Entry, arrived_on: dt.date, reason: str) -> None:
    """The part of a correction that concerns the entry itself."""
    volume = entry.volume
    if not reason.strip():
        raise Refused(_("Say why the field is corrected."), field="reason")
    inside = volume.starts_on <= arrived_on and (volume.ends_on is None or arrived_on <= volume.ends_on)
    if volume.closed_at is not None or not inside:
        raise Refused(_("That day does not lie in the open book of this number."), field="arrived_on")
    if entry.passed_on is not None and entry.passed_on < arrived_on:
        raise Refused(_("The paper cannot be passed on before it arrived."), field="arrived_on")
    keep_correction(doer, entry.document, "arrived_on", entry.arrived_on, arrived_on, reason)
    entry.arrived_on = arrived_on
    _save(entry, "arrived_on")
    record(doer, "document.corrected", document_id=entry.document_id, fields=["arrived_on"], reason=reason)
    mark_stale(entry.document_id)


@act
def move_stamp(doer: Doer, entry: Entry, x: float | None, y: float | None) -> Entry:
    """Put the ĐẾN stamp elsewhere on page one (millimetres from the left upper corner), or back to its own choice."""
    check_may_keep(doer, entry.volume.register)
    entry.stamp_x, entry.stamp_y = x, y
    entry.save(update_fields=["stamp_x", "stamp_y"])
    record(doer, "registry.stamp_moved", document_id=entry.document_id, number=entry.number)
    return entry


@act
def note_passing(
    doer: Doer, entry: Entry, *, receiver: str, passed_on: dt.date | None, note: str, version: int | None = None
) -> Entry:
    """Write the book's columns on whom the paper was passed to, when, and the remark; what stood there is kept.

    `version` is the number of the journal's last such line that the doer saw (0: none); None looks at none. Raises
    Refused without the right, in a closed book, when nothing differs, or when it would be passed on before it came or
    in the future; ChangedMeanwhile when there is a newer line.
    """
    assert doer is not None
    check_may_keep(doer, entry.volume.register)
    entry = _locked(entry)
    last = last_passing(entry.document)
    if version is not None and last is not None and last.pk > version:
        day = f"{entry.passed_on:%d/%m/%Y}" if entry.passed_on else ""
        raise ChangedMeanwhile(last.person, last.at, "; ".join(filter(None, [entry.receiver, day, entry.note])) or "–")
    check_is_open(entry.volume)
    if passed_on is not None and passed_on < entry.arrived_on:
        raise Refused(_("The paper cannot be passed on before it arrived."), field="passed_on")
    if passed_on is not None and passed_on > today():
        raise Refused(_("The date lies in the future."), field="passed_on")
    if (entry.receiver, entry.passed_on, entry.note) == (receiver, passed_on, note):
        raise Refused(_("Nothing differs from what stands there."))
    with translation.override("vi"):  # it is kept, and read by others
        reason = _("Written anew in the row of the book.")
    for name, before, after in (
        ("receiver", entry.receiver, receiver), ("passed_on", entry.passed_on, passed_on),
        ("book_note", entry.note, note),
    ):  # fmt: skip
        if before and before != after:
            keep_correction(doer, entry.document, name, before, after, reason)
    entry.receiver, entry.passed_on, entry.note = receiver, passed_on, note
    _save(entry, "receiver", "passed_on", "note")
    record(doer, "registry.passed", document_id=entry.document_id, number=entry.number, receiver=receiver)
    return entry
