"""Somebody is away, or is back before the day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from chauban.journal.act import Doer, act, record
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused

from ..models import Absence, Person
from ..names import tidy
from ..rights import check_may_note_absence, somebody

#: Days after which an absence is most likely a slip of the pen.
LONGEST = 366


@act
def note_absence(doer: Doer, person: Person, *, starts_on: dt.date, ends_on: dt.date, reason: str = "") -> Absence:
    """Note that somebody is away from a day to a day; raises Refused for another's subordinate or days gone by."""
    check_may_note_absence(doer, person)
    if ends_on < starts_on:
        raise Refused(_("The absence ends before it begins."), field="ends_on")
    if ends_on < today():
        raise Refused(_("These days are over already."), field="ends_on")
    if (ends_on - starts_on).days > LONGEST:
        raise Refused(_("That is more than a year. Check the year."), field="ends_on")
    absence = Absence.objects.create(
        person=person, starts_on=starts_on, ends_on=ends_on, reason=tidy(reason), made_by=somebody(doer)
    )
    record(doer, "people.absence_noted", **_told(absence), reason=absence.reason)
    return absence


@act
def call_off_absence(doer: Doer, absence: Absence) -> None:
    """They are back before the day, or did not go; raises Refused when it is called off already."""
    check_may_note_absence(doer, absence.person)
    if not Absence.objects.filter(pk=absence.pk, ended_at=None).update(ended_at=Now()):
        raise Refused(_("This absence is called off already."))
    record(doer, "people.absence_called_off", **_told(absence))


def _told(absence: Absence) -> dict[str, Any]:
    return {"person": str(absence.person), "starts_on": absence.starts_on, "ends_on": absence.ends_on}
