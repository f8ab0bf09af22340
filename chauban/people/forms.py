"""What administrators type, as clean values. Rules are the acts'; a refusal comes back to the field it names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.web.fields import DayField, HourField

from .acts.agency import AgencyFields
from .acts.person import PersonFields
from .models import Agency, Person, Unit
from .queries import agencies_now, person_meant, units_here
from .states import Role, Scope, Secrecy, System


def reason(label: Any, help_text: Any = "") -> forms.CharField:
    """Why something is done; one line."""
    return forms.CharField(label=label, help_text=help_text, max_length=300)


class ActForm(forms.Form):
    """A form whose clean values go to one act."""

    def attempt(self, run: Callable[[], Any]) -> bool:
        """Run the act if the form is valid; whether it was done. A refusal is shown where it belongs."""
        if not self.is_valid():
            return False
        try:
            run()
        except Refused as refusal:
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
            return False
        return True


class PersonForm(ActForm):
    """Name, sign-in name and addresses of a person."""

    full_name = forms.CharField(label=_("Full name"), max_length=100)
    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=60,
        required=False,
        help_text=_("Left empty, it is made from the name: Nguyễn Văn Bình signs in as binhnv."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)

    @classmethod
    def of(cls, person: Person) -> PersonForm:
        """The form as the person is now."""
        form = cls(
            auto_id="change_%s",
            initial={
                "full_name": person.full_name,
                "username": person.username,
                "email": person.email,
                "phone": person.phone,
            },
        )
        form.fields["username"].required = True
        form.fields["username"].help_text = _("Whoever changes it changes what the person types to sign in.")
        return form

    def fields_of_person(self) -> PersonFields:
        return PersonFields(**{name: self.cleaned_data[name] for name in ("full_name", "username", "email", "phone")})


class UnitChoice(forms.ModelChoiceField):
    """Units under the name of their agency."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} – {obj.agency.short_name or obj.agency.name}"


class PostForm(ActForm):
    """A post to be given."""

    unit = UnitChoice(label=_("Unit"), queryset=Unit.objects.none(), empty_label=_("Choose a unit"))
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("Choose a role")), *Role.choices],
        help_text=_("The role decides what the person may do; the title is what stands in the decision."),
    )
    title = forms.CharField(label=_("Title of the post"), max_length=100)
    starts_on = DayField("near", label=_("From the day"))
    ends_on = DayField("future", label=_("Until (last day)"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units_here()  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = today


class FirstPostForm(PostForm):
    """The post of somebody who is being added: may be left out altogether, with the unit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("unit"):
            for name in ("role", "title", "starts_on"):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _("The post needs this."))
        return values


class EndPostForm(ActForm):
    """The last day of a post."""

    ends_on = DayField("near", label=_("Last day of the post"))


class ClearanceForm(ActForm):
    """A level of secrecy and the ground for it."""

    level = forms.TypedChoiceField(label=_("Clearance"), coerce=int, choices=Secrecy.choices)
    reason = reason(_("Ground"), _("For example the number and date of the decision."))


class ReasonForm(ActForm):
    """Why an account is closed or its second factor removed."""

    reason = reason(_("Reason"))


class AgencyForm(ActForm):
    """An agency's entry."""

    name = forms.CharField(label=_("Name"), max_length=200)
    short_name = forms.CharField(label=_("Short name"), max_length=100, required=False)
    symbol = forms.CharField(
        label=_("Symbol"), max_length=30, required=False, help_text=_("As it stands in a notation: TU, VPTU.")
    )
    code = forms.CharField(
        label=_("Agency code"), max_length=40, required=False, help_text=_("Such as H57.12.3 or 000.00.11.H53.")
    )
    parent = forms.ModelChoiceField(
        label=_("Superior agency"), queryset=Agency.objects.none(), required=False, empty_label=_("None")
    )
    system = forms.ChoiceField(label=_("System"), choices=System.choices)
    place = forms.CharField(
        label=_("Place name"), max_length=100, required=False, help_text=_("In the date line of its documents.")
    )
    order = forms.IntegerField(label=_("Order in lists"), min_value=0, max_value=9999, required=False)
    hosted = forms.BooleanField(label=_("Its people work in this installation"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = agencies_now()  # type: ignore[attr-defined]

    @classmethod
    def of(cls, agency: Agency, data: Any = None) -> AgencyForm:
        """The form of a body as it is now; its superior may stay though it is abolished."""
        names = ("name", "short_name", "symbol", "code", "parent", "system", "place", "order", "hosted")
        form = cls(data, initial={name: getattr(agency, name) for name in names}, auto_id="change_%s")
        if agency.parent_id:
            superior = form.fields["parent"]
            superior.queryset |= Agency.objects.filter(pk=agency.parent_id)  # type: ignore[attr-defined]
        return form

    def fields_of_agency(self) -> AgencyFields:
        return AgencyFields(**{**self.cleaned_data, "order": self.cleaned_data["order"] or 0})


class UnitForm(ActForm):
    """A unit's entry."""

    name = forms.CharField(label=_("Name of the unit"), max_length=200)
    symbol = forms.CharField(label=_("Symbol"), max_length=30, required=False)
    order = forms.IntegerField(label=_("Order in lists"), min_value=0, max_value=9999, required=False)

    def values(self) -> dict[str, Any]:
        return {**self.cleaned_data, "order": self.cleaned_data["order"] or 0}


class EndForm(ActForm):
    """The day on which a body or unit ends."""

    on = DayField("past", label=_("From the day"))


def person_field(label: Any, name: str, query: str = "") -> forms.CharField:
    """A person by name, with suggestions; who is chosen goes into the hidden field `<name>_key`."""
    attrs = {
        "data-combobox": True,
        "data-options-url": format_lazy("{}{}", reverse_lazy("people:choose-people"), query),
        "data-combobox-value": f"#lend_{name}_key",
        "autocomplete": "off",
    }
    return forms.CharField(label=label, max_length=200, widget=forms.TextInput(attrs=attrs))


class LendForm(ActForm):
    """To whom powers are lent, which, and for how long."""

    receiver_key = forms.CharField(required=False, widget=forms.HiddenInput)
    receiver = person_field(_("Lent to"), "receiver")
    scope = forms.ChoiceField(label=_("Powers"), choices=[(value, capfirst(label)) for value, label in Scope.choices])
    starts_at = HourField(label=_("From the hour and day"), help_text=_("For example 8h 24/11."))
    ends_at = HourField(
        label=_("Until the hour and day"), help_text=_("It ends by itself at that minute, for example 17h 30/11.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
    field_order = ("giver", "receiver", "scope", "starts_at", "ends_at", "reason")

    @classmethod
    def empty(cls) -> LendForm:
        """The form before anything is typed, from this minute on."""
        return cls(auto_id="lend_%s", initial={"starts_at": timezone.now()})

    def clean(self) -> dict[str, Any]:
        """Persons in the place of their names: whoever was chosen, or the one person of that very name."""
        values = super().clean() or self.cleaned_data
        for name in ("giver", "receiver"):
            if values.get(name):
                found = person_meant(values.pop(f"{name}_key", ""), values[name])
                if found is None:
                    self.add_error(name, _("Choose one person from the list."))
                values[name] = found
            else:
                values.pop(f"{name}_key", None)
        return values


class OrderedLendForm(LendForm):
    """The same by an administrator on a written order: also whose powers they are."""

    giver_key = forms.CharField(required=False, widget=forms.HiddenInput)
    giver = person_field(_("Powers of"), "giver", "?lending=1")
    reason = forms.CharField(
        label=_("Order"), max_length=300, help_text=_("Number, date and signer of the written order.")
    )


class AbsenceDaysForm(ActForm):
    """From which day until which somebody is away."""

    starts_on = DayField("near", label=_("From"))
    ends_on = DayField("future", label=_("Until"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)


class AbsenceForm(AbsenceDaysForm):
    """Who is away from which day until which."""

    person = forms.ChoiceField(label=_("Who is away"))
    field_order = ("person",)

    def __init__(self, *args: Any, me: Person, others: list[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = {str(each.pk): each for each in [me, *others]}
        who = self.fields["person"]
        assert isinstance(who, forms.ChoiceField)
        who.choices = [(pk, each.full_name) for pk, each in self.people.items()]
        if not others:
            self.fields["person"] = forms.ChoiceField(choices=who.choices, initial=str(me.pk), widget=forms.HiddenInput)

    def clean_person(self) -> Person:
        return self.people[self.cleaned_data["person"]]


class EndLendingForm(ActForm):
    """Why a delegation is ended before its time."""

    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class WorkbookForm(ActForm):
    """A workbook to be looked at."""

    file = forms.FileField(
        label=_("Workbook (.xlsx)"), widget=forms.FileInput(attrs={"accept": ".xlsx"}), max_length=200
    )
