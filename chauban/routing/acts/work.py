"""What the holder of a piece of work does with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from chauban.documents.models import Document
from chauban.intake.acts.receiving import keep_file
from chauban.journal.act import Doer, act
from chauban.kernel.refused import Refused
from chauban.people.identity import vouching
from chauban.people.models import Person, Unit
from chauban.people.rights import somebody
from chauban.people.states import Secrecy

from .. import states
from ..models import Assignment, Request, Word, WordFile
from ..plans import Given, deadline
from ..rights import check_may_be_given, check_may_work, judges
from .giving import drop_requests, give, told
from .way import move_work, note, take, tell_holders


def held(assignment: Assignment) -> Assignment:
    """The work as it stands now that its paper is held."""
    take(assignment.document_id)
    related = ("document", "unit", "person", "assigned_by", "on_behalf_of", "parent__unit")
    return Assignment.objects.select_related(*related).get(pk=assignment.pk)


def _check_to_be_done(assignment: Assignment) -> None:
    if assignment.part == states.Part.INFORM:
        raise Refused(_("This paper came to know; nothing is to be done."))


@act
def see(doer: Doer, assignment: Assignment) -> None:
    """Note that a paper sent to know was seen by whom it was sent to; raises Refused for another."""
    person, assignment = somebody(doer), held(assignment)
    on_behalf_of = check_may_work(person, assignment)
    if assignment.part != states.Part.INFORM:
        raise Refused(_("This is work to be done, not a paper to know."))
    _take_in_hand(person, assignment, on_behalf_of, states.Work.SEEN)
    note(person, "routing.seen", assignment.document, on_behalf_of)
    tell_holders(assignment.document, judges(assignment))


@act
def accept(doer: Doer, assignment: Assignment) -> None:
    """Take work in hand; raises Refused."""
    person, assignment = somebody(doer), held(assignment)
    on_behalf_of = check_may_work(person, assignment)
    _check_to_be_done(assignment)
    _take_in_hand(person, assignment, on_behalf_of)
    note(person, "routing.accepted", assignment.document, on_behalf_of, holder=str(assignment.holder))
    tell_holders(assignment.document, [*judges(assignment), assignment.holder])


def _take_in_hand(
    person: Person, assignment: Assignment, on_behalf_of: Person | None, to: states.Work = states.Work.ACCEPTED
) -> None:
    taken = {"accepted_by": person, "accepted_for": on_behalf_of, "accepted_at": timezone.now()}
    move_work(assignment, to, person, on_behalf_of, **taken)


@act
def pass_on(doer: Doer, assignment: Assignment, plan: Sequence[Given]) -> list[Assignment]:
    """A head passes the unit's work on to people with an instruction of their own; the unit answers for it still.

    Raises Refused when it is not a unit's, is not in hand, or a deadline lies after the unit's own.
    """
    person, assignment = somebody(doer), held(assignment)
    on_behalf_of = check_may_work(person, assignment)
    if assignment.unit is None:
        raise Refused(_("This is your own work; hand it back if another should do it."))
    if not plan:
        raise Refused(_("Say to whom it is passed on."), field="holders")
    if assignment.part == states.Part.INFORM and any(given.part != states.Part.INFORM for given in plan):
        raise Refused(_("This paper came to know; it is passed on to know."), field="holders")
    if assignment.part == states.Part.INFORM:
        _take_in_hand(person, assignment, on_behalf_of, states.Work.SEEN)
    elif assignment.state == states.Work.GIVEN:
        _take_in_hand(person, assignment, on_behalf_of)
    elif assignment.state != states.Work.ACCEPTED:
        raise Refused(_("This work is already: %(state)s.") % {"state": assignment.get_state_display()})
    made = give(person, assignment.document, plan, parent=assignment, on_behalf_of=on_behalf_of)
    note(person, "routing.passed_on", assignment.document, on_behalf_of, unit=str(assignment.unit), **told(made))
    tell_holders(assignment.document, [assignment.unit])
    return made


@act
def report_progress(doer: Doer, assignment: Assignment, text: str) -> Word:
    """Say how far it is; raises Refused on an empty text."""
    person, assignment = somebody(doer), held(assignment)
    on_behalf_of = check_may_work(person, assignment)
    _check_to_be_done(assignment)
    if not text.strip():
        raise Refused(_("Say how far it is."), field="text")
    if assignment.state == states.Work.GIVEN:
        _take_in_hand(person, assignment, on_behalf_of)
    elif assignment.state != states.Work.ACCEPTED:
        raise Refused(_("This work is already: %(state)s.") % {"state": assignment.get_state_display()})
    word = say(person, assignment, states.Said.PROGRESS, text, on_behalf_of)
    note(person, "routing.progress", assignment.document, on_behalf_of, text=text)
    tell_holders(assignment.document, judges(assignment))
    return word


@act
def report_result(
    doer: Doer,
    assignment: Assignment,
    text: str,
    *,
    answer: Document | None = None,
    files: Sequence[tuple[str, Path]] = (),
) -> Word:
    """Close work with its result: a text, files, the document that answers the paper; the assigner judges it.

    `files` are names and where their bytes lie. Raises Refused when nothing is said, part of the work, passed on, is
    still open, or a file would bring content of a classified paper into a networked installation (Luật 117/2025/QH15).
    """
    person, assignment = somebody(doer), held(assignment)
    on_behalf_of = check_may_work(person, assignment)
    _check_to_be_done(assignment)
    if not text.strip() and answer is None and not files:
        raise Refused(_("Say what came of it, or name the document that answers it."), field="text")
    if answer is not None and not Document.objects.filter(pk=answer.pk).exists():
        raise Refused(_("You may not read this paper."), field="answer")
    if answer is not None and answer.secrecy > assignment.document.secrecy:
        raise Refused(_("The answer is more secret than the paper; say so in words instead."), field="answer")
    if files and assignment.document.secrecy > Secrecy.NORMAL and settings.MODE == "register_only":
        raise Refused(_("No file of a classified paper is kept here; say the result in words."), field="files")
    _check_parts_are_done(assignment)
    if assignment.state == states.Work.GIVEN:
        _take_in_hand(person, assignment, on_behalf_of)
    drop_requests(person, assignment, on_behalf_of)
    move_work(assignment, states.Work.REPORTED, person, on_behalf_of, reported_at=timezone.now())
    word = say(person, assignment, states.Said.RESULT, text, on_behalf_of, answer=answer, files=files)
    note(
        person,
        "routing.result",
        assignment.document,
        on_behalf_of,
        text=text,
        answer=answer and str(answer),
        files=[name for name, _path in files],
    )
    tell_holders(assignment.document, judges(assignment))
    return word


def _check_parts_are_done(assignment: Assignment) -> None:
    part = (
        Assignment.objects.filter(parent=assignment, ended_at=None)
        .exclude(part=states.Part.INFORM)
        .select_related("unit", "person")
        .first()
    )
    if part is not None:
        raise Refused(
            _("%(name)s still works on it. Accept their result, or take the work back first.") % {"name": part.holder}
        )


def say(
    person: Person,
    assignment: Assignment,
    said: states.Said,
    text: str,
    on_behalf_of: Person | None,
    *,
    answer: Document | None = None,
    files: Sequence[tuple[str, Path]] = (),
) -> Word:
    """Write a word on a piece of work; part of the act that records it. Files are in the vault before their row is."""
    word = Word.objects.create(
        assignment=assignment,
        document=assignment.document,
        said=said,
        text=text.strip(),
        answer=answer,
        by=person,
        on_behalf_of=on_behalf_of,
    )
    for name, path in files:
        file = keep_file(path)
        with vouching(f"file:{file.sha256}"):
            WordFile.objects.create(word=word, document=assignment.document, file=file, name=name[:255])
    return word


@act
def hand_back(doer: Doer, assignment: Assignment, reason: str) -> None:
    """Return work that is not theirs to whom gave it; raises Refused without a reason or with parts of it open."""
    person, assignment = somebody(doer), held(assignment)
    on_behalf_of = check_may_work(person, assignment)
    _check_to_be_done(assignment)
    if not reason.strip():
        raise Refused(_("Say why it is not yours."), field="text")
    _check_parts_are_done(assignment)
    drop_requests(person, assignment, on_behalf_of)
    move_work(assignment, states.Work.RETURNED, person, on_behalf_of)
    say(person, assignment, states.Said.RETURNED, reason, on_behalf_of)
    note(
        person,
        "routing.handed_back",
        assignment.document,
        on_behalf_of,
        holder=str(assignment.holder),
        reason=reason,
    )
    tell_holders(assignment.document, judges(assignment))


@act
def ask_extension(doer: Doer, assignment: Assignment, due_on: dt.date, reason: str) -> Request:
    """Ask for a later deadline; raises Refused after the work is closed, without a reason, or for no later day."""
    person, assignment = somebody(doer), held(assignment)
    on_behalf_of = check_may_work(person, assignment)
    _check_in_hand(assignment)
    if assignment.due_on is None:
        raise Refused(_("This work has no deadline."))
    wanted = deadline(due_on)
    if wanted is None or wanted <= assignment.due_on:
        raise Refused(_("Ask for a day after %(day)s.") % {"day": f"{assignment.due_on:%d/%m/%Y}"}, field="due_on")
    request = _ask(person, assignment, states.Wanted.EXTENSION, reason, on_behalf_of, due_on=wanted)
    note(person, "routing.extension_asked", assignment.document, on_behalf_of, until=wanted, reason=reason)
    return request


@act
def ask_support(doer: Doer, assignment: Assignment, holder: Unit | Person, reason: str) -> Request:
    """Ask the assigner for another unit's or person's support; raises Refused."""
    person, assignment = somebody(doer), held(assignment)
    on_behalf_of = check_may_work(person, assignment)
    _check_in_hand(assignment)
    check_may_be_given(assignment.document, person, holder)
    unit, somebody_else = (holder, None) if isinstance(holder, Unit) else (None, holder)
    request = _ask(person, assignment, states.Wanted.SUPPORT, reason, on_behalf_of, unit=unit, person=somebody_else)
    note(person, "routing.support_asked", assignment.document, on_behalf_of, of=str(holder), reason=reason)
    return request


def _check_in_hand(assignment: Assignment) -> None:
    _check_to_be_done(assignment)
    if assignment.state not in states.IN_HAND:
        raise Refused(_("This work is already: %(state)s.") % {"state": assignment.get_state_display()})


def _ask(
    doer: Person,
    assignment: Assignment,
    wanted: states.Wanted,
    reason: str,
    on_behalf_of: Person | None,
    *,
    due_on: dt.date | None = None,
    unit: Unit | None = None,
    person: Person | None = None,
) -> Request:
    if not reason.strip():
        raise Refused(_("Say why."), field="reason")
    try:
        request = Request.objects.create(
            assignment=assignment,
            document=assignment.document,
            wanted=wanted,
            due_on=due_on,
            unit=unit,
            person=person,
            reason=reason.strip(),
            asked_by=doer,
            on_behalf_of=on_behalf_of,
        )
    except IntegrityError as conflict:
        raise Refused(_("You have asked already; wait for the answer.")) from conflict
    tell_holders(assignment.document, judges(assignment))
    return request
