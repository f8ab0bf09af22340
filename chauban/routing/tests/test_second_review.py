"""Cases a second reader found: stand-ins shown everywhere, questions nobody needs, work that ends with other work."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from chauban.documents.models import Document
from chauban.journal.models import Line
from chauban.journal.sentences import sentence
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.people.identity import acting
from chauban.people.states import Scope
from chauban.registry.models import Entry
from chauban.registry.queries import Period, entry_of
from chauban.routing import acts, states, tracking
from chauban.routing.models import Annotation, Assignment, Handling, Question, Request, Submission, Word
from chauban.routing.panel import panel
from chauban.routing.plans import Given
from chauban.routing.printing import slip_pdf
from chauban.routing.queries import up, waiting
from chauban.routing.queries.bringing import bringing
from chauban.routing.queries.picture import Period as Time
from chauban.routing.queries.picture import picture, work_list
from chauban.routing.queries.way import way
from chauban.routing.states import Part, Work
from chauban.routing.steps import steps
from chauban.routing.steps import waiting as still_waiting
from chauban.rulebook.calendar import add_working_days, next_working

from .test_lent import anew, lent
from .test_printing import text_of
from .ways import annotated, led, now, registered, submitted

FOREVER = Time(dt.date(2020, 1, 1), dt.date(2100, 1, 1))


def line(reader, act: str) -> Line:
    with acting(reader):
        return Line.objects.filter(act=act).latest("pk")


def entry(document: Document) -> Entry:
    found = entry_of(document)
    assert found is not None
    return found


def told_steps(person, document) -> list[tuple[str, str, str]]:
    with acting(person):
        return [(each.name, str(each.who or ""), str(each.on_behalf_of or "")) for each in steps(None, way(document))]


def test_each_act_in_anothers_stead_says_so_in_its_row_and_in_the_steps(office):
    submission = submitted(office, office.secretary)
    lent(office.secretary, office.deputy_secretary, Scope.EVERYTHING)
    stand_in = anew(office.deputy_secretary)
    acts.return_submission(stand_in, submission, "Thiếu phụ lục")
    ended = now(office.secretary, submission)
    assert (ended.ended_by, ended.ended_for) == (office.deputy_secretary, office.secretary)

    work = led(office)
    lent(office.head, office.specialist, Scope.ASSIGNMENTS)
    acts.accept(anew(office.specialist), work)
    acts.report_result(anew(office.specialist), work, "Xong")
    lent(office.chief, office.editor, Scope.ASSIGNMENTS)
    acts.accept_result(anew(office.editor), work)
    closed = now(office.chief, work)
    assert (closed.accepted_by, closed.accepted_for) == (office.specialist, office.head)
    assert (closed.ended_by, closed.ended_for) == (office.editor, office.chief)
    with acting(office.chief):
        document = closed.document
    told = told_steps(office.chief, document)
    assert any(str(office.head) == stead and str(office.specialist) == who for _name, who, stead in told)
    assert (str(office.editor), str(office.chief)) in {(who, stead) for _name, who, stead in told}


def test_a_question_to_a_leader_who_passed_the_paper_on_is_answered_in_their_stead(office):
    first = submitted(office, office.secretary)
    onward = acts.forward(office.secretary, first, office.chief)
    question = acts.ask(office.chief, onward, "Đồng chí Bí thư muốn hạn nào?")
    lent(office.secretary, office.deputy_secretary, Scope.ANNOTATIONS)
    stand_in = anew(office.deputy_secretary)
    with acting(stand_in):
        assert list(waiting.questions(stand_in)) == [question]
    acts.answer(stand_in, question, "Cuối tháng")
    with acting(office.chief):
        answered = Question.objects.get()
        assert (answered.answered_by, answered.answered_for) == (office.deputy_secretary, office.secretary)
        assert Submission.objects.get(pk=onward.pk).state == states.Submission.WAITING


def test_a_chiefs_stand_in_submits_in_the_chiefs_name(office):
    document = registered(office)
    submitted(office, office.chief, document)
    lent(office.chief, office.editor, Scope.ASSIGNMENTS)
    with acting(office.editor):
        made = acts.submit(anew(office.editor), document, office.secretary, request_key=uuid4())
    assert (made.submitted_by, made.on_behalf_of) == (office.editor, office.chief)
    assert line(office.chief, "routing.submitted").detail["on_behalf_of"] == str(office.chief)


def test_a_false_stead_in_a_change_is_refused_by_the_database(office):
    work = led(office)
    with acting(office.head), pytest.raises(DatabaseError, match="stands in"), transaction.atomic():
        values = {"state": Work.ACCEPTED, "accepted_by": office.head, "accepted_for": office.secretary}
        Assignment.objects.filter(pk=work.pk).update(**values)


def test_a_holder_neither_accepts_their_own_result_nor_grants_their_own_request_by_sql(office):
    work = led(office, due_on=add_working_days(today(), 5))
    (part,) = acts.pass_on(office.head, work, [Given(Part.LEAD, office.specialist, add_working_days(today(), 2))])
    acts.ask_extension(office.specialist, part, add_working_days(today(), 4), "Chờ số liệu")
    attempts = (
        "UPDATE routing_assignment SET state = 'closed', ended_at = now(), ended_by_id = chauban_me()"
        " WHERE person_id = chauban_me()",
        "UPDATE routing_request SET granted = true, decided_at = now(), decided_by_id = chauban_me()",
    )
    for statement in attempts:
        with acting(office.specialist), pytest.raises(DatabaseError, match="only who judges"), transaction.atomic():
            connection.cursor().execute(statement)
    with acting(office.head):
        request = Request.objects.select_related("assignment").get()
    acts.decide_extension(office.head, request, grant=True)


def test_the_document_that_answers_must_be_readable_by_who_names_it(office):
    work = led(office)
    hidden = registered(office, symbol="9/X", secrecy=2)
    with acting(office.head):
        for number in (hidden.pk, hidden.pk + 10_000):
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                Word.objects.create(
                    assignment=work, document=work.document, said="result", text="x", by=office.head, answer_id=number
                )


def test_a_proposal_sent_again_after_the_leader_had_the_paper_answers_as_the_first_time(office):
    submission = submitted(office, office.secretary, first_to=office.deputy_chief)
    besides = submitted(office, office.secretary, submission.document)
    key = uuid4()
    first = acts.propose(office.deputy_chief, submission, text="Đề xuất", request_key=key)
    again = acts.propose(office.deputy_chief, submission, text="Đề xuất", request_key=key)
    assert first == again == besides


def test_a_question_nobody_needs_any_more_waits_for_nobody(office):
    submission = submitted(office)
    question = acts.ask(office.chief, submission, "Đã lấy ý kiến chưa?")
    with acting(office.clerk):
        assert panel(office.clerk, submission.document).questions == [question]
    annotated(now(office.chief, submission), text="Lưu")
    with acting(office.clerk):
        assert panel(office.clerk, submission.document).questions == []
        assert still_waiting(steps(None, way(submission.document))) == []
    with pytest.raises(Refused):
        acts.answer(office.clerk, question, "Rồi")


def test_a_question_to_a_clerk_who_left_is_a_colleagues(office, as_role):
    submission = submitted(office)
    question = acts.ask(office.chief, submission, "Đã lấy ý kiến chưa?")
    with as_role("none"):
        office.clerk.posts.update(ends_on=today() - dt.timedelta(days=1), starts_on=today() - dt.timedelta(days=9))
    colleague = office.people["clerk_two"]
    with acting(colleague):
        assert list(waiting.questions(colleague)) == [question]
    acts.answer(colleague, question, "Rồi")


def test_who_stands_in_for_a_chief_finds_on_the_desk_what_they_may_judge_and_not_their_own_work(office):
    work = led(office)
    lent(office.chief, office.head, Scope.ASSIGNMENTS)
    acts.report_result(office.head, work, "Xong")
    head = anew(office.head)
    with acting(head):
        assert work not in waiting.to_judge(head)
    with acting(office.chief):
        assert work in waiting.to_judge(anew(office.chief))


def test_support_within_a_unit_is_replaced_after_its_lead_is_done(office):
    work = led(office)
    parts = [Given(Part.LEAD, office.specialist), Given(Part.SUPPORT, office.editor)]
    lead, support = acts.pass_on(office.head, work, parts)
    acts.report_result(office.specialist, lead, "Xong")
    acts.accept_result(office.head, lead)
    made = acts.reassign(office.head, support, Given(Part.SUPPORT, office.deputy_chief), "Nghỉ ốm")
    assert made.part == Part.SUPPORT


def test_work_that_ends_with_the_lead_is_named_in_the_journal(office):
    annotation = annotated(submitted(office), Given(Part.LEAD, office.general), Given(Part.SUPPORT, office.cipher_unit))
    with acting(office.chief):
        lead = Assignment.objects.get(annotation=annotation, part=Part.LEAD)
    acts.report_result(office.head, lead, "Xong")
    acts.accept_result(office.chief, lead)
    told = line(office.chief, "routing.result_accepted")
    assert told.detail["ended"] == [str(office.cipher_unit)]
    assert str(office.cipher_unit) in sentence(told.act, told.detail)


def test_the_slip_does_not_put_a_chiefs_later_word_into_the_leaders_mouth(office):
    submission = submitted(office, office.secretary)
    annotation = annotated(submission, Given(Part.LEAD, office.general), text="Giao tham mưu")
    with acting(office.secretary):
        work = Assignment.objects.get(annotation=annotation)
    lent(office.secretary, office.deputy_secretary, Scope.ASSIGNMENTS)
    acts.reassign(anew(office.deputy_secretary), work, Given(Part.LEAD, office.cipher_unit), "Đúng việc")
    with acting(office.chief):
        document = work.document
        slip = text_of(slip_pdf(document, entry(document)))
    assert office.cipher_unit.name not in slip
    assert office.general.name in slip


def test_urging_again_after_a_while_is_urging_again(office, client_as, as_role):
    work = led(office)
    client, address = client_as(office.chief), reverse("routing:piece-deed", args=[work.pk, "urge"])
    for _press in range(2):
        client.post(address, {"text": ""})
    with acting(office.chief):
        assert Word.objects.filter(said="urged").count() == 1
    with as_role("none"):
        Word.objects.update(at=timezone.now() - dt.timedelta(days=3))
    client.post(address, {"text": ""})
    with acting(office.chief):
        assert Word.objects.filter(said="urged").count() == 2


def test_a_networked_office_takes_no_file_as_the_result_of_a_classified_paper(office, tmp_path):
    assert settings.MODE == "register_only"
    document = registered(office, secrecy=1)
    annotation = annotated(submitted(office, document=document), Given(Part.LEAD, office.secret_clerk))
    with acting(office.chief):
        work = Assignment.objects.get(annotation=annotation)
    file = Path(tmp_path, "ket-qua.pdf")
    file.write_bytes(b"%PDF-1.4")
    with pytest.raises(Refused):
        acts.report_result(office.secret_clerk, work, "Xong", files=[("ket-qua.pdf", file)])
    acts.report_result(office.secret_clerk, work, "Xong")


def test_a_file_of_a_result_goes_to_who_may_take_the_paper_out(office, client_as):
    work = led(office)
    client_as(office.head).post(
        reverse("routing:piece-deed", args=[work.pk, "result"]),
        {"text": "Xong", "files": [SimpleUploadedFile("ket-qua.txt", b"xong")]},
    )
    with acting(office.chief):
        address = reverse("routing:word-file", args=[Word.objects.get(said="result").files.get().pk])
    assert client_as(office.chief).get(address).status_code == 200


def test_an_answer_of_several_lines_is_whole_and_a_longer_one_refused(office, client_as):
    submission = submitted(office)
    question = acts.ask(office.chief, submission, "Thế nào?")
    client, address = client_as(office.clerk), reverse("routing:answer", args=[question.pk])
    client.post(address, {"answer": "x" * 2001})
    with acting(office.chief):
        assert Question.objects.get().answered_at is None
    client.post(address, {"answer": "\r\n".join(["x" * 99] * 20)})
    with acting(office.chief):
        assert Question.objects.get().answer == "\n".join(["x" * 99] * 20)


def test_a_rule_names_two_people_and_the_journal_what_it_says(office):
    values = {"leader": office.chief, "prereader": office.chief, "days": 5}
    with pytest.raises(Refused):
        acts.write_rule(office.administrator, office.general.agency, values)
    acts.write_rule(office.administrator, office.general.agency, values | {"prereader": office.deputy_chief})
    told = line(office.administrator, "routing.rule_written")
    assert all(word in sentence(told.act, told.detail) for word in (str(office.chief), str(office.deputy_chief), "5"))


def test_work_taken_back_from_a_unit_leaves_its_tracking_book(office):
    work = led(office)
    acts.reassign(office.chief, work, Given(Part.LEAD, office.cipher_unit), "Nhầm")
    with acting(office.clerk):
        volume = entry(work.document).volume
        assert list(tracking.entries(volume, Period(), office.general)) == []
        assert len(tracking.entries(volume, Period(), office.cipher_unit)) == 1


def test_the_tracking_book_goes_on_record_under_its_own_name(office, client_as):
    work = led(office)
    with acting(office.clerk):
        volume = entry(work.document).volume
    client_as(office.clerk).get(reverse("routing:tracking-taken-out", args=[volume.pk, "xlsx"]))
    assert line(office.clerk, "routing.tracking_printed").detail["form"] == "xlsx"


def test_to_answer_in_time_is_not_after_the_day_asked_for(office):
    saturday = today() + dt.timedelta(days=(5 - today().weekday()) % 7 + 14)
    document = registered(office, reply_by=saturday)
    labels = dict.fromkeys(("rule", "reply", "today", "three", "friday", "week"), "") | {"reply": "kịp"}
    (day,) = [each.day for each in up.deadlines(document, None, labels) if each.label == "kịp"]
    assert day <= saturday and day == next_working(day)


def test_more_papers_than_a_page_are_all_found_and_counted(office, monkeypatch):
    monkeypatch.setattr("chauban.routing.queries.bringing.MOST", 2)
    papers = {registered(office, symbol=f"{number}/Z").pk for number in range(5)}
    with acting(office.clerk):
        pages = [bringing(office.clerk, page) for page in (1, 2, 3)]
        beyond = bringing(office.clerk, 9)
    assert {paper.document.pk for each in pages for paper in each.fresh} == papers
    assert all(each.count == 5 for each in pages) and beyond.page == 3


def test_what_came_back_stands_first(office, monkeypatch):
    monkeypatch.setattr("chauban.routing.queries.bringing.MOST", 2)
    submission = submitted(office)
    acts.return_submission(office.chief, submission, "Thiếu phụ lục")
    for number in range(3):
        registered(office, symbol=f"{number}/Z", urgency=3)
    with acting(office.clerk):
        assert [paper.document for paper in bringing(office.clerk).returned] == [submission.document]


def test_ink_that_slips_off_the_page_does_not_spoil_the_slip(office):
    from tests.shelf import add_pages

    submission = submitted(office)
    add_pages(submission.document, ["Trang một"])
    annotated(submission, text="", ink={1: [[0, 2.0, [612, 100, 0.5, 0]]]})
    with acting(office.chief):
        assert Annotation.objects.get().ink.exists()
        assert slip_pdf(submission.document, entry(submission.document)).startswith(b"%PDF")


def test_a_paper_nobody_needs_to_decide_on_is_filed_and_can_go_up_after_all(office, client_as):
    document = registered(office)
    client, listed = client_as(office.clerk), reverse("routing:to-submit")
    assert document.subject in client.get(listed).content.decode()
    client.post(reverse("routing:file-paper", args=[document.pk]), {"from": "list"})
    assert document.subject not in client.get(listed).content.decode().split("toasts")[0]
    ((name, who, _stead),) = told_steps(office.chief, document)
    assert who == str(office.clerk) and name
    acts.submit(office.clerk, document, office.chief, request_key=uuid4())
    with acting(office.chief):
        assert Handling.objects.get().state == states.Handling.UP
        assert Handling.objects.get().filed_by is None


def test_what_a_leader_gave_back_is_filed_with_a_reason_and_what_is_on_its_way_not(office):
    submission = submitted(office)
    with pytest.raises(Refused):
        acts.file_paper(office.clerk, submission.document, "Lưu")
    acts.return_submission(office.chief, submission, "Không phải việc của tỉnh")
    with pytest.raises(Refused):
        acts.file_paper(office.clerk, submission.document, " ")
    with pytest.raises(Refused):
        acts.file_paper(office.secretary, submission.document, "Lưu")
    acts.file_paper(office.clerk, submission.document, "Không phải việc của tỉnh")
    with pytest.raises(Refused):
        acts.file_paper(office.clerk, submission.document, "Lần nữa")
    with acting(office.clerk):
        assert bringing(office.clerk).count == 0


def test_work_that_was_passed_on_counts_once_in_the_whole(office):
    work = led(office)
    acts.pass_on(office.head, work, [Given(Part.LEAD, office.specialist)])
    for person in (office.chief, office.head):
        with acting(person):
            drawn = picture(anew(person), FOREVER)
            assert drawn.total.counts["given"] == len(work_list(anew(person), FOREVER, "given", None)) == 1
            assert [row.counts["given"] for row in (*drawn.units, *drawn.people)] == [1, 1]
