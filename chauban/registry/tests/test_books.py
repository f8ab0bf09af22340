"""Registers as data, their books, and what the database refuses whoever asks."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from chauban.documents.models import Document
from chauban.journal.models import Line as JournalLine
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.people.identity import acting
from chauban.registry import queries
from chauban.registry.acts import (
    add_register,
    change_register,
    close_volume,
    correct_entry,
    note_passing,
    open_volume,
    retire_register,
    void,
)
from chauban.registry.models import Register, Scope, Volume
from chauban.rulebook.models import Kind
from tests.office import PEOPLE

from .entering import enter, enter_secret


def values(office, **changes) -> dict[str, object]:
    return {
        "agency": office.office, "name": "Sổ nghị quyết", "direction": Register.Direction.DEPARTURES, "kind": None,
        "scope": Scope.TERM, "secrecy_from": 0, "secrecy_to": 0, "keeper": office.registry_unit, "order": 5,
    } | changes  # fmt: skip


def stands(register: Register, **changes) -> dict[str, object]:
    """The register's fields as they are, but `changes`."""
    names = ("agency", "name", "direction", "kind", "scope", "secrecy_from", "secrecy_to", "keeper", "order")
    return {name: getattr(register, name) for name in names} | changes


def change(office, register, readers=None, existing_too=False, **changes) -> Register:
    with acting(office.administrator):
        readers = list(register.readers.all()) if readers is None else readers
        return change_register(
            office.administrator, register, stands(register, **changes), readers, existing_too=existing_too
        )


def sees(person, register: Register) -> bool:
    with acting(person):
        return queries.registers().filter(pk=register.pk).exists()


def test_only_an_administrator_adds_changes_and_retires(office):
    for name, person in office.people.items():
        if name == "administrator":
            continue
        with pytest.raises(Refused):
            add_register(person, values(office), [])
        with pytest.raises(Refused):
            change_register(person, office.arrivals, stands(office.arrivals), [], existing_too=False)
        with pytest.raises(Refused):
            retire_register(person, office.arrivals, retired=True)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, False),
        ({"direction": "arrivals"}, True),
        ({"direction": "arrivals", "secrecy_from": 2, "secrecy_to": 3}, True),
        ({"name": "Sổ văn bản đến"}, True),
        ({"secrecy_from": 2, "secrecy_to": 1}, True),
        ({"direction": "arrivals", "kind": "Nghị quyết"}, True),  # the other takes all kinds
        ({"kind": "Nghị quyết"}, False),
    ],
)
def test_registers_never_take_the_same_papers(office, changes, refused):
    if "kind" in changes:
        changes["kind"] = Kind.objects.filter(name="Nghị quyết").first()
    if refused:
        with pytest.raises(Refused):
            add_register(office.administrator, values(office, **changes), [])
    else:
        add_register(office.administrator, values(office, **changes), [office.general])
        assert Register.objects.filter(name="Sổ nghị quyết", readers=office.general).exists()


def test_a_retired_register_makes_room_and_comes_back_only_into_room(office):
    retire_register(office.administrator, office.arrivals, retired=True)
    with acting(office.clerk):
        office.arrivals.refresh_from_db()
    with pytest.raises(Refused):
        enter(office)
    add_register(office.administrator, values(office, direction="arrivals", name="Sổ mới"), [])
    with pytest.raises(Refused):
        retire_register(office.administrator, office.arrivals, retired=False)


def test_a_register_in_use_keeps_what_its_numbers_mean(office):
    change(office, office.arrivals, order=3, scope=Scope.TERM)
    change(office, office.arrivals, scope=Scope.YEAR)
    enter(office)
    for changed in (
        {"scope": Scope.TERM},
        {"secrecy_to": 1},
        {"direction": "departures"},
        {"agency": office.committee},
    ):
        with pytest.raises(Refused):
            change(office, office.arrivals, **changed)
        with acting(office.administrator), pytest.raises(DatabaseError), transaction.atomic():
            Register.objects.filter(pk=office.arrivals.pk).update(**changed)
    assert change(office, office.arrivals, name="Sổ công văn đến").name == "Sổ công văn đến"


def reads(person, entry) -> bool:
    with acting(person):
        return Document.objects.filter(pk=entry.document_id).exists()


def test_reading_units_hold_for_later_papers_or_for_all(office):
    first = enter(office)
    change(office, office.arrivals, readers=[office.leadership, office.general])
    second = enter(office)
    assert (reads(office.head, first), reads(office.head, second)) == (False, True)
    change(office, office.arrivals, readers=[office.leadership], existing_too=False)
    assert reads(office.head, second)
    change(office, office.arrivals, readers=[office.leadership, office.general], existing_too=True)
    assert reads(office.head, first) and reads(office.head, second)
    change(office, office.arrivals, readers=[office.general], existing_too=True)
    assert reads(office.head, first) and not reads(office.chief, first) and reads(office.clerk, first)
    with acting(office.administrator):
        line = JournalLine.objects.filter(act="registry.register_changed").latest("id")
    assert line.detail["existing_too"] is True and line.detail["readers"] == [office.general.name]


def test_a_new_keeper_has_the_whole_book(office):
    entry = enter(office)
    change(office, office.arrivals, keeper=office.general)
    assert reads(office.head, entry) and reads(office.clerk, entry)
    change(office, office.arrivals, keeper=office.registry_unit, existing_too=True)
    assert reads(office.clerk, entry) and not reads(office.head, entry)


def test_a_secret_stays_secret_to_a_reading_unit_that_is_not_cleared(office):
    entry = enter_secret(office)
    change(office, office.arrivals_classified, readers=[office.leadership, office.general], existing_too=True)
    assert reads(office.head, entry) and not reads(office.specialist, entry)


def test_nobody_but_an_administrator_calls_the_functions_that_spread_reading(office):
    enter(office)
    for statement in ("SELECT registry_let_read(%s, %s)", "SELECT registry_stop_reading(%s, %s)"):
        with acting(office.clerk), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [office.arrivals.pk, office.general.pk])


def test_a_term_book_ends_when_the_next_begins(office):
    with acting(office.administrator):
        add_register(office.administrator, values(office, direction="arrivals", agency=office.committee), [])
        register = Register.objects.get(name="Sổ nghị quyết")
    with pytest.raises(Refused):
        enter(office, register=register)
    open_volume(office.administrator, register, "2020-2025", today() - dt.timedelta(days=900), None)
    assert enter(office, register=register).number == 1
    with pytest.raises(Refused):  # a paper stands there already on that day
        open_volume(office.administrator, register, "2025-2030", today(), None)
    open_volume(office.clerk, register, "2025-2030", today() + dt.timedelta(days=1), None)
    with acting(office.clerk):
        old, new = Volume.objects.filter(register=register).order_by("starts_on")
    assert old.ends_on == today() and new.last_number == 0
    assert enter(office, register=register).number == 2


@pytest.mark.parametrize("name", PEOPLE)
def test_who_opens_a_book(office, name):
    begins, ends = dt.date(office.volume.starts_on.year + 1, 1, 1), dt.date(office.volume.starts_on.year + 1, 12, 31)
    for register in (office.arrivals, office.arrivals_classified):
        if name == "administrator" or (name in {"clerk", "clerk_two", "secret_clerk"}):
            visible = name == "secret_clerk" or register == office.arrivals
            if name != "administrator" and not visible:
                continue  # the register is not there for them; the page answers 404
            open_volume(office.people[name], register, str(begins.year), begins, ends)
        else:
            with pytest.raises(Refused):
                open_volume(office.people[name], register, str(begins.year), begins, ends)


def test_an_administrator_opens_a_classified_book_without_seeing_it(office):
    year = office.volume.starts_on.year + 1
    open_volume(office.administrator, office.arrivals_classified, str(year), dt.date(year, 1, 1), None)
    with acting(office.administrator):
        assert not Volume.objects.filter(register=office.arrivals_classified).exists()
    with acting(office.secret_clerk):
        assert Volume.objects.filter(register=office.arrivals_classified).count() == 2


@pytest.mark.parametrize(("begins", "ends"), [(10, 20), (-400, 10), (10, None), (20, 10)])
def test_no_two_books_for_one_day(office, begins, ends):
    start = office.volume.starts_on
    with pytest.raises(Refused):
        open_volume(
            office.clerk, office.arrivals, "lạ", start + dt.timedelta(days=begins),
            None if ends is None else start + dt.timedelta(days=ends),
        )  # fmt: skip


def test_a_new_year_opens_its_book_by_itself_but_an_old_year_does_not(office):
    last_year = dt.date(today().year - 1, 12, 30)
    assert enter(office, arrived_on=last_year).number == 1
    assert enter(office).number == 1
    with pytest.raises(Refused):
        enter(office, arrived_on=dt.date(2016, 2, 5))
    with acting(office.clerk):
        assert Volume.objects.filter(register=office.arrivals).count() == 2


def test_a_yearly_book_ends_with_its_year(office):
    year = today().year
    with pytest.raises(Refused) as refusal:
        open_volume(office.clerk, office.arrivals, "hai năm", dt.date(year + 1, 1, 1), dt.date(year + 2, 6, 30))
    assert refusal.value.field == "ends_on"
    open_volume(office.clerk, office.arrivals, str(year + 1), dt.date(year + 1, 1, 1), None)
    open_volume(office.clerk, office.arrivals, str(year + 2), dt.date(year + 2, 1, 1), None)
    with acting(office.clerk):
        ends = Volume.objects.filter(register=office.arrivals).order_by("starts_on").values_list("ends_on", flat=True)
        assert list(ends) == [dt.date(each, 12, 31) for each in (year, year + 1, year + 2)]


def test_no_book_opens_by_itself_where_another_holds_part_of_the_year(office):
    year = today().year - 1
    open_volume(office.clerk, office.arrivals, f"{year}-I", dt.date(year, 1, 1), dt.date(year, 6, 30))
    assert enter(office, arrived_on=dt.date(year, 6, 30)).number == 1
    with pytest.raises(Refused) as refusal:
        enter(office, arrived_on=dt.date(year, 7, 1))
    assert refusal.value.field == "arrived_on"


def test_a_closed_book_stays_as_it_is(office):
    first, second = enter(office), enter(office)
    with pytest.raises(Refused):
        close_volume(office.clerk, office.volume, last_number=2)
    with pytest.raises(Refused):
        close_volume(office.clerk, office.volume, last_number=1, early=True)
    with acting(office.clerk):
        assert close_volume(office.clerk, office.volume, last_number=2, early=True).closed_by == office.clerk
        first, second = queries.entries().filter(pk__in=[first.pk, second.pk]).order_by("number")
    for again in (
        lambda: enter(office),
        lambda: void(office.clerk, first, "Nhầm"),
        lambda: note_passing(office.clerk, first, receiver="Phòng Tổng hợp", passed_on=None, note=""),
        lambda: correct_entry(office.clerk, first, {"arrived_on": office.volume.starts_on}, "Nhầm"),
        lambda: close_volume(office.clerk, office.volume, last_number=2, early=True),
    ):
        with acting(office.clerk), pytest.raises(Refused):
            again()
    correct_entry(office.clerk, first, {"symbol": "15/SYT-NV"}, "Nhầm")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE registry_volume SET closed_at = NULL",
        "UPDATE registry_volume SET ends_on = '2099-12-31'",
        "UPDATE registry_entry SET note = 'x'",
        "UPDATE registry_entry SET arrived_on = arrived_on - 1",
        "UPDATE registry_entry SET void_reason = 'x'",
        "UPDATE registry_entry SET voided_at = NULL",
        "UPDATE registry_entry SET number = 7",
        "INSERT INTO registry_entry SELECT * FROM registry_entry",
    ],
)
def test_the_database_itself_keeps_a_closed_book_and_a_voided_number(office, statement):
    with acting(office.clerk):
        void(office.clerk, enter(office), "Nhầm")
        close_volume(office.clerk, office.volume, last_number=1, early=True)
    with acting(office.clerk), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_paper_stands_under_its_number_in_force(office):
    first = enter(office)
    with acting(office.clerk):
        assert queries.entry_of(first.document) == first
        void(office.clerk, first, "Nhầm")
        standing = queries.entry_of(first.document)
        assert standing is not None and standing.voided_at
    with acting(office.specialist):
        assert queries.entry_of(first.document) is None


def corrected(entry) -> list[tuple[str, str, str]]:
    with acting(entry.entered_by):
        return [(each.field, each.before, each.after) for each in entry.document.corrections.order_by("pk")]


def test_what_stood_in_the_row_of_the_book_is_kept(office):
    entry = enter(office)
    with acting(office.clerk):
        note_passing(office.clerk, entry, receiver="Phòng Tổng hợp", passed_on=today(), note="")
    assert corrected(entry) == []
    with acting(office.clerk):
        note_passing(office.clerk, entry, receiver="Ban Tổ chức", passed_on=None, note="Bản giấy")
    day = f"{today():%d/%m/%Y}"
    assert corrected(entry) == [("receiver", "Phòng Tổng hợp", "Ban Tổ chức"), ("passed_on", day, "")]


def test_a_corrected_issuer_is_linked_anew_and_a_symbol_is_one_correction(office):
    entry = enter(office, issuer=office.committee, issuer_name=office.committee.name)
    correct_entry(office.clerk, entry, {"issuer_name": office.office.name, "symbol": "7-CV/VPTU"}, "Đọc sai")
    with acting(office.clerk):
        document = Document.objects.get(pk=entry.document_id)
    assert (document.issuer_id, document.number, document.notation) == (office.office.pk, "7", "CV/VPTU")
    assert [field for field, _before, _after in corrected(entry)] == ["issuer_name", "symbol"]
    correct_entry(office.clerk, entry, {"issuer_name": "Sở Y tế"}, "Đọc sai")
    with acting(office.clerk):
        document.refresh_from_db()
    assert document.issuer_id is None
