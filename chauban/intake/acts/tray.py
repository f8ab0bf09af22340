"""A paper in the tray is held, tried again, put aside, taken back."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from chauban.journal.act import Doer, act, record
from chauban.kernel.refused import Refused
from chauban.people.identity import acting
from chauban.people.models import Person

from ..models import Arrival
from ..queries import holds_foreign_pages
from ..states import HOLD, OPEN, State
from .moving import STANDS, defer_reading, locked, move


@act
def hold(doer: Doer, arrival: Arrival) -> Arrival:
    """Tell others that the doer has the paper open. Whoever holds it already keeps it; the answer says who that is."""
    assert doer is not None
    arrival = locked(doer, arrival.pk)
    if arrival.state in OPEN and not arrival.is_held_by_another(doer):
        arrival.held_by, arrival.held_at = doer, timezone.now()
        arrival.save(update_fields=["held_by", "held_at"])
    record(doer, "intake.opened", arrival=arrival.pk)
    return arrival


def renew(person: Person, arrival: Arrival) -> bool:
    """Keep one's own claim alive; False when there is none. No act: it only stops a clock."""
    with acting(person):
        mine = Arrival.objects.filter(pk=arrival.pk, held_by=person, held_at__gt=timezone.now() - HOLD)
        return bool(mine.update(held_at=timezone.now()))


@act
def release(doer: Doer, arrival: Arrival) -> None:
    """Give up the doer's own claim; somebody else's stays."""
    assert doer is not None
    arrival = locked(doer, arrival.pk)
    if arrival.held_by_id == doer.pk:
        arrival.held_by = arrival.held_at = None
        arrival.save(update_fields=["held_by", "held_at"])
    record(doer, "intake.left", arrival=arrival.pk)


@act
def retry(doer: Doer, arrival: Arrival) -> Arrival:
    """Have a file that could not be read tried again. Raises Refused unless it failed."""
    arrival = locked(doer, arrival.pk)
    if arrival.state != State.FAILED:
        raise Refused(str(STANDS[State(arrival.state)]))
    arrival.failure, arrival.stage, arrival.pages_done, arrival.pages_total = "", "", 0, 0
    move(arrival, State.WAITING, "failure", "stage", "pages_done", "pages_total")
    record(doer, "intake.retried", arrival=arrival.pk)
    defer_reading(arrival)
    return arrival


@act
def discard(doer: Doer, arrival: Arrival) -> Arrival:
    """Put a paper aside without registering it; it can be taken back. Its reading, if under way, comes to nothing.

    Raises Refused until the machine has followed what was done to its pages: a part of a scan has no file of its own
    before that, and put aside it would keep the other part's pages.
    """
    arrival = locked(doer, arrival.pk)
    if arrival.state != State.READY and arrival.sheets.exists():
        if arrival.state == State.FAILED:
            raise Refused(
                _("The last change to its pages could not be carried out. Try it again, or turn the page back.")
            )
        raise Refused(str(STANDS[State(arrival.state)]))
    arrival.held_by = arrival.held_at = None
    move(arrival, State.DISCARDED, "held_by", "held_at")
    record(doer, "intake.discarded", arrival=arrival.pk)
    return arrival


@act
def take_back(doer: Doer, arrival: Arrival) -> Arrival:
    """Put a discarded paper back into the tray: to be checked when its pages are there, else to be read.

    Raises Refused unless it was discarded, or when it has become part of another paper.
    """
    arrival = locked(doer, arrival.pk)
    if arrival.is_joined:
        raise Refused(_("Its pages are part of another paper now. Split them off there."))
    if arrival.state != State.DISCARDED:
        raise Refused(str(STANDS[State(arrival.state)]))
    read = not _needs_the_machine(arrival)
    arrival.failure = ""
    move(arrival, State.READY if read else State.WAITING, "failure")
    record(doer, "intake.taken_back", arrival=arrival.pk)
    if not read:
        defer_reading(arrival)
    return arrival


def _needs_the_machine(arrival: Arrival) -> bool:
    sheets = list(arrival.sheets.select_related("page").only("turn", "page__turn"))
    return not sheets or any(sheet.turn != sheet.page.turn for sheet in sheets) or holds_foreign_pages(arrival)
