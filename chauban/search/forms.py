"""What narrows a search besides its words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from chauban.rulebook.models import Kind
from chauban.web.fields import DayField

from .matching import Narrowing


class Choices(forms.Select):
    """A select written in one go: Django renders a template for every option, and a list of kinds has many."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = {str(each) for each in (value if isinstance(value, list) else [value]) if each is not None}
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((key, mark_safe(" selected") if str(key) in chosen else "", label) for key, label in self.choices),
        )
        written = flatatt({**self.attrs, **(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", written, options)


class SearchForm(forms.Form):
    """The words asked for, and facts to narrow by. Anything may be typed as words."""

    q = forms.CharField(label=_("Words"), required=False, strip=True, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ModelChoiceField(
        label=_("Kind"), required=False, queryset=Kind.objects.none(), empty_label=_("any"), widget=Choices
    )
    since = DayField(label=_("Dated from"), required=False)
    until = DayField(label=_("Dated until"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ModelChoiceField)
        kind.queryset = Kind.objects.filter(retired=False)

    def narrowing(self) -> Narrowing:
        """The facts in what was typed; bad values narrow nothing."""
        self.is_valid()
        values = getattr(self, "cleaned_data", {})
        kind = values.get("kind")
        return Narrowing(kind.pk if kind else None, values.get("since"), values.get("until"))
