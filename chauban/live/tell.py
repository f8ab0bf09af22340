"""`tell()`: an act lets those whom it concerns know, at once and without saying what."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from .told import CHANNEL, payloads

#: With who does it: nobody is rung for what they do themselves.
TELL = "SELECT pg_notify(%s, %s || coalesce(' b:' || nullif(chauban_me(), 0), ''))"


def tell(
    *, people: Iterable[int] = (), units: Iterable[int] = (), document: int | None = None, urgent: bool = False
) -> None:
    """Have the open desks of these people, and of those who hold a post in these units, look again.

    Part of an act: PostgreSQL delivers it when the act's transaction commits, and never when it does not. All are ids.
    With `document` only those are told who may read that document, and its open pages look again, too; changes to a
    document tell its open pages by themselves (trigger on the journal). `urgent` rings, where the person wants that.
    """
    with connection.cursor() as cursor:
        for payload in payloads(people, units, document, urgent):
            cursor.execute(TELL, [CHANNEL, payload])
