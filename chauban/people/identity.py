"""Tells the database for whom this transaction acts; row-level security reads it there.

The number is proved by a keyed hash over it and the connection's own process number, so that SQL slipped into a
query can neither name another person nor replay a proof seen on another connection.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

from .models import Person

#: The identity of machines: indexing, reading, sealing. Only the worker's database role may use it.
SYSTEM = 0


def proof(person_id: int, backend_pid: int, secret: str) -> str:
    """The keyed hash the database function `chauban_me()` recomputes."""
    inner = hashlib.sha256(f"{secret}:{person_id}:{backend_pid}".encode()).hexdigest()
    return hashlib.sha256(f"{secret}:{inner}".encode()).hexdigest()


def become(person: Person | int | None) -> None:
    """Set the identity for the rest of the current transaction; `None` is nobody.

    Raises TransactionManagementError outside a transaction, where the setting would not last.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("become() needs a transaction")
    connection.ensure_connection()
    if person is None or (isinstance(person, Person) and person.pk is None):
        value = ""
    else:
        number = person if isinstance(person, int) else person.pk
        backend_pid = connection.connection.info.backend_pid
        value = f"{number}:{proof(number, backend_pid, settings.IDENTITY_SECRET)}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('chauban.person', %s, true)", [value])


@contextmanager
def acting(person: Person | int | None) -> Iterator[None]:
    """A transaction in which the database answers as for `person`; the former identity returns at its end."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('chauban.person', true)")
            before = cursor.fetchone()[0] or ""
        become(person)
        yield
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('chauban.person', %s, true)", [before])
