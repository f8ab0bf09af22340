"""The desk, and the list of all documents."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from chauban.documents.queries import readable_page
from chauban.people.asking import person_of

from .. import queries
from ..forms import FilterForm
from ..lines import lines
from .asking import number_of


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The person's desk."""
    return render(request, "desk/home.html", {"desk": queries.desk(person_of(request))})


@login_required
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """Every document the person may read, narrowed by the filter bar; htmx asks for the results alone."""
    person = person_of(request)
    form = FilterForm(request.GET or None, person=person, books=queries.books())
    page = readable_page(
        person,
        filters=form.filters(),
        before=number_of(request.GET.get("before")),
        after=number_of(request.GET.get("after")),
    )
    context = {
        "form": form,
        "lines": lines(person, page.documents),
        "narrowed": form.is_narrowed(),
        "newer": _at(request, after=page.newer),
        "older": _at(request, before=page.older),
    }
    alone = bool(request.headers.get("HX-Request")) and not request.headers.get("HX-History-Restore-Request")
    response = render(request, "desk/_results.html" if alone else "desk/documents.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


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
