"""What a person reads: lists drawn from the reader's side, and why each document may be read.

A list is never counted and never skipped through: a page begins after a document's number (keyset). Who reads nearly
everything would make the database look at everything; so a page is first drawn from the person's own reader rows and
from those of whom they stand in for, one short top-of-the-list per principal merged in SQL, and only a filter that
finds too little there is asked of the documents themselves.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from chauban.kernel.literal import Literal
from chauban.kernel.text import fold
from chauban.people.models import Person
from chauban.people.rights import givers, lent_unit_ids, unit_ids
from chauban.rulebook.models import Kind

from ..models import Document, Reader, Seen
from ..states import Basis

M = TypeVar("M", bound=Model)
#: Reader rows looked at for a page, as a multiple of its length; more when a filter will drop most of them.
DRAWN, DRAWN_FILTERED = 4, 15


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; an empty value narrows nothing. Days are both included."""

    kind: Kind | None = None
    issuer: str = ""
    direction: str = ""
    urgency: int | None = None
    urgent_from: int | None = None
    secrecy: int | None = None
    issued_from: dt.date | None = None
    issued_to: dt.date | None = None
    #: The first day on which it was recorded here.
    recorded_from: dt.date | None = None
    #: Only what was sent to the reader to know; `unread` only what they have not opened since.
    sent: bool = False
    unread: bool = False
    #: A condition on documents that a room above adds, such as their register.
    also: Q | None = None

    @property
    def condition(self) -> Q:
        """The condition on a document's own columns."""
        columns = {
            "kind": self.kind, "direction": self.direction, "secrecy": self.secrecy, "urgency": self.urgency,
            "urgency__gte": self.urgent_from, "issued_on__gte": self.issued_from, "issued_on__lte": self.issued_to,
            "created_at__gte": _midnight(self.recorded_from),
        }  # fmt: skip
        condition = Q(**{name: value for name, value in columns.items() if value not in (None, "")})
        if self.urgency or self.urgent_from:
            condition &= Q(urgency__gt=Literal(0))  # as the index of the urgent says it
        if self.issuer:
            # Between its bars `likeness` holds the agency folded, so that "so y te" finds Sở Y tế.
            between = rf"\|[^|]*{re.escape(fold(self.issuer).strip())}[^|]*\|"
            condition &= Q(likeness__regex=between) | Q(issuer_name__icontains=self.issuer.strip())
        return condition & self.also if self.also is not None else condition


def _midnight(day: dt.date | None) -> dt.datetime | None:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min)) if day else None


@dataclass(frozen=True)
class Page:
    """One page of a list, newest document first, and the numbers its neighbours begin at (none at the ends)."""

    documents: list[Document]
    #: Ask with `after` this number for the newer page, with `before` the other for the older one.
    newer: int | None
    older: int | None


def readable() -> QuerySet[Document]:
    """Every document that row-level security shows to the transaction's person."""
    return Document.objects.select_related("kind")


def readable_page(
    person: Person,
    *,
    filters: Filters | None = None,
    before: int | None = None,
    after: int | None = None,
    limit: int = 30,
) -> Page:
    """Documents the person may read, newest first, older than `before` or newer than `after`.

    Two statements, or a third when a filter leaves too little of the person's newest reader rows.
    """
    filters = filters or Filters()
    found = _from_reader_side(person, filters, before, after, limit + 1)
    if found is None:
        found = _from_document_side(person, filters, before, after, limit + 1)
    more, shown = len(found) > limit, found[:limit]
    if after is not None:
        shown.reverse()
        return Page(shown, shown[0].pk if more and shown else None, shown[-1].pk if shown else after + 1)
    return Page(
        shown,
        newer=None if before is None else (shown[0].pk if shown else before - 1),
        older=shown[-1].pk if more else None,
    )


def _from_reader_side(
    person: Person, filters: Filters, before: int | None, after: int | None, wanted: int
) -> list[Document] | None:
    """The first `wanted` documents by the person's reader rows, or None when too few rows were looked at to know."""
    looked_at = wanted * (DRAWN if filters == Filters() else DRAWN_FILTERED)
    drawn = list(_drawn(person, before, after, looked_at, only_sent=filters.sent or filters.unread))
    documents = _narrowed(readable().filter(pk__in=set(drawn)), person, filters)
    found = list(_ordered(documents, after)[:wanted])
    return found if len(found) == wanted or len(drawn) < looked_at else None


def _drawn(
    person: Person, before: int | None, after: int | None, count: int, *, only_sent: bool
) -> QuerySet[Reader, int]:
    """Numbers of documents from the person's newest (or, after a number, oldest) reader rows, repeated per row."""
    rows = _bounded(Reader.objects.all(), "document_id", before, after)
    if only_sent:
        rows = rows.filter(basis=Literal(Basis.SENT))
    order = "document_id" if after is not None else "-document_id"
    ids = rows.order_by(order).values_list("document_id", flat=True)
    mine = ids.filter(person=person)[:count]
    others = [ids.filter(unit=unit)[:count] for unit in sorted(set(unit_ids(person)))]
    if not only_sent:
        lent = ids.filter(lendable=True)
        others += [lent.filter(person=giver)[:count] for giver in givers(person)]
        others += [lent.filter(unit=unit)[:count] for unit in lent_unit_ids(person)]
    merged = mine.union(*others, all=True) if others else mine
    return merged.order_by(order)[:count] if others else merged


def _from_document_side(
    person: Person, filters: Filters, before: int | None, after: int | None, wanted: int
) -> list[Document]:
    documents = _bounded(readable(), "id", before, after)
    return list(_ordered(_narrowed(documents, person, filters), after)[:wanted])


def _narrowed(documents: QuerySet[Document], person: Person, filters: Filters) -> QuerySet[Document]:
    documents = documents.filter(filters.condition)
    if filters.sent or filters.unread:
        documents = documents.filter(Exists(sent_to(person, unopened=filters.unread).filter(document=OuterRef("pk"))))
    return documents


def _bounded(rows: QuerySet[M], column: str, before: int | None, after: int | None) -> QuerySet[M]:
    if after is not None:
        return rows.filter(**{f"{column}__gt": after})
    return rows.filter(**{f"{column}__lt": before}) if before is not None else rows


def _ordered(documents: QuerySet[Document], after: int | None) -> QuerySet[Document]:
    return documents.order_by("id" if after is not None else "-id")


def sent_to(person: Person, *, unopened: bool = False) -> QuerySet[Reader]:
    """The person's reader rows of what others sent them to know; with `unopened`, not opened since it was sent."""
    rows = Reader.objects.filter(
        Q(person=person) | Q(unit__in=unit_ids(person)), basis=Basis.SENT
    ).exclude(granted_by=person)  # fmt: skip
    return rows.filter(unopened__person=person) if unopened else rows


def lately_opened(person: Person, limit: int = 8) -> list[Document]:
    """The documents the person opened last, the latest first. One statement."""
    rows = Seen.objects.filter(person=person).select_related("document__kind").order_by("-at")[:limit]
    return [row.document for row in rows]
