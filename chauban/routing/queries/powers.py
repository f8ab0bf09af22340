"""What somebody may do on each piece of a paper's work, read in a constant number of statements.

It answers as `rights` does piece by piece, for drawing buttons; the acts ask `rights` itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from chauban.documents.models import Document
from chauban.people.absences import away_until
from chauban.people.models import Person
from chauban.people.rights import lent_unit_ids, unit_ids
from chauban.people.states import Scope

from .. import states
from ..models import Assignment
from ..rights import HEADS, answers_for, at_work, chief_stood_for, is_chief_for
from .waiting import standing_for
from .way import Piece


@dataclass(frozen=True)
class Powers:
    """For whom a person acts on one paper, and who of those concerned is gone or away."""

    me: int
    people: frozenset[int]
    units: frozenset[int]
    #: Of the units, those answered for in a head's stead only.
    lent_units: frozenset[int]
    chief: bool
    #: A chief in their own name, not in a chief's stead.
    chief_themselves: bool
    #: Of those who hold or gave work: who does not work here today; of the holders alone in `gone`.
    postless: frozenset[int]
    gone: frozenset[int]
    away: dict[int, dt.date]

    def may_work(self, work: Assignment) -> bool:
        """As `rights.check_may_work`."""
        return work.unit_id in self.units if work.unit_id else work.person_id in self.people

    def may_judge(self, work: Assignment) -> bool:
        """As `rights.check_may_judge`: nobody judges their own work by powers lent to them."""
        straight = work.parent_id is None and work.annotation_id is None
        giver = work.on_behalf_of_id or work.assigned_by_id
        if work.parent is not None and work.parent.unit_id in self.units:
            lent = work.parent.unit_id in self.lent_units
        elif self.chief and (straight or giver in self.postless):
            lent = not self.chief_themselves
        elif not straight and giver in self.people:
            lent = giver != self.me
        else:
            return False
        return not (lent and self.may_work(work))

    def may_urge(self, work: Assignment) -> bool:
        """A chief of office follows all work; others urge what they judge."""
        return self.chief or self.may_judge(work)


def powers(person: Person, document: Document, work: Iterable[Assignment]) -> Powers:
    """The person's powers on this work. Four statements at most."""
    work = list(work)
    holders: set[int] = {each.person_id for each in work if each.person_id}
    named: set[int] = {*holders, *(each.on_behalf_of_id or each.assigned_by_id for each in work)}
    posted = set(at_work().filter(person__in=named).values_list("person_id", flat=True)) if named else set()
    return Powers(
        me=person.pk,
        people=frozenset(standing_for(person, Scope.ASSIGNMENTS)),
        units=frozenset(answers_for(person)),
        lent_units=frozenset(lent_unit_ids(person)) - frozenset(unit_ids(person, *HEADS)),
        chief=is_chief_for(person, document),
        chief_themselves=chief_stood_for(person, document) is None,
        postless=frozenset(named - posted),
        gone=frozenset(holders - posted),
        away=away_until(holders),
    )


def deeds_of(piece: Piece, mine: Powers) -> list[str]:
    """What the person may do with a piece of work, the next act first."""
    work = piece.work
    found = _of_holder(piece) if mine.may_work(work) else []
    if mine.may_judge(work):
        found += _of_judge(piece, mine)
    if mine.may_urge(work) and work.state in states.IN_HAND and work.part != states.Part.INFORM:
        found.append("urge")
    return found


def _of_holder(piece: Piece) -> list[str]:
    work = piece.work
    passing = ["pass-on"] if work.unit_id else []
    if work.part == states.Part.INFORM:
        return ["see", *passing] if work.state == states.Work.GIVEN else []
    if work.state not in states.IN_HAND:
        return []
    found = ["accept", *passing, "result"] if work.state == states.Work.GIVEN else ["result", *passing]
    if busy(piece):
        # Part of it is still with somebody: it is neither done nor handed back before that.
        found.remove("result")
    asked = {each.wanted for each in piece.requests if each.decided_at is None}
    found.append("progress")
    found += ["ask-extension"] if work.due_on and states.Wanted.EXTENSION not in asked else []
    found += ["ask-support"] if states.Wanted.SUPPORT not in asked else []
    return found if busy(piece) else [*found, "hand-back"]


def busy(piece: Piece) -> bool:
    """Whether part of the work, passed on, is still open."""
    return any(
        child.work.ended_at is None and child.work.part != states.Part.INFORM for child in piece.children
    )  # fmt: skip


def _of_judge(piece: Piece, mine: Powers) -> list[str]:
    work = piece.work
    top_lead = work.parent_id is None and work.part == states.Part.LEAD
    taking = [] if top_lead else ["take-back"]
    if work.state == states.Work.REPORTED:
        return ["accept-result", "send-back", "reassign"]
    if work.state == states.Work.RETURNED:
        return ["reassign", "insist", *taking]
    if work.state in states.IN_HAND and work.part != states.Part.INFORM:
        return ["reassign", *taking]
    return taking if work.state == states.Work.GIVEN else []
