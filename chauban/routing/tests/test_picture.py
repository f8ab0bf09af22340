"""The picture counts what its lists hold, and nothing that the viewer may not read."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from chauban.kernel.clock import today
from chauban.people.identity import acting
from chauban.people.models import Person
from chauban.routing import acts
from chauban.routing.forms.picture import span
from chauban.routing.models import Assignment
from chauban.routing.plans import Given
from chauban.routing.queries.picture import PAPERS, WORK, Period, paper_list, picture, work_list
from chauban.routing.states import Part
from chauban.rulebook.calendar import add_working_days
from conftest import database_role

from .ways import annotated, led, registered, submitted

WIDE = Period(dt.date(2020, 1, 1), dt.date(2100, 1, 1))


def backdate(work: Assignment, **columns) -> None:
    with database_role("none"):
        Assignment.objects.filter(pk=work.pk).update(**columns)


def workbook(answer) -> Any:
    """The sheet that was sent."""
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active


@pytest.fixture
def busy(office):
    """A paper at every step; work in time, late, overdue and due soon."""
    registered(office, symbol="1/CHƯA")
    submitted(office, document=registered(office, symbol="2/TRÌNH"))
    day = today()
    soon = led(office, due_on=add_working_days(day, 2))
    acts.pass_on(office.head, soon, [Given(Part.LEAD, office.specialist)])
    overdue = led(office, office.deputy_chief, due_on=day)
    backdate(overdue, due_on=day - dt.timedelta(days=9))
    for late in (False, True):
        work = led(office, due_on=add_working_days(day, 5))
        acts.report_result(office.head, work, "Xong")
        acts.accept_result(office.chief, work)
        if late:
            backdate(work, due_on=day - dt.timedelta(days=1))
    return office


def test_the_figures(busy):
    chief = Person.objects.get(pk=busy.chief.pk)
    with acting(chief):
        found = picture(chief, WIDE)
    assert found.papers is not None
    assert found.papers.counts == {"received": 6, "unsubmitted": 1, "up": 1, "down": 2, "closed": 2}
    assert found.total.counts == {"given": 4, "open": 2, "in-time": 1, "late": 1, "overdue": 1, "soon": 1}
    (unit,) = found.units
    assert (unit.name, unit.counts["given"], unit.counts["soon"]) == ("Phòng Tổng hợp", 3, 1)
    assert {row.name: row.counts["overdue"] for row in found.people} == {"Trần Thị Thu Hà": 1, "Đỗ Thùy Linh": 0}


def test_every_figure_is_as_long_as_its_list(busy):
    for who in ("chief", "head", "secretary"):
        person = Person.objects.get(pk=busy.people[who].pk)
        with acting(person):
            found = picture(person, WIDE)
            for name in WORK:
                assert work_list(person, WIDE, name, None).count() == found.total.counts[name], (who, name)
                for row in found.units:
                    assert work_list(person, WIDE, name, busy.general).count() == row.counts[name]
            for name in PAPERS if found.papers else ():
                assert found.papers is not None
                assert paper_list(WIDE, name).count() == found.papers.counts[name]


def test_a_head_sees_their_units_only(busy, client_as):
    led(busy, busy.cipher_unit)
    head = Person.objects.get(pk=busy.head.pk)
    with acting(head):
        found = picture(head, WIDE)
    assert found.papers is None
    assert [row.name for row in found.units] == ["Phòng Tổng hợp"]
    client = client_as(busy.head)
    assert client.get(reverse("routing:picture")).status_code == 200
    assert client.get(reverse("routing:picture-list") + "?papers&figure=received").status_code == 404
    for name in ("specialist", "clerk", "administrator"):
        for url in ("routing:picture", "routing:picture-list", "routing:picture-xlsx"):
            assert client_as(busy.people[name]).get(reverse(url) + "?figure=given").status_code == 403


def test_what_one_may_not_read_is_not_counted(busy, client_as):
    before = {}
    for name in ("chief", "deputy_chief"):
        person = Person.objects.get(pk=busy.people[name].pk)
        with acting(person):
            before[name] = picture(person, WIDE)
    secret = registered(busy, secrecy=2, subject="Việc rất kín", symbol="5/MẬT")
    annotated(submitted(busy, document=secret), Given(Part.LEAD, busy.cipher_unit))
    for name, more in (("chief", 1), ("deputy_chief", 0)):
        person = Person.objects.get(pk=busy.people[name].pk)
        with acting(person):
            after = picture(person, WIDE)
        assert after.total.counts["given"] - before[name].total.counts["given"] == more
        assert after.papers is not None
        earlier = before[name].papers
        assert earlier is not None
        assert after.papers.counts["received"] - earlier.counts["received"] == more
    client = client_as(busy.deputy_chief)
    assert "5/MẬT" not in client.get(reverse("routing:picture-list") + "?figure=given").content.decode()


def test_the_spreadsheet_is_the_list_and_computes_nothing(busy, client_as):
    evil = registered(busy, symbol="=1+1", subject="=HYPERLINK(1)")
    annotated(submitted(busy, document=evil), Given(Part.LEAD, busy.general, add_working_days(today(), 9)))
    client = client_as(busy.chief)
    answer = client.get(reverse("routing:picture-xlsx") + "?figure=given&span=quarter")
    sheet = workbook(answer)
    rows = list(sheet.iter_rows(min_row=2))
    assert len(rows) == 5
    assert rows[0][0].value == "=1+1"
    assert rows[0][0].data_type == "s"
    assert isinstance(rows[0][6].value, dt.datetime)
    papers = client.get(reverse("routing:picture-xlsx") + "?papers&figure=received")
    assert len(list(workbook(papers).iter_rows())) == 8


def test_the_picture_costs_the_same_however_much_there_is(busy, client_as):
    costs = []
    for _ in range(2):
        client = client_as(busy.chief)
        client.get(reverse("routing:picture"))
        with CaptureQueriesContext(connection) as captured:
            page = client.get(reverse("routing:picture")).content.decode()
        costs.append(len(captured))
        for name in ("specialist", "editor", "cipher"):
            led(busy, busy.people[name])
    assert costs[0] == costs[1]
    assert "figure=overdue" in page


def test_pages_of_a_list_hold_everything_once(office, client_as, monkeypatch):
    monkeypatch.setattr("chauban.routing.queries.picture.PAGE", 2)
    for _number in range(5):
        led(office)
    client, url, seen = client_as(office.chief), reverse("routing:picture-list") + "?figure=given", []
    query = ""
    for _ in range(3):
        page = client.get(url + query)
        seen += [row.pk for row in page.context["rows"]]
        query = "&" + page.context["older"].partition("&")[2] if page.context["older"] else ""
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize(
    ("name", "day", "ends"),
    [
        ("week", dt.date(2026, 11, 24), (dt.date(2026, 11, 23), dt.date(2026, 11, 29))),
        ("month", dt.date(2026, 2, 28), (dt.date(2026, 2, 1), dt.date(2026, 2, 28))),
        ("quarter", dt.date(2026, 12, 31), (dt.date(2026, 10, 1), dt.date(2026, 12, 31))),
    ],
)
def test_spans(name, day, ends):
    found = span(name, day)
    assert (found.since, found.until) == ends


@pytest.mark.parametrize(
    "query", ["?figure=x", "?figure=given&of=unit:x", "?figure=given&of=agency:1", "?papers&figure=late"]
)
def test_what_there_is_no_list_of(office, client_as, query):
    assert client_as(office.chief).get(reverse("routing:picture-list") + query).status_code == 404
