"""Reading the journal: the story of one document, the administrator's page, the proof of one line.

Row-level security decides which lines there are; nothing here widens that.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from chauban.kernel import text
from chauban.people.models import Person

from .heads import SignedHead
from .merkle import Place, fold, inclusion_holds, inclusion_places
from .models import Head, Leaf, Line
from .sealing import hash_of, hashes_at, signed
from .sentences import sentence

PAGE_LINES, OPTIONS = 50, 20
#: Acts that tell who looked; the story of a document leaves them out unless asked.
LOOKS = ("document.opened", "registry.asked_again")


@dataclass(frozen=True)
class Told:
    """One line as people read it."""

    id: int
    at: dt.datetime
    person: str
    sentence: str
    document_id: int | None = None


@dataclass(frozen=True)
class Wanted:
    """What the administrator looks for; None and empty mean all."""

    person_id: int | None = None
    act: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    document_id: int | None = None
    number: int | None = None


@dataclass(frozen=True)
class Page:
    """A page of lines, newest first, and where its neighbours begin (None at the ends)."""

    lines: list[Told]
    older_than: int | None
    newer_than: int | None


@dataclass(frozen=True)
class Inclusion:
    """That a line stands in the log under a signed head, checkable without us (RFC 9162, 2.1.3.2)."""

    line: Line
    index: int
    hash: bytes
    path: list[bytes]
    head: SignedHead


def people(q: str) -> list[dict[str, str]]:
    """Persons who work here or ever did, whose names have all the words of `q`; for a combobox."""
    found = Person.objects.all()
    for word in text.fold(text.collapse(q)).split():
        found = found.filter(folded__contains=word)
    rows = found.order_by("sort_name", "pk")[:OPTIONS]
    return [{"value": str(person.pk), "label": person.full_name, "hint": person.username} for person in rows]


def named(name: str) -> QuerySet[Person]:
    """Persons of this very name, marks and capitals aside."""
    return Person.objects.filter(folded=text.fold(text.collapse(name)))


def history(document_id: int) -> list[Told]:
    """The story of a document, oldest first, as far as the asker may read it, without its openings."""
    lines = Line.objects.filter(document_id=document_id).select_related("person").order_by("pk")
    return [_told(line) for line in lines.exclude(act__in=LOOKS)]


def page(wanted: Wanted, *, older_than: int | None = None, newer_than: int | None = None) -> Page:
    """A page of the journal by keyset: the lines before `older_than`, or those after `newer_than`."""
    lines = _matching(wanted).select_related("person")
    if newer_than is not None:
        found = list(lines.filter(pk__gt=newer_than).order_by("pk")[: PAGE_LINES + 1])
        shown = found[:PAGE_LINES][::-1]
        further, behind = len(found) > PAGE_LINES, True
    else:
        found = list((lines.filter(pk__lt=older_than) if older_than else lines).order_by("-pk")[: PAGE_LINES + 1])
        shown = found[:PAGE_LINES]
        further, behind = older_than is not None, len(found) > PAGE_LINES
    return Page(
        lines=[_told(line) for line in shown],
        older_than=shown[-1].pk if shown and behind else None,
        newer_than=shown[0].pk if shown and further else None,
    )


def _matching(wanted: Wanted) -> QuerySet[Line]:
    lines = Line.objects.all()
    if wanted.person_id:
        lines = lines.filter(person_id=wanted.person_id)
    if wanted.act:
        lines = lines.filter(act=wanted.act)
    if wanted.since:
        lines = lines.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        lines = lines.filter(at__lte=timezone.make_aware(dt.datetime.combine(wanted.until, dt.time.max)))
    if wanted.document_id:
        lines = lines.filter(document_id=wanted.document_id)
    if wanted.number:
        entered = Line.objects.filter(act="registry.entered", detail__number=wanted.number).values("document_id")
        lines = lines.filter(document_id__in=entered)
    return lines


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _told(line: Line) -> Told:
    person = str(line.person) if line.person else _("The system")
    return Told(line.pk, line.at, person, sentence(line.act, line.detail), line.document_id)


def newest_head() -> SignedHead | None:
    """The newest signed head, or None before anything was sealed."""
    head = Head.objects.first()
    return signed(head) if head else None


def inclusion(line_id: int) -> Inclusion | None:
    """The proof of a line under the newest head; None when the asker may not read the line or it is not sealed yet.

    The proof is checked before it is given, with the line as it reads now: an altered line has none.
    """
    line = Line.objects.filter(pk=line_id).first()
    leaf = Leaf.objects.filter(line_id=line_id).first() if line else None
    head = newest_head()
    if line is None or leaf is None or head is None or leaf.index >= head.size:
        return None
    rows = inclusion_places(leaf.index, head.size)
    stored = hashes_at(place for row in rows for place in row)
    path = [_folded(row, stored) for row in rows]
    digest = hash_of(line)
    if not inclusion_holds(digest, leaf.index, head.size, path, head.root):
        return None
    return Inclusion(line, leaf.index, digest, path, head)


def _folded(row: list[Place], stored: dict[Place, bytes]) -> bytes:
    return fold([stored.get(place, b"") for place in row])
