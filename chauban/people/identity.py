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


def proof(what: int | str, backend_pid: int, secret: str) -> str:
    """The keyed hash that the database recomputes: `chauban_me()` over a person's number, `chauban_vouches()` over
    what the application vouches for."""
    inner = hashlib.sha256(f"{secret}:{what}:{backend_pid}".encode()).hexdigest()
    return hashlib.sha256(f"{secret}:{inner}".encode()).hexdigest()


def become(person: Person | int | None) -> None:
    """Set the identity for the rest of the current transaction; `None` is nobody.

    Raises TransactionManagementError outside a transaction, where the setting would not last.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("become() needs a transaction")
    _set(_claim(person))


@contextmanager
def vouching(what: str) -> Iterator[None]:
    """Let the database know that the application itself does this, for as long as the block lasts."""
    connection.ensure_connection()
    _say_vouched(proof(what, connection.connection.info.backend_pid, settings.IDENTITY_SECRET))
    yield
    _say_vouched("")


def _say_vouched(said: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('chauban.vouched', %s, true)", [said])


def _claim(person: Person | int | None) -> str:
    """What the database's `chauban_me()` checks: the number and its proof for this connection; empty is nobody."""
    connection.ensure_connection()
    if person is None or (isinstance(person, Person) and person.pk is None):
        return ""
    number = person if isinstance(person, int) else person.pk
    return f"{number}:{proof(number, connection.connection.info.backend_pid, settings.IDENTITY_SECRET)}"


def _set(claim: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('chauban.person', %s, true)", [claim])


@contextmanager
def acting(person: Person | int | None) -> Iterator[None]:
    """A transaction in which the database answers as for `person`; the former identity returns at its end.

    In the outermost transaction there is none to return to, since the setting ends with it.
    """
    inside = connection.in_atomic_block
    with transaction.atomic():
        before, now = _current() if inside else "", _claim(person)
        if now != before or not inside:
            _set(now)
        yield
        if inside and now != before:
            _set(before)


def _current() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('chauban.person', true)")
        return cursor.fetchone()[0] or ""
