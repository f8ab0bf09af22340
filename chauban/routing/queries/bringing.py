"""What a registry has to bring up: papers that went nowhere yet, that came back, that are on their way; questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

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

#: Days after its arrival for which a paper that went nowhere yet is looked for, and how many are listed.
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


def bringing(person: Person) -> Bringing:
    """All of it, the urgent first. Six statements."""
    papers = to_submit(person)
    return Bringing(
        [paper for paper in papers if paper.back is not None],
        [paper for paper in papers if paper.back is None],
        list(on_their_way(person)[:MOST]),
        list(questions(person)[:MOST]),
    )


def to_submit(person: Person) -> list[Paper]:
    """Papers of the person's registers that wait to be submitted, returned ones among them. Four statements."""
    entries = list(entries_to_submit(person).order_by("-document__urgency", "-pk")[:MOST])
    back = _last_ended([entry.document_id for entry in entries])
    known = [rule for rule in rules() if not rule.retired]
    return [
        Paper(entry.document, entry, _first(known, entry), back.get(entry.document_id)) for entry in entries
    ]  # fmt: skip


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
