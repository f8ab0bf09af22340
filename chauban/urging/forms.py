"""What people type about their letters, as clean values."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Preference
from .states import Mode


def hour(label: object, help_text: object = "") -> forms.TimeField:
    """An hour of the day."""
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget, help_text=help_text)  # type: ignore[arg-type]


class LettersForm(forms.Form):
    """How somebody wants to be written to."""

    mode = forms.ChoiceField(label=_("By e-mail"), choices=Mode.choices, widget=forms.RadioSelect)
    address = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    quiet_from = hour(_("No letters from"), _("What comes meanwhile is sent afterwards."))
    quiet_until = hour(_("until"))

    @classmethod
    def of(cls, choice: Preference) -> LettersForm:
        """The form as things are now."""
        names = ("mode", "address", "quiet_from", "quiet_until")
        return cls(initial={name: getattr(choice, name) for name in names})


class RuleForm(forms.Form):
    """After how many working days overdue work goes up a level."""

    days = forms.IntegerField(label=_("Working days"), min_value=1, max_value=60)
