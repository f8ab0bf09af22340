"""Powers lent, as lists: one person's, and everybody's for the administrator."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from .models import Delegation, Person

#: Delegations that are over, on one page.
PAGE = 30


@dataclass(frozen=True)
class Lent:
    """Delegations in force, to come, and over."""

    now: list[Delegation]
    coming: list[Delegation]
    over: list[Delegation]
    #: The page with older ones begins before this number; None at the end.
    older: int | None = None

    @property
    def any(self) -> bool:
        return bool(self.now or self.coming or self.over)


def delegations_of(person: Person) -> Lent:
    """What the person lent and was lent; of what is over, the latest. Two statements."""
    return _lists(Delegation.objects.filter(Q(giver=person) | Q(receiver=person)), None)


def all_delegations(before: int | None = None) -> Lent:
    """Everybody's; of what is over a page, those before the number `before`. Two statements."""
    return _lists(Delegation.objects.all(), before)


def _lists(rows: QuerySet[Delegation], before: int | None) -> Lent:
    moment = timezone.now()
    told = rows.select_related("giver", "receiver", "made_by", "ended_by")
    open_ones = list(told.filter(ended_at=None, ends_at__gt=moment).order_by("starts_at", "pk"))
    closed = told.exclude(ended_at=None, ends_at__gt=moment).order_by("-pk")
    over = list((closed.filter(pk__lt=before) if before else closed)[: PAGE + 1])
    return Lent(
        [each for each in open_ones if each.starts_at <= moment],
        [each for each in open_ones if each.starts_at > moment],
        over[:PAGE],
        over[PAGE - 1].pk if len(over) > PAGE else None,
    )


def delegation_of(pk: int) -> Delegation | None:
    """One delegation, or None."""
    return Delegation.objects.select_related("giver", "receiver").filter(pk=pk).first()
