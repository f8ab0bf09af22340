"""One number: its fields and their correction, its voiding, and the columns on whom it was passed to."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chauban.documents.queries import corrections
from chauban.kernel.refused import Refused, allowed
from chauban.people.asking import person_of
from chauban.registry import acts, queries
from chauban.registry.columns import kind_and_subject
from chauban.registry.forms import CorrectionForm, PassingForm, ReasonForm
from chauban.registry.models import Entry
from chauban.registry.rights import check_may_keep, check_may_take_out

from .asking import tell


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """A number with its paper's fields; its keeper corrects them here."""
    found = get_object_or_404(queries.entries(), pk=pk)
    if request.method != "POST":
        return _page(request, found, _correction(found), ReasonForm())
    form = CorrectionForm(request.POST, entry=found)
    try:
        if form.is_valid():
            reason, version = form.cleaned_data["reason"], form.cleaned_data["version"]
            acts.correct_entry(person_of(request), found, form.changes(), reason, version=version)
            messages.success(request, _("Corrected. What stood there before is kept below."))
            return redirect("registry:entry", pk=pk)
    except acts.ChangedMeanwhile as refusal:
        found = queries.entries().get(pk=pk)
        form = form.over(found, _number(queries.last_correction(found.document)))
        tell(form, refusal)
    except Refused as refusal:
        tell(form, refusal)
    return _page(request, found, form, ReasonForm())


@login_required
@require_POST
def voided(request: HttpRequest, pk: int) -> HttpResponse:
    """The number is voided; it stays in the book."""
    found = get_object_or_404(queries.entries(), pk=pk)
    form = ReasonForm(request.POST)
    try:
        if form.is_valid():
            acts.void(person_of(request), found, form.cleaned_data["reason"])
            messages.success(request, _("Number %(number)s is voided.") % {"number": found.number})
            return redirect("registry:entry", pk=pk)
    except Refused as refusal:
        tell(form, refusal)
    return _page(request, found, _correction(found), form)


def _correction(found: Entry) -> CorrectionForm:
    return CorrectionForm(entry=found, version=_number(queries.last_correction(found.document)))


def _number(row: Model | None) -> int:
    """The number by which a form knows of a row, 0 when there is none."""
    return row.pk if row else 0


def _page(request: HttpRequest, found: Entry, form: CorrectionForm, reason: ReasonForm) -> HttpResponse:
    person = person_of(request)
    may_keep = allowed(check_may_keep, person, found.volume.register)
    context = {
        "entry": found, "form": form, "reason": reason, "may_keep": may_keep,
        "may_void": may_keep and found.voided_at is None and found.volume.closed_at is None,
        "kind_and_subject": kind_and_subject(found),
        "page": queries.pages_of(found.document).first(),
        "may_take_out": allowed(check_may_take_out, person, found.document, found.volume.register),
        "corrections": corrections(found.document),
    }  # fmt: skip
    return render(request, "registry/entry.html", context, status=422 if form.errors or reason.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def passing(request: HttpRequest, pk: int) -> HttpResponse:
    """The row of the book with its three columns as fields; saved, it is a row again."""
    found = get_object_or_404(queries.entries(), pk=pk)
    version = _number(queries.last_passing(found.document))
    if request.method != "POST":
        return _row(request, found, PassingForm(entry=found, version=version))
    form = PassingForm(request.POST, entry=found)
    try:
        if form.is_valid():
            if form.differs:
                found = acts.note_passing(person_of(request), found, **form.cleaned_data)
            return _row(request, found) if request.htmx else redirect("registry:entry", pk=pk)  # type: ignore[attr-defined]
    except acts.ChangedMeanwhile as refusal:
        form = PassingForm(_with(request.POST, version=version), entry=found)
        tell(form, refusal)
    except Refused as refusal:
        tell(form, refusal)
    return _row(request, found, form)


def _with(typed: QueryDict, **values: int) -> QueryDict:
    """What was typed, with other values in hidden fields."""
    data = typed.copy()
    for name, value in values.items():
        data[name] = str(value)
    return data


@login_required
@require_safe
def row(request: HttpRequest, pk: int) -> HttpResponse:
    """The row as it stands: what leaving the fields without saving brings back."""
    return _row(request, get_object_or_404(queries.entries(), pk=pk))


def _row(request: HttpRequest, found: Entry, form: PassingForm | None = None) -> HttpResponse:
    """The row alone for the book's page, or on a page of its own without the script."""
    may_keep = allowed(check_may_keep, person_of(request), found.volume.register)
    found.kind_and_subject = kind_and_subject(found)  # type: ignore[attr-defined]
    context = {
        "entry": found, "volume": found.volume, "form": form, "may_keep": may_keep,
        "may_change": found.volume.closed_at is None,
    }  # fmt: skip
    if request.htmx:  # type: ignore[attr-defined]
        template = "registry/_row.html" if form is None or not may_keep else "registry/_row_fields.html"
    else:
        template = "registry/passing.html"
    return render(request, template, context, status=422 if form is not None and form.errors else 200)
