"""How a refusal is told: shared by the pages of this room."""

from __future__ import annotations

from django import forms

from chauban.kernel.refused import Refused


def tell(form: forms.BaseForm, refusal: Refused) -> None:
    """Put a refusal's sentence at its field, or over the form when the form has no such field."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
