"""Form fields for days and hours as people type them, with or without the script."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from chauban.kernel.clock import today

from .days import Leaning, parse_day, parse_moment


class DayField(forms.CharField):
    """A day typed as 5/2 or 05/02/26; None when empty. `leaning` says which year is meant when none is typed."""

    def __init__(self, leaning: Leaning = "past", **options: Any) -> None:
        attrs = {"data-date": leaning, "inputmode": "numeric", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **options)
        self.leaning = leaning

    def clean(self, value: object) -> Any:
        text = super().clean(value)
        try:
            return parse_day(text, today(), self.leaning) if text else None
        except (ValueError, OverflowError):
            raise forms.ValidationError(_("There is no such day. Write it like 5/2 or 05/02/2026.")) from None

    def prepare_value(self, value: object) -> object:
        return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else value


class HourField(forms.CharField):
    """An hour, of today or of a day typed after it; None when empty."""

    def clean(self, value: object) -> Any:
        text = super().clean(value)
        try:
            return timezone.make_aware(parse_moment(text, today())) if text else None
        except (ValueError, OverflowError):
            raise forms.ValidationError(_("Write the hour like 14h30, or 14h30 25/11.")) from None

    def prepare_value(self, value: object) -> object:
        return f"{timezone.localtime(value):%Hh%M %d/%m/%Y}" if isinstance(value, dt.datetime) else value
