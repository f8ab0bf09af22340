"""Deeds done from a line of the desk, without leaving it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from chauban.kernel.refused import Refused
from chauban.people.asking import person_of
from chauban.people.models import Person
from chauban.routing import acts
from chauban.routing.deeds import DEEDS
from chauban.routing.models import Assignment, Request
from chauban.routing.states import Wanted, Work

from .. import queries
from .lists import asked_of


@login_required
@require_POST
def do(request: HttpRequest, deed: str, pk: int) -> HttpResponse:
    """Do the one next act of a line; the desk as it stands then, or the line with why it did not pass."""
    if deed not in _DEEDS:
        raise Http404
    person, refusal = person_of(request), ""
    rows: QuerySet[Any] = Request.objects.all() if deed == "grant" else Assignment.objects.all()
    row = get_object_or_404(rows.select_related("document"), pk=pk)
    try:
        _DEEDS[deed](person, row)
    except Refused as refused:
        refusal = str(refused)
    if not request.htmx:  # type: ignore[attr-defined]
        messages.add_message(request, messages.ERROR if refusal else messages.SUCCESS, refusal or str(DEEDS[deed].done))
        return redirect("desk:home")
    desk = queries.desk(person, asked_of(request.GET))
    desk.refuse(deed, row.pk, refusal, row.document)
    response = render(request, "desk/_home.html", {"desk": desk}, status=422 if refusal else 200)
    if not refusal:
        response.headers["HX-Trigger"] = json.dumps({"told": f"{row.document}: {DEEDS[deed].done}"})
    return response


def _accept(person: Person, row: Assignment) -> None:
    # Pressed twice, it is done already.
    if not (row.state == Work.ACCEPTED and row.accepted_by_id == person.pk):
        acts.accept(person, row)


def _see(person: Person, row: Assignment) -> None:
    if row.state != Work.SEEN:
        acts.see(person, row)


def _grant(person: Person, row: Request) -> None:
    if row.wanted == Wanted.EXTENSION:
        acts.decide_extension(person, row, grant=True)
    else:
        acts.decide_support(person, row, grant=True)


_DEEDS: dict[str, Callable[[Person, Any], None]] = {
    "accept": _accept, "see": _see, "accept-result": acts.accept_result, "grant": _grant,
}  # fmt: skip
