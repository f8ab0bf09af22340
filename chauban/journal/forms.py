"""What the administrator looks for in the journal."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chauban.people.models import Person
from chauban.web.fields import DayField

from .queries import Wanted, named
from .sentences import SENTENCES

#: The first part of an act's name, as a heading.
ROOMS = {
    "document": _("Documents"),
    "intake": _("Intake"),
    "people": _("People and agencies"),
    "registry": _("Registers"),
    "routing": _("Submission and handling"),
    "rulebook": _("Rules"),
    "urging": _("Urging"),
}
_CHOICE = re.compile(r"\[(?:[^\[\]]*\|)?([^\[\]|]*)\]")


def acts() -> list[tuple[str, Any]]:
    """All acts under the headings of their rooms, each as its sentence with the particulars left open."""
    choices: list[tuple[str, Any]] = [("", gettext("All acts"))]
    for room, names in groupby(sorted(SENTENCES), key=lambda name: name.partition(".")[0]):
        told = [(name, _open(gettext(SENTENCES[name]))) for name in names]
        choices.append((str(ROOMS.get(room, room)), told))
    return choices


def _open(template: str) -> str:
    """A sentence without its particulars: what is optional is left out, of several ways to say it the last stands."""
    plain = _CHOICE.sub(lambda match: match[1] if "|" in match[0] else "", template)
    return " ".join(re.sub(r"%\(\w+\)s", "…", plain).split())


class WantedForm(forms.Form):
    """All optional; an unreadable field narrows nothing and says so."""

    person = forms.ModelChoiceField(Person.objects.all(), required=False, widget=forms.HiddenInput)
    who = forms.CharField(
        required=False,
        max_length=200,
        label=_("Who"),
        widget=forms.TextInput(
            attrs={
                "data-combobox": True,
                "data-options-url": reverse_lazy("journal:people"),
                "data-combobox-value": "#id_person",
                "placeholder": _("Everybody and the system"),
                "autocomplete": "off",
            }
        ),
    )
    act = forms.ChoiceField(choices=acts, required=False, label=_("What"))
    since = DayField(required=False, label=_("From day"))
    until = DayField(required=False, label=_("Until day"))
    number = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, label=_("Arrival number"))
    document = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def clean(self) -> dict[str, Any]:
        """The person chosen, or the one of the very name that was typed; a link names a person by number alone."""
        values = super().clean() or self.cleaned_data
        name, person = values.get("who"), values.get("person")
        if "who" in self.data and not (person and person.full_name == name):
            found = list(named(name)[:2]) if name else []
            values["person"] = found[0] if len(found) == 1 else None
            if name and len(found) != 1:
                self.add_error("who", gettext("Choose one person from the list."))
        elif person:
            self.data = dict(self.data.items()) | {"who": person.full_name}
        return values

    def wanted(self) -> Wanted:
        """The clean values; call after `is_valid()`, whatever it said."""
        clean = self.cleaned_data
        person = clean.get("person")
        return Wanted(
            person_id=person.pk if person else None,
            act=clean.get("act") or "",
            since=clean.get("since"),
            until=clean.get("until"),
            document_id=clean.get("document"),
            number=clean.get("number"),
        )
