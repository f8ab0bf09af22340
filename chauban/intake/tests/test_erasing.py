"""What is erased is gone, wherever it was; what may stay, or belongs to others, stays."""

from __future__ import annotations

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from chauban.documents.models import DocumentFile
from chauban.intake import acts
from chauban.intake.models import Arrival, Sheet
from chauban.intake.states import State
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.people.identity import acting
from chauban.vault import store
from chauban.vault.models import File, Page
from tests.jobs import run_jobs

from .conftest import fresh
from .entering import fields
from .papers import LETTER


def erase(office, arrival, **changes):
    """Enter the paper as a classified one, so that its scan goes."""
    return acts.register_without_scan(
        office.secret_clerk, arrival, office.arrivals_classified, fields(secrecy=1, **changes),
        arrived_on=today(), request_key=uuid.uuid4(),
    )  # fmt: skip


def kept_bytes(settings) -> list:
    """What is in the vault, after the worker's turn."""
    run_jobs()
    return [path for path in settings.VAULT.rglob("*") if path.is_file()]


def test_nothing_of_a_classified_scan_stays(office, ready, settings):
    arrival = ready()
    entry = acts.register_without_scan(
        office.secret_clerk, arrival, office.arrivals_classified, fields(secrecy=2, subject="", subject_withheld=True),
        arrived_on=today(), request_key=uuid.uuid4(),
    )  # fmt: skip
    run_jobs()
    assert entry.number == 1
    with acting(office.secret_clerk):
        assert not Arrival.objects.exists() and not Sheet.objects.exists()
        assert not File.objects.exists()
        assert not DocumentFile.objects.exists()
    assert [path for path in settings.VAULT.rglob("*") if path.is_file()] == []


def test_a_clerk_without_clearance_cannot_erase_by_entering(office, ready):
    arrival = ready()
    with pytest.raises(Refused):
        acts.register_without_scan(
            office.clerk, arrival, office.arrivals_classified, fields(secrecy=1),
            arrived_on=today(), request_key=uuid.uuid4(),
        )  # fmt: skip
    assert fresh(arrival, office).state == State.READY


def test_only_a_clerk_of_the_tray_erases(office, ready):
    arrival = ready()
    for person in (office.chief, office.administrator, None):
        with acting(person), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT intake_erase(%s)", [arrival.pk])
    with acting(office.clerk), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT intake_forget(%s)", [[arrival.file_id]])


def test_erasing_takes_the_scans_that_were_joined_to_it_along(office, ready, settings):
    first, second = ready(), ready(["Trang hai"], name="hai.pdf")
    acts.join(office.clerk, first, [second])
    erase(office, fresh(first, office))
    assert kept_bytes(settings) == []
    with acting(office.clerk):
        assert not Arrival.objects.exists() and not File.objects.exists()


def test_erasing_takes_a_discarded_copy_along(office, ready, settings):
    first, second = ready(), ready()
    acts.discard(office.clerk, second)
    erase(office, first)
    assert kept_bytes(settings) == []


def test_erasing_a_part_of_a_scan_leaves_nothing_of_it_in_a_discarded_part(office, ready, settings):
    first = ready(LETTER, ["Văn bản khác"])
    bundle = first.file_id
    with acting(office.clerk):
        before = first.sheets.last()
    second = acts.split(office.clerk, first, before)
    with pytest.raises(Refused):  # it would keep the whole scan
        acts.discard(office.clerk, second)
    run_jobs()
    acts.discard(office.clerk, fresh(second, office))
    erase(office, fresh(first, office))
    kept_bytes(settings)
    assert not store.path_of(settings.VAULT, bundle).exists()
    with acting(office.clerk):
        assert [arrival.pk for arrival in Arrival.objects.all()] == [second.pk]
        assert "127" not in "".join(Page.objects.values_list("text", flat=True))


def test_a_page_turned_to_and_fro_or_read_twice_leaves_nothing(office, ready, settings):
    arrival, twin = ready(), ready()
    acts.discard(office.clerk, twin)
    with acting(office.clerk):
        (sheet,) = arrival.sheets.all()
    for degrees in (90, 270, 90):
        acts.turn(office.clerk, sheet, degrees)
        run_jobs()
    erase(office, fresh(arrival, office))
    assert kept_bytes(settings) == []


def test_what_another_room_names_is_kept(office, ready, as_role, settings):
    arrival = ready()
    with as_role("none"), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE said (file_id varchar(64) REFERENCES vault_file DEFERRABLE INITIALLY DEFERRED)")
        cursor.execute("INSERT INTO said VALUES (%s)", [arrival.file_id])
    erase(office, arrival)
    assert store.path_of(settings.VAULT, arrival.file_id) in kept_bytes(settings)
    with acting(office.clerk):
        assert File.objects.filter(pk=arrival.file_id).exists()


def test_a_scan_that_may_stay_is_not_erased(office, ready):
    arrival = ready()
    with pytest.raises(Refused) as told:
        acts.register_without_scan(
            office.clerk, arrival, office.arrivals, fields(), arrived_on=today(), request_key=uuid.uuid4()
        )
    assert told.value.field == "secrecy"
    assert fresh(arrival, office).state == State.READY


@pytest.mark.parametrize("statement", ["insert", "update"])
def test_slipped_sql_names_no_file_for_a_paper_of_the_tray(office, ready, as_role, statement):
    arrival = ready()
    with as_role("none"):
        File.objects.create(sha256="a" * 64, size=1, media_type="application/pdf")
    slipped = {
        "update": "UPDATE intake_arrival SET file_id = repeat('a', 64) WHERE id = %s",
        "insert": """INSERT INTO intake_arrival (unit_id, source, state, name, file_id, pages_done, pages_total, stage,
            failure, warnings, signed, proposals, citations) SELECT unit_id, source, state, name, repeat('a', 64), 0, 0,
            '', '', '[]', false, '{}', '[]' FROM intake_arrival WHERE id = %s""",
    }[statement]
    with acting(office.clerk), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(slipped, [arrival.pk])


def test_erasing_one_of_two_same_files_keeps_the_other(office, ready, settings):
    first, second = ready(), ready()
    acts.register_without_scan(
        office.secret_clerk, first, office.arrivals_classified, fields(secrecy=1),
        arrived_on=today(), request_key=uuid.uuid4(),
    )  # fmt: skip
    run_jobs()
    assert store.verify(settings.VAULT, fresh(second, office).file_id)
    with acting(office.clerk):
        assert second.sheets.count() == 1
