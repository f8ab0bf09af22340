"""What the database itself promises: row-level security where it matters, roles that cannot get round it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from chauban.operations.doctor.database import GUARDED
from chauban.people.identity import acting, proof

#: Under row-level security and without any policy: nobody's.
CLOSED = {"axes_accessattemptexpiration"}
#: Tables of rooms that tell nothing of a document and need no row-level rights; each with its reason.
OPEN = {
    "vault_file": "bytes' hash and size; which paper holds them stands in guarded tables",
    "rulebook_pack": "the law is public",
    "rulebook_kind": "the law is public",
    "documents_stale": "the application may only add to it",
    "journal_unsealed": "no grants to the web",
    "journal_leaf": "hashes",
    "journal_head": "hashes",
    "journal_node": "hashes",
    "people_identitysecret": "no grants to anybody",
    "axes_accesslog": "no grants to the application",
    "axes_accessfailurelog": "no grants to the application",
    "account_emailconfirmation": "no grants to the application",
    "django_session": "keys are hashes, contents are sealed",
}


def rows(sql: str, *args: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, args)
        return cursor.fetchall()


def test_every_table_of_ours_is_guarded_or_explained(db):
    ours = "urging|routing|live|intake|registry|search|documents|vault|rulebook|journal|people"
    ours += "|mfa|usersessions|axes|account"
    found = rows(
        f"SELECT relname, relrowsecurity FROM pg_class WHERE relkind = 'r' AND relname ~ '^({ours})_|^django_session$' "  # noqa: S608
        "AND relnamespace = 'public'::regnamespace"
    )
    without = {name for name, guarded in found if not guarded}
    assert {name for name, guarded in found if guarded} == set(GUARDED) | CLOSED
    assert without <= set(OPEN), without - set(OPEN)


def test_application_roles_cannot_get_round_it(db):
    for name, super_user, bypass, creates in rows(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname ~ '^chauban_'"
    ):
        assert not (super_user or bypass or creates), name
    assert rows("SELECT count(*) FROM pg_tables WHERE tableowner ~ '^chauban_'") == [(0,)]
    assert rows("SELECT current_user") == [("chauban_web",)]


def test_migrations_are_complete(db, as_role):
    with as_role("none"):
        call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_line SET act = 'x'",
        "DELETE FROM journal_line",
        "TRUNCATE journal_line",
        "DELETE FROM journal_unsealed",
        "INSERT INTO journal_leaf VALUES (0, 1, '')",
        "UPDATE journal_head SET size = 0",
        "SELECT * FROM people_identitysecret",
        "ALTER TABLE documents_document DISABLE ROW LEVEL SECURITY",
        "DELETE FROM documents_document",
        "DELETE FROM people_person",
        "SELECT * FROM documents_stale",
        "SET ROLE chauban_worker",
        "CREATE TABLE mine (x int)",
    ],
)
def test_the_web_role_may_not(office, statement):
    with acting(office.chief), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        if statement.startswith("SET ROLE"):
            # The tests' own session is the owner's; what matters is that the web role is no member of the worker's.
            assert rows("SELECT pg_has_role('chauban_web', 'chauban_worker', 'MEMBER')") == [(False,)]
            raise DatabaseError
        cursor.execute(statement)


@pytest.mark.parametrize("claim", ["1", "1:", "1:00", "0:x", ":", "x:y", "' OR 1=1"])
def test_a_false_proof_is_nobody(office, claim):
    with transaction.atomic():
        rows("SELECT set_config('chauban.person', %s, true)", claim)
        assert rows("SELECT chauban_me()") == [(None,)]


def test_a_proof_holds_on_its_own_connection_only(office, settings):
    other = proof(office.chief.pk, connection.connection.info.backend_pid + 1, settings.IDENTITY_SECRET)
    with transaction.atomic():
        rows("SELECT set_config('chauban.person', %s, true)", f"{office.chief.pk}:{other}")
        assert rows("SELECT chauban_me()") == [(None,)]
    with acting(office.chief):
        assert rows("SELECT chauban_me()") == [(office.chief.pk,)]


def test_nobody_raises_their_own_clearance(office):
    for name in ("specialist", "administrator"):
        person = office.people[name]
        with acting(person), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE people_person SET clearance = 3 WHERE id = %s", [person.pk])


def test_nobody_gives_themselves_a_post(office):
    with acting(office.specialist), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_post (person_id, unit_id, role, title, starts_on) VALUES (%s, %s, 'clerk', '', now())",
            [office.specialist.pk, office.registry_unit.pk],
        )


def test_no_temporary_table_can_stand_in_for_ours(db):
    """Functions that run with the owner's rights look into `pg_temp` last, and the application makes none there."""
    loose = rows(
        "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace AND NOT coalesce("
        "array_to_string(proconfig, ';') ~ 'search_path=(\"?[a-z]+\"?, )*pg_temp(;|$)', false)"
    )
    assert loose == []
    assert rows("SELECT has_database_privilege(current_user, current_database(), 'TEMPORARY')") == [(False,)]


def test_nobody_signed_in_changes_no_password(office):
    statement = "UPDATE people_person SET password = 'x' WHERE id = %s"
    with transaction.atomic(), pytest.raises(DatabaseError), transaction.atomic():
        rows("SELECT set_config('chauban.person', '', true)")
        rows(statement, office.administrator.pk)
    with acting(office.specialist), pytest.raises(DatabaseError), transaction.atomic():
        rows(statement, office.administrator.pk)


def test_without_the_secret_everybody_is_nobody(office, as_role):
    with as_role("none"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_identitysecret")
    with transaction.atomic():
        rows("SELECT set_config('chauban.person', %s, true)", f"{office.chief.pk}:x")
        assert rows("SELECT chauban_me()") == [(None,)]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO journal_line (id, act) VALUES (99, 'x')",
        "INSERT INTO journal_line (act, document_id, person_id) VALUES ('x', 999999, {me})",
        "INSERT INTO journal_line (act, person_id) VALUES ('x', {me} + 1)",
        "UPDATE rulebook_kind SET name = 'x'",
        "CREATE TEMPORARY TABLE people_identitysecret (secret text)",
    ],
)
def test_neither_may_a_signed_in_person(office, statement):
    with acting(office.specialist), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(me=office.specialist.pk))


def test_no_session_steps_into_the_common_role(db):
    """There triggers and restrictive policies of the web's and worker's roles would not look."""
    assert rows(
        "SELECT member::regrole::text, inherit_option, set_option FROM pg_auth_members"
        " WHERE roleid = 'chauban_app'::regrole ORDER BY 1"
    ) == [("chauban_web", True, False), ("chauban_worker", True, False)]


def test_a_sealed_key_is_one_persons(office, as_role):
    with as_role("none"), pytest.raises(DatabaseError), transaction.atomic():
        for person in (office.secretary, office.clerk):
            rows(
                "INSERT INTO mfa_authenticator (user_id, type, data, created_at)"
                " VALUES (%s, 'totp', '{\"secret\": \"x\"}', now()) RETURNING id",
                person.pk,
            )


def test_a_post_that_ended_stays_ended(office):
    with acting(office.administrator):
        rows("UPDATE people_post SET ends_on = current_date - 3 WHERE person_id = %s RETURNING id", office.chief.pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows("UPDATE people_post SET ends_on = NULL WHERE person_id = %s RETURNING id", office.chief.pk)
