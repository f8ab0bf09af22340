"""The page of results."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from chauban.people.asking import person_of

from .forms import SearchForm
from .queries import search


@login_required
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What the person may read of what they asked for; htmx asks for the results alone."""
    person = person_of(request)
    form = SearchForm(request.GET)
    typed, page = request.GET.get("q", ""), request.GET.get("p", "")
    number = int(page) if page.isdecimal() and len(page) < 4 else 1
    found = search(person, typed, narrowing=form.narrowing(), number=number)
    context = {
        "form": form,
        "typed": typed,
        "results": found,
        "newer": _at(request, found.number - 1) if found.number > 1 else "",
        "older": _at(request, found.number + 1) if found.more else "",
    }
    alone = bool(request.headers.get("HX-Request")) and not request.headers.get("HX-History-Restore-Request")
    response = render(request, "search/_results.html" if alone else "search/results.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _at(request: HttpRequest, number: int) -> str:
    """The address of another page of the same results."""
    query = request.GET.copy()
    query["p"] = str(number)
    return f"?{query.urlencode()}"
