"""A day of the office's own calendar, as typed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from chauban.web.fields import DayField


class DayForm(forms.Form):
    """A day off or a working day of the office's own."""

    day = DayField("future", label=_("Day"))
    working = forms.TypedChoiceField(
        label=_("On this day the office"),
        choices=[("off", _("does not work")), ("on", _("works"))],
        coerce=lambda value: value == "on",
        initial="off",
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Occasion"), max_length=200)
    source = forms.CharField(
        label=_("Ground"), max_length=300, required=False, help_text=_("For example the number and date of the notice.")
    )
