"""Who reads the journal as a whole. Lines of one document are read, through the database's rules, with the document."""

from __future__ import annotations

from chauban.people.models import Person
from chauban.people.rights import check_is_administrator


def check_may_read_journal(person: Person | None) -> None:
    """The administrator's page of all acts, heads and proofs; raises Refused."""
    check_is_administrator(person)
