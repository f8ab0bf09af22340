"""What a clerk says when papers go up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..queries.up import Leader


class SubmitForm(forms.Form):
    """To which leader, with what note, and who reads it first."""

    to = forms.ChoiceField(label=_("Leader"), widget=forms.RadioSelect)
    first_to = forms.ChoiceField(label=_("Read first by, who proposes"), required=False)
    note = forms.CharField(
        label=_("Note for the leader"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, leaders: list[Leader], **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {str(each.person.pk): each.person for each in leaders}
        to, first_to = self.fields["to"], self.fields["first_to"]
        assert isinstance(to, forms.ChoiceField)
        assert isinstance(first_to, forms.ChoiceField)
        named = [
            (str(each.person.pk), f"{each.person.full_name}, {each.titles[0]}{each.away_words}") for each in leaders
        ]
        to.choices, first_to.choices = named, [("", _("nobody")), *named]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        for name in ("to", "first_to"):
            values[name] = self.people.get(values.get(name, ""))
        return values


class SeveralForm(forms.Form):
    """Several papers at once: each to its own leader by rule, or all to one."""

    to = forms.ChoiceField(label=_("To"), required=False)
    note = forms.CharField(label=_("Note for the leader"), max_length=1000, required=False)

    def __init__(self, *args: Any, leaders: list[Leader], **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {str(each.person.pk): each.person for each in leaders}
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        named = [(str(each.person.pk), f"{each.person.full_name}{each.away_words}") for each in leaders]
        to.choices = [("", _("the leader by rule")), *named]

    def clean_to(self) -> Any:
        return self.people.get(self.cleaned_data["to"])
