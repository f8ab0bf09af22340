"""What is typed on the desk: how a list is narrowed, to whom a document is sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from chauban.documents.queries import Filters
from chauban.documents.states import Direction, Urgency
from chauban.kernel.text import fold
from chauban.people.models import Person, Unit
from chauban.people.queries import choose_people_and_units, chosen
from chauban.people.states import Secrecy
from chauban.registry.models import Volume
from chauban.rulebook.models import Kind
from chauban.search.forms import Choices
from chauban.web.fields import DayField

ANY = ("", _("any"))
FURTHER = ("arrived_from", "arrived_to", "issued_from", "issued_to", "direction", "secrecy")


class KindOf(forms.ModelChoiceField):
    """Kinds with the system they belong to, since both systems have a Quyết định."""

    def label_from_instance(self, kind: Any) -> str:
        return f"{kind.name} ({kind.get_system_display()})"


class FilterForm(forms.Form):
    """How the list of documents is narrowed. Bad values narrow nothing and say so at their field."""

    issuer = forms.CharField(label=_("Issuing body"), required=False, max_length=100)
    kind = KindOf(label=_("Kind"), required=False, queryset=Kind.objects.none(), empty_label=_("any"), widget=Choices)
    volume = forms.ModelChoiceField(
        label=_("Book of a register"),
        required=False,
        queryset=Volume.objects.none(),
        empty_label=_("any"),
        widget=Choices,
    )
    urgency = forms.TypedChoiceField(
        label=_("Urgency"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[ANY, *Urgency.choices],
        widget=Choices,
    )
    direction = forms.ChoiceField(
        label=_("Direction"), required=False, choices=[ANY, *Direction.choices], widget=Choices
    )
    secrecy = forms.TypedChoiceField(label=_("Secrecy"), required=False, coerce=int, empty_value=None, widget=Choices)
    issued_from = DayField(label=_("Dated from"), required=False)
    issued_to = DayField(label=_("Dated until"), required=False)
    arrived_from = DayField(label=_("Arrived from"), required=False)
    arrived_to = DayField(label=_("Arrived until"), required=False)
    sent = forms.BooleanField(label=_("Sent to me"), required=False)
    unread = forms.BooleanField(label=_("Not opened yet"), required=False)

    def __init__(self, *args: Any, person: Person, books: list[Volume], **options: Any) -> None:
        super().__init__(*args, **options)
        kind, volume, secrecy = self.fields["kind"], self.fields["volume"], self.fields["secrecy"]
        assert isinstance(kind, forms.ModelChoiceField)
        assert isinstance(volume, forms.ModelChoiceField)
        assert isinstance(secrecy, forms.ChoiceField)
        kind.queryset = Kind.objects.filter(retired=False)
        volume.queryset = Volume.objects.filter(pk__in=[book.pk for book in books])
        volume.choices = [ANY, *((book.pk, str(book)) for book in books)]
        # Nobody is shown the name of a level they are not cleared for.
        secrecy.choices = [ANY, *(choice for choice in Secrecy.choices if choice[0] <= person.clearance)]

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields asked for most."""
        return [self[name] for name in ("issuer", "kind", "volume", "urgency")]

    @property
    def further(self) -> list[forms.BoundField]:
        """The fields that are folded away until one of them is used."""
        return [self[name] for name in FURTHER]

    @property
    def is_further(self) -> bool:
        return any(self.data.get(name) for name in FURTHER)

    def filters(self) -> Filters:
        """The narrowing in what was typed, bad values left out."""
        self.is_valid()
        values = getattr(self, "cleaned_data", {})
        own = ("issuer", "kind", "urgency", "direction", "secrecy", "issued_from", "issued_to", "sent", "unread")
        given = {name: values[name] for name in own if values.get(name) not in (None, "")}
        return Filters(**given, also=_entered(values))

    def is_narrowed(self) -> bool:
        """Whether anything narrows the list."""
        return self.filters() != Filters()


def _entered(values: dict[str, Any]) -> Q | None:
    """The condition on a document's entry in a register."""
    columns = {
        "entries__volume": values.get("volume"),
        "entries__arrived_on__gte": values.get("arrived_from"),
        "entries__arrived_on__lte": values.get("arrived_to"),
    }
    given = {name: value for name, value in columns.items() if value}
    return Q(**given) if given else None


class SendForm(forms.Form):
    """To whom a document is sent to know, and with what words."""

    #: Filled by the list of suggestions: `person:12` or `unit:3`.
    to = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("To a colleague or a unit"),
        max_length=200,
        widget=forms.TextInput(
            attrs={
                "data-combobox": True,
                "data-options-url": reverse_lazy("people:choose"),
                "data-combobox-value": "#id_to",
                "autocomplete": "off",
            }
        ),
    )
    note = forms.CharField(
        label=_("Words to go with it"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean(self) -> dict[str, Any]:
        """Resolve what was chosen, or what was typed when it names exactly one."""
        values = super().clean() or self.cleaned_data
        if not values.get("name"):
            return values
        receiver = chosen(values.get("to", ""))
        if receiver is None:
            receiver = _called(values["name"])
        if receiver is None:
            self.add_error("name", _("Choose one person or unit from the list."))
        values["receiver"] = receiver
        return values


def _called(name: str) -> Person | Unit | None:
    """The one person or unit of that very name, marks and capitals aside: a paper never goes to who is merely near."""
    same = [option for option in choose_people_and_units(name) if fold(option["label"]) == fold(name)]
    return chosen(same[0]["value"]) if len(same) == 1 else None
