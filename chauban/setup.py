"""What makes an installation ready: roles, tables, rule packs. All of it may be done again without harm."""

from __future__ import annotations

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from chauban import database, secrets_kept


def prepare(*, url: str) -> None:
    """Bring the database up to this version. Runs in the owner's role; idempotent.

    `url` is DATABASE_URL or empty; on an office's own server the application's roles get passwords of their own.
    """
    if url:
        give_passwords()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(7342)")
    call_command("migrate", verbosity=0, interactive=False)
    store_identity_secret()
    from chauban.rulebook.acts import load_packs

    load_packs()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(7342)")


def give_passwords() -> None:
    """Make the application's roles on the office's own server, with the passwords kept in the data directory."""
    from psycopg import sql

    with connection.cursor() as cursor:
        for role in database.APP_ROLES.values():
            password = secrets_kept.text(settings.DATA, f"password-{role}")
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            verb = "ALTER" if cursor.fetchone() else "CREATE"
            cursor.execute(
                sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(
                    sql.SQL(verb), sql.Identifier(role), sql.Literal(password)
                )
            )


def store_identity_secret() -> None:
    """Give the database the secret by which it proves identities; no application role can read it there."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_identitysecret (secret) VALUES (%s)"
            " ON CONFLICT (one) DO UPDATE SET secret = excluded.secret",
            [settings.IDENTITY_SECRET],
        )
