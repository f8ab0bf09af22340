"""The tree of agencies, and the page of one of them with its units and people."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chauban.kernel.figures import number_in

from .. import queries
from ..acts import agency as acts
from ..acts import unit as unit_acts
from ..asking import person_of
from ..forms import ActForm, AgencyForm, EndForm, UnitForm
from ..models import Agency
from . import administrators, found


@administrators
def agencies(request: HttpRequest) -> HttpResponse:
    """All bodies in their tree, or those that match what is looked for."""
    find = request.GET.get("find", "").strip()[:100]
    abolished = request.GET.get("abolished") == "1"
    branches = queries.agency_tree(find, abolished=abolished)
    return render(request, "people/agencies.html", {"branches": branches, "find": find, "abolished": abolished})


@administrators
def add(request: HttpRequest) -> HttpResponse:
    """A new body, under the one given by `?under=`."""
    form = AgencyForm(request.POST or None, initial={"parent": number_in(request.GET.get("under"))})
    added: list[Agency] = []
    if form.attempt(lambda: added.append(acts.add_agency(person_of(request), form.fields_of_agency()))):
        messages.success(request, _("Added."))
        return redirect("people:agency", added[0].pk)
    return render(request, "people/agency_add.html", {"form": form}, status=422 if request.method == "POST" else 200)


@administrators
def agency_view(request: HttpRequest, pk: int) -> HttpResponse:
    """One body: what it is, its units with their people, the bodies under it."""
    return _show(request, found(queries.agency_page(pk)), {})


@administrators
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the entry."""
    page = found(queries.agency_page(pk))
    form = AgencyForm.of(page.agency, request.POST)
    if form.attempt(lambda: acts.change_agency(person_of(request), page.agency, form.fields_of_agency())):
        messages.success(request, _("Changed."))
        return redirect("people:agency", pk)
    return _show(request, page, {"change": form}, status=422)


@administrators
@require_POST
def abolish(request: HttpRequest, pk: int) -> HttpResponse:
    """End the body's life."""
    page = found(queries.agency_page(pk))
    form = EndForm(request.POST, auto_id="abolish_%s")
    if form.attempt(lambda: acts.abolish_agency(person_of(request), page.agency, **form.cleaned_data)):
        messages.success(request, _("The body is abolished."))
        return redirect("people:agency", pk)
    return _show(request, page, {"abolish": form}, status=422)


@administrators
@require_POST
def add_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """A new unit of the body."""
    page = found(queries.agency_page(pk))
    form = UnitForm(request.POST, auto_id="unit_%s")
    if form.attempt(lambda: unit_acts.add_unit(person_of(request), page.agency, **form.values())):
        messages.success(request, _("The unit is added."))
        return redirect("people:agency", pk)
    return _show(request, page, {"unit": form}, status=422)


@administrators
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a unit, move it in the order, or dissolve it."""
    one = found(queries.unit_of(pk))
    now = {"name": one.name, "symbol": one.symbol, "order": one.order}
    dissolving = "on" in request.POST
    form = UnitForm(None if dissolving else request.POST or None, initial=now)
    end = EndForm(request.POST if dissolving else None, auto_id="end_%s")
    if end.attempt(lambda: unit_acts.dissolve_unit(person_of(request), one, **end.cleaned_data)):
        messages.success(request, _("The unit is dissolved."))
        return redirect("people:agency", one.agency_id)
    if form.attempt(lambda: unit_acts.change_unit(person_of(request), one, **form.values())):
        messages.success(request, _("Changed."))
        return redirect("people:agency", one.agency_id)
    status = 422 if request.method == "POST" else 200
    return render(request, "people/unit.html", {"unit": one, "form": form, "end": end}, status=status)


def _show(
    request: HttpRequest, page: queries.AgencyPage, bound: dict[str, ActForm], *, status: int = 200
) -> HttpResponse:
    forms = {
        "change": bound.get("change") or AgencyForm.of(page.agency),
        "abolish": bound.get("abolish") or EndForm(auto_id="abolish_%s"),
        "unit": bound.get("unit") or UnitForm(auto_id="unit_%s"),
    }
    return render(request, "people/agency.html", {"page": page, "agency": page.agency, "forms": forms}, status=status)
