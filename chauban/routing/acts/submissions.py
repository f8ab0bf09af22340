"""A paper goes up to a leader, and what becomes of that besides an opinion."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from chauban.documents.models import Document
from chauban.documents.states import Basis
from chauban.journal.act import Doer, act
from chauban.kernel.broken import broken
from chauban.kernel.refused import Refused
from chauban.people.models import Person
from chauban.people.rights import somebody

from .. import states
from ..models import Question, Submission
from ..rights import (
    check_may_answer,
    check_may_decide,
    check_may_receive,
    check_may_submit,
    check_may_take_back,
)
from .way import let_read, move_submission, note, settle, stop_reading_submitted, take, tell_holders


def submit(
    doer: Doer, document: Document, to: Person, *, note: str = "", first_to: Person | None = None, request_key: UUID
) -> Submission:
    """Bring a paper up to a leader (NĐ 30/2020 điều 23); with `first_to` that person reads it before, and proposes.

    The same `request_key` again returns the submission of the first time. Raises Refused on a missing right, on
    somebody who leads nothing or is not cleared, and when the paper already waits for that person.
    """
    try:
        return _submit(doer, document, to, note=note, first_to=first_to, request_key=request_key)
    except IntegrityError as conflict:
        if broken(conflict) == "routing_submission_request_key_key":
            return Submission.objects.get(request_key=request_key)
        if broken(conflict) == "submitted_once_to_a_person":
            raise Refused(_("It already waits for %(name)s.") % {"name": first_to or to}, field="to") from conflict
        raise


@act
def _submit(
    doer: Doer, document: Document, to: Person, *, note: str, first_to: Person | None, request_key: UUID
) -> Submission:
    person = somebody(doer)
    on_behalf_of = check_may_submit(person, document)
    check_may_receive(document, to)
    if first_to is not None and first_to.pk == to.pk:
        raise Refused(_("Who reads it first is another than who decides."), field="first_to")
    if first_to is not None:
        check_may_receive(document, first_to)
        if waits_for(document, to) is not None:
            raise Refused(_("It already waits for %(name)s.") % {"name": to}, field="to")
    take(document.pk)
    made = _bring(
        person,
        document,
        first_to or to,
        onward_to=to if first_to else None,
        text=note,
        key=request_key,
        on_behalf_of=on_behalf_of,
    )
    settle(document)  # one that was handled comes up again; one that is being handled goes up besides
    return made


def _bring(
    doer: Person,
    document: Document,
    to: Person,
    *,
    text: str,
    key: UUID,
    onward_to: Person | None = None,
    after: Submission | None = None,
    on_behalf_of: Person | None = None,
) -> Submission:
    """Write the submission, let its receivers read the paper, tell them."""
    made = Submission.objects.create(
        document=document,
        to=to,
        purpose=states.Purpose.PREREAD if onward_to else states.Purpose.DECIDE,
        onward_to=onward_to,
        note=text,
        submitted_by=doer,
        on_behalf_of=on_behalf_of,
        after=after,
        request_key=key,
    )
    let_read(doer, document, Basis.SUBMITTED, [to])
    act = "routing.forwarded" if after else "routing.submitted"
    note(doer, act, document, on_behalf_of, to=str(to), onward_to=onward_to and str(onward_to), note=text)
    tell_holders(document, [to])
    return made


def _held(submission: Submission) -> Submission:
    """The submission as it stands now that its paper is held."""
    take(submission.document_id)
    related = ("document", "to", "submitted_by", "ended_by", "onward_to", "after__to")
    return Submission.objects.select_related(*related).get(pk=submission.pk)


def _end(
    doer: Person, submission: Submission, state: states.Submission, text: str, on_behalf_of: Person | None
) -> None:
    move_submission(submission, state, doer, on_behalf_of, end_note=text)


@act
def forward(doer: Doer, submission: Submission, to: Person, *, note: str = "") -> Submission:
    """Hand a submission on to another leader, who decides instead; raises Refused."""
    person, submission = somebody(doer), _held(submission)
    on_behalf_of = check_may_decide(person, submission)
    check_may_receive(submission.document, to)
    if to.pk == submission.to_id:
        raise Refused(_("It already waits for %(name)s.") % {"name": to}, field="to")
    if waits_for(submission.document, to) is not None:
        raise Refused(_("It already waits for %(name)s.") % {"name": to}, field="to")
    _end(person, submission, states.Submission.FORWARDED, note, on_behalf_of)
    return _bring(person, submission.document, to, text=note, key=uuid4(), after=submission, on_behalf_of=on_behalf_of)


@act
def file_paper(doer: Doer, document: Document, reason: str) -> None:
    """The registry files a paper on which nobody needs to decide; brought up later, it goes its way all the same.

    Raises Refused while it waits for a leader or is being handled, and without a reason when a leader gave it back.
    """
    person = somebody(doer)
    on_behalf_of = check_may_submit(person, document)
    handling = take(document.pk)
    if handling.state == states.Handling.DOWN or open_submissions(document).exists():
        raise Refused(_("The paper is on its way; it cannot be filed now."))
    if handling.state == states.Handling.CLOSED:
        raise Refused(_("The paper is at its end already."))
    if document.submissions.exists() and not reason.strip():
        raise Refused(_("Say why it goes no further."), field="reason")
    handling.state, handling.closed_at = states.Handling.CLOSED, timezone.now()
    handling.filed_by, handling.filed_for, handling.filed_note = person, on_behalf_of, reason.strip()
    handling.save(update_fields=["state", "closed_at", "filed_by", "filed_for", "filed_note"])
    note(person, "routing.filed", document, on_behalf_of, reason=reason.strip())


def open_submissions(document: Document) -> QuerySet[Submission]:
    """By which the paper waits for somebody."""
    return Submission.objects.filter(document=document, state__in=states.OPEN_SUBMISSION)


def waits_for(document: Document, to: Person) -> Submission | None:
    """The submission by which the paper waits for this person, if it does."""
    return open_submissions(document).filter(to=to).first()


@act
def return_submission(doer: Doer, submission: Submission, reason: str) -> None:
    """Give a paper back to the registry unanswered; raises Refused without a reason."""
    person, submission = somebody(doer), _held(submission)
    on_behalf_of = check_may_decide(person, submission)
    if not reason.strip():
        raise Refused(_("Say why it is returned."), field="reason")
    _end(person, submission, states.Submission.RETURNED, reason, on_behalf_of)
    note(person, "routing.submission_returned", submission.document, on_behalf_of, reason=reason)
    settle(submission.document)
    tell_holders(submission.document, [submission.submitted_by])


@act
def take_submission_back(doer: Doer, submission: Submission, reason: str) -> None:
    """The registry takes a submission back before it is answered; raises Refused."""
    person, submission = somebody(doer), _held(submission)
    on_behalf_of = check_may_take_back(person, submission)
    _end(person, submission, states.Submission.WITHDRAWN, reason, on_behalf_of)
    to = str(submission.to)
    note(person, "routing.submission_withdrawn", submission.document, on_behalf_of, to=to, reason=reason)
    settle(submission.document)
    tell_holders(submission.document, [submission.to])
    stop_reading_submitted(submission)


@act
def keep_for_later(doer: Doer, submission: Submission) -> None:
    """Put a paper aside; it stays on the leader's desk below the others."""
    person, submission = somebody(doer), _held(submission)
    on_behalf_of = check_may_decide(person, submission)
    move_submission(submission, states.Submission.LATER, person, on_behalf_of)
    note(person, "routing.kept_for_later", submission.document, on_behalf_of)
    tell_holders(submission.document, [submission.to])


@act
def take_up_again(doer: Doer, submission: Submission) -> None:
    """Take up a paper that was put aside."""
    person, submission = somebody(doer), _held(submission)
    on_behalf_of = check_may_decide(person, submission)
    move_submission(submission, states.Submission.WAITING, person, on_behalf_of)
    note(person, "routing.taken_up_again", submission.document, on_behalf_of)
    tell_holders(submission.document, [submission.to])


@act
def ask(doer: Doer, submission: Submission, text: str) -> Question:
    """Ask who submitted the paper a question before deciding; raises Refused on an empty one."""
    person, submission = somebody(doer), _held(submission)
    on_behalf_of = check_may_decide(person, submission)
    asked = submission.submitted_by
    if asked.pk == person.pk:
        raise Refused(_("You brought this paper up yourself."))
    if not text.strip():
        raise Refused(_("Say what you want to know."), field="question")
    if submission.state != states.Submission.ASKED:
        move_submission(submission, states.Submission.ASKED, person, on_behalf_of)
    question = Question.objects.create(
        submission=submission,
        document=submission.document,
        to=asked,
        text=text,
        asked_by=person,
        on_behalf_of=on_behalf_of,
    )
    note(person, "routing.asked", submission.document, on_behalf_of, to=str(asked), question=text)
    tell_holders(submission.document, [asked])
    return question


@act
def answer(doer: Doer, question: Question, text: str) -> None:
    """Answer a leader's question; the paper waits for the leader again when nothing else is open."""
    person = somebody(doer)
    submission = _held(question.submission)
    question = Question.objects.select_related("document", "asked_by").get(pk=question.pk)
    on_behalf_of = check_may_answer(person, question)
    if question.answered_at is not None:
        raise Refused(_("%(name)s has answered this.") % {"name": question.answered_by})
    if submission.state not in states.OPEN_SUBMISSION:
        raise Refused(_("%(name)s has decided without the answer.") % {"name": submission.ended_by})
    if not text.strip():
        raise Refused(_("Write the answer."), field="answer")
    _write_answer(person, question, text, on_behalf_of)
    others_open = submission.questions.filter(answered_at=None).exists()
    if submission.state == states.Submission.ASKED and not others_open:
        move_submission(submission, states.Submission.WAITING, person, on_behalf_of)
    note(person, "routing.answered", question.document, on_behalf_of, to=str(question.asked_by), answer=text)
    tell_holders(question.document, [submission.to])


def _write_answer(person: Person, question: Question, text: str, on_behalf_of: Person | None) -> None:
    question.answer, question.answered_at = text, timezone.now()
    question.answered_by, question.answered_for = person, on_behalf_of
    question.save(update_fields=["answer", "answered_by", "answered_for", "answered_at"])
