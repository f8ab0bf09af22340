"""A registry's papers go up: one, several at once, by rule; straight down; come back, are asked about, taken back."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from chauban.kernel.clock import today
from chauban.people.acts.absence import note_absence
from chauban.people.acts.delegation import lend_powers
from chauban.people.identity import acting
from chauban.people.states import Scope
from chauban.registry.models import Entry
from chauban.routing import acts, states
from chauban.routing.models import Assignment, Question, Submission
from chauban.routing.queries.bringing import bringing, entries_to_submit
from conftest import database_role
from tests.browser import TABLET, WIDE, blameless

from .test_leader_browser import photograph
from .ways import now, registered, submitted

LIST = "/routing/to-submit/"


def write_rule(office, **values):
    return acts.write_rule(office.administrator, office.office, {"field": "Y tế", "words": "dịch", **values})


def waiting(office):
    with acting(office.chief):
        return {(str(each.document), str(each.to)) for each in Submission.objects.filter(state="waiting")}


def test_several_go_up_each_to_its_own_leader(office, client_as):
    write_rule(office, leader=office.deputy_chief)
    by_rule = registered(office, symbol="1/SYT")
    without = registered(office, symbol="2/SYT", subject="Về việc khác")
    registered(office, symbol="3/SYT")
    client = client_as(office.clerk)
    page = client.get(LIST).content.decode()
    assert "Trần Thị Thu Hà" in page
    keys = {f"key-{each.pk}": str(uuid4()) for each in (by_rule, without)}
    answer = client.post(LIST, {"paper": [by_rule.pk, without.pk], "to": "", "note": "Kính trình", **keys})
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "Đã trình 1 văn bản" in told
    assert "Không có quy tắc nêu lãnh đạo" in told
    assert f'value="{without.pk}" checked' in told
    assert waiting(office) == {("1/SYT", "Trần Thị Thu Hà")}
    answer = client.post(LIST, {"paper": [without.pk], "to": office.chief.pk, "note": "", **keys})
    assert answer.status_code == 302
    assert waiting(office) == {("1/SYT", "Trần Thị Thu Hà"), ("2/SYT", "Nguyễn Văn Bình")}


def test_one_goes_up_as_its_rule_proposes_and_only_once(office, client_as):
    write_rule(office, leader=office.secretary, prereader=office.chief)
    document = registered(office)
    client, address = client_as(office.clerk), reverse("routing:submit", args=[document.pk])
    page = client.get(address)
    form = page.context["form"]
    assert form.initial["to"] == office.secretary.pk
    values = {"to": office.secretary.pk, "first_to": office.chief.pk, "note": "", "key": form.initial["key"]}
    for _ in range(2):
        assert client.post(address, values).status_code == 302
    with acting(office.chief):
        (submission,) = Submission.objects.all()
    assert (submission.to, submission.onward_to) == (office.chief, office.secretary)
    answer = client.post(address, values | {"key": uuid4()})
    assert answer.status_code == 422
    assert "đang chờ đồng chí Nguyễn Văn Bình" in answer.content.decode()


def test_who_sees_it_in_the_leaders_stead_is_said_for_ordinary_papers(office, client_as):
    moment = timezone.now()
    lend_powers(office.chief, office.chief, office.deputy_chief, scope=Scope.ANNOTATIONS, starts_at=moment,
                ends_at=moment + dt.timedelta(days=3), reason="Đi công tác")  # fmt: skip
    document = registered(office)
    note_absence(office.secretary, office.secretary, starts_on=today(), ends_on=today() + dt.timedelta(days=2))
    page = client_as(office.clerk).get(reverse("routing:submit", args=[document.pk])).content.decode()
    assert "đang ủy quyền cho đồng chí Trần Thị Thu Hà" in page
    assert "Đồng chí Lê Quang Trị vắng đến hết ngày" in page
    secret = registered(office, secrecy=1, subject="", symbol="9/M")
    page = client_as(office.secret_clerk).get(reverse("routing:submit", args=[secret.pk])).content.decode()
    assert "đang ủy quyền" not in page


def test_what_a_rule_sends_straight_down_goes_with_one_button(office, client_as):
    write_rule(office, straight_to=office.general, days=5)
    document, client = registered(office), client_as(office.clerk)
    assert reverse("routing:straight", args=[document.pk]) in client.get(LIST).content.decode()
    client.post(reverse("routing:straight", args=[document.pk]), {"from": "list"})
    with acting(office.chief):
        assert Assignment.objects.get().unit == office.general
    with acting(office.clerk):
        assert bringing(office.clerk).fresh == []


def test_what_came_back_is_in_the_list_with_its_reason(office, client_as):
    submission = submitted(office)
    client = client_as(office.clerk)
    assert "Rút lại" in client.get(LIST).content.decode()
    acts.return_submission(office.chief, submission, "Thiếu phụ lục <1>")
    page = client.get(LIST).content.decode()
    assert "Thiếu phụ lục &lt;1&gt;" in page
    with acting(office.clerk):
        assert [paper.document for paper in bringing(office.clerk).returned] == [submission.document]


def test_what_came_back_is_not_forgotten_however_long_ago_it_arrived(office):
    fresh, old = registered(office, symbol="1/A"), registered(office, symbol="2/A")
    acts.return_submission(office.chief, submitted(office, document=old), "Chưa đủ hồ sơ")
    with database_role("none"):
        Entry.objects.filter(document__in=[fresh, old]).update(arrived_on=today() - dt.timedelta(days=400))
    with acting(office.clerk):
        assert [entry.document for entry in entries_to_submit(office.clerk)] == [old]


def test_the_function_behind_it_tells_only_clerks_and_only_of_their_registers(office):
    ordinary, secret = registered(office), registered(office, secrecy=2, symbol="5/MẬT")
    told = {}
    for name, person in office.people.items():
        with acting(person), connection.cursor() as cursor:
            cursor.execute("SELECT routing_to_submit(%s)", [today()])
            told[name] = {pk for (pk,) in cursor.fetchall()}
    assert told.pop("clerk") == told.pop("clerk_two") == {ordinary.pk}
    assert told.pop("secret_clerk") == {ordinary.pk, secret.pk}
    assert not any(told.values()), told


def test_a_submission_is_taken_back_and_a_question_answered(office, client_as):
    submission = submitted(office)
    question = acts.ask(office.chief, submission, "Đã lấy ý kiến chưa?")
    client = client_as(office.clerk)
    assert "Đã lấy ý kiến chưa?" in client.get(LIST).content.decode()
    address = reverse("routing:answer", args=[question.pk])
    client.post(address, {"answer": "", "from": "list"})
    with acting(office.chief):
        assert Question.objects.get().answered_at is None
    client.post(address, {"answer": "Đã lấy ý kiến", "from": "list"})
    assert now(office.chief, submission).state == states.Submission.WAITING
    client.post(reverse("routing:take-submission-back", args=[submission.pk]), {"reason": "Trình nhầm"})
    assert now(office.chief, submission).state == states.Submission.WITHDRAWN


def test_nobody_else_submits(office, client_as):
    document = registered(office)
    answer = client_as(office.chief).get(reverse("routing:submit", args=[document.pk]))
    assert answer.context["may_submit"]
    client = client_as(office.secretary)
    values = {"to": office.chief.pk, "note": "", "key": uuid4()}
    answer = client.post(reverse("routing:submit", args=[document.pk]), values)
    assert answer.status_code in (404, 422)
    assert waiting(office) == set()


def test_the_list_costs_the_same_however_long(office, client_as, django_assert_num_queries):
    client = client_as(office.clerk)
    for number in range(3):
        registered(office, symbol=f"{number}/A")
    client.get(LIST)
    with CaptureQueriesContext(connection) as short:
        client.get(LIST)
    for number in range(10):
        registered(office, symbol=f"{number}/B")
    with django_assert_num_queries(len(short)):
        client.get(LIST)


@pytest.mark.browser
@pytest.mark.parametrize("size", [TABLET, WIDE], ids=["tablet", "desk"])
def test_pages_are_clean(committed_office, signed_in, live_server, size):
    office = committed_office
    write_rule(office, leader=office.deputy_chief, prereader=office.chief)
    acts.return_submission(
        office.chief, submitted(office, document=registered(office, symbol="5/SYT")), "Thiếu phụ lục"
    )
    acts.ask(
        office.chief, submitted(office, document=registered(office, symbol="6/SYT", urgency=2)), "Đã lấy ý kiến chưa?"
    )
    document = registered(office, symbol="7/SYT", urgency=3)
    registered(office, symbol="8/SYT", subject="Về việc khác")
    name = "tablet" if size == TABLET else "desk"
    page = signed_in(office.clerk, viewport=size)
    page.goto(f"{live_server.url}{LIST}")
    photograph(page, f"submitting-{name}")
    blameless(page)
    page.goto(f"{live_server.url}/routing/submit/{document.pk}/")
    photograph(page, f"submit-{name}")
    blameless(page)
    page.goto(f"{live_server.url}{LIST}")
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_role("button", name="Trình các văn bản đã chọn").click()
    expect(page.locator(".message.success")).to_contain_text("Đã trình 1 văn bản")
