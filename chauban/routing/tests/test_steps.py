"""The line of steps: everything in its order, what waits, on whom, and for whom it was done."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation

from chauban.documents.models import Document
from chauban.kernel.clock import today
from chauban.people.identity import acting
from chauban.people.states import Scope
from chauban.registry.queries import entry_of
from chauban.routing import acts, states
from chauban.routing.models import Assignment, Question, Request
from chauban.routing.plans import Given
from chauban.routing.queries.way import way
from chauban.routing.states import Part
from chauban.routing.steps import lasting, steps, waiting
from chauban.rulebook.calendar import add_working_days

from .test_lent import anew, lent
from .test_printing import text_of
from .ways import annotated, led, registered, submitted


def line(person, document):
    with acting(person), translation.override("en"):
        document = Document.objects.get(pk=document.pk)  # as the next page finds it
        return steps(entry_of(document), way(document))


def names(person, document):
    return [step.name for step in line(person, document)]


def test_a_paper_from_its_arrival_to_its_end(office):
    document = registered(office)
    submitted(office, document=document)
    with acting(office.chief):
        submission = way(document).submissions[0]
    annotated(submission, Given(Part.LEAD, office.general), Given(Part.INFORM, office.cipher_unit))
    with acting(office.head):
        work = Assignment.objects.get(unit=office.general)
    acts.pass_on(office.head, work, [Given(Part.LEAD, office.specialist)])
    with acting(office.specialist):
        part = Assignment.objects.get(person=office.specialist)
    acts.report_result(office.specialist, part, "Xong dự thảo")
    acts.accept_result(office.head, part)
    acts.report_result(office.head, work, "Xong")
    acts.accept_result(office.chief, work)
    found = line(office.chief, document)
    assert [step.name for step in found if "know" not in step.name] == [
        "Arrived", "Registered as number 01, Sổ văn bản đến", "Submitted to Nguyễn Văn Bình", "Opinion given",
        "Given to Phòng Tổng hợp to lead", "Accepted by Phòng Tổng hợp", "Passed on to Đỗ Thùy Linh",
        "Accepted by Đỗ Thùy Linh", "Result of Đỗ Thùy Linh", "Result of Đỗ Thùy Linh accepted",
        "Result of Phòng Tổng hợp", "Result of Phòng Tổng hợp accepted", "Handling ended",
    ]  # fmt: skip
    accepted = [step.who for step in found if step.name.endswith("accepted")]
    assert accepted == [office.head, office.chief]
    assert [step.name for step in waiting(found)] == ["Sent to Phòng Cơ yếu - Công nghệ thông tin to know"]


def test_what_waits_waits_with_whom_it_was_passed_on_to(office):
    document, due = registered(office), add_working_days(today(), 3)
    annotated(submitted(office, document=document), Given(Part.LEAD, office.general, due))
    with acting(office.head):
        work = Assignment.objects.get()
    assert [step.name for step in waiting(line(office.chief, document))] == ["Given to Phòng Tổng hợp to lead"]
    acts.pass_on(office.head, work, [Given(Part.LEAD, office.specialist)])
    (now,) = waiting(line(office.chief, document))
    assert (now.name, now.over, now.due_on) == ("Passed on to Đỗ Thùy Linh", False, work.due_on)


def test_questions_and_requests_and_who_had_them_open(office):
    submission = submitted(office)
    document = submission.document
    acts.ask(office.chief, submission, "Hạn nào?")
    waits = [step.name for step in waiting(line(office.chief, document))]
    assert waits == ["Submitted to Nguyễn Văn Bình", "Võ Thị Mai was asked a question"]
    with acting(office.clerk):
        question = Question.objects.select_related("submission").get()
    acts.answer(office.clerk, question, "Trong tuần")
    annotated(submission, Given(Part.LEAD, office.general, add_working_days(today(), 2)))
    with acting(office.head):
        work = Assignment.objects.get()
    later = add_working_days(today(), 6)
    acts.ask_extension(office.head, work, later, "Chờ số liệu")
    with acting(office.chief):
        request = Request.objects.get()
    acts.decide_extension(office.chief, request, grant=True)
    told = names(office.chief, document)
    assert told[-2:] == [
        f"Phòng Tổng hợp asked for time until {later:%d/%m/%Y}",
        f"Time was given until {later:%d/%m/%Y}",
    ]


def test_what_was_done_in_anothers_stead_says_so(office):
    lent(office.chief, office.deputy_chief, Scope.ANNOTATIONS)
    submission = submitted(office)
    acts.annotate(anew(office.deputy_chief), submission, text="Đồng ý", request_key=uuid4())
    (said,) = [step for step in line(office.chief, submission.document) if step.said]
    assert (said.who, said.on_behalf_of) == (office.deputy_chief, office.chief)


def test_returned_and_forwarded(office):
    first = submitted(office)
    acts.forward(office.chief, first, office.secretary, note="Xin ý kiến đồng chí")
    with acting(office.secretary):
        second = way(first.document).submissions[1]
    acts.return_submission(office.secretary, second, "Thiếu phụ lục")
    told = names(office.clerk, first.document)
    assert told[2:] == [
        "Submitted to Nguyễn Văn Bình", f"Passed on to {office.secretary}", "Returned to the registry",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (dt.timedelta(seconds=-5), "1 minute"), (dt.timedelta(minutes=59), "59 minutes"),
        (dt.timedelta(hours=2, minutes=50), "2 hours"), (dt.timedelta(days=3, hours=5), "3 days"),
    ],
)  # fmt: skip
def test_lengths_of_time(time, said):
    with translation.override("en"):
        assert lasting(time) == said


def test_the_document_page_shows_the_line_and_the_print_the_journal(office, client_as):
    work = led(office)
    client = client_as(office.chief)
    page = client.get(reverse("desk:document", args=[work.document_id])).content.decode()
    assert 'class="steps"' in page and "Giao Phòng Tổng hợp chủ trì" in page
    pdf = client.get(reverse("routing:steps-print", args=[work.document_id]))
    told = text_of(pdf.content)
    assert "Giao Phòng Tổng hợp chủ trì" in told
    assert "trình văn bản lên Nguyễn Văn Bình" in told


def test_the_diagrams_are_drawn_from_the_tables():
    path = Path(__file__).resolve().parents[3] / "docs" / "states" / "routing.md"
    assert path.read_text(encoding="utf-8") == diagrams()


def diagrams() -> str:
    """Both tables of moves as Mermaid draws them."""
    text = "# States of a paper's way\n\nDrawn from `chauban/routing/states.py`; a test keeps them equal.\n"
    for name, moves, first in (
        ("A submission", states.SUBMISSION_MOVES, states.Submission.WAITING),
        ("A piece of work", states.WORK_MOVES, states.Work.GIVEN),
    ):
        lines = [f"    {old} --> {new}" for old, news in moves.items() for new in sorted(news)]
        drawn = "\n".join([f"    [*] --> {first}", *lines])
        text += f"\n## {name}\n\n```mermaid\nstateDiagram-v2\n{drawn}\n```\n"
    return text
