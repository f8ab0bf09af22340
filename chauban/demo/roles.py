"""The demonstration signs in to the database as its owner and acts in the roles of the web and the worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


def allow() -> None:
    """Let an owner who is no superuser (an office's own server) act in the roles it made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            cursor.execute("GRANT chauban_web, chauban_worker TO CURRENT_USER WITH INHERIT FALSE, SET TRUE")


@contextmanager
def database_role(role: str) -> Iterator[None]:
    """Run the block as `chauban_web` or `chauban_worker`, under the rights of that role."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
