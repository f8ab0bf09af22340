"""What a registry has to bring up: papers that went nowhere yet, that came back, that are on their way; questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from chauban.documents.models import Document
from chauban.documents.states import Direction
from chauban.kernel.among import among
from chauban.kernel.clock import today
from chauban.people.models import Person
from chauban.people.rights import unit_ids
from chauban.people.states import Role
from chauban.registry.models import Entry

from .. import states
from ..models import Question, Rule, Submission
from .rules import fits, rules
from .waiting import questions

#: Days after its arrival for which a paper that went nowhere yet is looked for, and how many a page lists.
LATELY, MOST = 60, 100


@dataclass(frozen=True)
class Paper:
    """A registered paper, the rule it goes by, and how its last submission ended when it came back."""

    document: Document
    entry: Entry
    rule: Rule | None
    back: Submission | None


@dataclass(frozen=True)
class Bringing:
    """What waits for a registry clerk on the way up."""

    returned: list[Paper]
    fresh: list[Paper]
    on_their_way: list[Submission]
    questions: list[Question]
    #: How many papers wait to be submitted, and the page of them that is shown, from 1.
    count: int
    page: int
    pages: int


def bringing(person: Person, page: int = 1) -> Bringing:
    """What came back first, then the urgent; a page past the end is the last one. Seven statements."""
    ids = _in_order(person)
    pages = max(1, -(-len(ids) // MOST))
    page = min(max(page, 1), pages)
    papers = _papers(ids[(page - 1) * MOST : page * MOST])
    return Bringing(
        [paper for paper in papers if paper.back is not None],
        [paper for paper in papers if paper.back is None],
        list(on_their_way(person)[:MOST]),
        list(questions(person)[:MOST]),
        len(ids),
        page,
        pages,
    )


def to_submit(person: Person, documents: Collection[int]) -> list[Paper]:
    """Of these documents, those that wait to be submitted by the person's registries. Four statements."""
    return _papers(list(entries_to_submit(person).filter(document__in=documents).values_list("pk", flat=True)))


def _in_order(person: Person) -> list[int]:
    """The entries of all papers that wait to be submitted, those that came back first. One statement."""
    came_back = ExpressionWrapper(Q(document__handling__state=states.Handling.REGISTRY), BooleanField())
    rows = entries_to_submit(person).alias(came_back=Coalesce(came_back, False))
    return list(rows.order_by("-came_back", "-document__urgency", "-pk").values_list("pk", flat=True))


def _papers(ids: list[int]) -> list[Paper]:
    """What a line tells of these entries, in their order. Three statements."""
    found = {entry.pk: entry for entry in entries_shown(ids)}
    entries = [found[pk] for pk in ids if pk in found]
    back = _last_ended([entry.document_id for entry in entries])
    known = [rule for rule in rules() if not rule.retired]
    return [Paper(entry.document, entry, _first(known, entry), back.get(entry.document_id)) for entry in entries]


def entries_to_submit(person: Person) -> QuerySet[Entry]:
    """Entries of the person's registers whose papers wait to be submitted: new ones, and whatever came back."""
    since = today() - dt.timedelta(days=LATELY)
    return Entry.objects.filter(
        document__in=RawSQL("SELECT routing_to_submit(%s)", [since]),
        volume__register__keeper__in=unit_ids(person, Role.CLERK),
        voided_at=None,
        document__direction=Direction.INCOMING,
    ).select_related(*OF_ENTRY)


OF_ENTRY = ("document__kind", "document__issuer", "volume__register")


def entries_shown(ids: Iterable[int]) -> QuerySet[Entry]:
    """These entries with all that a line tells of them."""
    return Entry.objects.filter(among(ids)).select_related(*OF_ENTRY)


def _last_ended(documents: list[int]) -> dict[int, Submission]:
    rows = (
        Submission.objects.filter(document__in=documents).select_related("to", "ended_by", "ended_for").order_by("pk")
    )
    return {row.document_id: row for row in rows}


def _first(known: list[Rule], entry: Entry) -> Rule | None:
    agency = entry.volume.register.agency_id
    return next((rule for rule in known if rule.agency_id == agency and fits(rule, entry.document)), None)


def on_their_way(person: Person) -> QuerySet[Submission]:
    """Submissions of papers of the person's registers that a leader still has to answer, the newest first."""
    entries = Entry.objects.filter(
        document=OuterRef("document"), volume__register__keeper__in=unit_ids(person, Role.CLERK), voided_at=None
    )
    related = ("document__kind", "to", "onward_to", "submitted_by")
    rows = Submission.objects.filter(Exists(entries), state__in=states.OPEN_SUBMISSION, ended_at=None)
    return rows.select_related(*related).order_by("-pk")
