"""What waits on each person's desk: every sort with its one act, true counts, filters, pages, deeds done in place."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chauban.documents.acts import send_to_know
from chauban.documents.models import Document, Reader
from chauban.kernel.clock import today
from chauban.people.identity import acting
from chauban.people.models import Delegation, Person
from chauban.routing import acts
from chauban.routing.models import Assignment, Handling, Request
from chauban.routing.plans import Given
from chauban.routing.states import Part, Work
from chauban.routing.tests.ways import annotated, led, now, registered, submitted
from chauban.rulebook.calendar import add_working_days
from conftest import database_role

MOST_STATEMENTS = 25


def desk(client, query: str = "") -> str:
    answer = client.get(f"/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def lines_of(page: str) -> list[str]:
    """The ids of the lines that wait, in order."""
    return re.findall(r'<li class="desk-line[^"]*" id="wait-([a-z]+-\d+)"', page)


def sorts_of(page: str) -> set[str]:
    return {each.rpartition("-")[0] for each in lines_of(page)}


def passed(office, due_on=None) -> tuple[Assignment, Assignment]:
    lead = led(office, due_on=due_on)
    (child,) = acts.pass_on(office.head, lead, [Given(Part.LEAD, office.specialist, instruction="Dự thảo")])
    return lead, child


def test_each_step_waits_on_the_right_desk(office, client_as):
    document = registered(office)
    assert sorts_of(desk(client_as(office.clerk))) == {"submit"}
    submission = submitted(office, document=document)
    assert sorts_of(desk(client_as(office.clerk))) == set()
    assert sorts_of(desk(client_as(office.chief))) == {"opinion"}
    annotated(submission, Given(Part.LEAD, office.general), Given(Part.INFORM, office.deputy_chief))
    with acting(office.chief):
        lead = Assignment.objects.get(part=Part.LEAD)
    assert sorts_of(desk(client_as(office.chief))) == set()
    assert sorts_of(desk(client_as(office.head))) == {"unit"}
    assert sorts_of(desk(client_as(office.deputy_chief))) == {"know"}
    (child,) = acts.pass_on(office.head, lead, [Given(Part.LEAD, office.specialist)])
    assert sorts_of(desk(client_as(office.specialist))) == {"work"}
    acts.report_result(office.specialist, child, "Đã dự thảo")
    assert sorts_of(desk(client_as(office.head))) == {"unit", "judge"}
    acts.accept_result(office.head, child)
    acts.report_result(office.head, lead, "Trình")
    assert sorts_of(desk(client_as(office.chief))) == {"judge"}
    assert sorts_of(desk(client_as(office.head))) == set()


def test_what_came_back_waits_for_the_clerk_again(office, client_as):
    submission = submitted(office)
    acts.return_submission(office.chief, submission, "Chưa đủ hồ sơ")
    assert sorts_of(desk(client_as(office.clerk))) == {"submit"}


def test_a_line_is_done_where_it_stands(office, client_as):
    _lead, child = passed(office)
    client = client_as(office.specialist)
    url = reverse("desk:waiting-do", args=["accept", child.pk])
    answers = [client.post(url, headers={"HX-Request": "true"}) for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 200]
    assert 'id="desk-parts"' in answers[0].content.decode()
    assert "told" in answers[0]["HX-Trigger"]
    assert f"deed=result&amp;piece={child.pk}" in answers[0].content.decode()
    acts.report_result(office.specialist, child, "Xong việc rồi")
    head = client_as(office.head)
    assert "Xong việc rồi" in desk(head)
    head.post(reverse("desk:waiting-do", args=["accept-result", child.pk]), headers={"HX-Request": "true"})
    assert now(office.head, child).state == Work.CLOSED


def test_a_line_that_does_not_pass_says_why(office, client_as):
    _lead, child = passed(office, add_working_days(today(), 4))
    acts.ask_extension(office.specialist, child, add_working_days(today(), 9), "Chờ số liệu")
    with acting(office.head):
        asked = Request.objects.get()
    client = client_as(office.head)
    answer = client.post(reverse("desk:waiting-do", args=["grant", asked.pk]), headers={"HX-Request": "true"})
    line = answer.content.decode().split(f'id="wait-asked-{asked.pk}"')[1].split("</li>")[0]
    assert answer.status_code == 422
    assert "field-error" in line
    assert now(office.head, asked).granted is None


def test_anothers_line_is_not_there(office, client_as):
    _lead, child = passed(office)
    client = client_as(office.cipher)
    assert client.post(reverse("desk:waiting-do", args=["accept", child.pk])).status_code == 404
    client = client_as(office.chief)
    client.post(reverse("desk:waiting-do", args=["accept", child.pk]))
    assert now(office.chief, child).state == Work.GIVEN


def test_the_urgent_comes_first_then_what_is_due(office, client_as):
    for symbol, urgency, days in (("1/A", 0, 9), ("2/B", 0, 2), ("3/C", 2, 20)):
        document = registered(office, symbol=symbol, urgency=urgency)
        annotated(
            submitted(office, document=document), Given(Part.LEAD, office.specialist, add_working_days(today(), days))
        )
    page = desk(client_as(office.specialist))
    assert page.index("3/C") < page.index("2/B") < page.index("1/A")


def test_filters_by_whose_it_is_and_when_it_is_due(office, client_as):
    led(office, office.head)
    late = led(office, due_on=add_working_days(today(), 3))
    with database_role("none"):
        Assignment.objects.filter(pk=late.pk).update(due_on=today() - dt.timedelta(days=8))
    client = client_as(office.head)
    assert sorts_of(desk(client)) == {"work", "unit"}
    assert sorts_of(desk(client, "?show=mine")) == {"work"}
    assert sorts_of(desk(client, "?show=unit")) == {"unit"}
    assert lines_of(desk(client, "?show=overdue")) == [f"unit-{late.pk}"]
    assert "Quá hạn" in desk(client, "?show=overdue")
    assert lines_of(desk(client, "?show=week")) == [f"unit-{late.pk}"]
    assert desk(client, "?show=nothing&sort=x&page=999999999999999999999")


def test_a_head_looks_at_somebodys_work_and_gives_that_of_who_left_to_another(office, client_as):
    _lead, child = passed(office)
    client = client_as(office.head)
    assert lines_of(desk(client, f"?of={office.specialist.pk}")) == [f"theirs-{child.pk}"]
    assert lines_of(desk(client, f"?of={office.clerk.pk}")) == []
    assert lines_of(desk(client_as(office.clerk), f"?of={office.specialist.pk}")) == []
    assert lines_of(desk(client_as(office.specialist), f"?of={office.head.pk}")) == [], (
        "who heads nothing sees nobody's"
    )
    with database_role("none"):
        office.specialist.posts.update(ends_on=today() - dt.timedelta(days=1))
    page = desk(client_as(office.head))
    assert f"judge-{child.pk}" in lines_of(page)
    assert f"deed=reassign&amp;piece={child.pk}" in page


def test_the_work_of_a_giver_who_left_is_the_chiefs_to_judge(office, client_as):
    lead = led(office)
    acts.report_result(office.head, lead, "Xong")
    assert sorts_of(desk(client_as(office.deputy_chief))) == set()
    with database_role("none"):
        office.chief.posts.update(ends_on=today() - dt.timedelta(days=1))
    assert lines_of(desk(client_as(office.deputy_chief))) == [f"judge-{lead.pk}"]


def test_a_classified_paper_is_on_no_other_desk(office, client_as):
    secret = registered(office, secrecy=2, subject="Việc rất kín", symbol="5/MẬT")
    annotated(submitted(office, document=secret), Given(Part.LEAD, office.cipher_unit))
    for name in ("head", "specialist", "clerk", "deputy_chief", "archivist", "administrator"):
        page = desk(client_as(office.people[name]))
        assert "5/MẬT" not in page
        assert "Việc rất kín" not in page


def fill(office, count: int) -> None:
    """Open work, judging, papers to know and sendings on the head's desk, written as the owner."""
    sample = registered(office)
    acts_time = {"opened_at": dt.datetime.now(dt.UTC)}
    with database_role("none"):
        fields = {
            f.attname: getattr(sample, f.attname)
            for f in Document._meta.concrete_fields
            if not f.generated and not f.primary_key
        }
        papers = Document.objects.bulk_create(Document(**fields | {"symbol": f"{n}/X"}) for n in range(count))
        Reader.objects.bulk_create(
            Reader(document=each, unit=office.general, basis="assigned", granted_by=office.chief) for each in papers
        )
        Handling.objects.bulk_create(Handling(document=each, state="down", **acts_time) for each in papers)
        made = []
        for n, each in enumerate(papers):
            part, state = ("inform", "given") if n % 5 == 0 else ("lead", ("given", "accepted")[n % 2])
            own = {"unit": office.general} if n % 2 else {"person": office.head}
            due = None if part == "inform" else today() + dt.timedelta(days=n % 40 - 10)
            made.append(Assignment(document=each, part=part, state=state, assigned_by=office.chief, due_on=due, **own))
        Assignment.objects.bulk_create(made)


@pytest.mark.parametrize("query", ["", "?sort=unit", "?sort=work&page=2", "?show=overdue"])
def test_five_hundred_open_things_cost_no_more_than_five(office, client_as, query):
    fill(office, 5)
    costs = []
    for more in (0, 495):
        if more:
            fill(office, more)
        client = client_as(office.head)
        desk(client, query)
        with CaptureQueriesContext(connection) as captured:
            page = desk(client, query)
        costs.append(len(captured))
    assert costs[1] <= MOST_STATEMENTS, costs
    assert costs[1] <= costs[0] + 4
    if not query:
        assert '<span class="count urgent">500</span>' in page


def test_the_desk_of_every_role_keeps_to_its_statements(office, client_as):
    passed(office)
    for name, person in office.people.items():
        client = client_as(person)
        desk(client)
        with CaptureQueriesContext(connection) as captured:
            desk(client)
        assert len(captured) <= MOST_STATEMENTS, name


def test_a_page_beyond_the_last_is_the_last(office, client_as):
    fill(office, 130)
    client = client_as(office.head)
    assert lines_of(desk(client, "?sort=unit&page=9")) == lines_of(desk(client, "?sort=unit&page=2")) != []


def test_a_head_pages_through_all_that_somebody_has_in_hand(office, client_as):
    fill(office, 75)
    lead = led(office)
    with database_role("none"):
        theirs = Assignment.objects.filter(part="lead").exclude(pk=lead.pk)
        assert theirs.update(parent=lead, person=office.specialist, unit=None) == 60
    client, of = client_as(office.head), f"?of={office.specialist.pk}"
    first, second = desk(client, of), desk(client, f"{of}&page=2")
    assert (len(lines_of(first)), len(set(lines_of(first) + lines_of(second)))) == (50, 60)
    assert f"page=2&amp;of={office.specialist.pk}" in first


def lead_of(page: str) -> str:
    return re.sub(r"\s+", " ", page.split('<p class="page-lead">')[1].split("</p>")[0])


def test_the_desk_counts_what_is_on_other_pages_too(office, client_as):
    fill(office, 100)
    with database_role("none"):
        urgent = list(Document.objects.filter(symbol__endswith="/X").order_by("-pk")[:30])
        Document.objects.filter(pk__in=[each.pk for each in urgent]).update(urgency=1)
    client = client_as(office.head)
    assert "30 văn bản khẩn" in lead_of(desk(client))
    assert "văn bản khẩn" not in lead_of(desk(client, "?show=week"))
    with database_role("none"):
        Document.objects.update(urgency=0)
        over = Assignment.objects.filter(due_on__lt=today()).count()
    assert over > 20
    assert f"{over} việc quá hạn" in lead_of(desk(client))


def test_a_paper_that_waits_twice_is_one_urgent_paper(office, client_as):
    document = registered(office, urgency=2)
    annotated(submitted(office, document=document), Given(Part.LEAD, office.general))
    send_to_know(office.clerk, document, people=[office.head], units=[], note="")
    page = desk(client_as(office.head))
    assert len(lines_of(page)) == 2
    assert "1 văn bản khẩn" in lead_of(page)


def test_what_a_stand_in_gave_is_its_givers(office, client_as):
    lead = led(office)
    acts.report_result(office.head, lead, "Xong")
    with database_role("none"):
        Assignment.objects.filter(pk=lead.pk).update(assigned_by=office.deputy_chief, on_behalf_of=office.chief)
    assert lines_of(desk(client_as(office.chief), "?show=mine")) == [f"judge-{lead.pk}"]


def test_who_stands_in_for_a_head_looks_at_the_works_of_the_unit(office, client_as):
    _lead, child = passed(office)
    with database_role("none"):
        Delegation.objects.create(
            giver=office.head, receiver=office.archivist, scope="assignments", made_by=office.head,
            starts_at=timezone.now() - dt.timedelta(hours=1), ends_at=timezone.now() + dt.timedelta(days=1),
        )  # fmt: skip
    client = client_as(office.archivist)
    assert f'<option value="{office.specialist.pk}"' in desk(client)
    assert lines_of(desk(client, f"?of={office.specialist.pk}")) == [f"theirs-{child.pk}"]


def test_pages_of_one_sort_hold_everything_once(office, client_as):
    fill(office, 130)
    client, seen = client_as(office.head), []
    for number in (1, 2):
        seen += lines_of(desk(client, f"?sort=unit&page={number}"))
    assert len(seen) == len(set(seen)) == 52


def test_what_is_sent_to_two_of_ones_units_waits_once(office, client_as):
    document = registered(office)
    send_to_know(office.clerk, document, people=[office.head], units=[office.general], note="")
    assert len(lines_of(desk(client_as(Person.objects.get(pk=office.head.pk))))) == 1
