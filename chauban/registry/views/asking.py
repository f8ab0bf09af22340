"""Who asks, and how a refusal is told: shared by the pages of this room."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest

from chauban.kernel.refused import Refused
from chauban.people.models import Person


def person_of(request: HttpRequest) -> Person:
    """The person of a page that only somebody signed in reaches."""
    assert isinstance(request.user, Person)
    return request.user


def tell(form: forms.BaseForm, refusal: Refused) -> None:
    """Put a refusal's sentence at its field, or over the form when the form has no such field."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
