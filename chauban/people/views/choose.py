"""Suggestions for fields that name people, units and agencies."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, JsonResponse

from chauban.kernel.figures import number_in

from .. import queries
from ..states import LENDING


@login_required
def people_and_units(request: HttpRequest) -> JsonResponse:
    """Persons and units that work here: [{value, label, hint}], value `person:12` or `unit:3`."""
    return JsonResponse(queries.choose_people_and_units(request.GET.get("q", "")[:100]), safe=False)


@login_required
def people(request: HttpRequest) -> JsonResponse:
    """Persons that work here, in the same form; `?lending=1` only those who have powers to lend."""
    roles = LENDING if "lending" in request.GET else ()
    return JsonResponse(queries.choose_people(request.GET.get("q", "")[:100], *roles), safe=False)


@login_required
def agencies(request: HttpRequest) -> JsonResponse:
    """Agencies: [{value, label, hint}]; `?recent=7,12,3` puts those first that the asking page used lately."""
    recent = [pk for text in request.GET.get("recent", "").split(",")[:20] if (pk := number_in(text))]
    return JsonResponse(queries.choose_agencies(request.GET.get("q", "")[:100], recent), safe=False)
