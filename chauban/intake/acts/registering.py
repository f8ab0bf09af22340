"""A checked paper gets its number; a voided one may come back into the tray."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from chauban.documents.fields import PaperFields
from chauban.documents.models import Citation, DocumentFile, DocumentPage
from chauban.documents.states import FileRole
from chauban.journal.act import Doer, act, record
from chauban.kernel.refused import Refused, allowed
from chauban.kernel.text import fold
from chauban.people.states import Secrecy
from chauban.registry.acts import check_holds_no_file, enter_arrival, void
from chauban.registry.models import Entry, Register

from ..models import Arrival, Sheet
from ..naming import pdf_name
from ..proposing import day_of
from ..queries import earlier_entries
from ..states import State
from .moving import STANDS, locked, move

#: The first half of the locks on papers that may be the same; the second is made of what they share.
ALIKE = 7345


class AlreadyHere(Refused):
    """The same paper seems to be registered already; `entries` are those of them the doer may read."""

    def __init__(self, entries: list[Entry]) -> None:
        told = {"number": entries[0].number, "book": entries[0].volume}
        super().__init__(_("This paper seems to be registered already, as number %(number)s of %(book)s.") % told)
        self.entries = entries


@act
def register(
    doer: Doer,
    arrival: Arrival,
    register: Register,
    fields: PaperFields,
    *,
    arrived_on: dt.date,
    request_key: UUID,
    receiver: str = "",
    note: str = "",
    citations: Collection[str] = (),
    anyway: bool = False,
) -> Entry:
    """Give a paper in the tray its arrival number, and its document the pages and files of the scan.

    `citations` are the symbols of those of the arrival's that go with it. The same `request_key` again returns the
    entry of the first time. Raises AlreadyHere, before a number is spent, unless `anyway`; Refused when somebody
    registered it meanwhile, the machine still has it in hand, the paper is classified and this installation may not
    hold its scan, or for whatever `registry.enter_arrival` refuses.
    """
    assert doer is not None
    again = partial(enter_arrival, doer, register, fields, arrived_on=arrived_on, request_key=request_key)
    if was_entered(request_key):
        return again()
    try:
        arrival = locked_for_registering(doer, arrival)
    except Refused:
        if was_entered(request_key):  # by a first Enter that was still at work
            return again()
        raise
    check_holds_no_file(fields)
    sheets = list(arrival.sheets.filter(dropped=False).select_related("page"))
    fields = replace(fields, page_count=fields.page_count or len(sheets))
    files = {arrival.file_id, *(sheet.page.file_id for sheet in sheets)}
    wait_for_the_same_paper(fields, files)
    if not anyway:
        check_is_new(fields, files)
    entry = enter_arrival(
        doer, register, fields, arrived_on=arrived_on, request_key=request_key, receiver=receiver, note=note
    )
    _attach(arrival, sheets, entry.document_id)
    _cite(arrival, citations, entry.document_id)
    arrival.document_id, arrival.held_by, arrival.held_at = entry.document_id, None, None
    move(arrival, State.REGISTERED, "document", "held_by", "held_at")
    record(doer, "intake.registered", document_id=entry.document_id, arrival=arrival.pk, number=entry.number)
    return entry


def was_entered(request_key: UUID) -> bool:
    """Whether the same request has been answered with a number already."""
    return Entry.objects.filter(request_key=request_key).exists()


def may_hold_file(fields: PaperFields) -> bool:
    """Whether this installation may hold the scan of such a paper."""
    return allowed(check_holds_no_file, fields)


def locked_for_registering(doer: Doer, arrival: Arrival) -> Arrival:
    """The arrival, locked, when it can get a number now; raises Refused saying why not."""
    arrival = locked(doer, arrival.pk)
    if arrival.state == State.REGISTERED:
        entry = Entry.objects.filter(document=arrival.document_id).select_related("entered_by").first()
        told = {"number": entry.number, "person": entry.entered_by} if entry else {}
        raise Refused(_("%(person)s registered this paper meanwhile, as number %(number)s.") % told)
    stuck = arrival.state == State.FAILED and arrival.sheets.exists()
    if stuck:
        raise Refused(
            _("The last change to its pages could not be carried out. Try it again, then register the paper.")
        )
    if arrival.state not in (State.READY, State.FAILED):
        raise Refused(str(STANDS[State(arrival.state)]))
    return arrival


def wait_for_the_same_paper(fields: PaperFields, files: set[str]) -> None:
    """Until this act ends nobody registers a paper of one of these files or of this symbol; two at once take turns."""
    keys = sorted({*files, fold(fields.symbol).replace(" ", "")} - {""})
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [ALIKE, key])


def check_is_new(fields: PaperFields, files: set[str]) -> None:
    """Raises AlreadyHere when the doer reads a registered paper of the same bytes, or same symbol, issuer, date."""
    earlier = earlier_entries(fields, files)
    if earlier:
        raise AlreadyHere(earlier)


def _attach(arrival: Arrival, sheets: list[Sheet], document_id: int) -> None:
    """The document's pages, its files as received, and its searchable copy; what must be put together is deferred."""
    DocumentPage.objects.bulk_create(
        DocumentPage(document_id=document_id, position=position, page=sheet.page)
        for position, sheet in enumerate(sheets, start=1)
    )
    left_out = arrival.sheets.filter(dropped=True).exists()
    cut = left_out and not arrival.signed  # a signed file is kept whole: cut, its signature would prove nothing
    originals = [] if cut else list(dict.fromkeys([sheet.page.file_id for sheet in sheets] or [arrival.file_id]))
    archival = {sheet.page.archival_id for sheet in sheets}
    in_order = [sheet.page.archival_number for sheet in sheets] == list(range(1, len(sheets) + 1))
    whole = len(archival) == 1 and in_order and not left_out
    files = [
        DocumentFile(document_id=document_id, file_id=file, role=FileRole.ORIGINAL, name=arrival.name)
        for file in originals
    ]
    if whole:
        files.append(
            DocumentFile(
                document_id=document_id, file_id=archival.pop(), role=FileRole.ARCHIVAL, name=pdf_name(arrival.name)
            )
        )
    DocumentFile.objects.bulk_create(files)
    if sheets and (cut or not whole):
        app.configure_task("intake.file_papers", queue="reading", priority=1).defer(
            document_id=document_id, original=cut
        )


def _cite(arrival: Arrival, chosen: Collection[str], document_id: int) -> None:
    found: list[dict[str, Any]] = [citation for citation in arrival.citations if citation["symbol"] in chosen]
    Citation.objects.bulk_create(
        Citation(
            document_id=document_id,
            symbol=citation["symbol"][:80],
            kind_name=citation["kind"][:100],
            issued_on=day_of(citation["issued_on"]),
            issuer_name=citation["issuer"][:300],
        )
        for citation in found
    )


@act
def return_to_tray(doer: Doer, entry: Entry, reason: str) -> Arrival:
    """Void a number and put its paper back into the tray, to be registered anew under another.

    Raises Refused when there is no scan to go back to, the paper is classified, or the number cannot be voided.
    """
    assert doer is not None
    arrival = Arrival.objects.filter(document=entry.document_id).first()
    if arrival is None:
        raise Refused(_("This paper was entered without a scan: void its number and enter it anew."))
    if entry.document.secrecy > Secrecy.NORMAL:
        raise Refused(_("A classified paper does not go back to the tray, where its clerks could read it."))
    arrival = locked(doer, arrival.pk)
    void(doer, entry, reason)
    arrival.document_id = None
    move(arrival, State.READY if arrival.sheets.exists() else State.FAILED, "document")
    record(doer, "intake.returned", document_id=entry.document_id, arrival=arrival.pk, number=entry.number)
    return arrival
