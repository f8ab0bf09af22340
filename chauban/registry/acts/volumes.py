"""The books of a register: opened for a term, printed, signed off, closed."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from chauban.journal.act import Doer, act, record
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.registry.columns import digest, line_of
from chauban.registry.models import Register, Scope, SignOff, Volume
from chauban.registry.queries import Period, lines_between
from chauban.registry.rights import check_may_keep, check_may_open


@act
def open_volume(doer: Doer, register: Register, label: str, starts_on: dt.date, ends_on: dt.date | None) -> None:
    """Open a book, say of a new term; a book without an end ends on the day before.

    Where numbers run per year it ends with its year at the latest. Returns nothing: an administrator does not see the
    books of a classified register. Raises Refused on a missing right, a book over two years of such a register, a
    second book of that label, or days that another book already holds.
    """
    check_may_open(doer, register)
    if register.scope == Scope.YEAR:
        ends_on = ends_on or dt.date(starts_on.year, 12, 31)
        if ends_on.year > starts_on.year:
            raise Refused(_("Numbers run per year here: the book ends with its year."), field="ends_on")
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("The book ends before it starts."), field="ends_on")
    try:
        # Without RETURNING, for the same reason. The database's trigger refuses days held twice.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO registry_volume (register_id, label, starts_on, ends_on, last_number)"
                " VALUES (%s, %s, %s, %s, 0)",
                [register.pk, label, starts_on, ends_on],
            )
    except IntegrityError as conflict:
        raise Refused(_("Another book of this register has that label or holds some of those days.")) from conflict
    record(doer, "registry.volume_opened", register=register.name, label=label, starts_on=starts_on, ends_on=ends_on)


@act
def print_book(doer: Doer, volume: Volume, *, form: str, period: Period) -> None:
    """That a book was printed or exported, in which form ("pdf", "xlsx") and which part of it, goes on record."""
    numbers = {"first": period.first, "last": period.last} if period.first or period.last else {}
    record(
        doer, "registry.printed", register=str(volume), form=form, since=period.since, until=period.until,
        **({} if volume.register.classified else numbers),
    )  # fmt: skip


@act
def sign_off(doer: Doer, volume: Volume, first: int, last: int) -> SignOff:
    """Record that the book's numbers `first` to `last` were printed and signed, and what they then said.

    Raises Refused on a missing right, numbers that are not there, or rows that the doer is not cleared to see.
    """
    assert doer is not None
    check_may_keep(doer, volume.register)
    volume = Volume.objects.select_for_update(of=("self",)).select_related("register").get(pk=volume.pk)
    if not 1 <= first <= last <= volume.last_number:
        raise Refused(_("The book has the numbers 1 to %(last)s.") % {"last": volume.last_number}, field="last")
    lines = [line_of(entry) for entry in lines_between(volume, first, last)]
    if len(lines) != last - first + 1:
        raise Refused(_("You do not see all papers of these numbers, so you cannot answer for them."))
    done = SignOff.objects.create(
        volume=volume, first_number=first, last_number=last, digest=digest(lines), person=doer
    )
    record(doer, "registry.signed_off", register=str(volume), **_numbers(volume, first=first, last=last))
    return done


@act
def close_volume(doer: Doer, volume: Volume, *, last_number: int, early: bool = False) -> Volume:
    """Close a book for good: it gives no more numbers and its rows stay as they are.

    `last_number` is the last number the doer saw: if another was given meanwhile, or the book's days are not over and
    `early` was not confirmed, it is Refused. A book without an end ends today. Nobody can open it again; the next
    year's book opens by itself.
    """
    check_may_keep(doer, volume.register)
    volume = Volume.objects.select_for_update(of=("self",)).select_related("register").get(pk=volume.pk)
    if volume.closed_at is not None:
        raise Refused(_("The book %(book)s is closed.") % {"book": volume})
    if volume.last_number != last_number:
        last = {"last": volume.last_number}
        raise Refused(_("Another number was given meanwhile: the last one is now %(last)s.") % last)
    if (volume.ends_on is None or volume.ends_on >= today()) and not early:
        raise Refused(_("The book's days are not over. Confirm that it is to be closed early."), field="early")
    volume.closed_at, volume.closed_by = timezone.now(), doer
    volume.ends_on = volume.ends_on or max(today(), volume.starts_on)
    volume.save(update_fields=["closed_at", "closed_by", "ends_on"])
    record(doer, "registry.volume_closed", register=str(volume), **_numbers(volume, last=last_number))
    return volume


def _numbers(volume: Volume, **numbers: int) -> dict[str, int]:
    """Numbers for the journal; how many a classified book holds is not told there, since administrators read it."""
    return {} if volume.register.classified else numbers
