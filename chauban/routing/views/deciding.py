"""What a leader's device sends: an opinion, or what else becomes of a paper; answered in words it can keep and show."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chauban.kernel.refused import Refused
from chauban.people.asking import person_of
from chauban.people.models import Person

from .. import acts, states
from ..forms.leader import AskForm, ForwardForm, OpinionForm, ReturnForm
from ..models import Annotation, Submission
from ..queries import up

#: A deed answers with a sentence, and whether the first time it was sent had done it already.
Done = tuple[str, bool]


@login_required
@require_POST
def decide(request: HttpRequest, pk: int, deed: str) -> JsonResponse:
    """Do one deed and answer {outcome, sentence, field}: `done` and `already` may be forgotten by the device,
    `refused` (422) is shown and kept, `other` (409) belongs to whoever wrote it and waits for them."""
    person = person_of(request)
    if request.POST.get("person") != str(person.pk):
        return JsonResponse(
            {"outcome": "other", "sentence": _("Another person wrote this; it waits for them.")}, status=409
        )
    if deed not in DEEDS:
        raise Http404
    submission = get_object_or_404(up.submission_of(pk))
    try:
        sentence, already = DEEDS[deed](person, submission, request)
    except Refused as refusal:
        return JsonResponse({"outcome": "refused", "sentence": str(refusal), "field": refusal.field}, status=422)
    return JsonResponse({"outcome": "already" if already else "done", "sentence": sentence})


def _read(form: forms.Form) -> dict:
    """What was typed; raises Refused with the first thing that is wrong with it."""
    if form.is_valid():
        return form.cleaned_data
    field, errors = next(iter(form.errors.items()))
    raise Refused(str(errors[0]), field="" if field == NON_FIELD_ERRORS else field)


def _send(person: Person, submission: Submission, request: HttpRequest) -> Done:
    values = _read(OpinionForm(request.POST, request.FILES))
    before = Annotation.objects.filter(request_key=values["key"]).exists()
    given = {name: values[name] for name in ("text", "ink", "plan")}
    if submission.purpose == states.Purpose.PREREAD:
        acts.propose(person, submission, **given, request_key=values["key"])
        return _("Proposed and passed on to %(name)s") % {"name": submission.onward_to}, before
    acts.annotate(person, submission, **given, instead=values["instead"], request_key=values["key"])
    return _("Sent"), before


def _forward(person: Person, submission: Submission, request: HttpRequest) -> Done:
    values = _read(ForwardForm(request.POST))
    told = _("Forwarded to %(name)s") % {"name": values["to"]}
    if _ended_by(person, submission, states.Submission.FORWARDED):
        return told, True
    acts.forward(person, submission, values["to"], note=values["note"])
    return told, False


def _return(person: Person, submission: Submission, request: HttpRequest) -> Done:
    values = _read(ReturnForm(request.POST))
    told = _("Returned to the registry")
    if _ended_by(person, submission, states.Submission.RETURNED):
        return told, True
    acts.return_submission(person, submission, values["reason"])
    return told, False


def _ask(person: Person, submission: Submission, request: HttpRequest) -> Done:
    values = _read(AskForm(request.POST))
    told = _("Asked")
    same = submission.questions.filter(asked_by=person, text=values["question"], answered_at=None)
    if same.exists():
        return told, True
    acts.ask(person, submission, values["question"])
    return told, False


def _later(person: Person, submission: Submission, request: HttpRequest) -> Done:
    told = _("Kept for later")
    if submission.state == states.Submission.LATER:
        return told, True
    acts.keep_for_later(person, submission)
    return told, False


def _again(person: Person, submission: Submission, request: HttpRequest) -> Done:
    told = _("Among the papers that wait again")
    if submission.state == states.Submission.WAITING:
        return told, True
    acts.take_up_again(person, submission)
    return told, False


def _ended_by(person: Person, submission: Submission, state: states.Submission) -> bool:
    """Whether this very deed was done before and only its answer was lost on the way."""
    return submission.state == state and submission.ended_by_id == person.pk


DEEDS: dict[str, Callable[[Person, Submission, HttpRequest], Done]] = {
    "send": _send,
    "forward": _forward,
    "return": _return,
    "ask": _ask,
    "later": _later,
    "again": _again,
}
