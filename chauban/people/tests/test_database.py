"""The database's own refusal: what SQL slipped past the program cannot do either."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.db import DatabaseError, connection, transaction

from chauban.people.acts.roll import keep_draft
from chauban.people.identity import acting
from chauban.people.models import Agency, ImportDraft, Person, Unit
from tests.office import PEOPLE

CLEAR = "UPDATE people_person SET clearance = 3 WHERE id = %(who)s"
OTHERS = [name for name in PEOPLE if name != "administrator"]


def refuses_or_does_nothing(person, sql: str, **values) -> bool:
    """Whether the statement failed or touched no row."""
    with acting(person):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                return cursor.rowcount == 0
        except DatabaseError:
            return True


@pytest.mark.parametrize("name", OTHERS)
def test_others_cannot_give_themselves_rights(office, name):
    me = office.people[name].pk
    for sql in (
        "UPDATE people_person SET clearance = 3 - clearance / 3 WHERE id = %(me)s",
        "UPDATE people_person SET clearance = 3 WHERE id <> %(me)s",
        "UPDATE people_person SET is_active = false WHERE id <> %(me)s",
        "UPDATE people_person SET password = 'x' WHERE id <> %(me)s",
        "UPDATE people_person SET username = 'root' WHERE id = %(me)s",
        "INSERT INTO people_post (person_id, unit_id, role, title, starts_on) VALUES (%(me)s, %(unit)s, "
        "'administrator', 'x', '2025-01-01')",
        "UPDATE people_post SET role = 'administrator' WHERE person_id = %(me)s",
        "UPDATE people_post SET ends_on = '2025-01-02'",
        "UPDATE people_agency SET name = 'x'",
        "UPDATE people_unit SET name = 'x'",
        'INSERT INTO people_agency (name, short_name, symbol, system, place, hosted, "order") '
        "VALUES ('x', '', '', 'party', '', true, 0)",
        "DELETE FROM people_post",
        "SELECT secret FROM people_identitysecret",
    ):
        assert refuses_or_does_nothing(office.people[name], sql, me=me, unit=office.general.pk), sql


def test_an_administrator_does_not_clear_themselves_even_in_sql(office):
    me = office.administrator.pk
    assert refuses_or_does_nothing(
        office.administrator, "UPDATE people_person SET clearance = 3 WHERE id = %(me)s", me=me
    )
    assert not refuses_or_does_nothing(
        office.administrator, "UPDATE people_person SET clearance = 3 WHERE id = %(clerk)s", clerk=office.clerk.pk
    )


def test_nobody_at_all_changes_only_what_signing_in_needs(office):
    assert refuses_or_does_nothing(
        None, "UPDATE people_person SET clearance = 3 WHERE id = %(clerk)s", clerk=office.clerk.pk
    )
    assert refuses_or_does_nothing(None, "UPDATE people_agency SET name = 'x'")
    with acting(None), pytest.raises(DatabaseError), transaction.atomic():
        Person.objects.create(full_name="X", username="x")


def test_a_draft_is_seen_by_its_administrator_only(office):
    keep_draft(office.administrator, "x.xlsx", {"people": []})
    for name, person in office.people.items():
        with acting(person):
            assert ImportDraft.objects.count() == (name == "administrator")


def test_everybody_signed_in_sees_the_directory(office):
    with acting(office.editor):
        assert Person.objects.count() == len(PEOPLE)
        assert Agency.objects.exists() and Unit.objects.exists()


@pytest.fixture
def door(office, as_role):
    """What the door knows of two people: a second factor, a session, failures."""
    with as_role("none"):
        for person in (office.clerk, office.chief):
            Authenticator.objects.create(user=person, type="totp", data={"secret": f"x{person.pk}", "used_mask": 0})
            UserSession.objects.create(user=person, ip="192.0.2.7", session_key=person.username, user_agent="")
            AccessAttempt.objects.create(username=person.username, ip_address="192.0.2.7", failures_since_start=1)
            EmailAddress.objects.create(user=person, email=f"{person.username}@example.vn")


DOOR = ("mfa_authenticator", "usersessions_usersession", "axes_accessattempt", "account_emailaddress")


def seen(person, table: str) -> int:
    with acting(person), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
        return cursor.fetchone()[0]


def test_everybody_sees_their_own_at_the_door_and_administrators_what_their_pages_need(office, door):
    assert [seen(office.clerk, table) for table in DOOR] == [1, 1, 1, 1]
    assert [seen(office.editor, table) for table in DOOR] == [0, 0, 0, 0]
    assert [seen(office.administrator, table) for table in DOOR] == [2, 2, 2, 0]
    assert [seen(None, table) for table in DOOR] == [2, 0, 2, 0]


def test_nobody_changes_another_s_at_the_door(office, door):
    values = {"me": office.clerk.pk, "chief": office.chief.pk}
    for sql in (
        "UPDATE mfa_authenticator SET data = '{}' WHERE user_id = %(chief)s",
        "UPDATE mfa_authenticator SET user_id = %(chief)s WHERE user_id = %(me)s",
        "DELETE FROM mfa_authenticator WHERE user_id = %(chief)s",
        "INSERT INTO mfa_authenticator (user_id, type, data, created_at) VALUES (%(chief)s, 'webauthn', '{}', now())",
        "DELETE FROM usersessions_usersession WHERE user_id = %(chief)s",
        "UPDATE usersessions_usersession SET user_id = %(me)s WHERE user_id = %(chief)s",
        "DELETE FROM axes_accessattempt WHERE username = 'chief'",
        "SELECT * FROM axes_accesslog",
        "SELECT * FROM axes_accessfailurelog",
        "SELECT * FROM account_emailconfirmation",
    ):
        assert refuses_or_does_nothing(office.clerk, sql, **values), sql


def test_before_signing_in_one_notes_that_a_factor_was_used_and_nothing_else(office, door):
    assert not refuses_or_does_nothing(None, "UPDATE mfa_authenticator SET last_used_at = now()")
    assert not refuses_or_does_nothing(None, "UPDATE mfa_authenticator SET data = data || '{\"used_mask\": 1}'")
    for sql in (
        'UPDATE mfa_authenticator SET data = data || \'{"secret": "y"}\'',
        "UPDATE mfa_authenticator SET user_id = %(me)s WHERE user_id <> %(me)s",
        "DELETE FROM mfa_authenticator",
        "INSERT INTO mfa_authenticator (user_id, type, data, created_at) VALUES (%(me)s, 'webauthn', '{}', now())",
    ):
        assert refuses_or_does_nothing(None, sql, me=office.clerk.pk), sql


def test_prepared_statements_have_names_that_nobody_guesses_or_sees(office):
    with acting(office.clerk):
        for _ in range(9):
            Person.objects.get(pk=office.clerk.pk)
    names = [name.decode() for name in connection.connection._prepared._names.values()]
    assert names, "nothing was prepared: the test would see nothing"
    assert all(int(name.rpartition("_")[2]) > 2**40 for name in names)
    for sql in ("SELECT name FROM pg_prepared_statements", "SELECT * FROM pg_prepared_statement()"):
        assert refuses_or_does_nothing(office.clerk, sql), sql
