"""The sheets of a paper: turned, dropped, put in order; one scan parted into papers, several joined into one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import F
from django.utils.translation import gettext as _

from chauban.journal.act import Doer, act, record
from chauban.kernel.refused import Refused
from chauban.people.identity import vouching

from ..models import Arrival, Sheet
from ..proposing import propose_for
from ..states import JOINED, OPEN, State
from .moving import STANDS, defer_reading, locked, move

QUARTERS = (90, 180, 270)


@act
def turn(doer: Doer, sheet: Sheet, degrees: int) -> Sheet:
    """Turn one page clockwise by 90, 180 or 270 degrees; the machine reads it again in its new direction."""
    if degrees not in QUARTERS:
        raise Refused(_("A page is turned by a quarter, a half or three quarters."))
    arrival, sheet = _on_the_table(doer, sheet)
    sheet.turn = (sheet.turn + degrees) % 360
    sheet.save(update_fields=["turn"])
    record(doer, "intake.page_turned", arrival=arrival.pk, page=sheet.position, degrees=degrees)
    _back_to_the_machine(arrival)
    return sheet


@act
def drop(doer: Doer, sheet: Sheet) -> Sheet:
    """Leave a page out of the paper; it stays in the tray and can be put back. The last page cannot be dropped."""
    arrival, sheet = _on_the_table(doer, sheet)
    if not arrival.sheets.filter(dropped=False).exclude(pk=sheet.pk).exists():
        raise Refused(_("A paper has at least one page. Discard the whole paper instead."))
    return _lay(doer, arrival, sheet, dropped=True)


@act
def put_back(doer: Doer, sheet: Sheet) -> Sheet:
    """Take a dropped page into the paper again, in its former place."""
    arrival, sheet = _on_the_table(doer, sheet)
    return _lay(doer, arrival, sheet, dropped=False)


def _lay(doer: Doer, arrival: Arrival, sheet: Sheet, *, dropped: bool) -> Sheet:
    sheet.dropped = dropped
    sheet.save(update_fields=["dropped"])
    record(doer, "intake.page_dropped" if dropped else "intake.page_put_back", arrival=arrival.pk, page=sheet.position)
    _propose_again(arrival)
    return sheet


@act
def reorder(doer: Doer, arrival: Arrival, order: Sequence[int]) -> None:
    """Put the sheets in this order of their numbers. Raises Refused when they are no longer the same sheets."""
    arrival = _arrangeable(doer, arrival.pk)
    sheets = {sheet.pk: sheet for sheet in arrival.sheets.all()}
    if len(order) != len(sheets) or set(order) != set(sheets):
        raise Refused(_("The pages have changed meanwhile. Please look again."))
    _number(sheets[number] for number in order)
    record(doer, "intake.pages_reordered", arrival=arrival.pk)
    _propose_again(arrival)


@act
def split(doer: Doer, arrival: Arrival, before: Sheet) -> Arrival:
    """Part a scan: the sheets from `before` on become a paper of their own, which is returned.

    Each part gets a file of its own pages from the machine, so that nobody sees another paper's pages later on.
    """
    arrival = _arrangeable(doer, arrival.pk)
    sheets = list(arrival.sheets.all())
    at = next((index for index, sheet in enumerate(sheets) if sheet.pk == before.pk), 0)
    if not any(not sheet.dropped for sheet in sheets[:at]) or not any(not sheet.dropped for sheet in sheets[at:]):
        raise Refused(_("Each part needs at least one page."))
    with vouching(f"file:{arrival.file_id}"):
        other = Arrival.objects.create(
            unit_id=arrival.unit_id, source=arrival.source, state=State.READY, name=arrival.name,
            file_id=arrival.file_id, received_at=arrival.received_at, received_by_id=arrival.received_by_id,
            warnings=arrival.warnings,
        )  # fmt: skip
    for sheet in sheets[at:]:
        sheet.arrival = other
    Sheet.objects.bulk_update(sheets[at:], ["arrival"])
    _number(sheets[at:])
    arrival.signed = False  # a signature is about the whole file
    arrival.save(update_fields=["signed"])
    record(doer, "intake.split", arrival=arrival.pk, other=other.pk, pages=len(sheets) - at)
    for part in (arrival, other):
        _back_to_the_machine(part)
    return other


@act
def join(doer: Doer, arrival: Arrival, others: Iterable[Arrival]) -> Arrival:
    """Add the pages of other papers in the same tray to this one; the others are then part of it."""
    arrival = _arrangeable(doer, arrival.pk)
    parts = [_arrangeable(doer, number) for number in sorted({other.pk for other in others} - {arrival.pk})]
    if not parts or any(part.unit_id != arrival.unit_id for part in parts):
        raise Refused(_("Choose another paper of this tray to join."))
    for nth, part in enumerate(parts, start=1):
        if part.state != State.READY:
            raise Refused(str(STANDS[State(part.state)]))
        part.sheets.update(arrival=arrival, position=F("position") + nth * Sheet.BEHIND)
        arrival.signed |= part.signed
        part.stage, part.proposals, part.citations, part.held_by, part.held_at = JOINED, {}, [], None, None
        move(part, State.DISCARDED, "stage", "proposals", "citations", "held_by", "held_at")
    _number(arrival.sheets.all())
    arrival.save(update_fields=["signed"])
    record(doer, "intake.joined", arrival=arrival.pk, others=[part.pk for part in parts])
    _propose_again(arrival)
    return arrival


def _on_the_table(doer: Doer, sheet: Sheet) -> tuple[Arrival, Sheet]:
    """The sheet and its arrival, locked; raises Refused."""
    arrival = _arrangeable(doer, sheet.arrival_id)
    fresh = arrival.sheets.filter(pk=sheet.pk).first()
    if fresh is None:
        raise Refused(_("The pages have changed meanwhile. Please look again."))
    return arrival, fresh


def _arrangeable(doer: Doer, arrival_id: int) -> Arrival:
    """The arrival, locked, when it is still in the tray and its pages are there; raises Refused."""
    arrival = locked(doer, arrival_id)
    if arrival.state not in OPEN or not arrival.sheets.exists():
        raise Refused(str(STANDS[State(arrival.state)]))
    return arrival


def _number(sheets: Iterable[Sheet]) -> None:
    placed = list(sheets)
    for position, sheet in enumerate(placed, start=1):
        sheet.position = position
    Sheet.objects.bulk_update(placed, ["position"])


def _propose_again(arrival: Arrival) -> None:
    """With other pages the fields may read otherwise; an arrival the machine has in hand is read again anyway."""
    if arrival.state == State.READY:
        propose_for(arrival)
        arrival.save(update_fields=["proposals", "citations"])


def _back_to_the_machine(arrival: Arrival) -> None:
    """Defer what only the worker can do; one that waits or is being read is in its hands already."""
    if arrival.state in (State.READY, State.FAILED):
        arrival.failure, arrival.stage, arrival.pages_done, arrival.pages_total = "", "", 0, 0
        move(arrival, State.WAITING, "failure", "stage", "pages_done", "pages_total")
        defer_reading(arrival)
