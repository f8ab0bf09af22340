"""Whatever clerks do in whatever order, the numbers of a book run from 1 without a gap, each once."""

from __future__ import annotations

import datetime as dt

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from chauban.documents.models import Correction
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.people.identity import acting
from chauban.registry.acts import close_volume, correct_entry, note_passing, void
from chauban.registry.models import Entry, Volume
from tests.office import build

from .entering import enter

CLERKS = ("clerk", "clerk_two", "secret_clerk")
PEOPLE = st.sampled_from((*CLERKS, "chief", "specialist", "administrator"))
#: Days before today: in this year's book, in the last one's, and one that has not come.
DAYS = st.sampled_from((-1, 0, 1, 40, 300, 400))
KEPT = ("number", "receiver", "passed_on", "note", "arrived_on", "void_reason")


class Books(RuleBasedStateMachine):
    """One register, its books of this year and the last, and people who enter, void, correct, pass on and close."""

    entries = Bundle("entries")

    @initialize()
    def move_in(self) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.office = build()
        self.voided: dict[int, str] = {}
        self.closed: dict[int, list[tuple]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @rule(target=entries, name=PEOPLE, days=DAYS, subject=st.sampled_from(("Về phòng, chống dịch", "")))
    def enter(self, name: str, days: int, subject: str):
        day = today() - dt.timedelta(days=days)
        try:
            entry = enter(self.office, self.office.people[name], arrived_on=day, subject=subject)
        except Refused:
            return multiple()
        assert name in CLERKS and subject and days >= 0 and entry.volume_id not in self.closed
        return entry

    @rule(entry=entries, name=PEOPLE, reason=st.sampled_from(("Vào sổ nhầm", " ")))
    def void(self, entry: Entry, name: str, reason: str) -> None:
        try:
            void(self.office.people[name], entry, reason)
        except Refused:
            return
        assert name in CLERKS and reason.strip() and entry.volume_id not in self.closed and entry.pk not in self.voided
        self.voided[entry.pk] = reason

    @rule(entry=entries, name=PEOPLE, symbol=st.sampled_from(("1/A", "2/B")))
    def correct(self, entry: Entry, name: str, symbol: str) -> None:
        try:
            correct_entry(self.office.people[name], entry, {"symbol": symbol}, "Nhầm")
        except Refused:
            return
        with acting(self.office.clerk):
            assert Correction.objects.filter(document=entry.document_id, after=symbol).exists()

    @rule(entry=entries, name=PEOPLE, note=st.text(max_size=5).filter(lambda text: "\x00" not in text))
    def pass_on(self, entry: Entry, name: str, note: str) -> None:
        with acting(self.office.clerk):
            fresh = Entry.objects.select_related("volume__register").get(pk=entry.pk)
        try:
            note_passing(self.office.people[name], fresh, receiver="Phòng Tổng hợp", passed_on=None, note=note)
        except Refused:
            return
        assert entry.volume_id not in self.closed

    @rule(name=PEOPLE, seen=st.integers(0, 4), early=st.booleans())
    def close(self, name: str, seen: int, early: bool) -> None:
        with acting(self.office.clerk):
            book = Volume.objects.filter(register__name="Sổ văn bản đến").order_by("starts_on")[0]
        try:
            close_volume(self.office.people[name], book, last_number=seen, early=early)
        except Refused:
            return
        assert name in CLERKS and seen == book.last_number
        self.closed[book.pk] = self.rows(book.pk)

    def rows(self, book: int) -> list[tuple]:
        with acting(self.office.clerk):
            return list(Entry.objects.filter(volume=book).order_by("number").values_list(*KEPT))

    @invariant()
    def numbers_run_on(self) -> None:
        with acting(self.office.clerk):
            books = list(Volume.objects.filter(register__name="Sổ văn bản đến"))
            reasons = dict(Entry.objects.exclude(voided_at=None).values_list("pk", "void_reason"))
        for book in books:
            assert [row[0] for row in self.rows(book.pk)] == list(range(1, book.last_number + 1))
        assert reasons == self.voided
        for book_id, rows in self.closed.items():
            assert self.rows(book_id) == rows


@pytest.mark.slow
@pytest.mark.django_db
def test_books_hold_under_anything() -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
