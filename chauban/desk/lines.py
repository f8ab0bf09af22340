"""A document as one line of the desk or of a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chauban.documents.models import Document
from chauban.documents.queries import sent_to
from chauban.documents.states import Urgency
from chauban.people.models import Person
from chauban.registry.models import Entry
from chauban.registry.queries import entries_of
from chauban.rulebook.standing import Standing, standing


@dataclass(frozen=True)
class Line:
    """What a line shows of a document."""

    document: Document
    entry: Entry | None
    #: Sent to the person and not opened since.
    unread: bool = False

    @property
    def pressing(self) -> bool:
        return self.document.urgency > Urgency.NORMAL

    @property
    def standing(self) -> Standing | None:
        """How the day on which an answer is due stands."""
        return standing(self.document.reply_by) if self.document.reply_by else None


def lines(person: Person, documents: Iterable[Document]) -> list[Line]:
    """The documents as lines, in the same order. Two statements."""
    documents = list(documents)
    ids = [document.pk for document in documents]
    entries = entries_of(ids)
    unread = set(sent_to(person, unopened=True).filter(document__in=ids).values_list("document_id", flat=True))
    return [Line(document, entries.get(document.pk), document.pk in unread) for document in documents]
