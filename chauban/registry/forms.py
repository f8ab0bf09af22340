"""Input of the registry's pages to clean values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chauban.documents.models import Document
from chauban.documents.states import Urgency
from chauban.kernel.text import collapse, nfc
from chauban.people.models import Agency, Unit
from chauban.people.states import Secrecy
from chauban.rulebook.models import Kind
from chauban.web.fields import DayField, HourField

from .models import Entry, Register, Volume


class Line(forms.CharField):
    """A text in one line: composed letters, single spaces."""

    def clean(self, value: str | None) -> str:
        return collapse(nfc(super().clean(value) or ""))


def settle(form: forms.BaseForm, values: dict[str, Any]) -> None:
    """What only shows when a paper's fields are taken together; for every form with these fields."""
    if values.get("urgency") != Urgency.EXPRESS_TIMED:
        values["urgent_until"] = None
    elif "urgent_until" in values and values["urgent_until"] is None:
        form.add_error("urgent_until", _("Say by which hour it must arrive."))
    if values.get("subject_withheld"):
        values["subject"] = ""
        if values.get("secrecy") == Secrecy.NORMAL:
            form.add_error("subject_withheld", _("Only a classified paper's subject is withheld."))


class PeriodForm(forms.Form):
    """Which part of the book is shown, printed or exported."""

    since = DayField(label=_("From day"), required=False)
    until = DayField(label=_("To day"), required=False)
    #: One part of a book too large to be printed at once.
    first = forms.IntegerField(label=_("From number"), min_value=1, required=False)
    last = forms.IntegerField(label=_("To number"), min_value=1, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("The period ends before it starts."))
        return cleaned


class PassingForm(forms.Form):
    """The columns a clerk fills in after the paper was registered."""

    receiver = Line(label=pgettext_lazy("book", "Unit or person receiving"), required=False, max_length=300)
    passed_on = DayField(label=pgettext_lazy("book", "Date passed on"), required=False)
    note = Line(label=pgettext_lazy("book", "Note"), required=False, max_length=300)

    #: The journal's last line on it that was there when the form was made.
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, entry: Entry, version: int = 0) -> None:
        stands = {name: getattr(entry, name) for name in ("receiver", "passed_on", "note")}
        super().__init__(data, initial=stands | {"version": version})

    @property
    def differs(self) -> bool:
        """Whether anything is to be written."""
        return bool({*self.changed_data} - {"version"})


class CorrectionForm(forms.ModelForm):
    """The fields of a registered paper, and why they are corrected."""

    arrived_on = DayField(label=pgettext_lazy("book", "Arrival date"))
    symbol = Line(label=_("Number and symbol"), required=False, max_length=80)
    issued_on = DayField(label=_("Date of document"), required=False)
    issuer_name = Line(label=_("Issuing body"), required=False, max_length=300)
    superior_name = Line(label=_("Superior body"), required=False, max_length=300)
    subject = forms.CharField(
        label=_("Subject"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    signer_name = Line(label=_("Signer"), required=False, max_length=100)
    signer_post = Line(label=_("Signer's post"), required=False, max_length=150)
    signer_authority = Line(label=_("Authority to sign"), required=False, max_length=150)
    place = Line(label=_("Place"), required=False, max_length=100)
    recipients = forms.CharField(
        label=_("Recipients"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )
    urgent_until = HourField(label=_("Must arrive by"), required=False, help_text=_("14h30, or 14h30 25/11"))
    page_count = forms.IntegerField(label=pgettext_lazy("number of", "Pages"), min_value=0, max_value=100_000)
    reply_by = DayField("future", label=_("Reply by"), required=False)
    note = Line(label=_("Note"), required=False, max_length=500)
    reason = Line(label=_("Reason for the correction"), required=False, max_length=500)
    #: The last correction that was there when the form was made.
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    field_order = (
        "arrived_on", "symbol", "issued_on", "kind", "issuer_name", "superior_name", "place", "subject",
        "subject_withheld", "signer_name", "signer_post", "signer_authority", "recipients", "urgency", "urgent_until",
        "secrecy", "page_count", "reply_by", "note", "reason",
    )  # fmt: skip

    class Meta:
        model = Document
        fields = (
            "kind", "symbol", "issued_on", "issuer_name", "superior_name", "place", "subject", "subject_withheld",
            "signer_name", "signer_post", "signer_authority", "recipients", "urgency", "urgent_until", "secrecy",
            "page_count", "reply_by", "note",
        )  # fmt: skip

    def __init__(self, data: QueryDict | None = None, *, entry: Entry, version: int = 0) -> None:
        super().__init__(data, instance=entry.document, initial={"arrived_on": entry.arrived_on, "version": version})
        register = entry.volume.register
        kinds = self.fields["kind"]
        assert isinstance(kinds, forms.ModelChoiceField)
        kinds.empty_label = "–"
        kinds.queryset = Kind.objects.filter(Q(retired=False) | Q(pk__in=[entry.document.kind_id or 0]))
        if not register.classified:
            for name in ("subject_withheld", "secrecy"):
                del self.fields[name]
        for name, field in self.fields.items():
            field.show_hidden_initial = name not in ("reason", "version")

    def clean_subject(self) -> str:
        """One paragraph, as the book has it."""
        return collapse(nfc(self.cleaned_data["subject"]))

    def clean_recipients(self) -> str:
        """A line for each."""
        lines = map(collapse, nfc(self.cleaned_data["recipients"]).splitlines())
        return "\n".join(line for line in lines if line)

    def clean(self) -> dict[str, Any]:
        """The same rules as when the paper was entered."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        settle(self, values)
        return values

    def shown_before(self) -> SafeString:
        """What the fields said when the form was made, as hidden fields: only what is changed here is written."""
        shown = [field for field in self if field.field.show_hidden_initial]
        return mark_safe("".join(field.as_hidden(only_initial=True) for field in shown))  # noqa: S308 - Django's own

    def changes(self) -> dict[str, object]:
        """The fields as they are to stand, without those left as they were shown; the act finds those that differ."""
        told = any(field.html_initial_name in self.data for field in self)
        left = {field.name for field in self if told and field.name not in self.changed_data}
        return {
            name: value for name, value in self.cleaned_data.items() if name not in {"reason", "version", *left}
        }  # fmt: skip

    def over(self, entry: Entry, version: int) -> CorrectionForm:
        """The form once more, after somebody else changed the paper: what was typed stays, the rest is as it stands."""
        assert isinstance(self.data, QueryDict)
        data, fresh = self.data.copy(), CorrectionForm(entry=entry)
        data["version"] = str(version)
        for field in fresh:
            if not field.field.show_hidden_initial:
                continue
            stands = "" if field.value() is None else str(field.value())
            data[field.html_initial_name] = stands
            if field.name not in self.changed_data:
                data[field.name] = {"True": "on", "False": ""}.get(stands, stands)
        return CorrectionForm(data, entry=entry)

    def _post_clean(self) -> None:
        """Nothing is written onto the document here: the act does, and it compares with what stands there."""


class ReasonForm(forms.Form):
    """Why a number is voided."""

    reason = Line(label=_("Reason"), max_length=300)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="void_%s")  # the page has the correction's reason besides


class StampForm(forms.Form):
    """Where the stamp was moved to, in millimetres; both empty for its own choice."""

    x = forms.FloatField(required=False, min_value=0, max_value=1200)
    y = forms.FloatField(required=False, min_value=0, max_value=1200)

    def clean(self) -> dict[str, float | None]:
        cleaned = super().clean() or {}
        if (cleaned.get("x") is None) != (cleaned.get("y") is None):
            raise forms.ValidationError(_("Both distances or none."))
        return cleaned


class SignOffForm(forms.Form):
    """Which numbers were printed and signed."""

    first = forms.IntegerField(label=_("From number"), min_value=1)
    last = forms.IntegerField(label=_("To number"), min_value=1)


class CloseForm(forms.Form):
    """The last number the clerk saw, and that closing early is meant."""

    last_number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    early = forms.BooleanField(label=_("Close it before its days are over"), required=False)


class VolumeForm(forms.ModelForm):
    """A new book of a register."""

    label = Line(label=_("Label"), max_length=20, help_text=_("The year, or the term: 2025-2030"))
    starts_on = DayField("near", label=_("From"))
    ends_on = DayField("future", label=_("Until"), required=False)

    class Meta:
        model = Volume
        fields = ("label", "starts_on", "ends_on")


class RegisterForm(forms.ModelForm):
    """A register as data. Its direction is not asked: nothing fills a register of departures yet."""

    name = Line(label=_("Name"), max_length=200)
    order = forms.IntegerField(label=capfirst(_("order")), min_value=0, max_value=10_000, initial=0)
    existing_too = forms.BooleanField(
        label=_("The reading units also get, or lose, what is already entered"), required=False
    )

    class Meta:
        model = Register
        fields = (
            "agency", "name", "scope", "kind", "secrecy_from", "secrecy_to", "keeper", "readers", "order",
        )  # fmt: skip
        widgets = {"readers": forms.CheckboxSelectMultiple}

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        units = Unit.objects.filter(dissolved_on=None, agency__hosted=True).select_related("agency")
        for name, rows in (
            ("agency", Agency.objects.filter(hosted=True, abolished_on=None)), ("keeper", units), ("readers", units),
            ("kind", Kind.objects.filter(Q(retired=False) | Q(pk__in=[self.instance.kind_id or 0]))),
        ):  # fmt: skip
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        self.fields["kind"].empty_label = _("All kinds")  # type: ignore[attr-defined]
        if self.instance.pk is None:
            del self.fields["existing_too"]

    def _post_clean(self) -> None:
        """Nothing is written onto the register here: the act does."""
