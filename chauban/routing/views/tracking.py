"""The tracking book on the screen, on paper and as a spreadsheet."""

from __future__ import annotations

from typing import IO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from chauban.people.asking import person_of
from chauban.people.models import Unit
from chauban.registry.columns import noted, shown
from chauban.registry.models import Volume
from chauban.registry.queries import Period, volumes
from chauban.registry.views.books import PDF_LIMIT, XLSX_LIMIT

from .. import acts
from .. import tracking as book
from ..forms.tracking import TrackingForm

#: Rows that the page itself shows, the newest first.
SHOWN = 100


@login_required
@require_safe
def tracking(request: HttpRequest, volume: int) -> HttpResponse:
    """The newest rows of the book, and its print."""
    found, form = _asked(request, volume)
    period, unit = _chosen(form)
    rows = list(book.entries(found, period, unit).order_by("-number")[:SHOWN])
    context = {
        "volume": found,
        "form": form,
        "columns": book.COLUMNS,
        "rows": [
            ([*map(shown, line.values[:-1]), noted(line, line.values[-1])], line.void_reason)
            for line in book.lines(rows)
        ],
        "query": request.GET.urlencode(),
    }
    return render(request, "routing/tracking.html", context)


@login_required
@require_safe
def taken_out(request: HttpRequest, volume: int, form: str) -> HttpResponseBase:
    """The book as PDF or XLSX; that it was printed goes on record."""
    if form not in ("pdf", "xlsx"):
        raise Http404
    person = person_of(request)
    found, asked = _asked(request, volume)
    if not asked.is_valid():
        messages.error(request, _("Check the period first."))
        return redirect("routing:tracking", volume)
    period, unit = _chosen(asked)
    rows, limit = book.entries(found, period, unit), PDF_LIMIT if form == "pdf" else XLSX_LIMIT
    if rows.count() > limit:
        messages.error(request, _("These are more than %(limit)s papers. Choose a shorter period.") % {"limit": limit})
        return redirect(f"{reverse('routing:tracking', args=[volume])}?{request.GET.urlencode()}")
    acts.print_tracking(person, found, form=form, period=period, unit=unit)
    file = _written(form, found, period, unit, person.full_name)
    name = f"so-theo-doi-giai-quyet-{found.label}.{form}"
    response = FileResponse(file, as_attachment=form == "xlsx", filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _written(form: str, volume: Volume, period: Period, unit: Unit | None, name: str) -> IO[bytes]:
    """The file; what makes it is loaded by the first who asks, so that a site at rest stays small."""
    cover, lines = book.cover(volume, period), book.lines(book.entries(volume, period, unit))
    if form == "pdf":
        from chauban.registry.printing import book_pdf

        return book_pdf(cover, lines, signed_by=name, columns=book.COLUMNS)
    from chauban.registry.spreadsheet import book_xlsx

    return book_xlsx(cover, lines, columns=book.COLUMNS)


def _asked(request: HttpRequest, number: int) -> tuple[Volume, TrackingForm]:
    found = get_object_or_404(volumes(), pk=number)
    units = list(Unit.objects.filter(agency=found.register.keeper.agency_id, dissolved_on=None))
    return found, TrackingForm(request.GET, units=units)


def _chosen(form: TrackingForm) -> tuple[Period, Unit | None]:
    """The days and the unit asked for; everything when they make no sense."""
    if not form.is_valid():
        return Period(), None
    values = dict(form.cleaned_data)
    unit = values.pop("unit")
    return Period(**values), unit
