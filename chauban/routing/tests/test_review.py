"""Cases a reviewer found that random trying had not: stand-ins, people who left, work that is over its deadline."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.people.identity import acting
from chauban.people.models import Person, Post
from chauban.people.states import Scope
from chauban.routing import acts, states
from chauban.routing.models import Assignment, Handling, Request, Rule, Submission, WordFile
from chauban.routing.plans import Given
from chauban.routing.queries import waiting
from chauban.routing.states import Part, Work
from chauban.rulebook.calendar import add_working_days

from .test_lent import anew, lent
from .ways import annotated, led, now, registered, submitted


def test_a_pre_read_paper_that_waits_for_its_leader_already_is_not_stuck(office):
    submission = submitted(office, office.secretary, first_to=office.deputy_chief)
    waiting_one = submitted(office, office.secretary, submission.document)
    with pytest.raises(Refused):
        submitted(office, office.secretary, submission.document, first_to=office.chief)
    found = acts.propose(office.deputy_chief, submission, text="Đề xuất", request_key=uuid4())
    assert found.pk == waiting_one.pk
    assert now(office.deputy_chief, submission).state == states.Submission.FORWARDED


def test_nobody_judges_their_own_work_with_lent_powers(office):
    work = led(office)
    lent(office.chief, office.head, Scope.ASSIGNMENTS)
    acts.report_result(office.head, work, "Xong")
    with pytest.raises(Refused, match="chính"):
        acts.accept_result(anew(office.head), work)
    acts.accept_result(office.chief, work)


def test_overdue_work_is_given_to_another_with_its_deadline(office, as_role):
    work = led(office, due_on=add_working_days(today(), 2))
    (part,) = acts.pass_on(office.head, work, [Given(Part.LEAD, office.specialist)])
    over = today() - dt.timedelta(days=3)
    with as_role("none"):
        Assignment.objects.update(due_on=over)
    made = acts.reassign(office.head, now(office.head, part), Given(Part.LEAD, office.editor), "Nghỉ ốm")
    assert made.due_on == over
    later = add_working_days(today(), 2)
    made = acts.reassign(office.head, made, Given(Part.LEAD, office.specialist, later), "Đi làm lại")
    assert made.due_on == later


def test_work_of_a_giver_whose_account_is_closed_is_judged_by_the_chief(office, as_role):
    document = registered(office)
    annotated(submitted(office, office.deputy_chief, document), Given(Part.LEAD, office.general))
    with acting(office.head):
        work = Assignment.objects.get()
    with as_role("none"):
        Person.objects.filter(pk=office.deputy_chief.pk).update(is_active=False)
    acts.report_result(office.head, work, "Xong")
    with acting(office.chief):
        assert list(waiting.to_judge(anew(office.chief))) == [work]
    acts.accept_result(anew(office.chief), work)


def test_a_unit_whose_head_left_is_anybodys_in_it(office, as_role):
    work = led(office)
    with as_role("none"):
        Person.objects.filter(pk=office.head.pk).update(is_active=False)
    acts.accept(anew(office.specialist), work)
    with as_role("none"):
        Post.objects.filter(unit=office.general).update(ends_on=today() - dt.timedelta(days=1))
    with acting(office.chief):
        gone = Assignment.objects.filter(waiting.holder_is_gone())
        assert list(gone) == [work]


def test_a_classified_paper_goes_to_no_unit_whose_head_is_not_cleared(office, as_role):
    secret = registered(office, secrecy=1, subject="")
    with as_role("none"):
        Person.objects.filter(pk=office.head.pk).update(clearance=0)
        Person.objects.filter(pk=office.specialist.pk).update(clearance=1)
    with pytest.raises(Refused, match="Phòng Tổng hợp"):
        annotated(submitted(office, document=secret), Given(Part.LEAD, office.general))


def test_what_was_asked_for_work_that_went_on_is_not_asked_any_more(office):
    work = led(office, due_on=add_working_days(today(), 2))
    acts.ask_extension(office.head, work, add_working_days(today(), 9), "Chờ số liệu")
    acts.report_result(office.head, work, "Xong sớm")
    with acting(office.chief):
        assert not waiting.requests(office.chief).exists()
        assert Request.objects.get().granted is False


def test_support_that_is_done_stays_done_when_the_paper_closes(office):
    document = registered(office)
    annotated(
        submitted(office, document=document), Given(Part.LEAD, office.general), Given(Part.SUPPORT, office.specialist)
    )
    with acting(office.chief):
        lead, support = Assignment.objects.order_by("pk")
    acts.report_result(office.specialist, support, "Đã góp ý")
    acts.report_result(office.head, lead, "Xong")
    acts.accept_result(office.chief, lead)
    assert now(office.specialist, support).state == Work.CLOSED


def test_reading_that_came_with_a_submission_goes_with_it(office):
    submission = submitted(office, office.secretary)
    acts.take_submission_back(office.clerk, submission, "Trình nhầm")
    with acting(office.secretary):
        assert not Submission.objects.exists()


def test_a_rule_sends_straight_down_and_the_chief_or_who_stands_in_judges(office, as_role):
    with as_role("none"):
        Rule.objects.create(agency=office.office, words="phòng, chống dịch", straight_to=office.general, days=5)
    work = acts.send_straight(office.clerk, registered(office))
    assert work.due_on == add_working_days(today(), 5)
    acts.report_result(office.head, work, "Xong")
    with pytest.raises(Refused):
        acts.accept_result(office.clerk, work)
    lent(office.chief, office.specialist, Scope.ASSIGNMENTS)
    acts.accept_result(anew(office.specialist), work)
    assert now(office.chief, work).state == Work.CLOSED


def test_an_opinion_without_a_day_takes_the_rules(office, as_role):
    with as_role("none"):
        Rule.objects.create(agency=office.office, days=7)
    assert led(office).due_on == add_working_days(today(), 7)


def test_nobody_has_two_parts(office):
    document = registered(office)
    annotated(submitted(office, document=document), Given(Part.LEAD, office.general))
    with pytest.raises(Refused, match="Phòng Tổng hợp"):
        annotated(submitted(office, office.secretary, document), Given(Part.SUPPORT, office.general))


def test_an_administrator_does_not_read_what_leaders_say(office):
    led(office)
    from chauban.journal.models import Line

    with acting(office.administrator):
        told = set(Line.objects.filter(document_id__isnull=False).values_list("act", flat=True))
    assert "registry.entered" in told
    assert not any(act.startswith("routing.") for act in told)


def test_no_sql_attaches_a_file_of_the_vault(office, tmp_path):
    work = led(office)
    (tmp_path / "a.txt").write_text("số liệu")
    acts.report_result(office.head, work, "Xong", files=[("so-lieu.txt", tmp_path / "a.txt")])
    with acting(office.head):
        (file,) = WordFile.objects.all()
        assert file.name == "so-lieu.txt"
        with pytest.raises(DatabaseError), transaction.atomic():
            WordFile.objects.create(word=file.word, document=file.document, file=file.file, name="khác.txt")


@pytest.mark.parametrize(
    "columns", [{"decided_by_id": "chief", "granted": True}, {"decided_for_id": "chief", "granted": None}]
)
def test_nobody_asks_and_answers_at_once(office, columns):
    work = led(office, due_on=add_working_days(today(), 2))
    values = {name: office.chief.pk if value == "chief" else value for name, value in columns.items()}
    with acting(office.head), pytest.raises(DatabaseError), transaction.atomic():
        Request.objects.create(
            assignment=work, document=work.document, wanted=states.Wanted.EXTENSION, reason="x", asked_by=office.head,
            **values,
        )  # fmt: skip


@pytest.mark.parametrize("rows", [Assignment, Handling])
def test_only_who_judges_moves_a_deadline_and_a_paper(office, rows):
    led(office, office.specialist, due_on=add_working_days(today(), 2))
    with acting(office.specialist), pytest.raises(DatabaseError), transaction.atomic():
        rows.objects.update(due_on=add_working_days(today(), 30))
