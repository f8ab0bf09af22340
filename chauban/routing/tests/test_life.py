"""Whatever people try on a paper's way in whatever order: each can do just what is theirs, and it can always end.

An oracle of its own, written from the office's rules and not from the acts, says before each attempt whether it will
be refused.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import hypothesis.strategies as st
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chauban.documents.models import Document
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.people.identity import acting
from chauban.people.models import Person
from chauban.routing import acts, states
from chauban.routing.models import Assignment, Handling, Request, Submission
from chauban.routing.plans import Given
from chauban.routing.states import Part, Work
from chauban.rulebook.calendar import add_working_days
from tests.office import build

from .ways import registered

PEOPLE = st.sampled_from(
    ("secretary", "chief", "deputy_chief", "head", "specialist", "editor", "clerk", "administrator")
)
LEADERS = ("secretary", "chief", "deputy_chief")
#: Units of the small office that are given work, and who answers for them. The cipher unit has no head: anybody in it.
HEADS_OF = {"general": {"head"}, "cipher_unit": {"cipher", "administrator"}}
HOLDERS = st.sampled_from(("general", "cipher_unit", "specialist", "editor", "head", "administrator"))
PICK = st.integers(0, 50)
RELATED = {Assignment: ("unit", "person", "assigned_by", "parent__unit"), Submission: ("to", "submitted_by")}


class Life(RuleBasedStateMachine):
    """One paper in a small office, and everybody in it trying everything."""

    @initialize()
    def arrive(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.office = build()
        self.document = registered(self.office)

    def teardown(self) -> None:
        if not hasattr(self, "document"):
            return
        try:
            self._bring_to_its_end()
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    # What the office's rules say, in its own words.

    def _person(self, name: str) -> Person:
        return self.office.people[name]

    def _reads(self, name: str) -> bool:
        with acting(self._person(name)):
            return Document.objects.filter(pk=self.document.pk).exists()

    def _rows(self, model: Any) -> list:
        with acting(self.office.chief):
            related = {
                Assignment: ("unit", "person", "assigned_by", "parent__unit"),
                Submission: ("to", "submitted_by"),
            }
            return list(
                model.objects.filter(document=self.document).select_related(*related.get(model, ())).order_by("pk")
            )

    def _doers(self, work: Assignment) -> set[str]:
        """Who does the work."""
        if work.person is not None:
            return {work.person.username}
        return HEADS_OF["general" if work.unit_id == self.office.general.pk else "cipher_unit"]

    def _judges(self, work: Assignment) -> set[str]:
        """Who judges it: its giver, and who answers for the unit that passed it on."""
        above = self._doers(work.parent) if work.parent is not None else set()
        return {work.assigned_by.username} | above

    def _busy_below(self, work: Assignment) -> bool:
        return any(
            each.parent_id == work.pk and each.ended_at is None and each.part != Part.INFORM
            for each in self._rows(Assignment)
        )

    def _try(self, expected: bool, attempt, *args, **kwargs) -> None:
        """The attempt passes just when it is expected to."""
        told = (attempt.__name__, args[0].username, [getattr(each, "state", each) for each in args[1:]])
        try:
            attempt(*args, **kwargs)
        except Refused as refusal:
            assert not expected, (told, str(refusal))
        else:
            assert expected, told

    # What people try.

    @rule(name=PEOPLE, to=st.sampled_from((*LEADERS, "head")), first=st.sampled_from(("", "", "deputy_chief")))
    def submit(self, name: str, to: str, first: str) -> None:
        waits = {each.to.username for each in self._rows(Submission) if each.state in states.OPEN_SUBMISSION}
        may = name in ("clerk", "chief", "deputy_chief") and to in LEADERS
        expected = may and not waits & {to, *([first] if first else [])} and to != first
        first_to = self._person(first) if first else None
        self._try(
            expected, acts.submit, self._person(name), self.document, self._person(to), first_to=first_to,
            request_key=uuid4(),
        )  # fmt: skip

    @precondition(lambda self: self._rows(Submission))
    @rule(name=PEOPLE, which=PICK)
    def propose(self, name: str, which: int) -> None:
        rows = self._rows(Submission)
        submission = rows[which % len(rows)]
        is_open = submission.state in states.OPEN_SUBMISSION
        expected = is_open and submission.to.username == name and submission.purpose == states.Purpose.PREREAD
        self._try(expected, acts.propose, self._person(name), submission, text="Đề xuất", request_key=uuid4())

    @precondition(lambda self: self._rows(Submission))
    @rule(name=PEOPLE, which=PICK, what=st.sampled_from(("later", "again", "return", "withdraw", "ask", "forward")))
    def with_a_submission(self, name: str, which: int, what: str) -> None:
        rows = self._rows(Submission)
        submission = rows[which % len(rows)]
        person = self._person(name)
        is_open = submission.state in states.OPEN_SUBMISSION
        own = is_open and submission.to_id == person.pk
        if what == "later":
            self._try(own and submission.state != states.Submission.LATER, acts.keep_for_later, person, submission)
        elif what == "again":
            self._try(own and submission.state != states.Submission.WAITING, acts.take_up_again, person, submission)
        elif what == "return":
            self._try(own, acts.return_submission, person, submission, "Thiếu phụ lục")
        elif what == "withdraw":
            keepers = {"clerk", "chief", "deputy_chief", submission.submitted_by.username}
            self._try(is_open and name in keepers, acts.take_submission_back, person, submission, "Trình nhầm")
        elif what == "ask":
            asks_another = submission.submitted_by_id != person.pk
            self._try(own and asks_another, acts.ask, person, submission, "Đã có ý kiến của Sở chưa?")
        else:
            waits = any(
                each.to_id == self.office.secretary.pk and each.state in states.OPEN_SUBMISSION for each in rows
            )
            self._try(own and not waits, acts.forward, person, submission, self.office.secretary)

    @precondition(lambda self: self._rows(Submission))
    @rule(name=PEOPLE, which=PICK, lead=HOLDERS, support=HOLDERS, instead=st.booleans(), bare=st.booleans())
    def annotate(self, name: str, which: int, lead: str, support: str, instead: bool, bare: bool) -> None:
        rows = self._rows(Submission)
        submission = rows[which % len(rows)]
        plan = [] if bare else [Given(Part.LEAD, self._holder(lead)), Given(Part.SUPPORT, self._holder(support))]
        decides = submission.purpose == states.Purpose.DECIDE
        expected = submission.state in states.OPEN_SUBMISSION and submission.to.username == name and decides
        if plan:
            taken = [each for each in self._rows(Assignment) if each.ended_at is None]
            leads = any(each.parent_id is None and each.part == Part.LEAD for each in taken)
            if leads and instead:
                gone = next(each for each in taken if each.parent_id is None and each.part == Part.LEAD)
                taken = [each for each in taken if each.pk != gone.pk and each.parent_id != gone.pk]
                leads = False
            given_already = any(each.holder in [given.holder for given in plan] for each in taken)
            expected = expected and lead != support and not leads and not given_already
        self._try(
            expected, acts.annotate, self._person(name), submission, text="Đồng ý", plan=plan, instead=instead,
            request_key=uuid4(),
        )  # fmt: skip

    def _holder(self, name: str):
        return self.office.people.get(name) or getattr(self.office, name)

    @precondition(lambda self: self._rows(Assignment))
    @rule(name=PEOPLE, which=PICK, what=st.sampled_from(("accept", "progress", "result", "hand_back", "extension")))
    def work(self, name: str, which: int, what: str) -> None:
        rows = self._rows(Assignment)
        work = rows[which % len(rows)]
        person, does = self._person(name), name in self._doers(work)
        in_hand = does and work.state in (Work.GIVEN, Work.ACCEPTED)
        if what == "accept":
            self._try(does and work.state == Work.GIVEN, acts.accept, person, work)
        elif what == "progress":
            self._try(in_hand, acts.report_progress, person, work, "Đang làm")
        elif what == "result":
            self._try(in_hand and not self._busy_below(work), acts.report_result, person, work, "Đã xong")
        elif what == "hand_back":
            self._try(in_hand and not self._busy_below(work), acts.hand_back, person, work, "Không phải việc của tôi")
        else:
            asked = any(each.assignment_id == work.pk and each.decided_at is None for each in self._rows(Request))
            later = add_working_days(max(work.due_on or today(), today()), 3)
            expected = in_hand and work.due_on is not None and not asked and (later - today()).days <= 366
            self._try(expected, acts.ask_extension, person, work, later, "Chờ số liệu")

    @precondition(lambda self: self._rows(Assignment))
    @rule(name=PEOPLE, which=PICK, to=st.sampled_from(("specialist", "editor", "head")))
    def pass_on(self, name: str, which: int, to: str) -> None:
        rows = self._rows(Assignment)
        work = rows[which % len(rows)]
        below = [each for each in rows if each.parent_id == work.pk and each.ended_at is None]
        has_it = any(each.holder == self._person(to) and each.ended_at is None for each in rows)
        expected = (
            work.unit_id is not None
            and name in self._doers(work)
            and work.state in (Work.GIVEN, Work.ACCEPTED)
            and not any(each.part == Part.LEAD for each in below)
            and not has_it
            and name != to
        )
        self._try(expected, acts.pass_on, self._person(name), work, [Given(Part.LEAD, self._person(to))])

    @precondition(lambda self: self._rows(Assignment))
    @rule(name=PEOPLE, which=PICK, what=st.sampled_from(("accept", "send_back", "insist", "take_back", "urge")))
    def judge(self, name: str, which: int, what: str) -> None:
        rows = self._rows(Assignment)
        work = rows[which % len(rows)]
        person, judges = self._person(name), name in self._judges(work)
        if what == "accept":
            self._try(judges and work.state == Work.REPORTED, acts.accept_result, person, work)
        elif what == "send_back":
            self._try(judges and work.state == Work.REPORTED, acts.send_back, person, work, "Thiếu số liệu")
        elif what == "insist":
            self._try(judges and work.state == Work.RETURNED, acts.insist, person, work, "Đúng việc của phòng")
        elif what == "take_back":
            leads_all = work.part == Part.LEAD and work.parent_id is None
            self._try(
                judges and work.state in states.OPEN_WORK and not leads_all,
                acts.take_back,
                person,
                work,
                "Không cần nữa",
            )
        else:
            chiefs = {"chief", "deputy_chief"}
            self._try((judges or name in chiefs) and work.state in states.IN_HAND, acts.urge, person, work, "Sớm nhé")

    @precondition(lambda self: self._rows(Assignment))
    @rule(name=PEOPLE, which=PICK, to=HOLDERS)
    def reassign(self, name: str, which: int, to: str) -> None:
        rows = self._rows(Assignment)
        work = rows[which % len(rows)]
        gone = {work.pk, *(each.pk for each in rows if each.parent_id == work.pk)}
        gone |= {each.pk for each in rows if each.parent_id in gone}
        has_it = any(each.holder == self._holder(to) and each.ended_at is None and each.pk not in gone for each in rows)
        expected = (
            name in self._judges(work)
            and work.state in states.OPEN_WORK
            and self._holder(to) != work.holder
            and not has_it
            and name != to
            and (work.parent is None or work.parent.ended_at is None)
        )
        given = Given(Part(work.part), self._holder(to))
        self._try(expected, acts.reassign, self._person(name), work, given, "Đi công tác")

    @rule(name=PEOPLE)
    def end(self, name: str) -> None:
        work = [each for each in self._rows(Assignment) if each.ended_at is None and each.parent_id is None]
        lead = next((each for each in work if each.part == Part.LEAD), None)
        expected = lead is not None and (name in ("chief", "deputy_chief") or name in self._judges(lead))
        self._try(expected, acts.end_handling, self._person(name), self.document, "Không cần nữa")

    @precondition(lambda self: any(each.decided_at is None for each in self._rows(Request)))
    @rule(name=PEOPLE, grant=st.booleans())
    def decide(self, name: str, grant: bool) -> None:
        request = next(each for each in self._rows(Request) if each.decided_at is None)
        work = next(each for each in self._rows(Assignment) if each.pk == request.assignment_id)
        within = work.parent.due_on if work.parent is not None else None
        fits = not grant or within is None or (request.due_on is not None and request.due_on <= within)
        expected = name in self._judges(work) and (not grant or work.state in states.IN_HAND) and fits
        self._try(expected, acts.decide_extension, self._person(name), request, grant=grant, reason="Theo tiến độ")

    # What holds after every attempt.

    @invariant()
    def the_paper_stands_where_its_work_does(self) -> None:
        if not hasattr(self, "document"):
            return
        handling = next(iter(self._rows(Handling)), None)
        if handling is None:
            return
        work = [each for each in self._rows(Assignment) if each.parent_id is None and each.ended_at is None]
        waiting = any(each.state in states.OPEN_SUBMISSION for each in self._rows(Submission))
        if work:
            assert handling.state == states.Handling.DOWN
            assert sum(each.part == Part.LEAD for each in work) == 1
        elif waiting:
            assert handling.state == states.Handling.UP
        else:
            assert handling.state in (states.Handling.CLOSED, states.Handling.REGISTRY)
        for each in self._rows(Assignment):
            assert (each.ended_at is None) == (each.state in states.OPEN_WORK)
            if each.parent is not None and each.ended_at is None:
                assert next(up for up in self._rows(Assignment) if up.pk == each.parent_id).ended_at is None

    @invariant()
    def who_has_work_reads_and_who_lost_it_does_not(self) -> None:
        if not hasattr(self, "document"):
            return
        rows = self._rows(Assignment)
        for name in ("specialist", "editor"):
            holds = [each for each in rows if each.person is not None and each.person.username == name]
            reads = any(each.state != Work.WITHDRAWN for each in holds) or any(
                each.unit_id == self.office.general.pk and each.state != Work.WITHDRAWN for each in rows
            )
            assert self._reads(name) == reads, (name, [each.state for each in holds])

    # And it can always end.

    def _bring_to_its_end(self) -> None:
        for submission in self._rows(Submission):
            if submission.state in states.OPEN_SUBMISSION and submission.purpose == states.Purpose.PREREAD:
                submission = acts.propose(submission.to, submission, text="Lưu", request_key=uuid4())
            fresh = next(each for each in self._rows(Submission) if each.pk == submission.pk)
            if fresh.state in states.OPEN_SUBMISSION:
                acts.annotate(submission.to, submission, text="Lưu", request_key=uuid4())
        for _round in range(4):  # work hangs two deep; what was handed back goes round once more
            for work in reversed(self._rows(Assignment)):
                self._finish(work)
        assert all(each.ended_at is not None for each in self._rows(Assignment))
        spoken = [each for each in self._rows(Submission) if each.state == states.Submission.ANSWERED]
        end = states.Handling.CLOSED if spoken else states.Handling.REGISTRY
        assert all(each.state == end for each in self._rows(Handling))

    def _finish(self, work: Assignment) -> None:
        work = next(each for each in self._rows(Assignment) if each.pk == work.pk)
        doer, judge = (self._person(min(names(work))) for names in (self._doers, self._judges))
        if work.state == Work.RETURNED:
            acts.insist(judge, work, "Đúng việc")
            work = next(each for each in self._rows(Assignment) if each.pk == work.pk)
        if work.state in states.IN_HAND:
            acts.report_result(doer, work, "Xong")
        work = next(each for each in self._rows(Assignment) if each.pk == work.pk)
        if work.state == Work.REPORTED:
            acts.accept_result(judge, work)


def test_life_of_a_paper(db) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # A failing life is short enough to read; making it shorter takes minutes of database.
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
        ),
    )
