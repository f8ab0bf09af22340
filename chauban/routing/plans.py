"""What an annotation or a head's instruction gives to whom: plain values between a form and an act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.people.models import Person, Unit
from chauban.rulebook.calendar import next_working

from .states import Part

#: Days ahead beyond which a deadline is most likely a slip of the pen.
FARTHEST = 366


@dataclass(frozen=True)
class Given:
    """One part of a paper's work: who has it, with what instruction, by when."""

    part: Part
    holder: Unit | Person
    due_on: dt.date | None = None
    instruction: str = ""


def deadline(day: dt.date | None, *, within: dt.date | None = None) -> dt.date | None:
    """The working day a deadline means: one on a day off moves to the next working day.

    Raises Refused on a day in the past, more than a year ahead, or after `within`, the deadline of the work it is
    part of.
    """
    if day is None:
        return within
    if day < today():
        raise Refused(_("The deadline has passed already."), field="due_on")
    if (day - today()).days > FARTHEST:
        raise Refused(_("The deadline is more than a year ahead. Check the year."), field="due_on")
    moved = next_working(day)
    if within is not None and within >= today() and moved > within:
        raise Refused(
            _("The whole work is due on %(day)s; a part of it cannot be due later.") % {"day": f"{within:%d/%m/%Y}"},
            field="due_on",
        )
    return moved


def check_plan(plan: Sequence[Given], *, led: bool = False) -> None:
    """One lead at most, support only beside a lead (`led`: one is there already), nobody twice; raises Refused."""
    leads = [given for given in plan if given.part == Part.LEAD]
    if len(leads) > 1:
        raise Refused(_("Only one leads; the others support."), field="holders")
    if not leads and not led and any(given.part == Part.SUPPORT for given in plan):
        raise Refused(_("Say who leads."), field="holders")
    holders = [(type(given.holder), given.holder.pk) for given in plan]
    if len(set(holders)) < len(holders):
        raise Refused(_("Somebody is named twice."), field="holders")
