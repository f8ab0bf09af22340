"""What leaves the program as a print or a spreadsheet goes on record."""

from __future__ import annotations

from chauban.journal.act import Doer, act, record
from chauban.people.models import Unit
from chauban.registry.models import Volume
from chauban.registry.queries import Period


@act
def print_tracking(doer: Doer, volume: Volume, *, form: str, period: Period, unit: Unit | None) -> None:
    """The tracking book of a register's book, in which form ("pdf", "xlsx"), which days and whose part of it."""
    record(
        doer,
        "routing.tracking_printed",
        register=str(volume),
        form=form,
        since=period.since,
        until=period.until,
        unit=unit and str(unit),
    )


@act
def take_list_out(doer: Doer, title: str, *, since: object, until: object) -> None:
    """The list behind a figure of the picture of the office, by its title."""
    record(doer, "routing.list_taken_out", title=title, since=since, until=until)
