"""What a stream asks the database: whose it is, and who of its listeners may read a document. Plain Django, in a thread
of its own with the one connection it needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user
from django.db import connection, transaction
from django.http import HttpRequest, parse_cookie

from chauban.people.identity import become
from chauban.people.models import Person
from chauban.people.rights import givers, lent_unit_ids, unit_ids
from chauban.people.sessions import SessionStore


@dataclass(frozen=True)
class Visitor:
    """Who listens: a person, whom and which units it concerns, and the key of their session in the database.

    Besides their own these are those in whose stead they act at this moment.
    """

    person: int
    people: frozenset[int]
    units: frozenset[int]
    session: str


def visitor(cookies: str) -> Visitor | None:
    """Who is signed in by these cookies; nobody when the session or the account ended. Three statements."""
    request = HttpRequest()
    request.session = SessionStore.of_cookie(parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME))
    person = get_user(request)
    key = request.session.session_key
    if not isinstance(person, Person) or person.must_change_password or key is None:
        return None
    people = {person.pk, *(giver.pk for giver in givers(person))}
    return Visitor(person.pk, frozenset(people), frozenset([*unit_ids(person), *lent_unit_ids(person)]), key)


def readers_among(people: Iterable[int], document: int) -> set[int]:
    """Those of `people` who may read the document, asked as each of them. Two statements a person."""
    found = set()
    with transaction.atomic(), connection.cursor() as cursor:
        for person in people:
            become(person)
            cursor.execute("SELECT chauban_may_read(%s)", [document])
            if cursor.fetchone()[0]:
                found.add(person)
        become(None)
    return found
