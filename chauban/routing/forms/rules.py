"""What an administrator says of a rule by which papers find their way, and of a paper it is tried on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from chauban.people.models import Agency, Person, Unit
from chauban.rulebook.models import Kind

from ..models import Rule

#: What of a rule a form says besides the agency, as `acts.write_rule` takes it.
SAID = ("field", "kind", "issuer", "words", "leader", "prereader", "straight_to", "days")


def _named(label: Any, **attrs: Any) -> forms.CharField:
    """A name with suggestions; what was chosen goes into a hidden field beside it."""
    widget = forms.TextInput(attrs={"data-combobox": True, "autocomplete": "off", **attrs})
    return forms.CharField(label=label, required=False, max_length=300, widget=widget)


class SortForm(forms.Form):
    """Of what sort a paper is: the conditions of a rule, or a paper that a rule is tried on."""

    agency = forms.ChoiceField(label=_("In the registers of"))
    kind_key = forms.CharField(required=False, widget=forms.HiddenInput)
    kind_name = _named(_("Kind"), **{"data-options": "#kinds"})
    issuer_key = forms.CharField(required=False, widget=forms.HiddenInput)
    issuer_name = _named(_("Issuing body"), **{"data-options-url": reverse_lazy("routing:rule-agencies")})

    def __init__(self, *args: Any, agencies: Sequence[Agency], kinds: Sequence[Kind], **options: Any) -> None:
        super().__init__(*args, **options)
        self.agencies, self.kinds = {str(each.pk): each for each in agencies}, kinds
        self._choose("agency", [(key, str(each)) for key, each in self.agencies.items()])
        for name in ("kind", "issuer"):
            self.fields[f"{name}_name"].widget.attrs["data-combobox-value"] = f"#{self[f'{name}_key'].id_for_label}"

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Rows in the place of names."""
        values = super().clean() or self.cleaned_data
        values["agency"] = self.agencies.get(values.get("agency", ""))
        values["kind"] = self._kind(values.get("kind_key", ""), values.get("kind_name", ""))
        values["issuer"] = self._issuer(values.get("issuer_key", ""), values.get("issuer_name", ""))
        return values

    def _kind(self, key: str, name: str) -> Kind | None:
        if not name:
            return None
        found = [kind for kind in self.kinds if str(kind.pk) == key and kind.name == name]
        found = found or [kind for kind in self.kinds if kind.name.lower() == name.lower()]
        if not found:
            self.add_error("kind_name", _("Choose a kind from the list."))
        return next(iter(found), None)

    def _issuer(self, key: str, name: str) -> Agency | None:
        if not name:
            return None
        found = Agency.objects.filter(pk=key, name=name).first() if key.isdecimal() else None
        found = found or Agency.objects.filter(name__iexact=name).first()
        if found is None:
            self.add_error("issuer_name", _("Choose a body from the list."))
        return found


class RuleForm(SortForm):
    """A rule: of what sort the papers are, to whom they go, in how many days they are handled."""

    field = forms.CharField(label=_("Field of work"), max_length=100, required=False)
    words = forms.CharField(
        label=_("Words in the subject"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line; one of them is enough, with or without marks. Left empty, every subject fits."),
    )
    leader = forms.ChoiceField(label=_("Goes to the leader"), required=False)
    prereader = forms.ChoiceField(label=_("Read first by, who proposes"), required=False)
    straight_to = forms.ChoiceField(label=_("Or straight down to the unit"), required=False)
    days = forms.IntegerField(label=_("Handled within (working days)"), min_value=1, max_value=366, required=False)
    field_order = (
        "agency", "field", "kind_key", "kind_name", "issuer_key", "issuer_name", "words", "leader", "prereader",
        "straight_to", "days",
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[Person], units: Sequence[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {str(each.pk): each for each in people}
        self.units = {str(each.pk): each for each in units}
        nobody = [("", str(_("nobody")))]
        for name in ("leader", "prereader"):
            self._choose(name, [*nobody, *((key, str(each)) for key, each in self.people.items())])
        self._choose("straight_to", [("", "–"), *((key, str(each)) for key, each in self.units.items())])

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        for name in ("leader", "prereader"):
            values[name] = self.people.get(values.get(name, ""))
        values["straight_to"] = self.units.get(values.get("straight_to", ""))
        return values

    def said(self) -> dict[str, Any]:
        """The rule's values as the act takes them."""
        return {name: self.cleaned_data[name] for name in SAID}


class TryForm(SortForm):
    """A paper that is thought of, to see by which rule it would go."""

    subject = forms.CharField(label=_("Subject"), max_length=1000, required=False)


def initial_of(rule: Rule) -> dict[str, Any]:
    """A rule as its form shows it."""
    return {
        "agency": rule.agency_id,
        "field": rule.field,
        "kind_key": rule.kind_id,
        "kind_name": rule.kind.name if rule.kind else "",
        "issuer_key": rule.issuer_id,
        "issuer_name": rule.issuer.name if rule.issuer else "",
        "words": rule.words,
        "leader": rule.leader_id,
        "prereader": rule.prereader_id,
        "straight_to": rule.straight_to_id,
        "days": rule.days,
    }
