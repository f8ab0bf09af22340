"""Papers go up: one from its own page, several from the list; what came back, what is asked, what is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from chauban.documents.models import Document
from chauban.documents.queries import readable
from chauban.kernel.figures import number_in
from chauban.kernel.refused import Refused, allowed
from chauban.people.asking import person_of
from chauban.people.models import Person

from .. import acts
from ..forms.submitting import SeveralForm, SubmitForm
from ..models import Question, Rule, Submission
from ..queries.bringing import Paper, bringing
from ..queries.bringing import to_submit as papers_to_submit
from ..queries.rules import rule_for
from ..queries.up import Leader, leaders
from ..rights import check_may_submit


@dataclass
class Line:
    """A paper in the list: whether it is chosen, its key of this sending, and why it was refused."""

    paper: Paper
    key: UUID
    chosen: bool = False
    refusal: str = ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def to_submit(request: HttpRequest) -> HttpResponse:
    """What a registry has to bring up; those that are ticked go up, each by an act of its own."""
    person, found = person_of(request), leaders()
    form = SeveralForm(request.POST or None, leaders=found)
    refused: dict[int, str] = {}
    if request.method == "POST" and form.is_valid():
        refused = _submit_chosen(request, person, form)
        if not refused:
            return redirect("routing:to-submit")
    bring = bringing(person, number_in(request.GET.get("page")) or 1)
    context = {
        "form": form,
        "bringing": bring,
        "returned": [_line(request, paper, refused) for paper in bring.returned],
        "fresh": [_line(request, paper, refused) for paper in bring.fresh],
        "leaders": found,
        "newer": f"?page={bring.page - 1}" if bring.page > 1 else "",
        "older": f"?page={bring.page + 1}" if bring.page < bring.pages else "",
    }
    return render(request, "routing/to_submit.html", context, status=422 if refused or form.errors else 200)


def _line(request: HttpRequest, paper: Paper, refused: dict[int, str]) -> Line:
    refusal = refused.get(paper.document.pk, "")
    return Line(paper, uuid4(), chosen=bool(refusal), refusal=refusal)


def _submit_chosen(request: HttpRequest, person: Person, form: SeveralForm) -> dict[int, str]:
    """Submit what is ticked and say how many went up; why the others did not, by document."""
    wanted = {number for each in request.POST.getlist("paper") if (number := number_in(each)) is not None}
    refused: dict[int, str] = {}
    papers = papers_to_submit(person, wanted)
    for paper in sorted(papers, key=lambda paper: paper.document.pk):  # so that two clerks wait for each other in turn
        try:
            _submit_one(request, person, paper, form)
        except Refused as refusal:
            refused[paper.document.pk] = str(refusal)
    done = len(papers) - len(refused)
    if done:
        told = ngettext("%(count)s paper is submitted.", "%(count)s papers are submitted.", done)
        messages.success(request, told % {"count": done})
    if not wanted:
        messages.error(request, _("Tick the papers that go up."))
    return refused


def _submit_one(request: HttpRequest, person: Person, paper: Paper, form: SeveralForm) -> None:
    chosen, rule = form.cleaned_data["to"], paper.rule
    to: Person | None = chosen or (rule.leader if rule else None)
    if to is None:
        raise Refused(_("No rule names a leader for it; choose one."))
    first_to = rule.prereader if rule and not chosen else None
    try:
        key = UUID(request.POST.get(f"key-{paper.document.pk}", ""))
    except ValueError:
        key = uuid4()
    acts.submit(person, paper.document, to, note=form.cleaned_data["note"], first_to=first_to, request_key=key)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, document: int) -> HttpResponse:
    """One paper goes up; the leader, and who reads it first, are proposed by rule."""
    person, found = person_of(request), _document(document)
    rule, known = rule_for(found), leaders()
    form = SubmitForm(request.POST or None, leaders=known, initial=_proposed(rule))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            acts.submit(
                person, found, values["to"], note=values["note"], first_to=values["first_to"], request_key=values["key"]
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Submitted to %(name)s.") % {"name": values["first_to"] or values["to"]})
            return redirect("desk:document", document)
    return render(request, "routing/submit.html", _page(person, found, rule, form, known), status=_status(form))


def _status(form: SubmitForm) -> int:
    return 422 if form.errors else 200


def _proposed(rule: Rule | None) -> dict[str, object]:
    return {
        "to": rule.leader_id if rule else None,
        "first_to": rule.prereader_id if rule else None,
        "key": uuid4(),
    }


def _page(
    person: Person, document: Document, rule: Rule | None, form: SubmitForm, known: list[Leader]
) -> dict[str, object]:
    return {
        "document": document,
        "rule": rule,
        "form": form,
        "may_submit": allowed(check_may_submit, person, document),
        "leaders": known,
    }


@login_required
@require_POST
def straight(request: HttpRequest, document: int) -> HttpResponse:
    """A paper goes straight to the unit that its rule names."""
    try:
        made = acts.send_straight(person_of(request), _document(document))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Sent straight to %(name)s.") % {"name": made.holder})
    return _back(request, document)


def _back(request: HttpRequest, document: int) -> HttpResponse:
    """Where the button stood: in the list, or on the document's own page."""
    return redirect("routing:to-submit") if request.POST.get("from") == "list" else redirect("desk:document", document)


def _said(request: HttpRequest, name: str, most: int) -> str:
    """A text of the request, its lines counted as the browser counted them; raises Refused on a longer one."""
    text = request.POST.get(name, "").replace("\x00", "").replace("\r\n", "\n")
    if len(text) > most:
        raise Refused(_("Write no more than %(most)s characters.") % {"most": most})
    return text


@login_required
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A submission is taken back before it is answered."""
    submission = get_object_or_404(Submission.objects.select_related("document", "to"), pk=pk)
    try:
        acts.take_submission_back(person_of(request), submission, _said(request, "reason", 1000))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back from %(name)s.") % {"name": submission.to})
    return redirect("routing:to-submit")


@login_required
@require_POST
def file_paper(request: HttpRequest, document: int) -> HttpResponse:
    """A paper on which nobody needs to decide is filed."""
    paper = _document(document)
    try:
        acts.file_paper(person_of(request), paper, _said(request, f"reason-{document}", 1000))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Filed: %(paper)s.") % {"paper": paper})
    return _back(request, document)


@login_required
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A leader's question is answered."""
    question = get_object_or_404(Question.objects.select_related("submission__document", "asked_by"), pk=pk)
    try:
        acts.answer(person_of(request), question, _said(request, "answer", 2000))
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Answered. The paper waits for %(name)s again.") % {"name": question.asked_by})
    return _back(request, question.document_id)


def _document(pk: int) -> Document:
    found: Document = get_object_or_404(readable().select_related("kind", "issuer"), pk=pk)
    return found
