"""A leader's opinion on a paper, and the work it gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from django.db import IntegrityError
from django.db.models import Q
from django.utils.translation import gettext as _

from chauban.documents.models import Document, DocumentPage
from chauban.journal.act import Doer, act
from chauban.kernel.broken import broken
from chauban.kernel.refused import Refused
from chauban.people.models import Person, Unit
from chauban.people.rights import somebody

from .. import states
from ..ink import pages_of, strokes_of
from ..models import Annotation, Assignment, Ink, Submission
from ..plans import Given
from ..rights import check_may_decide
from .giving import check_holders, due_by_rule, end_work, give, names, open_lead, told
from .submissions import _bring, _end, _held, waits_for
from .way import note, settle, stop_reading, tell_holders

#: What is kept of a proposal's words as the reason for which its paper went on.
MOST_END_NOTE = 1000


def annotate(
    doer: Doer,
    submission: Submission,
    *,
    text: str = "",
    ink: Mapping[int, object] | None = None,
    plan: Sequence[Given] = (),
    instead: bool = False,
    request_key: UUID,
) -> Annotation:
    """Write a leader's opinion, typed, inked or both, and give the work it names (NĐ 30/2020 điều 23-24).

    `ink` maps positions of pages to strokes (`ink.strokes_of`). `instead` lets a new lead take the place of the one
    another annotation named. The same `request_key` again returns the annotation of the first time. Raises Refused
    when nothing is said or given, the submission is another's or answered, or somebody named cannot be given the work.
    """
    try:
        return _annotate(doer, submission, text=text, ink=ink or {}, plan=plan, instead=instead, key=request_key)
    except IntegrityError as conflict:
        if broken(conflict) != "routing_annotation_request_key_key":
            raise
        return Annotation.objects.get(request_key=request_key)


@act
def _annotate(
    doer: Doer,
    submission: Submission,
    *,
    text: str,
    ink: Mapping[int, object],
    plan: Sequence[Given],
    instead: bool,
    key: UUID,
) -> Annotation:
    person, submission = somebody(doer), _held(submission)
    document = submission.document
    before = Annotation.objects.filter(request_key=key, submission=submission, author=person).first()
    if before is not None:
        note(person, "routing.sent_again", document, None)
        return before
    on_behalf_of = check_may_decide(person, submission)
    if submission.purpose == states.Purpose.PREREAD:
        raise Refused(_("You read this paper before the leader: propose, the leader decides."))
    annotation = _write(person, submission, text=text, ink=ink, plan=plan, on_behalf_of=on_behalf_of, key=key)
    _end(person, submission, states.Submission.ANSWERED, "", on_behalf_of)
    ended = _make_room(person, document, plan, on_behalf_of) if instead else []
    made = give(person, document, due_by_rule(document, plan), annotation=annotation, on_behalf_of=on_behalf_of)
    note(
        person,
        "routing.annotated",
        document,
        on_behalf_of,
        text=text,
        ink=sum(len(each.strokes) for each in annotation.ink.all()) or None,
        ended=names(ended),
        **told(made),
    )
    settle(document)
    tell_holders(document, [submission.submitted_by, submission.to])
    stop_reading(document, ended)
    return annotation


def propose(
    doer: Doer,
    submission: Submission,
    *,
    text: str,
    ink: Mapping[int, object] | None = None,
    plan: Sequence[Given] = (),
    request_key: UUID,
) -> Submission:
    """Pass a paper read first on to its leader, with the opinion that is proposed.

    The same `request_key` again returns the submission of the first time. Raises Refused as `annotate` does.
    """
    try:
        return _propose(doer, submission, text=text, ink=ink or {}, plan=plan, key=request_key)
    except IntegrityError as conflict:
        if broken(conflict) != "routing_annotation_request_key_key":
            raise
        return _went_on(submission)


@act
def _propose(
    doer: Doer, submission: Submission, *, text: str, ink: Mapping[int, object], plan: Sequence[Given], key: UUID
) -> Submission:
    person, submission = somebody(doer), _held(submission)
    if Annotation.objects.filter(request_key=key).exists():
        note(person, "routing.sent_again", submission.document, None)
        return _went_on(submission)
    on_behalf_of = check_may_decide(person, submission)
    if submission.purpose != states.Purpose.PREREAD or submission.onward_to is None:
        raise Refused(_("This paper waits for your opinion, not for a proposal."))
    check_holders(submission.document, submission.onward_to, plan)
    _write(person, submission, text=text, ink=ink, plan=plan, on_behalf_of=on_behalf_of, key=key, proposed=True)
    _end(person, submission, states.Submission.FORWARDED, text[:MOST_END_NOTE], on_behalf_of)
    waiting = waits_for(submission.document, submission.onward_to)
    if waiting is not None:  # somebody brought it up to the leader meanwhile: the proposal stands beside it
        note(person, "routing.forwarded", submission.document, on_behalf_of, to=str(submission.onward_to), note=text)
        tell_holders(submission.document, [submission.onward_to])
        return waiting
    return _bring(
        person,
        submission.document,
        submission.onward_to,
        text=submission.note,
        key=uuid4(),
        after=submission,
        on_behalf_of=on_behalf_of,
    )


def _went_on(submission: Submission) -> Submission:
    """How a paper that was read first stands before its leader: by this proposal, or brought up besides."""
    document, to = submission.document_id, submission.onward_to_id
    onward = Submission.objects.filter(Q(after=submission) | Q(document=document, to=to)).order_by("-pk").first()
    return onward or submission


def _write(
    doer: Person,
    submission: Submission,
    *,
    text: str,
    ink: Mapping[int, object],
    plan: Sequence[Given],
    on_behalf_of: Person | None,
    key: UUID,
    proposed: bool = False,
) -> Annotation:
    """The annotation's rows; raises Refused when it says nothing."""
    pages = pages_of(ink)
    if not text.strip() and not pages and not plan:
        raise Refused(_("Write something, tap a phrase or name who handles it."), field="text")
    annotation = Annotation.objects.create(
        document=submission.document,
        submission=submission,
        author=doer,
        on_behalf_of=on_behalf_of,
        text=text.strip(),
        proposed=proposed,
        plan=[_kept(given) for given in plan] if proposed else [],
        request_key=key,
    )
    for page in DocumentPage.objects.filter(document=submission.document, position__in=pages).select_related("page"):
        strokes = strokes_of(pages.pop(page.position), (page.page.width, page.page.height))
        Ink.objects.create(annotation=annotation, document=submission.document, page=page, strokes=strokes)
    if pages:
        raise Refused(_("The paper has no such page. Its pages were changed meanwhile; reload it."), field="ink")
    return annotation


def _kept(given: Given) -> dict[str, object]:
    holder = "unit" if isinstance(given.holder, Unit) else "person"
    due = given.due_on.isoformat() if given.due_on else None
    return {"part": given.part, holder: given.holder.pk, "due_on": due, "instruction": given.instruction}


def _make_room(
    doer: Person, document: Document, plan: Sequence[Given], on_behalf_of: Person | None
) -> list[Assignment]:
    """Take the present lead back when the plan names another; returns the work that ended."""
    lead = open_lead(document) if any(given.part == states.Part.LEAD for given in plan) else None
    return end_work(doer, lead, on_behalf_of) if lead is not None else []
