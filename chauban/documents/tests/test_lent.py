"""Reading in somebody's stead: what was submitted or assigned to the giver, for as long as it is lent, and no more."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chauban.documents.models import Document, Reader
from chauban.documents.queries import readable_page, readers, why
from chauban.documents.states import Basis
from chauban.people.acts.delegation import lend_powers, take_back_powers
from chauban.people.identity import acting
from chauban.people.models import Delegation, Person
from chauban.people.states import Scope
from chauban.search import index
from chauban.search.queries import search
from conftest import database_role
from tests.shelf import put

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def papers(office) -> dict[str, Document]:
    """Papers of which the secretary or the chief's unit has a row, by its ground; two of them classified."""
    wanted = {
        "submitted": (0, office.secretary, None, Basis.SUBMITTED),
        "assigned": (0, office.secretary, None, Basis.ASSIGNED),
        "to_unit": (0, None, office.standing, Basis.ASSIGNED),
        "sent": (0, office.secretary, None, Basis.SENT),
        "secret": (1, office.secretary, None, Basis.SUBMITTED),
        "secret_to_unit": (2, None, office.standing, Basis.ASSIGNED),
    }
    made = {}
    for name, (secrecy, person, unit, basis) in wanted.items():
        made[name] = put(office, secrecy=secrecy, subject=f"Về việc riêng {name}")
        with database_role("none"):
            Reader.objects.create(
                document=made[name], person=person, unit=unit, basis=basis, granted_by=office.clerk, note="Kính trình"
            )
    return made


def lend(giver, receiver, scope=Scope.EVERYTHING) -> Delegation:
    now = timezone.now()
    return lend_powers(giver, giver, receiver, scope=scope, starts_at=now - HOUR, ends_at=now + HOUR, reason="")


def seen(person, papers) -> set[str]:
    """Which of the papers the person finds, the same by every way to look."""
    person = Person.objects.get(pk=person.pk)
    names = {document.pk: name for name, document in papers.items()}
    with acting(person), connection.cursor() as cursor:
        found = set(Document.objects.filter(pk__in=names).values_list("pk", flat=True))
        assert {each.pk for each in readable_page(person, limit=100).documents} & set(names) == found
        cursor.execute("SELECT id FROM unnest(%s::bigint[]) id WHERE chauban_may_read(id)", [list(names)])
        assert {row[0] for row in cursor.fetchall()} == found
        rows = Reader.objects.filter(document__in=names).values_list("document_id", flat=True)
        assert set(rows) == found
        for document in papers.values():
            assert bool(why(person, document)) == (document.pk in found)
    return {names[number] for number in found}


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope.EVERYTHING, {"submitted", "assigned", "to_unit"}),
        (Scope.ASSIGNMENTS, {"submitted", "assigned", "to_unit"}),
        (Scope.ANNOTATIONS, {"submitted", "assigned"}),
    ],
)
@pytest.mark.parametrize("receiver", ["specialist", "cipher"])
def test_what_is_read_in_somebodys_stead(office, papers, scope, expected, receiver):
    """A clearance of one's own, which the cipher officer has, opens no classified paper of the giver's either."""
    assert seen(office.people[receiver], papers) == set()
    lent = lend(office.secretary, office.people[receiver], scope)
    assert seen(office.people[receiver], papers) == expected
    assert seen(office.editor, papers) == set()
    take_back_powers(office.people[receiver], lent)
    assert seen(office.people[receiver], papers) == set()


def test_a_paper_that_becomes_classified_is_gone_at_once(office, papers):
    lend(office.secretary, office.cipher)
    with database_role("none"):
        Document.objects.filter(pk=papers["submitted"].pk).update(secrecy=1)
    assert seen(office.cipher, papers) == {"assigned", "to_unit"}


def test_it_is_not_handed_on(office, papers):
    lend(office.secretary, office.chief)
    lend(office.chief, office.specialist)
    assert seen(office.specialist, papers) == set()


#: Seconds from the present; the transaction's clock stands still, so that the very ends can be tried.
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.integers(-2, 2) | st.integers(-90, 90), length=st.integers(1, 100), scope=st.sampled_from(Scope),
    ended=st.booleans(), data=st.data(),
)  # fmt: skip
def test_reading_lasts_exactly_as_long_as_the_powers(office, papers, start, length, scope, ended, data):
    receiver = office.people[data.draw(st.sampled_from(["specialist", "cipher"]))]
    with database_role("none"):
        Delegation.objects.all().delete()
        Delegation.objects.create(
            giver=office.secretary, receiver=receiver, scope=scope, made_by=office.secretary,
            starts_at=TransactionNow() + dt.timedelta(seconds=start),
            ends_at=TransactionNow() + dt.timedelta(seconds=start + length),
            ended_at=TransactionNow() if ended else None, ended_by=office.secretary if ended else None,
        )  # fmt: skip
    expected = set()
    if not ended and start <= 0 < start + length:
        expected = {"submitted", "assigned"} | ({"to_unit"} if scope != Scope.ANNOTATIONS else set())
    assert seen(receiver, papers) == expected


def test_the_ground_names_the_giver_and_the_hour(office, papers):
    lent = lend(office.secretary, office.specialist)
    until = f"{timezone.localtime(lent.ends_at):%H:%M %d/%m/%Y}"
    receiver = Person.objects.get(pk=office.specialist.pk)
    with acting(receiver), translation.override("vi"):
        for name in ("submitted", "to_unit"):
            (reason,) = why(receiver, papers[name])
            assert reason.sentence == f"Vì đồng chí đang thay mặt Lê Quang Trị đến {until}."
            assert reason.note == "Kính trình"
        assert "được trình" in {row.ground for row in readers(papers["submitted"])}
    with acting(office.secretary), translation.override("vi"):
        assert [reason.sentence for reason in why(office.secretary, papers["submitted"])] == [
            "Võ Thị Mai trình đồng chí."
        ]
        (unit,) = why(office.secretary, papers["to_unit"])
        assert unit.sentence == "Đơn vị của đồng chí, Thường trực Tỉnh ủy, được giao xử lý hoặc để biết."


def test_search_finds_what_is_lent_and_nothing_else_of_the_givers(office, papers, as_role):
    with as_role("chauban_worker"):
        index.rebuild()

    def found(person) -> set[int]:
        person = Person.objects.get(pk=person.pk)
        with acting(person):
            results = search(person, "việc riêng")
            assert not results.reduced
            return {hit.document.pk for hit in results.hits}

    assert found(office.specialist) == set()
    lent = lend(office.secretary, office.specialist)
    assert found(office.specialist) == {papers[name].pk for name in ("submitted", "assigned", "to_unit")}
    assert papers["sent"].pk in found(office.secretary)
    take_back_powers(office.secretary, lent)
    assert found(office.specialist) == set()


def test_a_page_in_somebodys_stead_costs_no_more_for_many(office):
    costs = []
    lend(office.secretary, office.specialist)
    for count in (3, 25):
        with database_role("none"):
            for _ in range(count):
                document = Document.objects.create(subject="Về việc", created_by=office.clerk)
                Reader.objects.create(
                    document=document, person=office.secretary, basis=Basis.SUBMITTED, granted_by=office.clerk
                )
        person = Person.objects.get(pk=office.specialist.pk)
        with acting(person), CaptureQueriesContext(connection) as captured:
            assert len(readable_page(person).documents) >= count
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 5
