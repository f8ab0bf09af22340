"""Powers lent to somebody for a time, and taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from chauban.journal.act import Doer, act, record
from chauban.kernel.refused import Refused

from ..gifts import check_may_raise
from ..models import Delegation, Person
from ..names import tidy
from ..rights import check_may_lend_for, check_may_take_back, posts_today, somebody
from ..states import Scope

#: Held while powers are lent: two who lend to each other at once would not see each other's row.
LOCK = 7_203_500


@dataclass(frozen=True)
class Span:
    """A time from its first moment up to, but not at, its last."""

    start: dt.datetime
    end: dt.datetime


@act
def lend_powers(
    doer: Doer,
    giver: Person,
    receiver: Person,
    *,
    scope: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    reason: str,
) -> Delegation:
    """Lend the giver's powers of a scope to the receiver for a time; not for classified papers, and not to be lent on.

    By the giver, or by an administrator on a written order, named as the reason. Raises Refused when the giver has no
    powers to lend, for a time that is over, in the wrong order or longer than a year, to oneself, to somebody without
    account or post, for what is lent to the receiver in that time already, and in a circle.
    """
    check_may_lend_for(doer, giver)
    span, clean = Span(starts_at, ends_at), tidy(reason)
    _check_span(span)
    if scope not in Scope.values:
        raise Refused(_("Say which powers are lent."), field="scope")
    _check_receiver(somebody(doer), giver, receiver, clean)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    _check_is_not_lent(giver, receiver, scope, span)
    _check_no_circle(giver, receiver, span)
    delegation = Delegation.objects.create(
        giver=giver, receiver=receiver, scope=scope, starts_at=starts_at, ends_at=ends_at, reason=clean,
        made_by=somebody(doer),
    )  # fmt: skip
    lender = "" if somebody(doer).pk == giver.pk else giver.full_name
    times: dict[str, Any] = {"starts_at": starts_at, "ends_at": ends_at}
    record(doer, "people.powers_lent", **_told(delegation), **times, lender=lender, reason=clean)
    return delegation


@act
def take_back_powers(doer: Doer, delegation: Delegation, reason: str = "") -> Delegation:
    """End a delegation at once, or call off one to come; by its giver, its receiver or an administrator with a reason.

    Raises Refused when it is over already.
    """
    check_may_take_back(doer, delegation)
    me, clean = somebody(doer), tidy(reason)
    if me.pk not in (delegation.giver_id, delegation.receiver_id) and not clean:
        raise Refused(_("Say on whose order, or why."), field="reason")
    rows = Delegation.objects.select_for_update(of=("self",)).select_related("giver", "receiver")
    ending = rows.filter(pk=delegation.pk, ended_at=None, ends_at__gt=timezone.now()).first()
    if ending is None:
        raise Refused(_("This delegation is over already."))
    ending.ended_at, ending.ended_by, ending.end_reason = Now(), me, clean
    ending.save(update_fields=["ended_at", "ended_by", "end_reason"])
    record(doer, "people.powers_taken_back", **_told(ending), reason=clean)
    return ending


def _told(delegation: Delegation) -> dict[str, Any]:
    return {
        "delegation": delegation.pk,
        "giver": delegation.giver.full_name,
        "receiver": delegation.receiver.full_name,
        "powers": delegation.scope,
    }


def _check_span(span: Span) -> None:
    if span.end <= span.start:
        raise Refused(_("It ends before it begins."), field="ends_at")
    if span.end <= timezone.now():
        raise Refused(_("This time is over already."), field="ends_at")
    if span.end - span.start > Delegation.LONGEST:
        raise Refused(_("Powers are lent for a year at the most."), field="ends_at")


def _check_receiver(doer: Person, giver: Person, receiver: Person, reason: str) -> None:
    """The receiver works here and is another; an administrator needs an order and gains nothing by it."""
    if receiver.pk == giver.pk:
        raise Refused(_("Nobody lends powers to themselves."), field="receiver")
    if not receiver.is_active:
        raise Refused(_("The account of %(name)s is closed.") % {"name": receiver}, field="receiver")
    if not posts_today(receiver):
        raise Refused(_("%(name)s holds no post here today.") % {"name": receiver}, field="receiver")
    if doer.pk == giver.pk:
        return
    if not reason:
        raise Refused(_("Name the order: its number, its date, who signed it."), field="reason")
    if doer.pk == receiver.pk:
        raise Refused(_("No administrator takes powers themselves. Ask another administrator."), field="receiver")
    check_may_raise(receiver)


def _overlapping(span: Span) -> Any:
    return Delegation.objects.filter(ended_at=None, starts_at__lt=span.end, ends_at__gt=span.start)


def _check_is_not_lent(giver: Person, receiver: Person, scope: str, span: Span) -> None:
    if _overlapping(span).filter(giver=giver, receiver=receiver, scope=scope).exists():
        raise Refused(
            _("These powers are lent to %(name)s in that time already. End that delegation first.")
            % {"name": receiver},
            field="starts_at",
        )


def _check_no_circle(giver: Person, receiver: Person, span: Span) -> None:
    """No chain of delegations leads from the receiver to the giver at any moment of the span."""
    lent = list(_overlapping(span).values_list("giver_id", "receiver_id", "starts_at", "ends_at"))
    waiting = {(receiver.pk, span)}
    seen: set[tuple[int, Span]] = set()
    while waiting - seen:
        step = (waiting - seen).pop()
        seen.add(step)
        for lender, taker, start, end in lent:
            common = Span(max(start, step[1].start), min(end, step[1].end))
            if lender != step[0] or common.start >= common.end:
                continue
            if taker == giver.pk:
                raise Refused(
                    _("%(name)s has lent powers to %(giver)s in that time, directly or through others.")
                    % {"name": receiver, "giver": giver},
                    field="receiver",
                )
            waiting.add((taker, common))
