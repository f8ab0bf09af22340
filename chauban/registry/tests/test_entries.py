"""What a number's row and its paper may still become, and what is refused."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation

from chauban.documents.models import Correction
from chauban.journal.models import Line
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.people.identity import acting
from chauban.registry import queries
from chauban.registry.acts import correct_entry, note_passing, sign_off, void
from chauban.registry.models import Register, Volume
from conftest import database_role
from tests.shelf import entered

from .entering import enter


def test_a_paper_does_not_arrive_after_it_was_passed_on(office):
    start = today() - dt.timedelta(days=1)
    entry = enter(office, arrived_on=start)
    note_passing(office.clerk, entry, receiver="Phòng Tổng hợp", passed_on=start, note="")
    with pytest.raises(Refused) as refusal:
        correct_entry(office.clerk, entry, {"arrived_on": today()}, "Nhầm ngày")
    assert refusal.value.field == "arrived_on"


def test_a_row_that_says_the_same_is_not_written_again(office, client_as):
    entry = enter(office)
    note_passing(office.clerk, entry, receiver="Phòng Tổng hợp", passed_on=None, note="")
    with pytest.raises(Refused):
        note_passing(office.clerk, entry, receiver="Phòng Tổng hợp", passed_on=None, note="")
    typed = {"receiver": "Phòng Tổng hợp", "passed_on": "", "note": "", "version": "0"}
    answer = client_as(office.clerk).post(reverse("registry:passing", args=[entry.pk]), typed)
    assert answer.status_code == 302
    with acting(office.clerk):
        assert Line.objects.filter(act="registry.passed").count() == 1


def test_the_reason_of_a_row_written_anew_is_vietnamese_whoever_writes(office):
    entry = enter(office)
    note_passing(office.clerk, entry, receiver="Phòng Tổng hợp", passed_on=None, note="")
    with translation.override("en"):
        note_passing(office.clerk, entry, receiver="Ban Tổ chức", passed_on=None, note="")
    with acting(office.clerk):
        assert Correction.objects.get().reason == "Ghi lại trong dòng của sổ."


@pytest.mark.parametrize(("mode", "pages", "refused"), [
    ("register_only", ["Trang một"], True), ("register_only", [], False), ("isolated", ["Trang một"], False),
])  # fmt: skip
def test_no_scan_becomes_that_of_a_classified_paper_on_a_network(office, settings, mode, pages, refused):
    settings.MODE = mode
    with database_role("none"):
        Register.objects.filter(pk=office.arrivals.pk).update(secrecy_to=2)
    entry = entered(office, pages=pages, by=office.secret_clerk)
    with acting(office.secret_clerk):
        entry = queries.entries().get(pk=entry.pk)
    if refused:
        with pytest.raises(Refused) as refusal:
            correct_entry(office.secret_clerk, entry, {"secrecy": 2}, "Có dấu Tối mật")
        assert refusal.value.field == "secrecy"
    else:
        assert correct_entry(office.secret_clerk, entry, {"secrecy": 2}, "Có dấu Tối mật").secrecy == 2


def test_numbers_too_large_for_the_book_are_told_at_their_field(office, client_as):
    entry = enter(office)
    client = client_as(office.clerk)
    typed = {
        "arrived_on": f"{today():%d/%m/%Y}", "issuer_name": "Sở Y tế", "subject": "Về phòng dịch", "urgency": 0,
        "page_count": "9999999999", "reason": "Thử",
    }  # fmt: skip
    assert client.post(reverse("registry:entry", args=[entry.pk]), typed).status_code == 422
    far = reverse("registry:volume", args=[office.volume.pk])
    assert client.get(far, {"at": "99999999999999999", "first": "99999999999999999"}).status_code == 200


def test_a_gap_between_sign_offs_is_not_signed(office):
    for _each in range(5):
        enter(office)
    for first, last, left in ((4, 4, (1, 3)), (1, 2, (3, 3)), (2, 3, (5, 5)), (5, 5, None)):
        sign_off(office.clerk, office.volume, first, last)
        with acting(office.clerk):
            assert queries.not_signed(queries.sign_offs(office.volume), 5) == left


def test_a_book_closed_at_the_same_moment_refuses(committed_office):
    """Who voids has read the open book; before they write, another closes it."""
    office = committed_office
    entry = enter(office)
    refused: list[BaseException] = []

    def do() -> None:
        try:
            void(office.clerk, entry, "Vào sổ nhầm")
        except BaseException as why:
            refused.append(why)
        finally:
            connection.close()

    with acting(office.clerk_two):
        Volume.objects.filter(pk=office.volume.pk).update(closed_at=timezone.now(), closed_by=office.clerk_two)
        voiding = threading.Thread(target=do)
        voiding.start()
        # It waits for the row of the book that this transaction holds.
        with connection.cursor() as cursor:
            for _each in range(2000):
                cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                if cursor.fetchone()[0]:
                    break
                voiding.join(0.01)
    voiding.join()
    assert [type(why) for why in refused] == [Refused], refused
