"""A paper's way as one line of named steps: who did what when, how long it took, what now waits on whom.

Built from the rows of the way, which row-level security shows to readers only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chauban.people.models import Person
from chauban.registry.models import Entry

from . import states
from .models import Assignment, Question, Request, Submission, Word
from .queries.way import Piece, Way, every

HOUR, DAY = 3600, 24 * 3600


@dataclass(frozen=True)
class Step:
    """One step; `at` is a day alone for the arrival. `lasted` is None while it still waits."""

    name: str
    at: dt.datetime | dt.date
    who: Person | None = None
    on_behalf_of: Person | None = None
    note: str = ""
    #: What the step opened was ended after so long.
    lasted: dt.timedelta | None = None
    #: It waits for somebody since `at`.
    waits: bool = False
    over: bool = False
    due_on: dt.date | None = None
    #: A leader's opinion, and whether it was written by hand.
    said: bool = False
    inked: bool = False

    @property
    def took(self) -> str:
        """How long it took, or has waited until now, in words."""
        if self.waits and isinstance(self.at, dt.datetime):
            return lasting(timezone.now() - self.at)
        return lasting(self.lasted) if self.lasted is not None else ""

    @property
    def has_hour(self) -> bool:
        """Whether the hour is known, not the day alone."""
        return isinstance(self.at, dt.datetime)


def lasting(time: dt.timedelta) -> str:
    """A length of time as people say it."""
    seconds = max(0, int(time.total_seconds()))
    if seconds < HOUR:
        count = max(1, seconds // 60)
        return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}
    if seconds < DAY:
        count = seconds // HOUR
        return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}
    count = seconds // DAY
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def steps(entry: Entry | None, way: Way) -> list[Step]:
    """The steps in their order; what waits stands where it began to wait. No statement."""
    found = [step for part in (_up(way), _said(way), _down(way)) for step in part]
    if way.handling is not None and way.handling.closed_at is not None:
        end = way.handling
        name = _("Filed; nobody needs to decide on it") if end.filed_by else _("Handling ended")
        found.append(Step(name, way.handling.closed_at, end.filed_by, end.filed_for, note=end.filed_note))
    return [*_entered(entry), *sorted(found, key=lambda step: (step.at, step.waits))]


def waiting(line: Sequence[Step]) -> list[Step]:
    """The steps that now wait for somebody, the longest first."""
    return [step for step in line if step.waits]


def _entered(entry: Entry | None) -> Iterator[Step]:
    if entry is None:
        return
    yield Step(_("Arrived"), entry.arrived_on)
    number = {"number": f"{entry.number:02d}", "register": entry.volume.register.name}
    yield Step(_("Registered as number %(number)s, %(register)s") % number, entry.entered_at, entry.entered_by)


def _up(way: Way) -> Iterator[Step]:
    for each in way.submissions:
        yield _submitted(each)
        ended = _ended(each)
        if ended is not None:
            yield ended
    for question in way.questions:
        yield from _question(question)


def _submitted(each: Submission) -> Step:
    name = _("Passed on to %(name)s") if each.after_id else _("Submitted to %(name)s")
    if each.onward_to is not None:
        name = _("Submitted to %(name)s, to be read before %(onward)s")
    return Step(
        name % {"name": each.to, "onward": each.onward_to},
        each.submitted_at,
        each.submitted_by,
        each.on_behalf_of,
        note=each.note,
        lasted=each.ended_at - each.submitted_at if each.ended_at else None,
        waits=each.ended_at is None,
    )


def _ended(each: Submission) -> Step | None:
    """How a submission ended when nothing else tells it: an opinion and a forwarding are steps of their own."""
    names = {
        states.Submission.RETURNED: _("Returned to the registry"),
        states.Submission.WITHDRAWN: _("Submission taken back"),
    }
    if each.ended_at is None or each.state not in names:
        return None
    return Step(names[states.Submission(each.state)], each.ended_at, each.ended_by, each.ended_for, note=each.end_note)


def _question(each: Question) -> Iterator[Step]:
    answered = each.answered_at
    yield Step(
        _("%(name)s was asked a question") % {"name": each.to},
        each.asked_at,
        each.asked_by,
        each.on_behalf_of,
        note=each.text,
        lasted=answered - each.asked_at if answered else None,
        waits=each.is_open,
    )
    if answered:
        yield Step(_("The question was answered"), answered, each.answered_by, each.answered_for, note=each.answer)


def _said(way: Way) -> Iterator[Step]:
    for each in way.annotations:
        name = _("Opinion proposed") if each.proposed else _("Opinion given")
        inked = bool(each.ink.all())
        yield Step(
            name, each.at, each.author, each.on_behalf_of, note=each.text, said=not each.proposed, inked=inked
        )  # fmt: skip


def _down(way: Way) -> Iterator[Step]:
    for piece in every(way.pieces):
        yield _given(piece)
        if piece.work.accepted_at is not None:
            yield _accepted(piece.work, piece.work.accepted_at)
        for request in piece.requests:
            yield from _asked(str(piece.work.holder), request)
        for word in piece.words:
            step = _word(piece.work, word)
            if step is not None:
                yield step
        if piece.work.state == states.Work.CLOSED and piece.work.ended_at is not None:
            name = _("Result of %(holder)s accepted") % {"holder": piece.work.holder}
            yield Step(name, piece.work.ended_at, piece.work.ended_by, piece.work.ended_for)


def _given(piece: Piece) -> Step:
    work, holder = piece.work, {"holder": piece.work.holder}
    if work.part == states.Part.INFORM:
        name = _("Sent to %(holder)s to know")
    elif work.parent_id:
        name = _("Passed on to %(holder)s")
    elif work.part == states.Part.LEAD:
        name = _("Given to %(holder)s to lead")
    else:
        name = _("Given to %(holder)s to support")
    # A unit's work that was passed on waits with whom it was passed on to.
    waits = work.ended_at is None and not any(child.work.ended_at is None for child in piece.children)
    return Step(
        name % holder,
        work.assigned_at,
        work.assigned_by,
        work.on_behalf_of,
        note=work.instruction,
        lasted=work.ended_at - work.assigned_at if work.ended_at else None,
        waits=waits,
        over=piece.standing is not None and piece.standing.over,
        due_on=work.due_on,
    )


def _accepted(work: Assignment, at: dt.datetime) -> Step:
    name = _("Seen by %(holder)s") if work.part == states.Part.INFORM else _("Accepted by %(holder)s")
    lasted = at - work.assigned_at
    return Step(name % {"holder": work.holder}, at, work.accepted_by, work.accepted_for, lasted=lasted)


def _asked(holder: str, request: Request) -> Iterator[Step]:
    asked = {"holder": holder, "other": request.holder, "day": _day(request.due_on)}
    later = request.wanted == states.Wanted.EXTENSION
    name = _("%(holder)s asked for time until %(day)s") if later else _("%(holder)s asked for support of %(other)s")
    decided = request.decided_at
    yield Step(
        name % asked,
        request.asked_at,
        request.asked_by,
        request.on_behalf_of,
        note=request.reason,
        lasted=decided - request.asked_at if decided else None,
        waits=decided is None,
    )
    if decided:
        name = _("The request was granted") if request.granted else _("The request was refused")
        if request.granted and request.granted_due_on:
            name = _("Time was given until %(day)s") % {"day": _day(request.granted_due_on)}
        yield Step(name, decided, request.decided_by, request.decided_for, note=request.decision_note)


def _day(day: dt.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _word(work: Assignment, word: Word) -> Step | None:
    names = {
        states.Said.RESULT: _("Result of %(holder)s"),
        states.Said.SENT_BACK: _("Sent back to %(holder)s to be done again"),
        states.Said.RETURNED: _("%(holder)s handed it back"),
        states.Said.INSISTED: _("Given to %(holder)s again"),
        states.Said.WITHDRAWN: _("Taken back from %(holder)s"),
        states.Said.URGED: _("%(holder)s was urged"),
    }
    name = names.get(states.Said(word.said))
    if name is None:
        return None
    return Step(name % {"holder": work.holder}, word.at, word.by, word.on_behalf_of, note=word.text)
