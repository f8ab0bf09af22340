"""How a deadline stands on a day: in figures and in words, the same wherever it is told.

A deadline is over from the day after it. What is left and by how much it is over are counted in working days; one of a
Friday is over on Saturday, but by no working day yet, and then no number is said.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chauban.kernel.clock import today

from .calendar import working_days_between

#: Fewer working days left than this are few.
FEW = 3


@dataclass(frozen=True)
class Standing:
    """A deadline as it stands on `day`."""

    due_on: dt.date
    day: dt.date
    #: Working days left, or over; never negative.
    days: int

    @property
    def over(self) -> bool:
        """Whether its day has passed."""
        return self.due_on < self.day

    @property
    def soon(self) -> bool:
        """Whether few working days are left."""
        return not self.over and self.days < FEW

    @property
    def words(self) -> str:
        """How it stands, in a few words that begin small."""
        days = {"days": self.days}
        if self.over and self.days == 0:
            return _("overdue")
        if self.over:
            return ngettext("%(days)s working day overdue", "%(days)s working days overdue", self.days) % days
        if self.days == 0:
            return _("due today") if self.due_on == self.day else _("due before the next working day")
        return ngettext("%(days)s working day left", "%(days)s working days left", self.days) % days


def standing(due_on: dt.date, day: dt.date | None = None) -> Standing:
    """How the deadline `due_on` stands on `day`, today when none is given."""
    day = day or today()
    return Standing(due_on, day, abs(working_days_between(day, due_on)))
