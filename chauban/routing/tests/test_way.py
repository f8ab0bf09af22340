"""A paper goes up, is annotated, comes down, is handled and closed."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from chauban.documents.models import Document
from chauban.journal.models import Line
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.people.identity import acting
from chauban.routing import acts, states
from chauban.routing.models import Annotation, Assignment, Handling, Ink, Submission
from chauban.routing.plans import Given
from chauban.routing.states import Part, Work
from chauban.rulebook.calendar import add_working_days

from .ways import annotated, led, now, registered, submitted


def handling(office, document: Document) -> Handling:
    with acting(office.chief):
        return Handling.objects.get(pk=document.pk)


def test_from_the_registry_to_the_end(office):
    submission = submitted(office, note="Xin ý kiến")
    document = submission.document
    due = add_working_days(today(), 5)
    annotation = annotated(
        submission,
        Given(Part.LEAD, office.general, due, "Tham mưu"),
        Given(Part.SUPPORT, office.cipher_unit, due),
        Given(Part.INFORM, office.deputy_chief),
        text="Giao phòng Tổng hợp tham mưu",
    )
    assert handling(office, document).state == states.Handling.DOWN
    assert handling(office, document).due_on == due
    with acting(office.chief):
        lead, support, inform = Assignment.objects.filter(annotation=annotation)

    (child,) = acts.pass_on(office.head, lead, [Given(Part.LEAD, office.specialist, instruction="Dự thảo công văn")])
    assert child.due_on == due
    acts.accept(office.specialist, child)
    acts.report_progress(office.specialist, child, "Đang dự thảo")
    with pytest.raises(Refused, match="Đỗ Thùy Linh"):
        acts.report_result(office.head, lead, "Xong")
    acts.report_result(office.specialist, child, "Đã dự thảo xong")
    acts.send_back(office.head, child, "Thiếu căn cứ")
    acts.report_result(office.specialist, child, "Đã bổ sung")
    acts.accept_result(office.head, child)
    acts.report_result(office.head, lead, "Trình dự thảo")
    acts.see(office.deputy_chief, inform)
    acts.accept_result(office.chief, lead)

    assert now(office.chief, lead).state == Work.CLOSED
    assert now(office.chief, support).state == Work.WITHDRAWN
    assert now(office.chief, inform).state == Work.SEEN
    closed = handling(office, document)
    assert (closed.state, closed.due_on) == (states.Handling.CLOSED, None)
    assert closed.closed_at is not None
    with acting(office.chief):
        told = list(
            Line.objects.filter(document_id=document.pk, act__startswith="routing.").values_list("act", flat=True)
        )
    assert told[::-1] == [
        "routing.submitted", "routing.annotated", "routing.passed_on", "routing.accepted", "routing.progress",
        "routing.result", "routing.result_sent_back", "routing.result", "routing.result_accepted", "routing.result",
        "routing.seen", "routing.result_accepted",
    ]  # fmt: skip


def test_an_opinion_without_work_ends_the_paper(office):
    submission = submitted(office)
    annotated(submission, text="Lưu")
    assert handling(office, submission.document).state == states.Handling.CLOSED


def test_sent_twice_is_one_annotation(office):
    submission, key = submitted(office), uuid4()
    first = acts.annotate(office.chief, submission, text="Đồng ý", request_key=key)
    second = acts.annotate(office.chief, submission, text="Đồng ý", request_key=key)
    assert first.pk == second.pk
    with acting(office.chief):
        assert Annotation.objects.count() == 1


def test_ink_is_kept_as_it_was_written_and_checked(office):
    submission = submitted(office)
    with pytest.raises(Refused, match="trang"):
        acts.annotate(
            office.chief, submission, ink={1: [[0, 1.5, [10, 10, 0.5, 0, 20, 20, 0.7, 16]]]}, request_key=uuid4()
        )
    with acting(office.chief):
        assert not Ink.objects.exists()
        assert Submission.objects.get(pk=submission.pk).state == states.Submission.WAITING


def test_only_the_leader_it_waits_for_annotates(office):
    submission = submitted(office)
    for person in (office.deputy_chief, office.clerk, office.secretary):
        with pytest.raises(Refused):
            acts.annotate(person, submission, text="Đồng ý", request_key=uuid4())


def test_two_leaders_each_speak_and_the_second_lead_is_a_choice(office):
    document = registered(office)
    first, second = submitted(office, document=document), submitted(office, office.secretary, document)
    annotated(first, Given(Part.LEAD, office.general))
    with pytest.raises(Refused, match="Phòng Tổng hợp"):
        annotated(second, Given(Part.LEAD, office.cipher_unit))
    annotated(second, Given(Part.LEAD, office.cipher_unit), instead=True)
    with acting(office.chief):
        states_now = dict(Assignment.objects.values_list("unit__name", "state"))
    assert states_now == {
        "Phòng Tổng hợp": Work.WITHDRAWN, "Phòng Cơ yếu - Công nghệ thông tin": Work.GIVEN,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(today() - dt.timedelta(days=1), "đã qua"), (today() + dt.timedelta(days=400), "một năm")],
)
def test_a_deadline_that_cannot_be_meant(office, day, sentence):
    with pytest.raises(Refused, match=sentence):
        annotated(submitted(office), Given(Part.LEAD, office.general, day))


def test_nobody_gives_work_to_themselves_or_to_whom_may_not_know(office):
    with pytest.raises(Refused, match="chính mình"):
        annotated(submitted(office), Given(Part.LEAD, office.chief))
    secret = registered(office, secrecy=2, subject="")
    with pytest.raises(Refused, match="Đỗ Thùy Linh"):
        annotated(submitted(office, document=secret), Given(Part.LEAD, office.specialist))


def test_reading_comes_with_work_and_goes_with_it(office):
    work = led(office, office.specialist)
    with acting(office.specialist):
        assert Document.objects.filter(pk=work.document_id).exists()
    acts.reassign(office.chief, work, Given(Part.LEAD, office.head), "Đi công tác")
    with acting(office.specialist):
        assert not Document.objects.filter(pk=work.document_id).exists()
    with acting(office.head):
        assert Document.objects.filter(pk=work.document_id).exists()


def test_an_extension_is_granted_shortened_or_refused(office):
    due = add_working_days(today(), 3)
    work = led(office, due_on=due)
    asked = acts.ask_extension(office.head, work, add_working_days(today(), 10), "Chờ số liệu")
    with pytest.raises(Refused):
        acts.ask_extension(office.head, work, add_working_days(today(), 11), "Chờ số liệu")
    acts.decide_extension(office.chief, asked, grant=True, due_on=add_working_days(today(), 6))
    assert now(office.chief, work).due_on == add_working_days(today(), 6)
    again = acts.ask_extension(office.head, work, add_working_days(today(), 20), "Vẫn chờ")
    acts.decide_extension(office.chief, again, grant=False, reason="Không lùi được")
    acts.report_result(office.head, work, "Xong")
    with pytest.raises(Refused):
        acts.ask_extension(office.head, work, add_working_days(today(), 30), "Quên")
