"""What the giver of a piece of work does about it."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from chauban.documents.models import Document
from chauban.journal.act import Doer, act
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.people.models import Person
from chauban.people.rights import somebody
from chauban.rulebook.calendar import next_working

from .. import states
from ..models import Assignment, Request
from ..plans import Given, deadline
from ..rights import check_may_judge, chief_stood_for, is_chief_for
from .giving import end_work, give, names, open_lead
from .way import move_work, note, settle, stop_reading, take, tell_holders, unit_above
from .work import held, say


@act
def accept_result(doer: Doer, assignment: Assignment) -> None:
    """Accept a result. The lead's closes the paper: what is still open on it besides is taken back. Raises Refused."""
    person, assignment = somebody(doer), held(assignment)
    on_behalf_of = check_may_judge(person, assignment)
    move_work(assignment, states.Work.CLOSED, person, on_behalf_of)
    closes = assignment.parent_id is None and assignment.part == states.Part.LEAD
    ended = _end_the_rest(person, assignment.document, on_behalf_of) if closes else []
    note(
        person,
        "routing.result_accepted",
        assignment.document,
        on_behalf_of,
        holder=str(assignment.holder),
        ended=names(ended),
    )
    settle(assignment.document)
    tell_holders(assignment.document, [assignment.holder, unit_above(assignment)])
    stop_reading(assignment.document, ended)


def _end_the_rest(doer: Person, document: Document, on_behalf_of: Person | None) -> list[Assignment]:
    """Support that is still open has nothing left to support; returns the work that was taken back."""
    ended: list[Assignment] = []
    rest = Assignment.objects.filter(document=document, parent=None, ended_at=None).exclude(part=states.Part.INFORM)
    for each in rest.select_related("document", "unit", "person"):
        if each.state == states.Work.REPORTED:  # what is done is done, and stays theirs
            move_work(each, states.Work.CLOSED, doer, on_behalf_of)
        else:
            ended += end_work(doer, each, on_behalf_of)
    return ended


@act
def send_back(doer: Doer, assignment: Assignment, reason: str, *, due_on: dt.date | None = None) -> None:
    """Send a result back to be done again, by a new deadline if one is given; raises Refused without a reason."""
    person, assignment = somebody(doer), held(assignment)
    on_behalf_of = check_may_judge(person, assignment)
    if not reason.strip():
        raise Refused(_("Say what is missing."), field="text")
    within = assignment.parent.due_on if assignment.parent else None
    also = {"due_on": deadline(due_on, within=within)} if due_on else {}
    move_work(assignment, states.Work.ACCEPTED, person, on_behalf_of, reported_at=None, **also)
    say(person, assignment, states.Said.SENT_BACK, reason, on_behalf_of)
    note(
        person,
        "routing.result_sent_back",
        assignment.document,
        on_behalf_of,
        holder=str(assignment.holder),
        reason=reason,
    )
    settle(assignment.document)
    tell_holders(assignment.document, [assignment.holder])


@act
def insist(doer: Doer, assignment: Assignment, reason: str) -> None:
    """Give work that was handed back to the same holder again; raises Refused without a reason."""
    person, assignment = somebody(doer), held(assignment)
    on_behalf_of = check_may_judge(person, assignment)
    if not reason.strip():
        raise Refused(_("Say why it is theirs."), field="text")
    anew = {"accepted_at": None, "accepted_by": None, "accepted_for": None}
    move_work(assignment, states.Work.GIVEN, person, on_behalf_of, **anew)
    say(person, assignment, states.Said.INSISTED, reason, on_behalf_of)
    note(person, "routing.insisted", assignment.document, on_behalf_of, holder=str(assignment.holder), reason=reason)
    tell_holders(assignment.document, [assignment.holder])


@act
def reassign(doer: Doer, assignment: Assignment, to: Given, reason: str) -> Assignment:
    """Give work to another instead, since its holder left, is away or handed it back; raises Refused."""
    person, assignment = somebody(doer), held(assignment)
    on_behalf_of = check_may_judge(person, assignment)
    if not reason.strip():
        raise Refused(_("Say why another does it."), field="reason")
    if (type(to.holder), to.holder.pk) == (type(assignment.holder), assignment.holder.pk):
        raise Refused(_("They have it already."), field="holders")
    ended = end_work(person, assignment, on_behalf_of)
    say(person, assignment, states.Said.WITHDRAWN, reason, on_behalf_of)
    part, instruction = states.Part(assignment.part), to.instruction or assignment.instruction
    given = Given(part, to.holder, to.due_on, instruction)
    (made,) = give(
        person,
        assignment.document,
        [given],
        annotation=assignment.annotation,
        parent=assignment.parent,
        on_behalf_of=on_behalf_of,
        replaces=assignment,
    )
    note(
        person,
        "routing.reassigned",
        assignment.document,
        on_behalf_of,
        holder=str(assignment.holder),
        to=str(to.holder),
        reason=reason,
    )
    settle(assignment.document)
    stop_reading(assignment.document, ended)
    return made


@act
def decide_extension(
    doer: Doer, request: Request, *, grant: bool, due_on: dt.date | None = None, reason: str = ""
) -> None:
    """Grant a later deadline, an earlier one than asked for (`due_on`), or refuse it with a reason; raises Refused."""
    person, assignment = somebody(doer), held(request.assignment)
    on_behalf_of = check_may_judge(person, assignment)
    request = _undecided(request)
    if request.wanted != states.Wanted.EXTENSION:
        raise Refused(_("This asks for something else."))
    if grant and assignment.state not in states.IN_HAND:
        raise Refused(_("This work is already: %(state)s.") % {"state": assignment.get_state_display()})
    granted = None
    if grant:
        within = assignment.parent.due_on if assignment.parent else None
        granted = deadline(due_on or (request.due_on and max(request.due_on, today())), within=within)
        _check_is_later(assignment, granted, request.due_on)
        assignment.due_on = granted
        assignment.save(update_fields=["due_on"])
    elif not reason.strip():
        raise Refused(_("Say why not."), field="reason")
    _decide(request, person, on_behalf_of, granted=grant, until=granted, reason=reason)
    name = "routing.extension_granted" if grant else "routing.extension_refused"
    note(person, name, assignment.document, on_behalf_of, holder=str(assignment.holder), until=granted, reason=reason)
    settle(assignment.document)
    tell_holders(assignment.document, [assignment.holder])


def _check_is_later(assignment: Assignment, granted: dt.date | None, asked: dt.date | None) -> None:
    if granted is None or (assignment.due_on and granted <= assignment.due_on):
        raise Refused(_("The deadline is not later than the present one."), field="due_on")
    if asked and granted > next_working(max(asked, today())):
        raise Refused(_("That is later than what was asked for."), field="due_on")


def _undecided(request: Request) -> Request:
    """The request as it stands now; raises Refused when somebody has decided it."""
    request = Request.objects.select_related("unit", "person", "decided_by").get(pk=request.pk)
    if request.decided_at is not None:
        raise Refused(_("%(name)s has decided this.") % {"name": request.decided_by})
    return request


def _decide(
    request: Request,
    person: Person,
    on_behalf_of: Person | None,
    *,
    granted: bool,
    until: dt.date | None = None,
    reason: str = "",
) -> None:
    request.decided_by, request.decided_for, request.decided_at = person, on_behalf_of, timezone.now()
    request.granted, request.granted_due_on, request.decision_note = granted, until, reason.strip()
    request.save(
        update_fields=["decided_by", "decided_for", "decided_at", "granted", "granted_due_on", "decision_note"]
    )


@act
def decide_support(doer: Doer, request: Request, *, grant: bool, reason: str = "") -> None:
    """Let another unit or person support the work, or refuse it with a reason; raises Refused."""
    person, assignment = somebody(doer), held(request.assignment)
    on_behalf_of = check_may_judge(person, assignment)
    request = _undecided(request)
    holder = request.unit or request.person
    if holder is None:
        raise Refused(_("This asks for something else."))
    if not grant and not reason.strip():
        raise Refused(_("Say why not."), field="reason")
    if grant and assignment.state not in states.IN_HAND:
        raise Refused(_("This work is already: %(state)s.") % {"state": assignment.get_state_display()})
    _decide(request, person, on_behalf_of, granted=grant, reason=reason)
    if grant:
        given = Given(states.Part.SUPPORT, holder, assignment.due_on, request.reason)
        _add_support(person, assignment, given, on_behalf_of)
    name = "routing.support_granted" if grant else "routing.support_refused"
    note(person, name, assignment.document, on_behalf_of, of=str(holder), reason=reason)
    tell_holders(assignment.document, [assignment.holder])


def _add_support(person: Person, assignment: Assignment, given: Given, on_behalf_of: Person | None) -> None:
    """Support beside a lead that stands; a deadline in the past does not keep it away."""
    due_on = given.due_on if given.due_on and given.due_on >= timezone.localdate() else None
    give(
        person,
        assignment.document,
        [Given(given.part, given.holder, due_on, given.instruction)],
        annotation=assignment.annotation,
        parent=assignment.parent,
        on_behalf_of=on_behalf_of,
    )


@act
def take_back(doer: Doer, assignment: Assignment, reason: str) -> None:
    """Take work back without giving it to another. The paper's lead is replaced, not taken back. Raises Refused."""
    person, assignment = somebody(doer), held(assignment)
    on_behalf_of = check_may_judge(person, assignment)
    if not reason.strip():
        raise Refused(_("Say why it is taken back."), field="reason")
    if assignment.part == states.Part.LEAD and assignment.parent_id is None:
        raise Refused(_("Name another lead, or end the paper's handling."))
    ended = end_work(person, assignment, on_behalf_of)
    say(person, assignment, states.Said.WITHDRAWN, reason, on_behalf_of)
    note(person, "routing.taken_back", assignment.document, on_behalf_of, holder=str(assignment.holder), reason=reason)
    settle(assignment.document)
    stop_reading(assignment.document, ended)


@act
def urge(doer: Doer, assignment: Assignment, text: str) -> None:
    """Urge the holder (đôn đốc): who gave the work, or a chief of office; raises Refused."""
    person, assignment = somebody(doer), held(assignment)
    on_behalf_of = _for_whom_a_chief_or_judge(person, assignment)
    if assignment.state not in states.IN_HAND or assignment.part == states.Part.INFORM:
        raise Refused(_("Nothing is to be urged here."))
    say(person, assignment, states.Said.URGED, text, on_behalf_of)
    note(person, "routing.urged", assignment.document, on_behalf_of, holder=str(assignment.holder), text=text)
    tell_holders(assignment.document, [assignment.holder])


@act
def end_handling(doer: Doer, document: Document, reason: str) -> None:
    """End a paper's handling without a result, since nothing is left to do; raises Refused.

    Who gave the lead may, or a chief of office; a paper on which nothing is open is at its end already.
    """
    person = somebody(doer)
    take(document.pk)
    lead = open_lead(document)
    if lead is None:
        raise Refused(_("Nothing is being handled on this paper."))
    lead = held(lead)
    on_behalf_of = _for_whom_a_chief_or_judge(person, lead)
    if not reason.strip():
        raise Refused(_("Say why it ends here."), field="reason")
    ended = [*end_work(person, lead, on_behalf_of), *_end_the_rest(person, document, on_behalf_of)]
    say(person, lead, states.Said.WITHDRAWN, reason, on_behalf_of)
    note(person, "routing.handling_ended", document, on_behalf_of, reason=reason, ended=names(ended))
    settle(document)
    stop_reading(document, ended)


def _for_whom_a_chief_or_judge(person: Person, assignment: Assignment) -> Person | None:
    """A chief of office follows all work in their own name; others as its judges. Raises Refused."""
    if is_chief_for(person, assignment.document):
        return chief_stood_for(person, assignment.document)
    return check_may_judge(person, assignment)
