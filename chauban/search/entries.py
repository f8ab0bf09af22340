"""What the index holds of a document: its words with and without marks, who may read it, a few facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

import tantivy

from chauban.documents.models import Document, DocumentPage, Reader

from .words import bare_words, marked_words, squeezed

#: Raised whenever the fields below change: an index of another version is built anew.
VERSION = 2
#: Fields of text, each kept twice: without marks under its name, with marks under the name and "_marked".
TEXTS = ("subject", "about", "body")


@cache
def schema() -> tantivy.Schema:
    """The index's fields."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", indexed=True, fast=True)
    builder.add_text_field("principals", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("secrecy", indexed=True, fast=True)
    builder.add_unsigned_field("kind", indexed=True, fast=True)
    builder.add_unsigned_field("day", indexed=True, fast=True)
    #: The symbol in one piece (54nqtw) and in its parts.
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("symbol", tokenizer_name="whitespace")
    for name in TEXTS:
        builder.add_text_field(name, tokenizer_name="whitespace")
        builder.add_text_field(f"{name}_marked", tokenizer_name="whitespace")
    return builder.build()


def entries(document_ids: Iterable[int]) -> Iterator[tantivy.Document]:
    """The index's entries for those of the documents that exist. Three statements; runs as the machine."""
    ids = list(document_ids)
    principals: dict[int, set[str]] = defaultdict(set)
    for document_id, person_id, unit_id, lendable in Reader.objects.filter(document__in=ids).values_list(
        "document_id", "person_id", "unit_id", "lendable"
    ):
        principal = f"p{person_id}" if person_id else f"u{unit_id}"
        principals[document_id] |= {principal, lent(principal)} if lendable else {principal}
    bodies: dict[int, list[str]] = defaultdict(list)
    for document_id, text in (
        DocumentPage.objects.filter(document__in=ids)
        .order_by("document_id", "position")
        .values_list("document_id", "page__text")
    ):
        bodies[document_id].append(text)
    for document in Document.objects.filter(pk__in=ids).select_related("kind"):
        yield _entry(document, principals[document.pk], "\n".join(bodies[document.pk]))


def _entry(document: Document, principals: set[str], body: str) -> tantivy.Document:
    entry = tantivy.Document()
    entry.add_unsigned("id", document.pk)
    entry.add_unsigned("secrecy", document.secrecy)
    entry.add_unsigned("kind", document.kind_id or 0)
    entry.add_unsigned("day", document.issued_on.toordinal() if document.issued_on else 0)
    for principal in principals:
        entry.add_text("principals", principal)
    for key in keys(document.symbol):
        entry.add_text("key", key)
    entry.add_text("symbol", " ".join(bare_words(document.symbol)))
    for name, text in zip(TEXTS, (document.subject, _about(document), body), strict=True):
        entry.add_text(name, " ".join(bare_words(text)))
        entry.add_text(f"{name}_marked", " ".join(marked_words(text)))
    return entry


def lent(principal: str) -> str:
    """The principal as whoever stands in for them asks: for what was submitted or assigned to them, nothing else."""
    return f"lent-{principal}"


def keys(symbol: str) -> set[str]:
    """A symbol in one piece, with and without the zeros before its number (03-NQ/TU is 3-NQ/TU)."""
    key = squeezed(symbol)
    return {key, key.lstrip("0")} - {""}


def _about(document: Document) -> str:
    """Who wrote, signed and gets it, and what kind it is."""
    kind = document.kind.name if document.kind else ""
    fields = (
        kind, document.issuer_name, document.superior_name, document.signer_name, document.signer_post,
        document.recipients, document.note, document.place,
    )  # fmt: skip
    return "\n".join(fields)
