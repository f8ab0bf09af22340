"""Reading registers and their books. Every function costs a constant number of statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, QuerySet

from chauban.documents.models import Correction, Document, DocumentPage
from chauban.journal.models import Line

from .columns import digest, line_of
from .models import Entry, Register, SignOff, Volume

PAGE = 50


@dataclass(frozen=True)
class Period:
    """Days of arrival and numbers, both ends included; None is open."""

    since: dt.date | None = None
    until: dt.date | None = None
    first: int | None = None
    last: int | None = None

    def limit(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        """Only entries that arrived in these days under these numbers."""
        ends = {
            "arrived_on__gte": self.since, "arrived_on__lte": self.until, "number__gte": self.first,
            "number__lte": self.last,
        }  # fmt: skip
        return entries.filter(**{name: value for name, value in ends.items() if value is not None})


@dataclass(frozen=True)
class BookPage:
    """Rows of a book, newest number first, and the numbers from which the neighbouring pages start."""

    entries: list[Entry]
    older: int | None
    newer: int | None


def registers() -> QuerySet[Register]:
    """All registers the reader may know of, with their books, by agency."""
    return Register.objects.select_related("agency", "kind", "keeper").prefetch_related("readers", "volumes")


def is_in_use(register: Register) -> bool:
    """Whether numbers were given, asked of the database, since an administrator sees no books of classified papers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_in_use(%s)", [register.pk])
        return bool(cursor.fetchone()[0])


def volumes() -> QuerySet[Volume]:
    """Books with their registers."""
    return Volume.objects.select_related("register__agency__parent", "register__keeper", "register__kind", "closed_by")


def _rows(volume: Volume) -> QuerySet[Entry]:
    return Entry.objects.filter(volume=volume).select_related("volume__register", "document__kind", "voided_by")


def book(volume: Volume, period: Period, *, at: int | None = None, above: int | None = None) -> BookPage:
    """One page of the book: from number `at` downwards, or the page that ends just above number `above`."""
    entries = period.limit(_rows(volume))
    if above is not None:
        found = list(entries.filter(number__gt=above).order_by("number")[: PAGE + 1])
        rows = found[:PAGE][::-1]
        if rows:
            return BookPage(rows, older=above, newer=rows[0].number if len(found) > PAGE else None)
    # Nothing above: the book from its newest number, or from `at`.
    below = entries if at is None else entries.filter(number__lte=at)
    found = list(below.order_by("-number")[: PAGE + 1])
    older_start = found[PAGE].number if len(found) > PAGE else None
    top = found[0].number if found else None
    newer = top if at is not None and top is not None and top < volume.last_number else None
    return BookPage(found[:PAGE], older_start, newer)


def printed(volume: Volume, period: Period) -> QuerySet[Entry]:
    """The rows of a printed book, first number first."""
    return period.limit(_rows(volume)).order_by("number")


def lines_between(volume: Volume, first: int, last: int) -> Iterator[Entry]:
    """The entries of numbers `first` to `last` that the reader sees, in order, read in pieces."""
    return _rows(volume).filter(number__range=(first, last)).order_by("number").iterator(chunk_size=500)


def entries() -> QuerySet[Entry]:
    """Entries with all that their pages show."""
    return Entry.objects.select_related(
        "volume__register__agency", "volume__register__keeper", "document__kind", "entered_by", "voided_by"
    )  # fmt: skip


#: What the book's own three columns said before is kept among the corrections, too, but no form of the paper shows it.
OF_THE_ROW = ("receiver", "passed_on", "book_note")


def last_correction(document: Document) -> Correction | None:
    """The newest correction of the paper's fields, by which a form made before it is known. One statement."""
    rows = Correction.objects.filter(document=document).exclude(field__in=OF_THE_ROW)
    return rows.select_related("person").first()


def last_passing(document: Document) -> Line | None:
    """The journal's newest line on whom the paper was passed to. One statement."""
    return Line.objects.filter(document_id=document.pk, act="registry.passed").select_related("person").first()


#: The last in this order is the number under which a document stands: the newest in force, else the newest voided one.
STANDING = (F("voided_at").desc(nulls_last=True), "pk")


def entry_of(document: Document) -> Entry | None:
    """The number under which a document stands, in force or voided."""
    entry = entries().filter(document=document).order_by(*STANDING).last()
    if entry is not None:
        document.__dict__["_register"] = entry.volume.register
    return entry


def register_of(document: Document) -> Register | None:
    """The register that holds the document, where the asker may know; read once, since it never changes."""
    if "_register" not in document.__dict__:
        entry_of(document)
    kept: Register | None = document.__dict__.get("_register")
    return kept


def keeping_agency(document: Document) -> int | None:
    """The agency whose register holds the document, where the asker may know."""
    register = register_of(document)
    return register.keeper.agency_id if register else None


def entries_of(documents: Iterable[int]) -> dict[int, Entry]:
    """The number under which each of these documents stands, in force or voided, with its book. One statement."""
    rows = Entry.objects.filter(document__in=list(documents)).select_related("volume__register", "entered_by")
    return {row.document_id: row for row in rows.order_by(*STANDING)}


def pages_of(document: Document) -> QuerySet[DocumentPage]:
    """The document's pages in order, each with the files of its image and of its archival copy."""
    return DocumentPage.objects.filter(document=document).select_related("document", "page__image", "page__archival")


@dataclass(frozen=True)
class Checked:
    """A sign-off and whether the rows still say what was signed; None when the reader does not see them all."""

    sign_off: SignOff
    agrees: bool | None


def sign_offs(volume: Volume) -> list[Checked]:
    """All sign-offs of a book, newest first, compared with the rows as they stand now (reads the rows once)."""
    done = list(SignOff.objects.filter(volume=volume).select_related("person"))
    if not done:
        return []
    first, last = min(each.first_number for each in done), max(each.last_number for each in done)
    lines = [line_of(entry) for entry in lines_between(volume, first, last)]
    checked = []
    for each in done:
        held = [line for line in lines if each.first_number <= line.number <= each.last_number]
        whole = len(held) == each.last_number - each.first_number + 1
        checked.append(Checked(each, digest(held) == each.digest if whole else None))
    return checked


def not_signed(checked: Iterable[Checked], last: int) -> tuple[int, int] | None:
    """The first run of numbers up to `last` that no sign-off of the book holds, as its two ends; None when all are."""
    first = 1
    for each in sorted((one.sign_off for one in checked), key=lambda sign_off: sign_off.first_number):
        if each.first_number > first:
            return first, each.first_number - 1
        first = max(first, each.last_number + 1)
    return (first, last) if first <= last else None


def lately_used() -> int | None:
    """Id of the register for ordinary papers in which whoever asks entered their last one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_lately_used()")
        found: int | None = cursor.fetchone()[0]
    return found
