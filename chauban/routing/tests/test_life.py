"""Whatever people try on a paper's way in whatever order: each can do just what is theirs, and it can always end.

An oracle of its own, written from the office's rules and not from the acts, says before each attempt whether it will
be refused: for ordinary papers and classified ones, in one's own name and with powers that were lent.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import hypothesis.strategies as st
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.people.acts.delegation import lend_powers, take_back_powers
from chauban.people.models import Delegation
from chauban.people.states import Scope
from chauban.routing import acts, states
from chauban.routing.models import Assignment, Handling, Question, Request, Submission
from chauban.routing.plans import Given
from chauban.routing.states import Part, Wanted, Work
from chauban.rulebook.calendar import add_working_days
from tests.office import build

from .oracle import ANSWER_FOR, LEADERS, NAMES, Oracle
from .ways import registered

PEOPLE = st.sampled_from(NAMES)
#: Who lends powers to whom in these lives.
LENDING = (("secretary", "deputy_secretary"), ("chief", "editor"), ("head", "specialist"), ("deputy_chief", "head"))
HOLDERS = st.sampled_from(("general", "cipher_unit", "specialist", "editor", "head", "administrator"))
PICK = st.integers(0, 50)


class Life(Oracle, RuleBasedStateMachine):
    """One paper in a small office, and everybody in it trying everything."""

    @initialize(secret=st.sampled_from((False, False, True)))
    def arrive(self, secret: bool) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.office = build()
        self.secret = secret
        self.lent: dict[tuple[str, str], Delegation] = {}
        self.document = registered(self.office, secrecy=1 if secret else 0)

    def teardown(self) -> None:
        if not hasattr(self, "document"):
            return
        try:
            self._bring_to_its_end()
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    def _try(self, expected: bool, attempt: Any, *args: Any, **kwargs: Any) -> None:
        """The attempt passes just when it is expected to, and the person may read the paper."""
        name = args[0].username
        expected = expected and self._reads(name)
        told = (attempt.__name__, name, [getattr(each, "state", each) for each in args[1:]], kwargs, list(self.lent))
        try:
            attempt(self._person(name), *args[1:], **kwargs)
        except Refused as refusal:
            assert not expected, (told, str(refusal))
        else:
            assert expected, told

    # What people try.

    @rule(which=st.integers(0, len(LENDING) - 1), scope=st.sampled_from(tuple(Scope)))
    def lend_or_take_back(self, which: int, scope: Scope) -> None:
        giver, receiver = pair = LENDING[which]
        if pair in self.lent:
            take_back_powers(self._person(giver), self.lent.pop(pair))
            return
        now = timezone.now()
        self.lent[pair] = lend_powers(
            self._person(giver), self._person(giver), self._person(receiver), scope=scope,
            starts_at=now - dt.timedelta(hours=1), ends_at=now + dt.timedelta(days=1), reason="Đi công tác",
        )  # fmt: skip

    @rule(name=PEOPLE, to=st.sampled_from((*LEADERS, "head")), first=st.sampled_from(("", "", "deputy_chief")))
    def submit(self, name: str, to: str, first: str) -> None:
        waits = {each.to.username for each in self._rows(Submission) if each.state in states.OPEN_SUBMISSION}
        expected = self._submits(name) and to in LEADERS and not waits & {to, *([first] if first else [])}
        first_to = self._person(first) if first else None
        self._try(
            expected and to != first, acts.submit, self._person(name), self.document, self._person(to),
            first_to=first_to, request_key=uuid4(),
        )  # fmt: skip

    @rule(name=PEOPLE)
    def file(self, name: str) -> None:
        stands = next((each.state for each in self._rows(Handling)), states.Handling.UP)
        waits = any(each.state in states.OPEN_SUBMISSION for each in self._rows(Submission))
        on_its_way = waits or stands in (states.Handling.DOWN, states.Handling.CLOSED)
        self._try(self._submits(name) and not on_its_way, acts.file_paper, self._person(name), self.document, "Lưu")

    @precondition(lambda self: self._rows(Submission))
    @rule(name=PEOPLE, which=PICK)
    def propose(self, name: str, which: int) -> None:
        rows = self._rows(Submission)
        submission = rows[which % len(rows)]
        expected = self._decides(name, submission) and submission.purpose == states.Purpose.PREREAD
        self._try(expected, acts.propose, self._person(name), submission, text="Đề xuất", request_key=uuid4())

    @precondition(lambda self: self._rows(Submission))
    @rule(name=PEOPLE, which=PICK, what=st.sampled_from(("later", "again", "return", "withdraw", "ask", "forward")))
    def with_a_submission(self, name: str, which: int, what: str) -> None:
        rows = self._rows(Submission)
        submission = rows[which % len(rows)]
        person, decides = self._person(name), self._decides(name, submission)
        is_open = submission.state in states.OPEN_SUBMISSION
        if what == "later":
            self._try(decides and submission.state != states.Submission.LATER, acts.keep_for_later, person, submission)
        elif what == "again":
            waits = submission.state == states.Submission.WAITING
            self._try(decides and not waits, acts.take_up_again, person, submission)
        elif what == "return":
            self._try(decides, acts.return_submission, person, submission, "Thiếu phụ lục")
        elif what == "withdraw":
            passed_on = submission.after.to.username if submission.after else ""
            own = name == passed_on or name in self._stand_ins(passed_on, Scope.ANNOTATIONS)
            self._try(is_open and (own or self._submits(name)), acts.take_submission_back, person, submission, "Nhầm")
        elif what == "ask":
            asks_another = submission.submitted_by_id != person.pk
            self._try(decides and asks_another, acts.ask, person, submission, "Đã có ý kiến của Sở chưa?")
        else:
            secretary = self._person("secretary")
            waits = any(each.to_id == secretary.pk and each.state in states.OPEN_SUBMISSION for each in rows)
            self._try(decides and not waits, acts.forward, person, submission, secretary)

    @precondition(lambda self: self._rows(Question))
    @rule(name=PEOPLE, which=PICK)
    def answer(self, name: str, which: int) -> None:
        rows = self._rows(Question)
        question = rows[which % len(rows)]
        asked = question.to.username
        may = name == asked or name in self._stand_ins(asked, Scope.ANNOTATIONS) or self._submits(name)
        waits = question.answered_at is None and question.submission.state in states.OPEN_SUBMISSION
        self._try(may and waits, acts.answer, self._person(name), question, "Đã có")

    @precondition(lambda self: self._rows(Submission))
    @rule(
        name=PEOPLE, which=PICK, lead=HOLDERS, support=HOLDERS, inform=st.sampled_from(("", "editor", "cipher_unit")),
        instead=st.booleans(), bare=st.booleans(),
    )  # fmt: skip
    def annotate(self, name: str, which: int, lead: str, support: str, inform: str, instead: bool, bare: bool) -> None:
        rows = self._rows(Submission)
        submission = rows[which % len(rows)]
        plan = {} if bare else {lead: Part.LEAD}
        named = [] if bare else [lead, support, *([inform] if inform else [])]
        if not bare:
            plan |= {support: Part.SUPPORT} | ({inform: Part.INFORM} if inform else {})
        given = [Given(part, self._holder(each)) for each, part in plan.items()]
        expected = self._decides(name, submission) and submission.purpose == states.Purpose.DECIDE
        if len(set(named)) < len(named):
            given = [Given(Part.LEAD, self._holder(lead)), Given(Part.SUPPORT, self._holder(support))]
            given += [Given(Part.INFORM, self._holder(inform))] if inform else []
            expected = False
        taken = self._rows(Assignment)
        lead_now = next((each for each in taken if self._is_lead(each)), None)
        if named and lead_now is not None:
            below = {each.pk for each in taken if each.parent_id == lead_now.pk}
            gone = {lead_now.pk, *below} if instead else set()
            expected = expected and instead
            taken = [each for each in taken if each.pk not in gone]
        stead = None if name == submission.to.username else submission.to.username
        fits = all(self._may_be_given(each, name, stead) for each in named)
        free = not any(self._has_part(self._holder(each), part, taken) for each, part in plan.items())
        self._try(
            expected and fits and free, acts.annotate, self._person(name), submission, text="Đồng ý", plan=given,
            instead=instead, request_key=uuid4(),
        )  # fmt: skip

    @staticmethod
    def _is_lead(work: Assignment) -> bool:
        return work.parent_id is None and work.part == Part.LEAD and work.ended_at is None

    @precondition(lambda self: self._rows(Assignment))
    @rule(
        name=PEOPLE, which=PICK, other=HOLDERS,
        what=st.sampled_from(("see", "accept", "progress", "result", "hand_back", "extension", "support")),
    )  # fmt: skip
    def work(self, name: str, which: int, what: str, other: str) -> None:
        rows = self._rows(Assignment)
        work = rows[which % len(rows)]
        person, does, to_know = self._person(name), name in self._doers(work), work.part == Part.INFORM
        in_hand = does and work.state in (Work.GIVEN, Work.ACCEPTED) and not to_know
        undecided = {
            each.wanted for each in self._rows(Request) if each.assignment_id == work.pk and each.decided_at is None
        }
        if what == "see":
            self._try(does and to_know and work.state == Work.GIVEN, acts.see, person, work)
        elif what == "accept":
            self._try(in_hand and work.state == Work.GIVEN, acts.accept, person, work)
        elif what == "progress":
            self._try(in_hand, acts.report_progress, person, work, "Đang làm")
        elif what == "result":
            self._try(in_hand and not self._busy_below(work), acts.report_result, person, work, "Đã xong")
        elif what == "hand_back":
            self._try(in_hand and not self._busy_below(work), acts.hand_back, person, work, "Không phải việc của tôi")
        elif what == "support":
            expected = in_hand and Wanted.SUPPORT not in undecided and self._may_be_given(other, name, None)
            self._try(expected, acts.ask_support, person, work, self._holder(other), "Cần số liệu")
        else:
            later = add_working_days(max(work.due_on or today(), today()), 3)
            dated = work.due_on is not None and (later - today()).days <= 366
            expected = in_hand and dated and Wanted.EXTENSION not in undecided
            self._try(expected, acts.ask_extension, person, work, later, "Chờ số liệu")

    @precondition(lambda self: self._rows(Assignment))
    @rule(name=PEOPLE, which=PICK, to=st.sampled_from(("specialist", "editor", "head")))
    def pass_on(self, name: str, which: int, to: str) -> None:
        rows = self._rows(Assignment)
        work = rows[which % len(rows)]
        below = [each for each in rows if each.parent_id == work.pk and each.ended_at is None]
        stead = self._stead(name, ANSWER_FOR[self._unit_of(work.unit)]) if work.unit is not None else None
        expected = (
            work.unit_id is not None
            and work.part != Part.INFORM
            and name in self._doers(work)
            and work.state in (Work.GIVEN, Work.ACCEPTED)
            and not any(each.part == Part.LEAD for each in below)
            and not self._has_part(self._person(to), Part.LEAD, rows)
            and self._may_be_given(to, name, stead)
        )
        self._try(expected, acts.pass_on, self._person(name), work, [Given(Part.LEAD, self._person(to))])

    @precondition(lambda self: self._rows(Assignment))
    @rule(name=PEOPLE, which=PICK, what=st.sampled_from(("accept", "send_back", "insist", "take_back", "urge")))
    def judge(self, name: str, which: int, what: str) -> None:
        rows = self._rows(Assignment)
        work = rows[which % len(rows)]
        person, (judges, _stead) = self._person(name), self._judges(name, work)
        if what == "accept":
            self._try(judges and work.state == Work.REPORTED, acts.accept_result, person, work)
        elif what == "send_back":
            self._try(judges and work.state == Work.REPORTED, acts.send_back, person, work, "Thiếu số liệu")
        elif what == "insist":
            self._try(judges and work.state == Work.RETURNED, acts.insist, person, work, "Đúng việc của phòng")
        elif what == "take_back":
            leads_all = work.part == Part.LEAD and work.parent_id is None
            expected = judges and work.state in states.OPEN_WORK and not leads_all
            self._try(expected, acts.take_back, person, work, "Không cần nữa")
        else:
            expected = (judges or name in self._directing()) and work.part != Part.INFORM
            self._try(expected and work.state in states.IN_HAND, acts.urge, person, work, "Sớm nhé")

    @precondition(lambda self: self._rows(Assignment))
    @rule(name=PEOPLE, which=PICK, to=HOLDERS)
    def reassign(self, name: str, which: int, to: str) -> None:
        rows = self._rows(Assignment)
        work = rows[which % len(rows)]
        gone = {work.pk, *(each.pk for each in rows if each.parent_id == work.pk)}
        gone |= {each.pk for each in rows if each.parent_id in gone}
        left = [each for each in rows if each.pk not in gone]
        judges, stead = self._judges(name, work)
        expected = (
            judges
            and work.state in states.OPEN_WORK
            and self._holder(to) != work.holder
            and not self._has_part(self._holder(to), Part(work.part), left)
            and self._may_be_given(to, name, stead)
            and (work.parent is None or work.parent.ended_at is None)
        )
        given = Given(Part(work.part), self._holder(to))
        self._try(expected, acts.reassign, self._person(name), work, given, "Đi công tác")

    @rule(name=PEOPLE)
    def end(self, name: str) -> None:
        lead = next((each for each in self._rows(Assignment) if self._is_lead(each)), None)
        expected = lead is not None and (name in self._directing() or self._judges(name, lead)[0])
        self._try(expected, acts.end_handling, self._person(name), self.document, "Không cần nữa")

    @precondition(lambda self: any(each.decided_at is None for each in self._rows(Request)))
    @rule(name=PEOPLE, which=PICK, grant=st.booleans())
    def decide(self, name: str, which: int, grant: bool) -> None:
        undecided = [each for each in self._rows(Request) if each.decided_at is None]
        request, rows = undecided[which % len(undecided)], self._rows(Assignment)
        work = next(each for each in rows if each.pk == request.assignment_id)
        judges, stead = self._judges(name, work)
        expected = judges and (not grant or work.state in states.IN_HAND)
        if request.wanted == Wanted.EXTENSION:
            within = work.parent.due_on if work.parent is not None else None
            fits = not grant or within is None or (request.due_on is not None and request.due_on <= within)
            act: Any = acts.decide_extension
        else:
            holder = request.unit or request.person
            named = self._unit_of(holder) if request.unit else holder.username
            fits = not grant or (
                self._may_be_given(named, name, stead) and not self._has_part(holder, Part.SUPPORT, rows)
            )
            act = acts.decide_support
        self._try(expected and fits, act, self._person(name), request, grant=grant, reason="Theo tiến độ")

    # What holds after every attempt.

    @invariant()
    def the_paper_stands_where_its_work_does(self) -> None:
        if not hasattr(self, "document"):
            return
        handling = next(iter(self._rows(Handling)), None)
        if handling is None:
            return
        top = [each for each in self._rows(Assignment) if each.parent_id is None and each.part != Part.INFORM]
        work = [each for each in top if each.ended_at is None]
        waiting = any(each.state in states.OPEN_SUBMISSION for each in self._rows(Submission))
        if work:
            assert handling.state == states.Handling.DOWN
            assert sum(each.part == Part.LEAD for each in work) == 1
        elif waiting:
            assert handling.state == states.Handling.UP
        else:
            assert handling.state in (states.Handling.CLOSED, states.Handling.REGISTRY)
        for each in self._rows(Assignment):
            assert (each.ended_at is None) == (each.state in states.OPEN_WORK) == (each.ended_by_id is None)
            if each.parent is not None and each.ended_at is None and each.part != Part.INFORM:
                above = next(up for up in self._rows(Assignment) if up.pk == each.parent_id)
                assert above.ended_at is None or above.part == Part.INFORM

    @invariant()
    def who_has_work_reads_and_who_lost_it_does_not(self) -> None:
        if not hasattr(self, "document"):
            return
        rows = [each for each in self._rows(Assignment) if each.state != Work.WITHDRAWN]
        for name in ("specialist", "editor"):
            if any(receiver == name for _giver, receiver in self.lent):
                continue
            own = self.office.people[name].pk
            holds = any(each.person_id == own or each.unit_id == self.office.general.pk for each in rows)
            assert self._reads(name) == (holds and not self.secret), (name, rows)

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
        for handling in self._rows(Handling):
            ended = bool(spoken) or handling.filed_by_id is not None
            assert handling.state == (states.Handling.CLOSED if ended else states.Handling.REGISTRY)

    def _finish(self, work: Assignment) -> None:
        work = self._now(work)
        doer = next(name for name in NAMES if name in self._doers(work) and self._reads(name))
        judge = next(name for name in NAMES if self._judges(name, work)[0] and self._reads(name))
        if work.part == Part.INFORM:
            if work.state == Work.GIVEN:
                acts.see(self._person(doer), work)
            return
        if work.state == Work.RETURNED:
            acts.insist(self._person(judge), work, "Đúng việc")
            work = self._now(work)
        if work.state in states.IN_HAND:
            acts.report_result(self._person(doer), work, "Xong")
        work = self._now(work)
        if work.state == Work.REPORTED:
            acts.accept_result(self._person(judge), work)

    def _now(self, work: Assignment) -> Assignment:
        return next(each for each in self._rows(Assignment) if each.pk == work.pk)


def test_life_of_a_paper(db) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=10,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            # A failing life is short enough to read; making it shorter takes minutes of database.
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
        ),
    )
