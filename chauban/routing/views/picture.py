"""The picture of the office's work, and the list behind each of its figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from chauban.kernel.clock import today
from chauban.kernel.figures import number_in
from chauban.people.asking import person_of
from chauban.people.models import Person, Unit
from chauban.people.rights import holds
from chauban.registry.columns import Value

from .. import acts
from ..forms.picture import SPANS, PeriodForm, span
from ..queries import picture as drawn
from ..queries.picture import PAPERS, WORK, Period
from ..rights import HEADS, LEADERS
from ..spreadsheet import PAPER_COLUMNS, WORK_COLUMNS, list_xlsx

#: Rows of one spreadsheet.
XLSX_LIMIT = 20_000


@dataclass(frozen=True)
class Asked:
    """The list an address asks for."""

    period: Period
    figure: str
    papers: bool
    of: Unit | Person | None


@login_required
@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """What came, where it is, what is late: the whole office for its leaders, their units for heads."""
    person = _who(request)
    form, period, name = _period(request)
    context = {
        "form": form,
        "period": period,
        "span": name,
        "spans": SPANS.items(),
        "picture": drawn.picture(person, period),
        "paper_figures": PAPERS,
        "work_figures": WORK,
        "days": _days(period),
    }
    return render(request, "routing/picture.html", context)


@login_required
@require_safe
def behind(request: HttpRequest) -> HttpResponse:
    """The list behind a figure, newest first, by keyset."""
    person = _who(request)
    asked, before = _asked(request), number_in(request.GET.get("before"))
    rows = _rows(person, asked)
    found = list((rows.filter(pk__lt=before) if before else rows)[: drawn.PAGE + 1])
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "asked": asked,
        "label": (PAPERS if asked.papers else WORK)[asked.figure],
        "rows": found[: drawn.PAGE],
        "count": rows.order_by().count(),
        "query": query.urlencode(),
        "newer": f"?{query.urlencode()}" if before else "",
        "older": f"?{query.urlencode()}&before={found[drawn.PAGE - 1].pk}" if len(found) > drawn.PAGE else "",
        "days": _days(asked.period),
    }
    return render(request, "routing/picture_list.html", context)


@login_required
@require_safe
def behind_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The same list as a spreadsheet."""
    person, asked = _who(request), _asked(request)
    rows = _rows(person, asked)[:XLSX_LIMIT]
    columns, values = (PAPER_COLUMNS, _paper_values) if asked.papers else (WORK_COLUMNS, _work_values)
    with translation.override("vi"):
        title = str((PAPERS if asked.papers else WORK)[asked.figure])
    acts.take_list_out(person, title, since=asked.period.since, until=asked.period.until)
    name = f"danh-sach-{asked.figure}-{today():%Y-%m-%d}.xlsx"
    response = FileResponse(list_xlsx(columns, values(rows)), as_attachment=True, filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _who(request: HttpRequest) -> Person:
    person = person_of(request)
    if not holds(person, *HEADS):
        raise PermissionDenied
    return person


def _period(request: HttpRequest) -> tuple[PeriodForm, Period, str]:
    own = "since" in request.GET or "until" in request.GET
    form = PeriodForm(request.GET if own else None)
    name = request.GET.get("span", "")
    if own:
        return form, form.period(), ""
    name = name if name in SPANS else "month"
    return form, span(name, today()), name


def _days(period: Period) -> str:
    return urlencode({"since": f"{period.since:%d/%m/%Y}", "until": f"{period.until:%d/%m/%Y}"})


def _asked(request: HttpRequest) -> Asked:
    figure, papers = request.GET.get("figure", ""), "papers" in request.GET
    if figure not in (PAPERS if papers else WORK) or (papers and not holds(person_of(request), *LEADERS)):
        raise Http404
    return Asked(_period(request)[1], figure, papers, _of(request.GET.get("of", "")))


def _of(value: str) -> Unit | Person | None:
    """A unit or a person of the picture, also one that is no longer here."""
    kind, _colon, number = value.partition(":")
    pk = number_in(number)
    if not value:
        return None
    if pk is None or kind not in ("unit", "person"):
        raise Http404
    return get_object_or_404(Unit, pk=pk) if kind == "unit" else get_object_or_404(Person, pk=pk)


def _rows(person: Person, asked: Asked) -> QuerySet[Any]:
    if asked.papers:
        return drawn.paper_list(asked.period, asked.figure).select_related("document__handling")
    return drawn.work_list(person, asked.period, asked.figure, asked.of)


def _paper_values(rows: QuerySet[Any]) -> Iterator[tuple[Value, ...]]:
    for row in rows:
        paper, handling = row.document, getattr(row.document, "handling", None)
        state = handling.get_state_display() if handling else ""
        yield str(row.number), row.arrived_on, paper.symbol, paper.issuer_name, paper.subject, state


def _work_values(rows: QuerySet[Any]) -> Iterator[tuple[Value, ...]]:
    for row in rows:
        giver = row.on_behalf_of or row.assigned_by
        reported = timezone.localtime(row.reported_at).date() if row.reported_at else None
        yield (
            row.document.symbol, row.document.subject, row.get_part_display(), str(row.holder), str(giver),
            timezone.localtime(row.assigned_at).date(), row.due_on, reported, row.get_state_display(),
        )  # fmt: skip
