"""Passwords of people who are trusted with more: nobody hands them out alone where there are two to do it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from chauban.kernel.refused import Refused
from chauban.people.acts.account import ask_first_password, close_account, give_first_password
from chauban.people.acts.door import choose_password
from chauban.people.acts.person import PersonFields, add_person, set_clearance
from chauban.people.acts.post import end_post, give_post
from chauban.people.gifts import last_gift, second_word
from chauban.people.identity import acting
from chauban.people.models import PasswordGift, Person
from chauban.people.states import TRUSTED, Role
from tests.office import PASSWORD

from .door import sign_in

TODAY = dt.date.today()  # noqa: DTZ011


@pytest.fixture
def second(office) -> Person:
    """Another administrator."""
    give_post(
        office.administrator, office.specialist, office.general, role="administrator", title="Quản trị", starts_on=TODAY
    )
    return office.specialist


def word(me: Person, person: Person) -> str:
    with acting(me):
        return second_word(person)


def newcomer(office) -> Person:
    return add_person(office.administrator, PersonFields("Người Mới"))


def refuses(doer: Person, sql: str, **values: int) -> bool:
    with acting(doer):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.rowcount == 0
        except DatabaseError:
            return True


def test_the_roles_that_need_two_are_the_same_here_and_there(office):
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_trusted_roles()")
        assert set(cursor.fetchone()[0]) == TRUSTED


@pytest.mark.parametrize(
    ("name", "needed"),
    [("secretary", True), ("chief", True), ("head", True), ("secret_clerk", True), ("cipher", True),
     ("clerk", False), ("archivist", False), ("editor", False)],
)  # fmt: skip
def test_for_whom_two_are_needed(office, second, name, needed):
    person = office.people[name]
    assert word(office.administrator, person) == ("wanted" if needed else "needless")
    if needed:
        with pytest.raises(Refused):
            give_first_password(office.administrator, person)
    else:
        assert give_first_password(office.administrator, person)


def test_one_asks_another_gives(office, second, journal):
    chief = office.chief
    ask_first_password(office.administrator, chief)
    with pytest.raises(Refused):
        ask_first_password(office.administrator, chief)
    with pytest.raises(Refused):
        give_first_password(office.administrator, chief)
    assert word(second, chief) == "asked"
    with pytest.raises(Refused):
        ask_first_password(second, chief)
    password = give_first_password(second, chief)
    assert Person.objects.get(pk=chief.pk).check_password(password)
    with acting(chief):
        gift = last_gift(chief)
    assert gift and (gift.asked_by, gift.given_by, gift.announced) == (office.administrator, second, True)
    assert journal("people.password_given")[0]["asked_by"] == "Lý Hoài Nam"
    assert word(second, chief) == "wanted", "a question is answered once"


def test_a_question_waits_a_day_and_falls_with_its_administrator(office, second, as_role):
    ask_first_password(second, office.chief)
    assert word(office.administrator, office.chief) == "asked"
    with as_role("none"):
        PasswordGift.objects.update(asked_at=PasswordGift.objects.get().asked_at - dt.timedelta(hours=25))
    assert word(office.administrator, office.chief) == "wanted"
    ask_first_password(second, office.chief)
    close_account(office.administrator, second)
    assert word(office.administrator, office.chief) == "alone"


def test_an_administrator_without_a_password_is_no_second_one(office):
    admin, new = office.administrator, newcomer(office)
    give_post(admin, new, office.general, role="administrator", title="Quản trị", starts_on=TODAY)
    assert word(admin, office.chief) == "alone"


def test_the_only_administrator_gives_alone_and_it_is_told(office, journal):
    give_first_password(office.administrator, office.chief)
    assert journal("people.password_given")[0]["asked_by"] == ""
    for name, told in [("chief", True), ("administrator", False), ("clerk", False)]:
        assert bool(told_at_sign_in(office, name)) is told, name


def told_at_sign_in(office, name: str) -> list[str]:
    choose_password(office.people[name], PASSWORD)
    told = [str(each) for each in get_messages(sign_in(Client(), name).wsgi_request)]
    return [each for each in told if "Lý Hoài Nam" in each]


def test_administrators_and_the_chief_are_told_once(office, second):
    ask_first_password(office.administrator, office.secretary)
    assert len(told_at_sign_in(office, "specialist")) == 1, "that something waits for the second administrator"
    give_first_password(second, office.secretary)
    ask_first_password(second, office.cipher)
    give_first_password(office.administrator, office.cipher)
    for times in (1, 0):
        told = told_at_sign_in(office, "chief")
        assert len(told) == times and all("Ngô Đức Mạnh" in each for each in told)
    told = told_at_sign_in(office, "cipher")
    assert len(told) == 1 and "Ngô Đức Mạnh" not in told[0], "the person is told of their own password"


def test_ones_own_page_says_who_gave_the_password(office, client_as):
    give_first_password(office.administrator, office.clerk)
    choose_password(office.clerk, "vuon-cau-truoc-cua")
    clerk = Person.objects.get(pk=office.clerk.pk)
    assert "Lý Hoài Nam" in client_as(clerk).get(reverse("people:me")).content.decode()


def test_whoever_gave_the_password_alone_does_not_raise_the_person(office, second):
    admin, new = office.administrator, newcomer(office)
    give_first_password(admin, new)
    for raised in (
        lambda me: set_clearance(me, new, 2, "QĐ 1"),
        lambda me: give_post(me, new, office.leadership, role=Role.DEPUTY_CHIEF, title="Phó Chánh", starts_on=TODAY),
    ):
        with pytest.raises(Refused):
            raised(admin)
        assert raised(second)
    give_post(admin, new, office.general, role=Role.SPECIALIST, title="Chuyên viên", starts_on=TODAY)


def test_lowering_first_does_not_help(office, second):
    set_clearance(office.administrator, office.secret_clerk, 0, "hạ")
    give_first_password(office.administrator, office.secret_clerk)
    with pytest.raises(Refused):
        set_clearance(office.administrator, office.secret_clerk, 3, "nâng")
    post = office.deputy_chief.posts.get()
    set_clearance(office.administrator, office.deputy_chief, 0, "hạ")
    end_post(office.administrator, post, TODAY - dt.timedelta(days=1))
    give_first_password(office.administrator, office.deputy_chief)
    with pytest.raises(Refused):
        give_post(
            office.administrator, office.deputy_chief, office.leadership, role="deputy_chief", title="Phó Chánh",
            starts_on=TODAY,
        )  # fmt: skip


def test_neither_does_slipped_in_sql(office, second):
    me, chief, clerk = office.administrator, office.chief.pk, office.clerk.pk
    for sql in (
        "UPDATE people_person SET password = 'x' WHERE id = %(chief)s",
        "UPDATE people_person SET password = 'x', clearance = 0 WHERE id = %(chief)s",
        "INSERT INTO people_passwordgift (person_id, asked_by_id, announced) VALUES (%(chief)s, %(other)s, false)",
        "INSERT INTO people_passwordgift (person_id, asked_by_id, given_by_id, given_at, announced) "
        "VALUES (%(chief)s, %(me)s, %(me)s, now(), false)",
        "UPDATE people_passwordgift SET given_at = now()",
        "DELETE FROM people_passwordgift",
        "SELECT people_enter_gift(%(chief)s)",
        "UPDATE people_post SET role = 'chief' WHERE person_id = %(clerk)s",
        "INSERT INTO people_person (password, username, full_name, email, phone, clearance, is_active, "
        "must_change_password, joined_at) VALUES ('x', 'x', 'X', '', '', 0, true, false, now())",
        "INSERT INTO people_person (password, username, full_name, email, phone, clearance, is_active, "
        "must_change_password, joined_at) VALUES ('!x', 'x', 'X', '', '', 3, true, false, now())",
    ):
        assert refuses(me, sql, me=me.pk, other=second.pk, chief=chief, clerk=clerk), sql
    assert not refuses(me, "UPDATE people_person SET password = 'x' WHERE id = %(clerk)s", clerk=clerk)
    assert refuses(me, "UPDATE people_person SET clearance = 3 WHERE id = %(clerk)s", clerk=clerk)
    assert refuses(
        me,
        "INSERT INTO people_post (person_id, unit_id, role, title, starts_on) "
        "VALUES (%(clerk)s, %(unit)s, 'chief', 'x', now())",
        clerk=clerk,
        unit=office.leadership.pk,
    )


def test_who_sees_what_was_given(office, second):
    ask_first_password(office.administrator, office.secretary)
    seen = {"secretary", "chief", "administrator", "specialist"}
    for name, person in office.people.items():
        with acting(person):
            assert PasswordGift.objects.count() == (name in seen), name


def test_the_pages_lead_from_the_question_to_the_password(office, second, client_as):
    page = reverse("people:person", args=[office.chief.pk])
    give, ask = reverse("people:first-password", args=[office.chief.pk]), reverse(
        "people:person-act", args=[office.chief.pk, "ask"]
    )  # fmt: skip
    client = client_as(office.administrator)
    before = client.get(page).content.decode()
    assert ask in before and give not in before
    assert client.post(give).status_code == 302, "refused, and said so on the page"
    assert client.post(ask).status_code == 302
    after = client.get(page).content.decode()
    assert ask not in after and give not in after
    client = client_as(second)
    assert page in client.get(reverse("people:people")).content.decode()
    assert give in client.get(page).content.decode()
    answer = client.post(give)
    assert answer.status_code == 200 and Person.objects.get(pk=office.chief.pk).check_password(
        answer.context["slips"][0][1]
    )


def test_those_who_need_two_do_not_hold_up_the_others(office, second, client_as, monkeypatch):
    monkeypatch.setattr("chauban.people.views.people.SLIPS", 1)
    trusted = add_person(office.administrator, PersonFields("Lê Thị An"))
    plain = add_person(office.administrator, PersonFields("Lê Thị Yến"))
    set_clearance(office.administrator, trusted, 1, "QĐ 1")
    answer = client_as(office.administrator).post(reverse("people:first-passwords"))
    assert [who for who, _ in answer.context["slips"]] == [plain]


def test_a_password_just_given_may_make_a_second_administrator(office, client_as):
    admin = office.administrator
    other, trusted = (add_person(admin, PersonFields(name)) for name in ("Lê Thị An", "Lê Thị Yến"))
    give_post(admin, other, office.general, role="administrator", title="Quản trị", starts_on=TODAY)
    set_clearance(admin, trusted, 1, "QĐ 1")
    answer = client_as(admin).post(reverse("people:first-passwords"))
    assert answer.status_code == 200
    assert [who for who, _ in answer.context["slips"]] == [other]


def test_slips_for_many_leave_out_whom_two_must_serve(office, second, client_as):
    plain, trusted = newcomer(office), newcomer(office)
    set_clearance(office.administrator, trusted, 1, "QĐ 1")
    answer = client_as(office.administrator).post(reverse("people:first-passwords"))
    assert [who for who, _ in answer.context["slips"]] == [plain]
    assert len(list(answer.context["messages"])) == 1
