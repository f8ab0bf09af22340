"""Searching: the index proposes, the database disposes."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from chauban.documents.models import Document, DocumentPage
from chauban.documents.queries import readable
from chauban.kernel.among import among
from chauban.people.models import Person
from chauban.people.rights import givers, lent_unit_ids, unit_ids

from .asking import Question, read
from .entries import lent
from .index import IndexGone, doubting, searcher
from .matching import Narrowing, query
from .snippets import Finder, Piece, Snippet, best

PAGE = 20
#: No list of results goes further: whoever needs more asks more narrowly.
MOST = 200
#: Pages of one paper in which a place to show is looked for.
PAGES_LOOKED_AT = 60


@dataclass(frozen=True)
class Hit:
    """One document found."""

    document: Document
    subject: list[Piece]
    snippet: Snippet | None


@dataclass(frozen=True)
class Results:
    """One page of what was found. How many there are in all is never told."""

    question: Question
    hits: list[Hit]
    number: int
    more: bool
    #: The list was cut at MOST.
    cut: bool = False
    #: The index could not be read; only symbols and subjects were looked through.
    reduced: bool = False


def search(person: Person, typed: str, *, narrowing: Narrowing | None = None, number: int = 1) -> Results:
    """Page `number` of what the person may read and asked for, the likeliest first. Three statements.

    Every document shown was fetched through row-level security in this transaction, whatever the index believes.
    """
    question = read(typed)
    if not question.wanted:
        return Results(question, [], 1, more=False)
    narrowing = narrowing or Narrowing()
    try:
        ranked, reduced = _visible(_from_index(person, question, narrowing)), False
    except IndexGone:
        ranked, reduced = _from_database(question, narrowing), True
    number = max(1, min(number, MOST // PAGE))
    shown = ranked[(number - 1) * PAGE : number * PAGE]
    return Results(
        question, _hits(question, shown), number, more=len(ranked) > number * PAGE, cut=len(ranked) == MOST,
        reduced=reduced,
    )  # fmt: skip


def _from_index(person: Person, question: Question, narrowing: Narrowing) -> list[int]:
    """Numbers of documents by the index's own idea of rights, the likeliest first. Raises IndexGone."""
    principals = [f"p{person.pk}", *(f"u{unit}" for unit in unit_ids(person))]
    principals += [lent(f"p{giver.pk}") for giver in givers(person)]
    principals += [lent(f"u{unit}") for unit in lent_unit_ids(person)]
    _index, found = searcher()
    with doubting():
        asked = query(question, principals, person.clearance, narrowing)
        hits = found.search(asked, limit=MOST, count=False).hits
        return [int(number or 0) for number in found.fast_field_values("id", [address for _score, address in hits])]


def _visible(ids: list[int]) -> list[int]:
    """Those the database shows, in the same order."""
    seen = set(Document.objects.filter(among(ids)).values_list("pk", flat=True))
    return [number for number in ids if number in seen]


def _from_database(question: Question, narrowing: Narrowing) -> list[int]:
    """Without an index: every word in the symbol or the subject, the newest first."""
    documents = Document.objects.order_by("-id")
    for part in question.wanted:
        documents = documents.filter(_in_columns(part.text))
    for part in question.unwanted:
        documents = documents.exclude(_in_columns(part.text))
    if narrowing.kind_id:
        documents = documents.filter(kind=narrowing.kind_id)
    if narrowing.since:
        documents = documents.filter(issued_on__gte=narrowing.since)
    if narrowing.until:
        documents = documents.filter(issued_on__lte=narrowing.until)
    return list(documents.values_list("pk", flat=True)[:MOST])


def _in_columns(text: str) -> Q:
    whole_word = rf"\m{re.escape(text)}\M" if text.isalnum() else re.escape(text)
    return Q(symbol__icontains=text) | Q(subject__iregex=whole_word)


def _hits(question: Question, ids: list[int]) -> list[Hit]:
    finder = Finder.of(question)
    documents = {each.pk: each for each in readable().filter(among(ids))}
    pages: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for document_id, position, text in (
        DocumentPage.objects.filter(among(ids, "document"), position__lte=PAGES_LOOKED_AT)
        .order_by("document_id", "position")
        .values_list("document_id", "position", "page__text")
    ):
        pages[document_id].append((position, text))
    found = [documents[number] for number in ids if number in documents]
    return [Hit(each, finder.pieces(each.subject), best(finder, pages[each.pk])) for each in found]
