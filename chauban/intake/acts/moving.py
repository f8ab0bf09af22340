"""What every act on an arrival begins and ends with: its row locked, its state moved along MOVES, its job deferred."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from chauban.journal.act import Doer
from chauban.kernel.refused import Refused
from chauban.live.tell import tell

from ..models import Arrival
from ..rights import check_may_handle
from ..states import MOVES, State

#: The lock between receiving bytes and removing such as nothing names.
FORGETTING = 7344

#: What a clerk is told whose act comes too late or too early.
STANDS = {
    State.WAITING: gettext_lazy("This paper is still waiting to be read. Please wait a moment."),
    State.READING: gettext_lazy("This paper is being read. Please wait a moment."),
    State.READY: gettext_lazy("This paper has been read and waits to be checked."),
    State.FAILED: gettext_lazy("This file could not be read."),
    State.REGISTERED: gettext_lazy("This paper has been registered meanwhile."),
    State.DISCARDED: gettext_lazy("This paper was discarded. Take it back into the tray first."),
}


def locked(doer: Doer, arrival_id: int) -> Arrival:
    """The arrival, its row locked until the act ends; for a person, only from a tray of theirs. Raises Refused."""
    arrival = Arrival.objects.select_for_update(of=("self",)).filter(pk=arrival_id).first()
    if arrival is None:
        raise Refused(_("This paper is no longer in your tray."))
    if doer is not None:
        check_may_handle(doer, arrival)
    return arrival


def move(arrival: Arrival, to: State, *also: str) -> None:
    """The one place where an arrival changes its state; saves it with the fields named in `also`. Raises Refused."""
    if to not in MOVES[State(arrival.state)]:
        raise Refused(str(STANDS[State(arrival.state)]))
    arrival.state = to
    arrival.save(update_fields=["state", *also])
    tell(units=[arrival.unit_id])


def defer_reading(arrival: Arrival) -> None:
    """Have the worker read what is to be read, once the present transaction commits. One at a time per arrival."""
    app.configure_task("intake.read", queue="reading", lock=f"arrival-{arrival.pk}").defer(arrival_id=arrival.pk)


def keep_from_being_forgotten() -> None:
    """Until this transaction ends no bytes are forgotten: those being received may be such as were about to be."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [FORGETTING])


def defer_forgetting(digests: Sequence[str], *, everywhere: bool = False) -> None:
    """Have the worker remove bytes that no row names any more, once the present transaction commits.

    `everywhere`: what the scan folder kept of them goes, too.
    """
    if digests:
        # Before what waits to be read, so that it goes a moment later even behind two hundred papers.
        app.configure_task("intake.forget", queue="reading", priority=1).defer(
            digests=[*digests], everywhere=everywhere
        )
