"""A document as one line of the desk or of a list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from chauban.documents.models import Document
from chauban.documents.queries import Sending, sent_to
from chauban.documents.states import Urgency
from chauban.kernel.clock import today
from chauban.people.models import Person
from chauban.registry.models import Entry, Register


@dataclass(frozen=True)
class Entered:
    """What a line shows of a document's entry; plain values, since a page has forty."""

    number: int
    arrived_on: dt.date
    voided_at: dt.datetime | None
    arrival: bool


@dataclass(frozen=True)
class Line:
    """What a line shows of a document."""

    document: Document
    entry: Entered | None
    #: Sent to the person and not opened since.
    unread: bool = False
    sending: Sending | None = None

    @property
    def pressing(self) -> bool:
        return self.document.urgency > Urgency.NORMAL

    @property
    def days_left(self) -> int | None:
        """Whole days until the day an answer is due, negative when it has passed."""
        due: dt.date | None = self.document.reply_by
        return (due - today()).days if due else None

    @property
    def days_over(self) -> int:
        return max(0, -(self.days_left or 0))


def lines(person: Person, documents: Iterable[Document]) -> list[Line]:
    """The documents as lines, in the same order. Two statements."""
    documents = list(documents)
    ids = [document.pk for document in documents]
    entries = entries_of(ids)
    unread = set(sent_to(person, unopened=True).filter(document__in=ids).values_list("document_id", flat=True))
    return [Line(document, entries.get(document.pk), document.pk in unread) for document in documents]


def sent_lines(sendings: Iterable[Sending]) -> list[Line]:
    """What was sent to know, as lines. One statement."""
    sendings = list(sendings)
    entries = entries_of([sending.document.pk for sending in sendings])
    return [Line(each.document, entries.get(each.document.pk), unread=True, sending=each) for each in sendings]


def entries_of(document_ids: Iterable[int]) -> dict[int, Entered]:
    """The number each document is known by: the newest in force, else the newest voided one. One statement."""
    rows = (
        Entry.objects.filter(document__in=list(document_ids))
        .order_by(F("voided_at").desc(nulls_last=True), "pk")
        .values_list("document_id", "number", "arrived_on", "voided_at", "volume__register__direction")
    )
    arrivals = Register.Direction.ARRIVALS
    return {
        document: Entered(number, arrived_on, voided_at, direction == arrivals)
        for document, number, arrived_on, voided_at, direction in rows
    }
