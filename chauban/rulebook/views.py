"""The working calendar: everybody reads it, an administrator sets the office's own days."""

from __future__ import annotations

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chauban.kernel.clock import today
from chauban.kernel.refused import Refused, allowed
from chauban.people.asking import person_of
from chauban.people.rights import check_is_administrator, posts_today

from . import acts, queries
from .acts import YEARS
from .forms import DayForm


@login_required
@require_safe
def calendar(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """A year's working days, this year's when none is named."""
    return _page(request, _in_range(number or today().year), DayForm())


@login_required
@require_safe
def printed(request: HttpRequest, number: int) -> HttpResponseBase:
    """The year on one sheet, to be put on the wall."""
    from .printing import calendar_pdf  # loaded by the first who asks

    posts = posts_today(person_of(request))
    office = posts[0].unit.agency.name if posts else ""
    file = BytesIO(calendar_pdf(queries.year(_in_range(number)), office))
    return FileResponse(file, filename=f"lich-lam-viec-{number}.pdf", content_type="application/pdf")


@login_required
@require_POST
def set_day(request: HttpRequest, number: int) -> HttpResponse:
    """A day off, or a working day, of the office's own."""
    form = DayForm(request.POST)
    try:
        if form.is_valid():
            day = acts.set_day(person_of(request), **form.cleaned_data).day
            messages.success(request, _("The calendar is changed."))
            return redirect("rulebook:calendar-year", day.year)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return _page(request, _in_range(number), form)


@login_required
@require_POST
def unset_day(request: HttpRequest, pk: int) -> HttpResponse:
    """The office's own day is taken back."""
    row = queries.day_off(pk)
    if row is None:
        raise Http404
    try:
        acts.unset_day(person_of(request), row)
        messages.success(request, _("The calendar is changed."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("rulebook:calendar-year", row.day.year)


def _page(request: HttpRequest, number: int, form: DayForm) -> HttpResponse:
    context = {
        "year": queries.year(number), "form": form, "today": today(),
        "before": number - 1 if number - 1 in YEARS else None, "after": number + 1 if number + 1 in YEARS else None,
        "may_set": allowed(check_is_administrator, person_of(request)),
    }  # fmt: skip
    return render(request, "rulebook/calendar.html", context, status=422 if form.errors else 200)


def _in_range(number: int) -> int:
    if number not in YEARS:
        raise Http404
    return number
