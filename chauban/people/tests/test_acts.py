"""What administrators do, what nobody else may, and what the journal keeps of it."""

from __future__ import annotations

import datetime as dt
import threading
import unicodedata

import pytest
from django.db import connection, transaction

from chauban.kernel.refused import Refused
from chauban.people.acts.account import (
    close_account,
    drop_second_factor,
    end_sessions,
    give_first_password,
    open_account,
    unlock,
)
from chauban.people.acts.agency import AgencyFields, abolish_agency, add_agency, change_agency
from chauban.people.acts.person import PersonFields, add_person, change_person, set_clearance
from chauban.people.acts.post import end_post, give_post
from chauban.people.acts.roll import keep_draft
from chauban.people.acts.unit import add_unit, change_unit, dissolve_unit
from chauban.people.identity import acting
from chauban.people.models import Person
from chauban.people.states import Role
from tests.office import PEOPLE

TODAY = dt.date.today()  # noqa: DTZ011
YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)


def everything(office):
    """Every act of administration, ready to be done by somebody: (name, callable)."""
    clerk, unit = office.clerk, office.general
    post = clerk.posts.first()
    return [
        ("add_agency", lambda me: add_agency(me, AgencyFields("Sở Y tế"))),
        ("change_agency", lambda me: change_agency(me, office.office, AgencyFields("Văn phòng", hosted=True))),
        ("abolish_agency", lambda me: abolish_agency(me, add_as(office), TODAY)),
        ("add_unit", lambda me: add_unit(me, office.office, name="Phòng mới")),
        ("change_unit", lambda me: change_unit(me, unit, name="Phòng Tổng hợp 1")),
        ("dissolve_unit", lambda me: dissolve_unit(me, add_unit(office.administrator, office.office, name="X"), TODAY)),
        ("add_person", lambda me: add_person(me, PersonFields("Nguyễn Văn Bình"))),
        ("change_person", lambda me: change_person(me, clerk, PersonFields("Võ Thị Mai Anh"))),
        ("set_clearance", lambda me: set_clearance(me, clerk, 1, "QĐ 12")),
        ("give_post", lambda me: give_post(me, clerk, unit, role="head", title="Trưởng phòng", starts_on=TODAY)),
        ("end_post", lambda me: end_post(me, post, TODAY)),
        ("close_account", lambda me: close_account(me, office.editor)),
        ("open_account", lambda me: open_account(me, closed(office))),
        ("give_first_password", lambda me: give_first_password(me, office.archivist)),
        ("end_sessions", lambda me: end_sessions(me, office.archivist)),
        ("keep_draft", lambda me: keep_draft(me, "x.xlsx", {"people": []})),
    ]


def add_as(office):
    return add_agency(office.administrator, AgencyFields("Cơ quan bỏ"))


def closed(office):
    return close_account(office.administrator, office.cipher)


@pytest.mark.parametrize("name", PEOPLE)
def test_only_an_administrator_administers(office, name):
    person = office.people[name]
    for act, run in everything(office):
        if name == "administrator":
            run(person)
        elif not (act == "end_sessions" and person == office.archivist):
            with pytest.raises(Refused):
                run(person)


def test_a_person_is_added_with_a_proposed_name_and_cannot_sign_in_yet(office, journal):
    first = add_person(office.administrator, PersonFields(unicodedata.normalize("NFD", " Nguyễn  Văn Bình ")))
    second = add_person(office.administrator, PersonFields("Nguyễn Văn Bình"))
    assert (first.full_name, first.username, second.username) == ("Nguyễn Văn Bình", "binhnv", "binhnv2")
    assert not first.has_usable_password() and first.must_change_password
    assert journal("people.person_added")[0] == {"person": first.pk, "name": "Nguyễn Văn Bình", "username": "binhnv"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        (PersonFields(" "), "full_name"),
        (PersonFields("Lê An", username="clerk"), "username"),
        (PersonFields("Lê An", username="lê an"), "username"),
        (PersonFields("Lê An", email="an@"), "email"),
    ],
)
def test_a_person_with_bad_fields_is_refused_at_the_field(office, fields, field):
    with pytest.raises(Refused) as refusal:
        add_person(office.administrator, fields)
    assert refusal.value.field == field


def test_a_change_of_a_person_is_on_record_as_before_and_after(office, journal):
    change_person(office.administrator, office.clerk, PersonFields("Võ Thị Mai Anh", username="maivt"))
    assert journal("people.person_changed")[0]["changes"] == {
        "full_name": ["Võ Thị Mai", "Võ Thị Mai Anh"],
        "username": ["clerk", "maivt"],
    }


def test_clearance_is_set_by_another_with_a_reason(office, journal):
    set_clearance(office.administrator, office.clerk, 2, "Quyết định 12-QĐ/VPTU")
    assert Person.objects.get(pk=office.clerk.pk).clearance == 2
    assert journal("people.clearance_set")[0]["reason"] == "Quyết định 12-QĐ/VPTU"
    for person, level, reason in [
        (office.administrator, 3, "tự đặt"),
        (office.clerk, 3, "  "),
        (office.clerk, 2, "như cũ"),
        (office.clerk, 9, "không có"),
    ]:
        with pytest.raises(Refused):
            set_clearance(office.administrator, person, level, reason)


def test_several_posts_at_once_but_not_the_very_same(office):
    give = lambda **days: give_post(  # noqa: E731
        office.administrator, office.clerk, office.general, role=Role.HEAD, title="Phó Trưởng phòng", **days
    )
    give(starts_on=TODAY, ends_on=TODAY + dt.timedelta(days=10))
    assert office.clerk.posts.count() == 2
    with pytest.raises(Refused) as refusal:
        give(starts_on=TODAY + dt.timedelta(days=10))
    assert refusal.value.field == "starts_on"
    give(starts_on=TODAY + dt.timedelta(days=11))


def test_posts_in_the_wrong_place_or_order_are_refused(office):
    elsewhere = add_unit(office.administrator, add_as(office), name="Phòng")
    gone = dissolve_unit(office.administrator, add_unit(office.administrator, office.office, name="Cũ"), TODAY)
    for unit, days in [
        (elsewhere, {"starts_on": TODAY}),
        (gone, {"starts_on": TODAY}),
        (office.general, {"starts_on": TODAY, "ends_on": YESTERDAY}),
    ]:
        with pytest.raises(Refused):
            give_post(office.administrator, office.clerk, unit, role=Role.HEAD, title="Trưởng phòng", **days)


def test_an_ended_post_gives_no_right_from_the_next_day(office):
    post = office.archivist.posts.get()
    end_post(office.administrator, post, YESTERDAY)
    with acting(office.administrator), pytest.raises(Refused):
        end_post(office.administrator, post, TODAY)
    with pytest.raises(Refused) as refusal:
        end_post(office.administrator, office.editor.posts.get(), dt.date(2020, 1, 1))
    assert refusal.value.field == "ends_on"


def test_the_last_administrator_stays(office):
    admin, post = office.administrator, office.administrator.posts.get()
    for run in (
        lambda: close_account(admin, admin),
        lambda: end_post(admin, post, TODAY),
        lambda: end_post(admin, post, TODAY + dt.timedelta(days=400)),
    ):
        with pytest.raises(Refused):
            run()
    give_post(admin, office.cipher, office.cipher_unit, role=Role.ADMINISTRATOR, title="Quản trị", starts_on=TODAY)
    close_account(office.cipher, admin)
    with pytest.raises(Refused):
        close_account(office.cipher, Person.objects.get(pk=office.cipher.pk))


def test_two_administrators_who_close_each_other_at_once_do_not_both_go(committed_office):
    office = committed_office
    first, second = office.administrator, office.cipher
    give_post(first, second, office.cipher_unit, role=Role.ADMINISTRATOR, title="Quản trị", starts_on=TODAY)
    start, told = threading.Barrier(2), []

    def close(doer, other) -> None:
        try:
            start.wait()
            close_account(doer, other)
        except Refused as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=close, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    assert Person.objects.filter(pk__in=[first.pk, second.pk], is_active=True).count() == 1


def test_an_administrator_without_a_password_is_nobodys_successor(office):
    admin, new = office.administrator, add_person(office.administrator, PersonFields("Người Mới"))
    give_post(admin, new, office.cipher_unit, role=Role.ADMINISTRATOR, title="Quản trị", starts_on=TODAY)
    for run in (lambda: close_account(admin, admin), lambda: end_post(admin, admin.posts.get(), TODAY)):
        with pytest.raises(Refused):
            run()
    close_account(admin, new)


def test_a_post_may_end_on_the_last_of_all_days(office):
    assert end_post(office.administrator, office.clerk.posts.get(), dt.date.max).ends_on == dt.date.max


def test_of_two_who_take_one_sign_in_name_at_once_the_second_is_told(committed_office):
    admin, told = committed_office.administrator, []

    def second() -> None:
        try:
            add_person(admin, PersonFields("Lê Bình", username="lanh"))
        except Refused as refusal:
            told.append(refusal.field)
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        add_person(admin, PersonFields("Lê An", username="lanh"))
        thread.start()
        while not waits_for_a_lock():
            assert thread.is_alive()
    thread.join()
    assert told == ["username"]


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


def test_a_successor_who_starts_too_late_does_not_count(office):
    admin = office.administrator
    late = TODAY + dt.timedelta(days=30)
    give_post(admin, office.cipher, office.cipher_unit, role=Role.ADMINISTRATOR, title="Quản trị", starts_on=late)
    with pytest.raises(Refused):
        end_post(admin, admin.posts.get(), TODAY)
    assert end_post(admin, admin.posts.get(), late).ends_on == late


def test_a_first_password_works_once_given_and_must_be_changed(office, journal):
    password = give_first_password(office.administrator, office.clerk)
    person = Person.objects.get(pk=office.clerk.pk)
    assert person.check_password(password) and person.must_change_password
    assert password not in str(journal("people.password_given"))
    with pytest.raises(Refused):
        give_first_password(office.administrator, office.administrator)
    close_account(office.administrator, office.clerk)
    with pytest.raises(Refused):
        give_first_password(office.administrator, office.clerk)


def test_nothing_to_unlock_and_no_factor_to_drop_is_said(office):
    for run in (
        lambda: unlock(office.administrator, office.clerk),
        lambda: drop_second_factor(office.administrator, office.clerk, "mất máy"),
    ):
        with pytest.raises(Refused):
            run()


# ---- agencies ----------------------------------------------------------------------------------------------------


def test_codes_are_unique_and_rings_are_refused(office):
    admin = office.administrator
    child = add_agency(admin, AgencyFields("Ban Tổ chức", code="A99.2", parent=office.committee))
    with pytest.raises(Refused) as refusal:
        add_agency(admin, AgencyFields("Ban khác", code="a99.2"))
    assert refusal.value.field == "code"
    with pytest.raises(Refused) as refusal:
        change_agency(admin, office.committee, AgencyFields("Tỉnh ủy", parent=child, hosted=True))
    assert refusal.value.field == "parent"
    with pytest.raises(Refused):
        change_agency(admin, child, AgencyFields("Ban Tổ chức", parent=child))


def test_a_body_is_abolished_only_when_nobody_stands_in_or_under_it(office, journal):
    admin = office.administrator
    for agency in (office.committee, office.office):
        with pytest.raises(Refused) as refusal:
            abolish_agency(admin, agency, TODAY)
        assert refusal.value.field == "on"
    body = add_as(office)
    abolish_agency(admin, body, TODAY)
    assert journal("people.agency_abolished")[0]["name"] == "Cơ quan bỏ"
    for run in (
        lambda: abolish_agency(admin, body, TODAY),
        lambda: add_agency(admin, AgencyFields("Dưới", parent=type(body).objects.get(pk=body.pk))),
        lambda: add_unit(admin, type(body).objects.get(pk=body.pk), name="Phòng"),
    ):
        with pytest.raises(Refused):
            run()


def test_a_body_whose_people_work_here_goes_on_working_here(office):
    with pytest.raises(Refused) as refusal:
        change_agency(office.administrator, office.office, AgencyFields("Văn phòng", hosted=False))
    assert refusal.value.field == "hosted"


def test_nothing_ends_on_a_day_to_come(office):
    admin = office.administrator
    for run in (
        lambda: abolish_agency(admin, add_as(office), TOMORROW),
        lambda: dissolve_unit(admin, add_unit(admin, office.office, name="Phòng mới"), TOMORROW),
    ):
        with pytest.raises(Refused) as refusal:
            run()
        assert refusal.value.field == "on"


def test_what_has_ended_meanwhile_is_seen_by_the_act_itself(office):
    admin, body = office.administrator, add_as(office)
    unit = add_unit(admin, office.office, name="Phòng mới")
    dissolve_unit(admin, type(unit).objects.get(pk=unit.pk), TODAY)
    abolish_agency(admin, body, TODAY)
    for run in (
        lambda: give_post(admin, office.clerk, unit, role=Role.HEAD, title="Trưởng phòng", starts_on=TODAY),
        lambda: add_unit(admin, body, name="Phòng"),
    ):
        with pytest.raises(Refused):
            run()


def test_a_unit_with_people_is_not_dissolved_and_names_are_not_used_twice(office):
    admin = office.administrator
    with pytest.raises(Refused):
        dissolve_unit(admin, office.general, TODAY)
    with pytest.raises(Refused):
        add_unit(admin, office.office, name=unicodedata.normalize("NFD", "Phòng  Tổng hợp"))
    with pytest.raises(Refused):
        change_unit(admin, office.general, name="Lãnh đạo Văn phòng")
    assert change_unit(admin, office.general, name="Phòng Tổng hợp", symbol="TH").symbol == "TH"
