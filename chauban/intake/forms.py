"""What a clerk types about a paper, cleaned into values. Rules of the office are the acts'; nothing is saved here."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from chauban.documents.fields import PaperFields, issuer_named, split_symbol
from chauban.documents.states import Urgency
from chauban.kernel.clock import today
from chauban.kernel.figures import number_in
from chauban.kernel.text import collapse, fold, from_legacy
from chauban.people.models import Agency, Person
from chauban.people.states import Secrecy
from chauban.registry.forms import settle
from chauban.rulebook.models import Kind
from chauban.web.fields import DayField, HourField

from .queries import Book


class WordsField(forms.CharField):
    """Text in NFC with single spaces, converted when it was pasted from TCVN3 or VNI; lines are kept if asked."""

    def __init__(self, *, lines: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.lines = lines

    def to_python(self, value: object) -> str:
        text = from_legacy(super().to_python(value) or "")
        if self.lines:
            return "\n".join(line for line in map(collapse, text.splitlines()) if line)
        return collapse(text)


def _line(label: Any, length: int, *, required: bool = False, **attrs: Any) -> WordsField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return WordsField(label=label, max_length=length, required=required, widget=widget)


def _lines(label: Any, length: int, rows: int, *, lines: bool = False) -> WordsField:
    return WordsField(
        label=label, max_length=length, required=False, lines=lines, widget=forms.Textarea({"rows": rows})
    )


class PaperForm(forms.Form):
    """The fields of an arriving paper, in the order in which a clerk reads them."""

    register = forms.ChoiceField(label=gettext_lazy("Register"))
    arrived_on = DayField(label=gettext_lazy("Arrival date"))
    symbol = _line(gettext_lazy("Number and symbol"), 80, spellcheck="false")
    issued_on = DayField(label=gettext_lazy("Dated"), required=False)
    issuer_name = _line(gettext_lazy("Issuing body"), 300, required=True)
    issuer = forms.CharField(required=False, widget=forms.HiddenInput)
    kind = _line(gettext_lazy("Kind"), 100)
    subject = _lines(gettext_lazy("Subject"), 1000, 2)
    subject_withheld = forms.BooleanField(label=gettext_lazy("Withhold the subject"), required=False)
    signer_name = _line(gettext_lazy("Signer"), 100)
    signer_post = _line(gettext_lazy("Signer's post"), 150)
    urgency = forms.TypedChoiceField(
        label=gettext_lazy("Urgency"), choices=Urgency.choices, coerce=int, initial=0, widget=forms.RadioSelect
    )
    urgent_until = HourField(
        label=gettext_lazy("Must arrive by"), required=False, help_text=gettext_lazy("14h30, or 14h30 25/11")
    )
    secrecy = forms.TypedChoiceField(label=gettext_lazy("Secrecy"), coerce=int, initial=0, widget=forms.RadioSelect)
    receiver = _line(gettext_lazy("Unit or person receiving"), 300)
    reply_by = DayField("future", label=gettext_lazy("Reply by"), required=False)
    place = _line(gettext_lazy("Place"), 100)
    superior_name = _line(gettext_lazy("Superior body"), 300)
    signer_authority = _line(gettext_lazy("Authority to sign"), 150)
    recipients = _lines(gettext_lazy("Recipients"), 5000, 3, lines=True)
    page_count = forms.IntegerField(
        label=pgettext_lazy("number of", "Pages"), required=False, min_value=0, max_value=100_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    note = _line(gettext_lazy("Note"), 300)
    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, person: Person, books: Sequence[Book], kinds: Sequence[Kind], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.person, self.books, self.kinds = person, books, kinds
        self._choose("register", [(str(book.register.pk), book.register.name) for book in books])
        self._choose("secrecy", [choice for choice in Secrecy.choices if choice[0] <= person.clearance])
        if person.clearance == Secrecy.NORMAL:
            self.fields["secrecy"].help_text = _("Hand a paper with a secrecy mark to a clerk who is cleared for it.")
        self.initial = {"arrived_on": today(), "request_key": uuid.uuid4(), **self.initial}
        self.fields["kind"].widget.attrs |= {"data-combobox": True, "data-options": "#kinds"}
        self.fields["issuer_name"].widget.attrs |= {
            "data-combobox": True,
            "data-combobox-value": "#id_issuer",
            "data-options-url": reverse("intake:issuers"),
        }

    def _choose(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def clean_register(self) -> Any:
        """The register itself, of those this clerk may enter papers in."""
        return next(book.register for book in self.books if str(book.register.pk) == self.cleaned_data["register"])

    def clean_issuer(self) -> str:
        """The number of the agency that was chosen, or nothing."""
        return str(number_in(self.cleaned_data["issuer"]) or "")

    def clean_kind(self) -> Kind | None:
        """The kind by its name or abbreviation, with or without marks."""
        return named_kind(self.cleaned_data["kind"], self.kinds)

    def clean(self) -> dict[str, Any]:
        """What only shows when fields are taken together."""
        values = super().clean() or self.cleaned_data
        settle(self, values)
        return values

    def paper(self) -> PaperFields:
        """The cleaned values of the document itself."""
        values = self.cleaned_data
        number, notation = split_symbol(values["symbol"])
        issuer = issuer_named(values["issuer_name"], values["issuer"])
        return PaperFields(
            kind=self._kind_of_its_system(values["kind"], issuer),
            number=number,
            notation=notation,
            issuer=issuer,
            page_count=values["page_count"] or 0,
            **{name: values[name] for name in PLAIN},
        )

    def _kind_of_its_system(self, kind: Kind | None, issuer: Agency | None) -> Kind | None:
        """Party and State each have their own Nghị quyết: the issuer says whose this one is."""
        if kind is None or issuer is None:
            return kind
        same = [each for each in self.kinds if each.name == kind.name and each.system == issuer.system]
        return same[0] if same else kind


#: Fields that go into a document as they are.
PLAIN = (
    "symbol", "issued_on", "place", "issuer_name", "superior_name", "subject", "subject_withheld", "signer_name",
    "signer_post", "signer_authority", "recipients", "reply_by", "urgency", "urgent_until", "secrecy",
)  # fmt: skip


def named_kind(text: str, kinds: Sequence[Kind]) -> Kind | None:
    """The kind of this name or, when no other has it, abbreviation; raises ValidationError for an unknown one."""
    if not text:
        return None
    for name in (lambda kind: kind.name, lambda kind: kind.code):
        found = [kind for kind in kinds if fold(name(kind)) == fold(text)]
        exact = [kind for kind in found if name(kind).lower() == text.lower()]
        if exact or found:
            return (exact or found)[0]
    raise forms.ValidationError(_("No such kind is in use here. Choose one from the list, or leave it empty."))
