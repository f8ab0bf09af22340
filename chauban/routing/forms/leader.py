"""What a leader sends from the screen: plain values of an opinion and of what else becomes of a paper."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chauban.people.models import Person
from chauban.people.queries import chosen

from ..plans import Given
from ..states import Part

#: Bytes of ink in one request: more than the most strokes a paper takes.
MOST_INK = 48 * 1024 * 1024
MOST_HOLDERS = 40


class OpinionForm(forms.Form):
    """Words, ink, who handles it by when; `plan` and `ink` are read after it is valid."""

    key = forms.UUIDField()
    text = forms.CharField(max_length=2000, required=False)
    lead = forms.CharField(max_length=30, required=False)
    due = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    instead = forms.BooleanField(required=False)
    ink = forms.FileField(required=False)

    def clean_ink(self) -> object:
        """The pages' strokes as they were sent; what of them is ink is judged by the act."""
        sent = self.cleaned_data["ink"]
        if not isinstance(sent, UploadedFile):
            return {}
        if (sent.size or 0) > MOST_INK:
            raise forms.ValidationError(_("This is more ink than a page holds."))
        try:
            return json.loads(sent.read())
        except (ValueError, RecursionError):
            raise forms.ValidationError(
                _("What was sent is not handwriting. Nothing of it was kept; write it again.")
            ) from None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        named = [(Part.LEAD, values.get("lead", ""))] if values.get("lead") else []
        for part in (Part.SUPPORT, Part.INFORM):
            named += [(part, value) for value in self._list(part)]
        values["plan"] = [self._given(part, value) for part, value in named]
        return values

    def _list(self, part: Part) -> list[str]:
        values: list[str] = self.data.getlist(part.value)  # type: ignore[attr-defined]
        if len(values) > MOST_HOLDERS:
            raise forms.ValidationError(_("These are too many at once; name their units instead."))
        return values

    def _given(self, part: Part, value: str) -> Given:
        holder = chosen(value)
        if holder is None:
            raise forms.ValidationError(_("Somebody who was named is no longer here. Choose again."))
        due_on = None if part == Part.INFORM else self.cleaned_data.get("due")
        return Given(part, holder, due_on)


class ForwardForm(forms.Form):
    """To whom a paper goes instead, and with what words."""

    to = forms.CharField(max_length=30, required=False)
    note = forms.CharField(max_length=1000, required=False)

    def clean_to(self) -> Person:
        found = chosen(self.cleaned_data["to"])
        if not isinstance(found, Person):
            raise forms.ValidationError(_("Choose to whom it goes."))
        return found


class ReturnForm(forms.Form):
    """Why a paper goes back."""

    reason = forms.CharField(max_length=1000, required=False)


class AskForm(forms.Form):
    """What is asked of who submitted the paper."""

    question = forms.CharField(max_length=1000, required=False)


class PhraseForm(forms.Form):
    """A standing phrase of one's own."""

    text = forms.CharField(label=gettext_lazy("New phrase"), max_length=300, required=False)
