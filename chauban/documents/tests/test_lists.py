"""Lists: every page of them together is exactly what the person may read, whatever is put in between."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chauban.documents.acts import open_document, send_to_know, withdraw_sending
from chauban.documents.models import Document, Reader, Unopened
from chauban.documents.queries import Filters, lately_opened, readable_page, readers, sent_to
from chauban.documents.states import Basis
from chauban.journal.models import Line
from chauban.kernel.refused import Refused
from chauban.people.identity import acting
from chauban.people.models import Post
from conftest import database_role
from tests.shelf import put

#: What one paper of a made-up shelf is: its secrecy, and to whom it was sent.
PAPER = st.tuples(st.sampled_from([0, 0, 0, 1, 3]), st.sets(st.sampled_from(["specialist", "head", "general"])))


def fill(office, shelf) -> None:
    """Write the papers of a made-up shelf straight into the tables."""
    with database_role("none"):
        for secrecy, sent in shelf:
            document = Document.objects.create(
                subject="" if secrecy else "Về việc",
                subject_withheld=secrecy > 0,
                secrecy=secrecy,
                urgency=secrecy,
                created_by=office.clerk,
            )
            rows = [(None, office.registry_unit, Basis.REGISTER)]
            rows += [(None, office.general, Basis.SENT)] if "general" in sent else []
            rows += [(office.people[name], None, Basis.SENT) for name in sent - {"general"}]
            for person, unit, basis in rows:
                Reader.objects.create(document=document, person=person, unit=unit, basis=basis, granted_by=office.clerk)


def walk(person, filters: Filters, limit: int) -> list[int]:
    """The numbers on all pages, walked from the newest to the oldest, each page checked from the other side too."""
    numbers: list[int] = []
    before = None
    while True:
        page = readable_page(person, filters=filters, before=before, limit=limit)
        found = [document.pk for document in page.documents]
        if numbers and found:
            back = readable_page(person, filters=filters, after=page.newer, limit=limit)
            assert [document.pk for document in back.documents] == numbers[-limit:]
        numbers += found
        if page.older is None:
            return numbers
        before = page.older


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    shelf=st.lists(PAPER, max_size=25), limit=st.integers(1, 6), who=st.sampled_from(["clerk", "head", "specialist"])
)
def test_pages_together_are_the_whole_list(office, shelf, limit, who):
    with database_role("none"):
        Reader.objects.all().delete()
        Document.objects.all().delete()
    fill(office, shelf)
    person = office.people[who]
    with acting(person):
        for filters in (Filters(), Filters(urgency=1), Filters(sent=True)):
            visible = Document.objects.filter(filters.condition).order_by("-id")
            if filters.sent:
                visible = visible.filter(pk__in=Reader.objects.filter(basis=Basis.SENT).values("document"))
            assert walk(person, filters, limit) == list(visible.values_list("pk", flat=True))


def test_many_unreadable_papers_in_a_row_do_not_end_the_list(office):
    fill(office, [(0, set()), *[(3, set())] * 60, (0, set())])
    with acting(office.clerk):
        assert len(readable_page(office.clerk, limit=2).documents) == 2


@pytest.mark.parametrize("count", [3, 30])
def test_a_page_costs_the_same_for_few_and_many(office, count):
    fill(office, [(0, {"specialist"})] * count)
    with acting(office.specialist):
        readable_page(office.specialist)  # reads the posts once
        with CaptureQueriesContext(connection) as captured:
            assert len(readable_page(office.specialist).documents) == count
    assert len(captured) == 2


def test_filters_narrow(office):
    old = put(office, symbol="1/A", issued_on=dt.date(2026, 1, 5), issuer_name="Sở Nội vụ")
    new = put(office, symbol="2/A", issued_on=dt.date(2026, 3, 5), issuer_name="Sở Y tế", urgency=2)

    def numbers(**filters) -> list[int]:
        return [each.pk for each in readable_page(office.clerk, filters=Filters(**filters)).documents]

    with acting(office.clerk):
        assert numbers(issued_from=dt.date(2026, 2, 1)) == [new.pk]
        assert numbers(issued_to=dt.date(2026, 2, 1)) == [old.pk]
        assert numbers(issuer="so noi vu") == [old.pk]
        assert numbers(issuer="Sở Y") == [new.pk]
        assert numbers(urgency=0) == [old.pk]
        assert numbers(urgent_from=1) == [new.pk]
        assert numbers(direction="outgoing") == []
        assert numbers(sent=True) == []
        assert numbers(secrecy=1) == []


def waiting(person) -> set[str]:
    """Symbols of what was sent to the person and not opened since."""
    with acting(person):
        return {row.document.symbol for row in sent_to(person, unopened=True).select_related("document")}


def test_what_is_sent_waits_until_it_is_opened(office):
    document = put(office, symbol="1/A")
    send_to_know(office.clerk, document, people=[office.specialist], units=[office.general], note="Mời đồng chí xem")
    assert waiting(office.specialist) == {"1/A"}
    with acting(office.specialist):
        open_document(office.specialist, document)
        assert lately_opened(office.specialist) == [document]
    assert waiting(office.specialist) == set()
    assert waiting(office.head) == {"1/A"}, "somebody else of the unit has not opened it"
    assert waiting(office.clerk) == set(), "nobody waits for what they sent themselves"


def test_what_is_sent_again_waits_again(office):
    document = put(office, symbol="1/A")
    send_to_know(office.clerk, document, people=[office.specialist], units=[], note="")
    with acting(office.specialist):
        open_document(office.specialist, document)
    with database_role("none"):
        Reader.objects.filter(person=office.specialist).update(granted_at=dt.datetime(2999, 1, 1, tzinfo=dt.UTC))
    assert waiting(office.specialist) == {"1/A"}


def test_what_is_taken_back_waits_no_longer(office):
    document = put(office, symbol="1/A")
    send_to_know(office.clerk, document, people=[], units=[office.general], note="")
    with database_role("none"):
        reader = Reader.objects.get(unit=office.general, basis="sent")
    withdraw_sending(office.clerk, document, reader.pk)
    assert waiting(office.head) == set()
    with database_role("none"):
        assert not Unopened.objects.exists()


def test_a_sending_is_taken_back_once(office, monkeypatch):
    """Of two tabs that both still show it, the second is told and records nothing."""
    document = put(office)
    send_to_know(office.clerk, document, people=[office.head], units=[], note="")
    with acting(office.clerk):
        seen_before = readers(document)
    sent = next(row.id for row in seen_before if row.sent)
    withdraw_sending(office.clerk, document, sent)
    monkeypatch.setattr("chauban.documents.acts.readers", lambda _: seen_before)
    with pytest.raises(Refused):
        withdraw_sending(office.clerk, document, sent)
    with acting(office.clerk):
        assert Line.objects.filter(document_id=document.pk, act="document.sending_withdrawn").count() == 1


def test_who_starts_tomorrow_gets_what_is_sent_until_then(office):
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    with database_role("none"):
        post = Post.objects.create(
            person=office.cipher, unit=office.general, role="specialist", title="x", starts_on=tomorrow
        )
    send_to_know(office.clerk, put(office, symbol="1/A"), people=[], units=[office.general], note="")
    assert waiting(office.cipher) == set(), "not before the day"
    with database_role("none"):
        Post.objects.filter(pk=post.pk).update(starts_on=timezone.localdate())
    office.cipher.__dict__.pop("_posts_today", None)
    assert waiting(office.cipher) == {"1/A"}


def test_who_joins_a_unit_gets_what_was_sent_to_it_lately(office):
    fresh, old = put(office, symbol="1/A"), put(office, symbol="2/A")
    for document in (fresh, old):
        send_to_know(office.clerk, document, people=[], units=[office.general], note="")
    with database_role("none"):
        Reader.objects.filter(document=old, basis="sent").update(granted_at=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))
        Post.objects.create(
            person=office.cipher, unit=office.general, role="specialist", title="x", starts_on=dt.date(2025, 1, 1)
        )
    office.cipher.__dict__.pop("_posts_today", None)
    assert waiting(office.cipher) == {"1/A"}


def test_what_waits_for_one_is_nobody_elses_to_see_or_to_write(office):
    document = put(office, symbol="1/A")
    send_to_know(office.clerk, document, people=[office.specialist], units=[], note="")
    for name in office.people.keys() - {"specialist"}:
        with acting(office.people[name]):
            assert not Unopened.objects.exists(), name
    for sql in (
        "DELETE FROM documents_unopened",
        "UPDATE documents_unopened SET person_id = chauban_me()",
        "INSERT INTO documents_unopened (reader_id, document_id, person_id) SELECT 1, 1, chauban_me()",
    ):
        with pytest.raises(ProgrammingError), acting(office.specialist), connection.cursor() as cursor:
            cursor.execute(sql)


def test_opening_is_noted_once_a_day(office):
    document = put(office)
    with acting(office.clerk):
        for _ in range(3):
            open_document(office.clerk, document)
        noted = Line.objects.filter(document_id=document.pk, act__in=["document.seen", "document.opened"])
        assert noted.count() == 1


def test_nobody_notes_an_opening_for_another(office):
    document = put(office)
    refused = pytest.raises(DatabaseError, match="row-level security")
    with acting(office.clerk), refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_seen (document_id, person_id) VALUES (%s, %s)", [document.pk, office.chief.pk]
        )


def test_sending_is_refused_with_a_reason(office):
    document, secret = put(office), put(office, secrecy=1, subject="Kín")
    with pytest.raises(Refused) as refusal:
        send_to_know(office.clerk, document, people=[], units=[], note="")
    assert refusal.value.field == "to"
    send_to_know(office.clerk, document, people=[office.head], units=[], note="")
    with pytest.raises(Refused) as refusal:
        send_to_know(office.clerk, document, people=[office.head], units=[], note="")
    assert refusal.value.field == "to"
    with pytest.raises(Refused):
        send_to_know(office.secret_clerk, secret, people=[office.chief], units=[], note="")


def name_reader(document_id: int, person) -> None:
    """Slip a reader row in by SQL, as `person` for themselves."""
    with acting(person), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_reader (document_id, person_id, basis, note, granted_by_id)"
            " VALUES (%s, %s, 'sent', '', %s)",
            [document_id, person.pk, person.pk],
        )


def test_nobody_names_themselves_a_reader(office):
    """Neither on the connection that has just registered the paper, nor of a paper still to come."""
    document = put(office)
    for number in (document.pk, document.pk + 1):
        with pytest.raises(DatabaseError, match="row-level security"):
            name_reader(number, office.specialist)


def test_a_connection_that_registered_nothing_can_send(committed_office):
    document = put(committed_office)
    connection.close()
    sent = send_to_know(committed_office.clerk, document, people=[committed_office.head], units=[], note="")
    assert sent == 1
