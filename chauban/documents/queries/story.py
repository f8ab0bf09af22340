"""The story of one document: why it may be read and by whom, what was corrected, what it cites, what it holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chauban.people.models import Person
from chauban.people.rights import delegations_now, lent_posts, unit_ids
from chauban.people.states import Scope, Secrecy

from ..models import Citation, Correction, Document, DocumentFile, DocumentPage
from ..states import LENT, Basis


@dataclass(frozen=True)
class Reason:
    """One reason why the person may read a document."""

    sentence: str
    #: What the sender wrote with it.
    note: str
    at: dt.datetime


@dataclass(frozen=True)
class Reading:
    """One reader of a document, a person or a whole unit, and on what ground."""

    id: int
    name: str
    person_id: int | None
    unit_id: int | None
    basis: str
    note: str
    sender: str
    sender_id: int
    at: dt.datetime
    #: When this person last opened it; units have none.
    opened_at: dt.datetime | None

    @property
    def sent(self) -> bool:
        return self.basis == Basis.SENT

    @property
    def ground(self) -> str:
        """The ground in words."""
        if self.sent:
            return _("sent by %(sender)s") % {"sender": self.sender}
        return str(Basis(self.basis).label)


def readers(document: Document) -> list[Reading]:
    """All who may read the document, told only to whoever may read it; registers' units first. One statement.

    Whether each is cleared for a classified one is not shown here: clearance is checked when they ask.
    """
    sql = (
        "SELECT r.id, coalesce(p.full_name, u.name), r.person_id, r.unit_id, r.basis, r.note, g.full_name,"
        " g.id, r.granted_at, s.at FROM chauban_readers(%s) r"
        " LEFT JOIN people_person p ON p.id = r.person_id LEFT JOIN people_unit u ON u.id = r.unit_id"
        " JOIN people_person g ON g.id = r.granted_by_id"
        " LEFT JOIN documents_seen s ON s.document_id = r.document_id AND s.person_id = r.person_id"
        " ORDER BY r.basis = 'sent', r.unit_id IS NULL, r.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [document.pk])
        return [Reading(*row) for row in cursor.fetchall()]


def why(person: Person, document: Document, all_readers: list[Reading] | None = None) -> list[Reason]:
    """Every ground on which the person reads the document, in sentences, and the clearance it takes.

    One statement, or none when `readers(document)` is at hand.
    """
    rows = readers(document) if all_readers is None else all_readers
    units = set(unit_ids(person))
    mine = [row for row in rows if row.person_id == person.pk or row.unit_id in units]
    reasons = [Reason(_reason(row), row.note, row.at) for row in mine]
    if document.secrecy == Secrecy.NORMAL:
        reasons += _lent_reasons(person, [row for row in rows if row.basis in LENT])
    if document.secrecy > Secrecy.NORMAL and reasons:
        level = Secrecy(person.clearance).label
        sentence = _("It is classified; you are cleared up to “%(level)s”.") % {"level": level}
        reasons.append(Reason(sentence, "", reasons[0].at))
    return reasons


def _reason(row: Reading) -> str:
    words = {"sender": row.sender, "unit": row.name}
    if row.basis == Basis.SENT:
        if row.unit_id:
            return _("%(sender)s sent it to your unit, %(unit)s, to know.") % words
        return _("%(sender)s sent it to you to know.") % words
    if row.basis == Basis.SUBMITTED:
        return _("%(sender)s submitted it to you.") % words
    if row.basis == Basis.ASSIGNED:
        if row.unit_id:
            return _("It was given to your unit, %(unit)s, to handle or to know.") % words
        return _("It was given to you to handle or to know.")
    return _("You work in %(unit)s, which reads everything entered in its register.") % words


def _lent_reasons(person: Person, rows: list[Reading]) -> list[Reason]:
    """Grounds that are another's, for as long as the person stands in for them."""
    reasons = []
    for row in rows:
        heads = {post.person_id for post in lent_posts(person) if post.unit_id == row.unit_id}
        for lent in delegations_now(person):
            directs = lent.giver_id in heads and lent.scope != Scope.ANNOTATIONS
            if directs or lent.giver_id == row.person_id:
                words = {"giver": lent.giver.full_name, "until": f"{timezone.localtime(lent.ends_at):%H:%M %d/%m/%Y}"}
                reasons.append(Reason(_("You stand in for %(giver)s until %(until)s.") % words, row.note, row.at))
                break
    return reasons


#: Corrected fields that are not the document's own: its entry's in a register.
OF_THE_ENTRY = {
    "arrived_on": gettext_lazy("arrival date"),
    "receiver": gettext_lazy("unit or person receiving"),
    "passed_on": gettext_lazy("date passed on"),
    "book_note": gettext_lazy("remark in the book"),
}


@dataclass(frozen=True)
class Corrected:
    """One correction as people read it."""

    field: str
    before: str
    after: str
    reason: str
    person: str
    at: dt.datetime


def corrections(document: Document) -> list[Corrected]:
    """What stood before and after in each corrected field, the latest first. One statement."""
    rows = Correction.objects.filter(document=document).select_related("person")
    return [
        Corrected(_label(row.field), row.before, row.after, row.reason, row.person.full_name, row.at) for row in rows
    ]


def _label(field: str) -> str:
    label = str(OF_THE_ENTRY[field] if field in OF_THE_ENTRY else Document._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


@dataclass(frozen=True)
class Cited:
    """A document named in this one's text, and its number here when the reader may see it."""

    symbol: str
    kind_name: str
    issuer_name: str
    issued_on: dt.date | None
    document_id: int | None


def citations(document: Document) -> list[Cited]:
    """What the text cites, each linked to the readable document of that symbol (and date, if one is given).

    Two statements, one when nothing is cited. Several papers of one symbol: the newest is linked.
    """
    rows = list(Citation.objects.filter(document=document))
    known: dict[tuple[str, dt.date | None], int] = {}
    if rows:
        here = Document.objects.filter(symbol__in={row.symbol for row in rows}).exclude(pk=document.pk).order_by("id")
        for number, symbol, issued_on in here.values_list("id", "symbol", "issued_on"):
            known[symbol, issued_on] = known[symbol, None] = number
    return [
        Cited(row.symbol, row.kind_name, row.issuer_name, row.issued_on, known.get((row.symbol, row.issued_on)))
        for row in rows
    ]


def pages(document: Document) -> QuerySet[DocumentPage]:
    """The document's pages in order, without the text read on them."""
    return (
        DocumentPage.objects.filter(document=document)
        .select_related("page")
        .only("document", "position", "page__width", "page__height")
        .order_by("position")
    )


def files(document: Document) -> QuerySet[DocumentFile]:
    """The document's files: the original first."""
    return DocumentFile.objects.filter(document=document).select_related("file").order_by("-role", "id")
