"""What the office's rules say of a paper's way, in words of their own and not in those of the acts."""

from __future__ import annotations

from typing import Any

from chauban.documents.models import Document
from chauban.people.identity import acting
from chauban.people.models import Delegation, Person
from chauban.people.states import Scope
from chauban.routing import states
from chauban.routing.models import Assignment, Question, Request, Submission
from chauban.routing.states import Part
from tests.office import PEOPLE as OFFICE

NAMES = (
    "secretary", "deputy_secretary", "chief", "deputy_chief", "head", "specialist", "editor", "clerk", "secret_clerk",
    "cipher", "administrator",
)  # fmt: skip
LEADERS, CHIEFS, CLERKS = ("secretary", "chief", "deputy_chief"), ("chief", "deputy_chief"), ("clerk", "secret_clerk")
#: Units of the small office that are given work, and who answers for them. The cipher unit has no head: anybody in it.
ANSWER_FOR = {"general": {"head"}, "cipher_unit": {"cipher", "administrator"}}
RELATED: dict[Any, tuple[str, ...]] = {
    Assignment: ("unit", "person", "assigned_by", "on_behalf_of", "parent__unit"),
    Submission: ("to", "submitted_by", "after__to"),
    Question: ("to", "submission"),
    Request: ("unit", "person"),
}


class Oracle:
    """One paper in a small office (`tests.office`), and who may do what about it as it stands now."""

    office: Any
    document: Document
    secret: bool
    #: Powers that are lent now, by giver and receiver.
    lent: dict[tuple[str, str], Delegation]

    def _person(self, name: str) -> Person:
        """The person as a new request knows them."""
        person = self.office.people[name]
        for kept in [key for key in person.__dict__ if key.startswith("_") and key != "_state"]:
            del person.__dict__[kept]
        return person

    def _reads(self, name: str) -> bool:
        with acting(self._person(name)):
            return Document.objects.filter(pk=self.document.pk).exists()

    def _rows(self, model: Any) -> list:
        with acting(self.office.chief):
            rows = model.objects.filter(document=self.document).select_related(*RELATED.get(model, ()))
            return list(rows.order_by("pk"))

    def _stand_ins(self, giver: str, scope: Scope) -> set[str]:
        """Who uses this person's powers of a scope."""
        return {
            receiver
            for (lender, receiver), row in self.lent.items()
            if lender == giver and row.scope in (scope, Scope.EVERYTHING)
        }

    def _decides(self, name: str, submission: Submission) -> bool:
        to = submission.to.username
        return submission.state in states.OPEN_SUBMISSION and (
            name == to or name in self._stand_ins(to, Scope.ANNOTATIONS)
        )

    def _directing(self) -> set[str]:
        """The chiefs of office, and who directs in their stead."""
        return set(CHIEFS).union(*(self._stand_ins(chief, Scope.ASSIGNMENTS) for chief in CHIEFS))

    def _submits(self, name: str) -> bool:
        return name in CLERKS or name in self._directing()

    def _unit_of(self, unit: Any) -> str:
        return "general" if unit.pk == self.office.general.pk else "cipher_unit"

    def _doers(self, work: Assignment) -> set[str]:
        """Who does the work, in their own name or in another's."""
        own = {work.person.username} if work.person is not None else ANSWER_FOR[self._unit_of(work.unit)]
        return own.union(*(self._stand_ins(name, Scope.ASSIGNMENTS) for name in own))

    def _stead(self, name: str, holders: set[str]) -> str | None:
        """In whose stead somebody acts where these may act themselves."""
        if name in holders:
            return None
        return next((each for each in holders if name in self._stand_ins(each, Scope.ASSIGNMENTS)), None)

    def _judges(self, name: str, work: Assignment) -> tuple[bool, str | None]:
        """Whether somebody judges the work, and in whose stead: never their own work in another's."""
        giver = (work.on_behalf_of or work.assigned_by).username
        above = ANSWER_FOR[self._unit_of(work.parent.unit)] if work.parent is not None and work.parent.unit else set()
        for holders in (above, {giver}):
            stead = self._stead(name, holders)
            if name in holders or stead is not None:
                return not (stead is not None and name in self._doers(work)), stead
        return False, None

    def _busy_below(self, work: Assignment) -> bool:
        return any(
            each.parent_id == work.pk and each.ended_at is None and each.part != Part.INFORM
            for each in self._rows(Assignment)
        )

    def _holder(self, name: str) -> Any:
        return self.office.people.get(name) or getattr(self.office, name)

    def _may_be_given(self, holder: str, giver: str, stead: str | None) -> bool:
        """Cleared, and not who gives it nor in whose stead it is given."""
        if holder in (giver, stead):
            return False
        who = ANSWER_FOR.get(holder, {holder})
        return not self.secret or any(OFFICE[each][4] >= 1 for each in who)

    def _has_part(self, holder: Any, part: Part, rows: list[Assignment]) -> bool:
        """Work once, and to know besides nothing else."""
        own = [each for each in rows if each.ended_at is None and each.holder == holder]
        return any(each.part != Part.INFORM or part == Part.INFORM for each in own)
