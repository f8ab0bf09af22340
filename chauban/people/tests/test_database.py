"""The database's own refusal: what SQL slipped past the program cannot do either."""

from __future__ import annotations

import pytest
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
