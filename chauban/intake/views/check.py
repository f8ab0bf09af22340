"""Checking a paper and giving it its number; entering a paper that has no scan; returning one to the tray."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from chauban.documents.fields import PaperFields
from chauban.documents.models import DocumentPage
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.people.asking import person_of
from chauban.people.models import Person
from chauban.registry.forms import ReasonForm
from chauban.registry.models import Entry
from chauban.rulebook.models import Kind

from .. import acts, checking, queries, wording
from ..forms import PaperForm
from ..models import Arrival, Sheet
from ..states import BUSY, State
from .access import arrival_of, clerks_only
from .tray import line_page


@dataclass
class Desk:
    """What one clerk has before them: the paper, if there is a scan, and the form."""

    person: Person
    arrival: Arrival | None
    sheets: list[Sheet] = field(default_factory=list)
    earlier: list[Entry] = field(default_factory=list)
    #: The paper turned out to be classified and its scan may not stay.
    must_go: bool = False

    def __post_init__(self) -> None:
        self.books = queries.books(self.person, today())
        self.kinds = list(Kind.objects.filter(retired=False).order_by("system", "order", "name"))
        if self.arrival is not None:
            self.sheets = queries.sheets_of(self.arrival)

    def form(self, data: Any = None) -> PaperForm:
        initial = checking.initial(self.arrival, self.kinds, len(self.sheets)) if self.arrival else {}
        return PaperForm(data, person=self.person, books=self.books, kinds=self.kinds, initial=initial)


@clerks_only
def check(request: HttpRequest, number: int) -> HttpResponse:
    """The paper beside the form; registered at Enter, and the next one opens."""
    person = person_of(request)
    before = queries.entry_of_request(request.POST.get("request_key", ""))
    if before is not None:  # Enter pressed again; of an erased paper nothing else is left to answer with
        return _entered(request, before, "intake:next")
    arrival = arrival_of(number)
    if request.method == "POST":
        return _enter(request, Desk(person, arrival))
    if arrival.state == State.REGISTERED:
        return redirect(_document_url(arrival.document_id) or reverse("intake:tray"))
    if arrival.state in BUSY or arrival.state == State.DISCARDED:
        return line_page(request, arrival)
    desk = Desk(person, arrival)
    return _show(request, desk, desk.form())


@clerks_only
def new(request: HttpRequest) -> HttpResponse:
    """A paper without a scan; a classified one always comes this way."""
    desk = Desk(person_of(request), None)
    if request.method == "POST":
        return _enter(request, desk)
    return _show(request, desk, desk.form())


def _enter(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = desk.form(request.POST)
    if form.is_valid():
        try:
            entry = _act(request, desk, form)
        except Refused as refusal:
            _explain(desk, form, refusal)
        else:
            return _entered(request, entry, "intake:next" if desk.arrival else "intake:new")
    return _show(request, desk, form, status=422)


def _entered(request: HttpRequest, entry: Entry, following: str) -> HttpResponse:
    messages.success(request, _told(entry))
    return redirect(following)


def _act(request: HttpRequest, desk: Desk, form: PaperForm) -> Entry:
    values, fields = form.cleaned_data, form.paper()
    common = {
        "arrived_on": values["arrived_on"],
        "request_key": values["request_key"],
        "receiver": values["receiver"],
        "note": values["note"],
        "anyway": request.POST.get("anyway") == "1",
    }
    if desk.arrival is None or _scan_goes(request, fields):
        return acts.register_without_scan(desk.person, desk.arrival, values["register"], fields, **common)
    chosen = request.POST.getlist("citations")
    return acts.register(desk.person, desk.arrival, values["register"], fields, citations=chosen, **common)


def _scan_goes(request: HttpRequest, fields: PaperFields) -> bool:
    """The clerk said so, and the paper is one whose scan may not stay."""
    return request.POST.get("without_scan") == "1" and not acts.may_hold_file(fields)


def _explain(desk: Desk, form: PaperForm, refusal: Refused) -> None:
    """Put a refusal where it belongs, with the way out beside it."""
    if isinstance(refusal, acts.AlreadyHere):
        desk.earlier = refusal.entries
        form.add_error(None, str(refusal))
        return
    desk.must_go = refusal.field == "secrecy" and desk.arrival is not None and not acts.may_hold_file(form.paper())
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def _show(request: HttpRequest, desk: Desk, form: PaperForm, status: int = 200) -> HttpResponse:
    arrival = desk.arrival
    more = checking.rows(form, arrival, len(desk.sheets), checking.MORE)
    context: dict[str, Any] = {
        "arrival": arrival,
        "form": form,
        "first_rows": checking.rows(form, arrival, len(desk.sheets), checking.FIRST),
        "more_rows": more,
        "more_open": any(row.field.errors for row in more)
        or (arrival is not None and checking.needs_a_look(arrival, checking.MORE)),
        "pages": checking.seen(desk.sheets),
        "books": {book.register.pk: _for_script(book) for book in desk.books},
        "kinds": [{"value": kind.code, "label": kind.name, "hint": kind.code} for kind in _one_a_name(desk.kinds)],
        "next_number": _next_number(desk, form),
        "earlier": [(entry, _document_url(entry.document_id)) for entry in desk.earlier],
        "must_go": desk.must_go,
    }
    if arrival is not None:
        chosen = request.POST.getlist("citations")
        context |= {
            "twin": queries.twin_of(arrival),
            "held": arrival.is_held_by_another(desk.person),
            "warnings": wording.warnings(arrival),
            "failure": wording.failure(arrival) if arrival.state == State.FAILED else None,
            "citations": [
                (citation, not form.is_bound or citation["symbol"] in chosen) for citation in arrival.citations
            ],
        }
    return render(request, "intake/check.html", context, status=status)


def _one_a_name(kinds: list[Kind]) -> list[Kind]:
    return list({kind.name: kind for kind in reversed(kinds)}.values())[::-1]


def _for_script(book: queries.Book) -> dict[str, Any]:
    register = book.register
    return {
        "numbers": [asdict(numbers) for numbers in book.numbers],
        "from": register.secrecy_from,
        "to": register.secrecy_to,
        "kind": register.kind.name if register.kind else "",
    }


def _next_number(desk: Desk, form: PaperForm) -> int:
    """The number that comes next in the register and for the arrival date that the form shows."""
    day = form.cleaned_data.get("arrived_on") if form.is_bound else None
    chosen = str(form["register"].value() or "")
    books = [book for book in desk.books if str(book.register.pk) == chosen] or desk.books
    return books[0].next_number(day or today()) if books else 0


def _told(entry: Entry) -> str:
    number = _("Arrival number %(number)s of %(book)s.") % {"number": entry.number, "book": entry.volume.register}
    document = _document_url(entry.document_id)
    links = [(document, _("Open the document"))] if document else []
    if DocumentPage.objects.filter(document=entry.document_id).exists():
        links.append((reverse("registry:working-copy", args=[entry.pk]), _("Copy with the ĐẾN stamp")))
    return format_html("{} {}", number, format_html_join(" · ", '<a href="{}">{}</a>', links))


def _document_url(document_id: int | None) -> str:
    try:
        return reverse("desk:document", args=[document_id]) if document_id else ""
    except NoReverseMatch:
        return ""


@clerks_only
def return_to_tray(request: HttpRequest, number: int) -> HttpResponse:
    """Void a number and put its paper back into the tray."""
    entry = get_object_or_404(Entry.objects.select_related("volume__register", "document"), pk=number)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            arrival = acts.return_to_tray(person_of(request), entry, form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(
                request, _("Number %(number)s was voided; its paper is back in the tray.") % {"number": entry.number}
            )
            return redirect("intake:check", arrival.pk)
    context = {"entry": entry, "form": form, "back": _document_url(entry.document_id)}
    return render(request, "intake/return.html", context, status=422 if form.errors else 200)
