"""For which days the picture is drawn."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chauban.kernel.clock import today
from chauban.web.fields import DayField

from ..queries.picture import Period

SPANS: dict[str, Promise] = {"week": _("This week"), "month": _("This month"), "quarter": _("This quarter")}
WEEK, QUARTER = 7, 3


class PeriodForm(forms.Form):
    """Days of one's own; an empty end is today, an empty beginning the first of its month."""

    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)

    def period(self) -> Period:
        """The days that were typed, bad ones left out."""
        values = getattr(self, "cleaned_data", {}) if self.is_valid() else {}
        until = values.get("until") or today()
        since = values.get("since") or until.replace(day=1)
        return Period(min(since, until), max(since, until))


def span(name: str, day: dt.date) -> Period:
    """The week, month or quarter of a day, up to its end."""
    if name == "month":
        return Period(
            day.replace(day=1), (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
        )
    if name == "quarter":
        first = day.replace(month=(day.month - 1) // QUARTER * QUARTER + 1, day=1)
        return Period(first, span("month", first.replace(month=first.month + QUARTER - 1)).until)
    monday = day - dt.timedelta(days=day.weekday())
    return Period(monday, monday + dt.timedelta(days=WEEK - 1))
