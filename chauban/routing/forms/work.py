"""What is typed about a piece of work: words, days, who else. Rules are the acts'."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chauban.documents.models import Document
from chauban.documents.queries import readable
from chauban.kernel.text import fold
from chauban.people.models import Person, Unit
from chauban.people.queries import choose_people_and_units, chosen
from chauban.web.fields import DayField

from ..models import Assignment
from ..plans import Given
from ..states import Part

#: Files that come with one result, and letters of a word.
MOST_FILES, LONGEST = 20, 4000


class DeedForm(forms.Form):
    """What one deed asks for; `work` is the piece it is done to, `members` who works in the unit that has it."""

    def __init__(self, *args: Any, work: Assignment | None, members: Sequence[Person] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.work, self.members = work, members
        self.prepare()

    def prepare(self) -> None:
        """Set the form up for its piece of work."""


def words(label: Any, *, required: bool = False, most: int = LONGEST, rows: int = 2) -> forms.CharField:
    """A text of some lines; whether it may be empty is the act's to say."""
    return forms.CharField(
        label=label, required=required, max_length=most, widget=forms.Textarea(attrs={"rows": rows, "required": True})
    )


class ProgressForm(DeedForm):
    """How far the work is."""

    text = words(gettext_lazy("How far it is"))


class HandBackForm(DeedForm):
    """Why work is returned to whom gave it."""

    text = words(gettext_lazy("Why it is not yours"))


class InsistForm(DeedForm):
    """Why work that was handed back stays where it was."""

    text = words(gettext_lazy("Why it is theirs"))


class UrgeForm(DeedForm):
    """Words that go with urging."""

    text = forms.CharField(
        label=gettext_lazy("Words to go with it"), required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class ReasonForm(DeedForm):
    """Why."""

    reason = words(gettext_lazy("Reason"), most=1000)


class ExtensionForm(DeedForm):
    """Until when, and why."""

    due_on = DayField("future", label=gettext_lazy("New deadline"), required=True)
    reason = words(gettext_lazy("Reason"), most=1000)


class GrantForm(DeedForm):
    """A later deadline as it was asked for, or an earlier one than that."""

    due_on = DayField("future", label=gettext_lazy("Until, or an earlier day"), required=True)
    reason = forms.CharField(label=gettext_lazy("Words to go with it"), required=False, max_length=1000)


class SendBackForm(DeedForm):
    """What is missing from a result, and by when it is done."""

    text = words(gettext_lazy("What is missing"))
    due_on = DayField("future", label=gettext_lazy("New deadline"), required=False)


class HolderForm(DeedForm):
    """A form that names a unit or a person by a list of suggestions; `named` is who was chosen."""

    holder_key = forms.CharField(required=False, widget=forms.HiddenInput)
    holder = forms.CharField(label=gettext_lazy("Unit or person"), required=True, max_length=200)

    def prepare(self) -> None:
        key = self["holder_key"].id_for_label or self["holder_key"].auto_id
        self.fields["holder"].widget.attrs |= {
            "data-combobox": True, "data-options-url": str(reverse_lazy("people:choose")), "autocomplete": "off",
            "data-combobox-value": f"#{key}",
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("holder"):
            values["named"] = meant(values.get("holder_key", ""), values["holder"])
            if values["named"] is None:
                self.add_error("holder", _("Choose one person or unit from the list."))
        return values


def meant(key: str, name: str) -> Person | Unit | None:
    """Whoever was chosen from the suggestions, else the one person or unit of that very name."""
    found = chosen(key)
    if found is not None and str(found) == name:
        return found
    same = [option for option in choose_people_and_units(name) if fold(option["label"]) == fold(name)]
    return chosen(same[0]["value"]) if len(same) == 1 else None


class SupportForm(HolderForm):
    """Whose support is asked for, and why."""

    reason = words(gettext_lazy("Reason"), most=1000)


class ReassignForm(HolderForm):
    """Who does it instead, why, by when."""

    reason = words(gettext_lazy("Why another does it"), most=1000)
    due_on = DayField("future", label=gettext_lazy("Deadline, if another"), required=False)
    instruction = forms.CharField(label=gettext_lazy("Instruction, if another"), required=False, max_length=1000)


class SeveralFiles(forms.ClearableFileInput):
    """A field that takes several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, or none."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, (list, tuple)) else [data]
        files = [super(FilesField, self).clean(each, initial) for each in given if each]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("These are more than %(most)s files.") % {"most": MOST_FILES})
        if any((each.size or 0) > settings.FILE_LIMIT for each in files):
            megabytes = settings.FILE_LIMIT // 1024 // 1024
            raise forms.ValidationError(_("A file is larger than %(limit)s MB.") % {"limit": megabytes})
        return files


class ResultForm(DeedForm):
    """What came of the work: words, files, the document that answers the paper."""

    text = words(gettext_lazy("What came of it"), rows=3)
    answer = forms.CharField(
        label=gettext_lazy("Symbol of the document that answers it"), required=False, max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    files = FilesField(  # type: ignore[assignment] # taken out by the form's metaclass
        label=gettext_lazy("Files"), required=False, widget=SeveralFiles(attrs={"multiple": True}), max_length=255
    )

    def prepare(self) -> None:
        # A file or the answer is result enough.
        self.fields["text"].widget.attrs.pop("required", None)

    def clean_answer(self) -> Document | None:
        symbol = self.cleaned_data["answer"].strip()
        if not symbol:
            return None
        found = list(readable().filter(symbol__iexact=symbol).exclude(pk=self.work.document_id if self.work else 0)[:2])
        if not found:
            raise forms.ValidationError(_("No other document of this symbol is open to you. Look at the symbol again."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several documents have this symbol; name the answer in the text instead."))
        return found[0]


class PassOnForm(HolderForm):
    """Who of the unit has which part, with what instruction, by when; besides them one more unit or person."""

    other_part = forms.ChoiceField(label=gettext_lazy("Part"), required=False, choices=Part.choices)
    instruction = words(gettext_lazy("Instruction"), most=1000)
    due_on = DayField("future", label=gettext_lazy("Deadline"), required=False)

    def prepare(self) -> None:
        super().prepare()
        informs = self.work is not None and self.work.part == Part.INFORM
        parts = [(Part.INFORM.value, Part.INFORM.label)] if informs else Part.choices
        self.fields["holder"].required = False
        self.fields["holder"].label = gettext_lazy("Another unit or person")
        self.fields["instruction"].widget.attrs.pop("required", None)
        self.fields["other_part"] = forms.ChoiceField(label=_("Part"), required=False, choices=parts)
        for person in self.members:
            self.fields[f"part-{person.pk}"] = forms.ChoiceField(
                label=person.full_name, required=False, choices=[("", "–"), *parts]
            )

    @property
    def rows(self) -> list[forms.BoundField]:
        """The unit's people, each with a part to choose."""
        return [self[f"part-{person.pk}"] for person in self.members]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        due_on, said = values.get("due_on"), values.get("instruction", "").strip()
        named: list[tuple[str, Person | Unit]] = [
            (part, person) for person in self.members if (part := values.get(f"part-{person.pk}"))
        ]
        if values.get("named") is not None:
            named.append((values.get("other_part") or Part.LEAD, values["named"]))
        values["plan"] = [
            Given(Part(part), holder, None if part == Part.INFORM else due_on, said) for part, holder in named
        ]
        return values
