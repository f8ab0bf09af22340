"""One document: its paper, its facts, its story, and what can be done with it."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chauban.documents import acts
from chauban.documents import queries as told
from chauban.documents.models import Document, DocumentPage
from chauban.documents.rights import check_may_send
from chauban.journal.queries import history
from chauban.kernel.figures import number_in
from chauban.kernel.refused import Refused, allowed
from chauban.people.asking import person_of
from chauban.people.models import Person
from chauban.registry.models import Entry
from chauban.registry.queries import entry_of
from chauban.registry.rights import check_may_keep, check_may_take_out
from chauban.routing.acts import see
from chauban.routing.panel import panel
from chauban.routing.queries.ink import inked
from chauban.routing.queries.waiting import unseen
from chauban.routing.queries.way import Way, handling_of, way
from chauban.routing.steps import steps
from chauban.web.paper import Sheet

from ..forms import SendForm
from .asking import document_of


@login_required
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The document's page; opening it is noted."""
    person, paper = person_of(request), document_of(pk)
    acts.open_document(person, paper)
    for to_know in unseen(person, paper) if handling_of(paper) else ():
        with suppress(Refused):  # seen in another tab, or taken back, at this moment
            see(person, to_know)
    return render(request, "desk/document.html", _context(request, paper, SendForm()))


@login_required
@require_safe
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """What changes on the page of a document that is open, asked for when it did; no opening of its own."""
    paper = document_of(pk)
    return render(request, "desk/_changed.html", _story(request, paper, entry_of(paper), way(paper)))


@login_required
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the document to a colleague or a unit to know."""
    paper, form = document_of(pk), SendForm(request.POST)
    if form.is_valid():
        receiver = form.cleaned_data["receiver"]
        people, units = ([receiver], []) if isinstance(receiver, Person) else ([], [receiver])
        try:
            acts.send_to_know(person_of(request), paper, people=people, units=units, note=form.cleaned_data["note"])
        except Refused as refusal:
            form.add_error("name" if refusal.field == "to" else None, str(refusal))
        else:
            messages.success(request, _("Sent to %(name)s to know.") % {"name": receiver})
            return redirect("desk:document", pk)
    return render(request, "desk/document.html", _context(request, paper, form), status=422)


@login_required
@require_POST
def take_back(request: HttpRequest, pk: int, reader: int) -> HttpResponse:
    """Take back what the person sent."""
    paper = document_of(pk)
    try:
        acts.withdraw_sending(person_of(request), paper, reader)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back. They can no longer open it on this ground."))
    return redirect("desk:document", pk)


def _context(request: HttpRequest, paper: Document, form: SendForm) -> dict[str, object]:
    person, entry, readers = person_of(request), entry_of(paper), told.readers(paper)
    work = panel(person, paper, wanted=_wanted(request))
    register = entry.volume.register if entry else None
    return _story(request, paper, entry, work.way) | {
        "reasons": told.why(person, paper, readers),
        "readers": readers,
        "panel": work,
        "form": form,
        "may_send": allowed(check_may_send, person, paper),
        "may_keep": register is not None and allowed(check_may_keep, person, register),
    }


def _story(request: HttpRequest, paper: Document, entry: Entry | None, way: Way) -> dict[str, object]:
    """What changes while the page is open."""
    register = entry.volume.register if entry else None
    return {
        "document": paper,
        "entry": entry,
        "pages": _sheets(paper),
        "files": told.files(paper),
        "corrections": told.corrections(paper),
        "citations": told.citations(paper),
        "history": history(paper.pk),
        "line": steps(entry, way),
        "inked": inked(paper) if any(each.ink.all() for each in way.annotations) else [],
        "may_take_out": allowed(check_may_take_out, person_of(request), paper, register),
    }


def _wanted(request: HttpRequest) -> tuple[str, int] | None:
    """The deed that a line of the desk leads to, open at once: `?deed=result&piece=12`."""
    number = number_in(request.GET.get("piece"))
    return (request.GET.get("deed", ""), number) if number else None


def _sheets(paper: Document) -> list[Sheet]:
    return [_sheet(paper, page) for page in told.pages(paper)]


def _sheet(paper: Document, page: DocumentPage) -> Sheet:
    at = [paper.pk, page.position]
    image, words = reverse("desk:page-image", args=at), reverse("desk:page-words", args=at)
    return Sheet(page.position, page.page.width, page.page.height, image, words)
