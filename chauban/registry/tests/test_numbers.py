"""Numbers are gapless, unique and never lost, whatever happens at once."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from chauban.documents.models import Document
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.people.identity import acting
from chauban.registry.acts import enter_arrival, void
from chauban.registry.models import Entry, Volume

from .entering import enter, paper


def test_numbers_follow_each_other(office):
    assert [enter(office).number for _ in range(3)] == [1, 2, 3]


def test_the_same_request_gets_the_same_number(office):
    key = uuid.uuid4()
    first, second = (
        enter_arrival(office.clerk, office.arrivals, paper(), arrived_on=today(), request_key=key) for _ in range(2)
    )
    assert first.pk == second.pk


def test_a_refused_paper_spends_no_number(office):
    with pytest.raises(Refused):
        enter(office, subject="")
    assert enter(office).number == 1


def test_only_a_clerk_of_the_registry_enters(office):
    for name, person in office.people.items():
        if name in {"clerk", "clerk_two", "secret_clerk"}:
            continue
        with pytest.raises(Refused):
            enter(office, person=person)


def test_a_voided_number_stays_and_is_not_given_again(office):
    first = enter(office)
    with acting(office.clerk):
        void(office.clerk, first, "Vào sổ nhầm")
        first.refresh_from_db()
    assert first.void_reason == "Vào sổ nhầm"
    assert enter(office).number == 2


def test_the_database_itself_refuses_a_gap(office):
    first = enter(office)
    with acting(office.clerk), pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.create(
            volume=office.volume, number=3, document=first.document, arrived_on=today(),
            entered_by=office.clerk, request_key=uuid.uuid4(),
        )  # fmt: skip


def test_nobody_changes_a_counter_or_deletes_an_entry(office):
    enter(office)
    for statement in ("UPDATE registry_volume SET last_number = 7", "DELETE FROM registry_entry"):
        with acting(office.clerk), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_many_clerks_at_once(committed_office):
    office = committed_office
    errors: list[BaseException] = []

    def clerk() -> None:
        try:
            for _ in range(5):
                enter(office)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=clerk) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    with acting(office.clerk):
        assert sorted(Entry.objects.values_list("number", flat=True)) == list(range(1, 41))
        assert Volume.objects.get(pk=office.volume.pk).last_number == 40
        assert Document.objects.count() == 40
