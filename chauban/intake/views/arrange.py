"""The pages of a paper on the table: turned, dropped, put in order, split off, joined."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from chauban.kernel.figures import number_in
from chauban.kernel.refused import Refused
from chauban.people.asking import person_of
from chauban.people.models import Person

from .. import acts, queries
from ..models import Arrival, Sheet
from ..states import BUSY, OPEN
from .access import arrival_of, clerks_only
from .tray import line_page


@clerks_only
def arrange(request: HttpRequest, number: int) -> HttpResponse:
    """Thumbnails with the acts on them. After each the page is shown anew."""
    person = person_of(request)
    arrival = arrival_of(number)
    if request.method == "POST":
        try:
            _do(request, person, arrival)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(reverse("intake:arrange", args=[number]) + _anchor(request))
    sheets = queries.sheets_of(arrival, dropped=True)
    if arrival.state not in OPEN or not sheets:
        return line_page(request, arrival)
    return render(
        request,
        "intake/arrange.html",
        {
            "arrival": arrival,
            "sheets": sheets,
            "busy": arrival.state in BUSY,
            "others": queries.joinable(person, arrival),
        },
    )


def _anchor(request: HttpRequest) -> str:
    sheet = request.POST.get("sheet", "")
    return f"#sheet-{sheet}" if sheet.isdecimal() else ""


def _do(request: HttpRequest, person: Person, arrival: Arrival) -> None:
    wanted = request.POST.get("act", "")
    if wanted not in ACTS:
        raise Http404
    ACTS[wanted](request, person, arrival)


def _sheet(request: HttpRequest, arrival: Arrival) -> Sheet:
    number = request.POST.get("sheet", "")
    sheet = arrival.sheets.filter(pk=number_in(number) or 0).first()
    if sheet is None:
        raise Refused(_("The pages have changed meanwhile. Please look again."))
    return sheet


def _turn(degrees: int) -> Callable[[HttpRequest, Person, Arrival], None]:
    def do(request: HttpRequest, person: Person, arrival: Arrival) -> None:
        acts.turn(person, _sheet(request, arrival), degrees)

    return do


def _drop(request: HttpRequest, person: Person, arrival: Arrival) -> None:
    acts.drop(person, _sheet(request, arrival))


def _put_back(request: HttpRequest, person: Person, arrival: Arrival) -> None:
    acts.put_back(person, _sheet(request, arrival))


def _step(by: int) -> Callable[[HttpRequest, Person, Arrival], None]:
    """One place towards the front or the back; at the end it stays."""

    def do(request: HttpRequest, person: Person, arrival: Arrival) -> None:
        order = [sheet.pk for sheet in arrival.sheets.all()]
        at = order.index(_sheet(request, arrival).pk)
        to = min(max(at + by, 0), len(order) - 1)
        order.insert(to, order.pop(at))
        acts.reorder(person, arrival, order)

    return do


def _order(request: HttpRequest, person: Person, arrival: Arrival) -> None:
    """The whole order at once, as it was dragged."""
    acts.reorder(
        person, arrival, [number for each in request.POST.get("order", "").split(",") if (number := number_in(each))]
    )


def _split(request: HttpRequest, person: Person, arrival: Arrival) -> None:
    acts.split(person, arrival, _sheet(request, arrival))
    messages.success(request, _("From this page on it is a paper of its own, in the tray."))


def _join(request: HttpRequest, person: Person, arrival: Arrival) -> None:
    numbers = [number for each in request.POST.getlist("other") if (number := number_in(each))]
    others = list(Arrival.objects.filter(pk__in=numbers))
    acts.join(person, arrival, others)
    messages.success(request, _("The pages were added at the end."))


ACTS: dict[str, Callable[[HttpRequest, Person, Arrival], None]] = {
    "left": _turn(270),
    "right": _turn(90),
    "drop": _drop,
    "put_back": _put_back,
    "earlier": _step(-1),
    "later": _step(1),
    "order": _order,
    "split": _split,
    "join": _join,
}
