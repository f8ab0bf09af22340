"""The desk, and the list of all documents."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from chauban.documents.queries import readable_page
from chauban.kernel.figures import number_in
from chauban.people.asking import person_of

from .. import queries
from ..forms import FilterForm
from ..lines import lines
from ..waiting import SHOWS, SORTS, Asked

#: Pages of one sort that an address can ask for.
MOST_PAGES = 200


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The person's desk; htmx asks for its parts alone, when something of them changed."""
    template = "desk/_home.html" if _alone(request) else "desk/home.html"
    response = render(request, template, {"desk": queries.desk(person_of(request), asked_of(request.GET))})
    patch_vary_headers(response, ["HX-Request"])
    return response


def asked_of(parameters: QueryDict) -> Asked:
    """How an address narrows what waits; what it cannot mean narrows nothing."""
    show, sort = parameters.get("show", ""), parameters.get("sort", "")
    return Asked(
        show if show in SHOWS else "all",
        sort if sort in SORTS else "",
        number_in(parameters.get("of")),
        min(number_in(parameters.get("page")) or 1, MOST_PAGES),
    )


@login_required
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """Every document the person may read, narrowed by the filter bar; htmx asks for the results alone."""
    person = person_of(request)
    form = FilterForm(request.GET or None, person=person, books=queries.books())
    page = readable_page(
        person,
        filters=form.filters(),
        before=number_in(request.GET.get("before")),
        after=number_in(request.GET.get("after")),
    )
    context = {
        "form": form,
        "lines": lines(person, page.documents),
        "narrowed": form.is_narrowed(),
        "newer": _at(request, after=page.newer),
        "older": _at(request, before=page.older),
    }
    response = render(request, "desk/_results.html" if _alone(request) else "desk/documents.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _alone(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page only."""
    return bool(request.headers.get("HX-Request")) and not request.headers.get("HX-History-Restore-Request")


def _at(request: HttpRequest, **cursor: int | None) -> str:
    """The address of a neighbouring page with the same filter, or nothing at the end of the list."""
    ((name, number),) = cursor.items()
    if number is None:
        return ""
    query = request.GET.copy()
    for key in ("before", "after"):
        query.pop(key, None)
    query[name] = str(number)
    return f"?{query.urlencode()}"
