"""Deeds on work: each posted from the document's page, done by one act, answered with how the work stands then."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chauban.documents.models import Document
from chauban.documents.queries import readable
from chauban.intake.naming import clean_name
from chauban.journal.queries import history
from chauban.kernel.figures import number_in
from chauban.kernel.refused import Refused
from chauban.people.asking import person_of
from chauban.people.models import Person

from .. import acts, states
from ..deeds import DEEDS
from ..forms.work import DeedForm
from ..models import Assignment, Request
from ..panel import Tried, members_of, panel
from ..plans import Given

OF_WORK = ("document", "unit", "person", "assigned_by", "on_behalf_of", "parent__unit")
Values = dict[str, Any]


@login_required
@require_POST
def piece(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Do a deed to a piece of work."""
    work = get_object_or_404(Assignment.objects.select_related(*OF_WORK), pk=pk)
    if deed not in PIECES:
        raise Http404
    person, id = person_of(request), f"{deed}-{pk}"
    form = _form(request, deed, id, work)

    def do() -> None:
        if not _done_before(person, work, deed, form.cleaned_data):
            PIECES[deed](person, work, form.cleaned_data)

    return _attempt(request, work.document, deed, id, form, do)


@login_required
@require_POST
def asked(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Decide what a handler asked for."""
    row = get_object_or_404(Request.objects.select_related("assignment__document", "document"), pk=pk)
    if deed not in ("grant", "grant-until", "refuse"):
        raise Http404
    person, id = person_of(request), f"{deed}-r{pk}"
    form = _form(request, deed, id, row.assignment)
    return _attempt(
        request, row.document, deed, id, form, lambda: decide_request(person, row, deed, form.cleaned_data)
    )  # fmt: skip


@login_required
@require_POST
def end(request: HttpRequest, document: int) -> HttpResponse:
    """End the handling of a paper."""
    paper, id = get_object_or_404(readable().select_related("kind", "issuer"), pk=document), f"end-{document}"
    form = _form(request, "end", id, None)
    person = person_of(request)
    return _attempt(
        request, paper, "end", id, form, lambda: acts.end_handling(person, paper, form.cleaned_data["reason"])
    )  # fmt: skip


def decide_request(person: Person, row: Request, deed: str, values: Values) -> None:
    """Grant or refuse it; raises Refused."""
    reason = values.get("reason", "")
    if row.wanted == states.Wanted.EXTENSION:
        acts.decide_extension(person, row, grant=deed != "refuse", due_on=values.get("due_on"), reason=reason)
    else:
        acts.decide_support(person, row, grant=deed != "refuse", reason=reason)


def _form(request: HttpRequest, deed: str, id: str, work: Assignment | None) -> DeedForm:
    members = []
    if deed == "pass-on" and work is not None and work.unit_id:
        people = members_of([work.unit_id]).get(work.unit_id, [])
        members = [each for each in people if each.pk != request.user.pk]
    kind = DEEDS[deed].form or DeedForm
    return kind(request.POST, request.FILES, work=work, members=members, auto_id=f"{id}_%s")


def _attempt(
    request: HttpRequest, document: Document, deed: str, id: str, form: DeedForm, do: Callable[[], None]
) -> HttpResponse:
    """Run the act; then the work as it stands, or the deed where it was tried with why it did not pass."""
    if form.is_valid():
        try:
            do()
        except Refused as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, _told(request, document, refusal))
    if request.FILES and form.errors:
        form.add_error("files" if "files" in form.fields else None, _("Choose the files again."))
    if form.errors:
        return _shown(request, document, Tried(deed, id, form))
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, str(DEEDS[deed].done))
        return redirect("desk:document", document.pk)
    # By the work done the person may have lost the right to read the paper.
    if not Document.objects.filter(pk=document.pk).exists():
        messages.success(request, str(DEEDS[deed].done))
        return HttpResponse(status=204, headers={"HX-Redirect": "/"})
    response = _shown(request, document, None)
    response.headers["HX-Trigger"] = json.dumps({"saved": "", "told": str(DEEDS[deed].done)})
    return response


def _told(request: HttpRequest, document: Document, refusal: Refused) -> str:
    """The refusal, after what somebody else did meanwhile when the page was older than that."""
    last = history(document.pk)[-1:]
    seen = number_in(request.POST.get("seen"))
    if last and seen is not None and last[0].id > seen and last[0].person != str(request.user):
        before = _("Meanwhile %(name)s %(did)s.") % {"name": last[0].person, "did": last[0].sentence}
        return f"{before} {refusal}"
    return str(refusal)


def _shown(request: HttpRequest, document: Document, tried: Tried | None) -> HttpResponse:
    context = {
        "document": document,
        "panel": panel(person_of(request), document, tried=tried),
        "history": history(document.pk),
    }
    template = "routing/_work.html" if request.htmx else "routing/work.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=422 if tried else 200)


def _done_before(person: Person, work: Assignment, deed: str, values: Values) -> bool:
    """Whether this very deed is done already: a button pressed twice, a page sent again."""
    if deed in ("accept", "see"):
        done = states.Work.ACCEPTED if deed == "accept" else states.Work.SEEN
        return work.state == done and work.accepted_by_id == person.pk
    said = SAYING.get(deed)
    since = timezone.now() - SENT_AGAIN
    last = work.words.filter(at__gte=since).order_by("-pk").first() if said else None
    return last is not None and (last.said, last.by_id, last.text) == (said, person.pk, values["text"].strip())


#: Deeds that only add a word, which twice the same would be twice; later than this it is said anew.
SAYING = {"progress": states.Said.PROGRESS, "urge": states.Said.URGED}
SENT_AGAIN = dt.timedelta(minutes=2)


def _result(person: Person, work: Assignment, values: Values) -> object:
    files = [(clean_name(each.name or ""), _path(each)) for each in values["files"]]
    return acts.report_result(person, work, values["text"], answer=values["answer"], files=files)


def _path(file: UploadedFile) -> Path:
    assert isinstance(file, TemporaryUploadedFile)
    return Path(file.temporary_file_path())


def _reassign(person: Person, work: Assignment, values: Values) -> object:
    given = Given(states.Part(work.part), values["named"], values["due_on"], values["instruction"])
    return acts.reassign(person, work, given, values["reason"])


def _send_back(person: Person, work: Assignment, values: Values) -> None:
    acts.send_back(person, work, values["text"], due_on=values["due_on"])


PIECES: dict[str, Callable[[Person, Assignment, Values], object]] = {
    "accept": lambda person, work, values: acts.accept(person, work),
    "see": lambda person, work, values: acts.see(person, work),
    "progress": lambda person, work, values: acts.report_progress(person, work, values["text"]),
    "result": _result,
    "pass-on": lambda person, work, values: acts.pass_on(person, work, values["plan"]),
    "ask-extension": lambda person, work, values: acts.ask_extension(person, work, values["due_on"], values["reason"]),
    "ask-support": lambda person, work, values: acts.ask_support(person, work, values["named"], values["reason"]),
    "hand-back": lambda person, work, values: acts.hand_back(person, work, values["text"]),
    "accept-result": lambda person, work, values: acts.accept_result(person, work),
    "send-back": _send_back,
    "insist": lambda person, work, values: acts.insist(person, work, values["text"]),
    "reassign": _reassign,
    "take-back": lambda person, work, values: acts.take_back(person, work, values["reason"]),
    "urge": lambda person, work, values: acts.urge(person, work, values["text"]),
}
