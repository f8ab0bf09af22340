"""What waits for a leader, which paper comes next, and who usually gets the leader's work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from chauban.documents.models import Document, DocumentPage
from chauban.kernel.clock import today
from chauban.people.absences import away_until, away_words
from chauban.people.models import Delegation, Person, Unit
from chauban.people.queries import current_posts
from chauban.people.states import Role, Scope
from chauban.registry.models import Entry
from chauban.registry.queries import entries_of
from chauban.rulebook.calendar import add_working_days, next_working
from chauban.rulebook.standing import Standing, standing

from .. import states
from ..models import Annotation, Assignment, Rule, Submission
from ..rights import LEADERS
from .waiting import submissions

#: Papers looked through for the next one.
MOST = 200
#: Work looked through, and chips shown, for who was given work lately.
LATE_WORK, CHIPS = 80, 12
FRIDAY, WEEK = 4, 7


@dataclass
class Line:
    """A paper that waits, as the list tells it."""

    submission: Submission
    entry: Entry | None

    @property
    def document(self) -> Document:
        return self.submission.document

    @property
    def standing(self) -> Standing | None:
        """How the day on which an answer is due stands."""
        return standing(self.document.reply_by) if self.document.reply_by else None


@dataclass(frozen=True)
class Queue:
    """Papers that wait, the most urgent first, and those kept for later."""

    waiting: list[Line]
    later: list[Line]


def queue(person: Person) -> Queue:
    """The papers the person decides on, own and of who lent them powers. Three statements."""
    found = list(submissions(person)[:MOST])
    entries = entries_of(each.document_id for each in found)
    lines = [Line(each, entries.get(each.document_id)) for each in found]
    kept = [line for line in lines if line.submission.state == states.Submission.LATER]
    return Queue([line for line in lines if line not in kept], kept)


@dataclass(frozen=True)
class Next:
    """A paper that follows; a classified one is fetched only when it is opened."""

    pk: int
    classified: bool


@dataclass(frozen=True)
class Place:
    """Where a paper stands among those that wait: how many there are, and which come after it."""

    waiting: int
    following: list[Next]


def place(person: Person, submission: Submission) -> Place:
    """What follows the paper in the queue, then what stands before it; kept ones follow only kept ones.

    One statement.
    """
    rows = submissions(person).values_list("pk", "document__secrecy", "state")[:MOST]
    mine = submission.state == states.Submission.LATER
    found = [
        Next(pk, secrecy > 0) for pk, secrecy, state in rows if mine or state != states.Submission.LATER
    ]  # fmt: skip
    at = next((index for index, each in enumerate(found) if each.pk == submission.pk), -1)
    return Place(len(found), [*found[at + 1 :], *found[: max(at, 0)]])


def submission_of(pk: int) -> QuerySet[Submission]:
    """The submission with all its page shows; nothing when row-level security hides the paper."""
    related = ("document__kind", "to", "onward_to", "submitted_by", "on_behalf_of", "ended_by", "ended_for")
    return Submission.objects.filter(pk=pk).select_related(*related)


def pages(document: Document) -> QuerySet[DocumentPage]:
    """The paper's pages in order, without their words."""
    return (
        DocumentPage.objects.filter(document=document)
        .select_related("page")
        .defer("page__words", "page__text")
        .order_by("position")
    )


@dataclass(frozen=True)
class Holder:
    """Somebody who may be given work: `unit:3` or `person:12`, a name, and what tells two of a name apart."""

    value: str
    label: str
    hint: str = ""


def holder(of: Unit | Person) -> Holder:
    """As chips and fields name it."""
    if isinstance(of, Unit):
        return Holder(f"unit:{of.pk}", of.name)
    return Holder(f"person:{of.pk}", of.full_name)


def usual_holders(person: Person, submission: Submission) -> list[Holder]:
    """Units and people the leader gave work to lately, the latest first, then units of the offices here.

    Three statements.
    """
    given = Assignment.objects.filter(
        Q(assigned_by__in={person.pk, submission.to_id}) | Q(on_behalf_of=submission.to_id), parent=None
    )
    working = set(current_posts().filter(person__is_active=True).values_list("person_id", flat=True))
    recent = [work.holder for work in given.select_related("unit", "person").order_by("-pk")[:LATE_WORK]]
    units = Unit.objects.filter(agency__hosted=True, agency__abolished_on=None)
    named = [*recent, *units.order_by("agency__order", "order", "name")[:CHIPS]]
    found = {holder(each).value: holder(each) for each in named if _may_be_named(each, working, submission)}
    return list(found.values())[:CHIPS]


def _may_be_named(of: Unit | Person, working: set[int], submission: Submission) -> bool:
    if isinstance(of, Unit):
        return of.dissolved_on is None or of.dissolved_on > today()
    return of.pk in working and of.pk != submission.to_id


@dataclass(frozen=True)
class Deadline:
    """A deadline at hand: what it is called and the working day it means."""

    label: str
    day: dt.date


def deadlines(document: Document, rule: Rule | None, labels: dict[str, str]) -> list[Deadline]:
    """The deadlines a leader usually sets, counted from today; the rule's and the paper's own first.

    `labels` are the words for `rule`, `reply`, `today`, `three`, `friday` and `week`.
    """
    now = today()
    friday = now + dt.timedelta(days=(FRIDAY - now.weekday()) % WEEK or WEEK)
    days: dict[str, dt.date | None] = {
        "rule": add_working_days(now, rule.days) if rule and rule.days else None,
        "reply": _working_day_until(document.reply_by) if document.reply_by and document.reply_by >= now else None,
        "today": now,
        "three": add_working_days(now, 3),
        "friday": friday,
        "week": now + dt.timedelta(days=WEEK),
    }
    return [Deadline(labels[name], next_working(day)) for name, day in days.items() if day]


def _working_day_until(day: dt.date) -> dt.date:
    """The day, or the last working day before it: an answer that leaves on the Monday after a Saturday is late."""
    return add_working_days(day + dt.timedelta(days=1), -1)


@dataclass
class Leader:
    """Somebody to whom papers go up, until when they are away, and who sees papers in their stead at this moment."""

    person: Person
    titles: list[str] = field(default_factory=list)
    stand_ins: list[Delegation] = field(default_factory=list)
    away_until: dt.date | None = None

    @property
    def away_words(self) -> str:
        """That they are away, in short; empty when they are here."""
        return f" ({away_words(self.away_until)})" if self.away_until else ""


def leaders() -> list[Leader]:
    """Leaders who hold their posts today, by rank. Three statements."""
    found: dict[int, Leader] = {}
    posts = current_posts().filter(role__in=LEADERS, person__is_active=True, unit__agency__hosted=True)
    for post in sorted(posts.select_related("person"), key=lambda post: (LEADERS.index(Role(post.role)), post.pk)):
        leader = found.setdefault(post.person_id, Leader(post.person))
        leader.titles.append(post.title)
    for lent in _lent_now(found):
        found[lent.giver_id].stand_ins.append(lent)
    for number, day in away_until(found).items():
        found[number].away_until = day
    return list(found.values())


def _lent_now(givers: Iterable[int]) -> QuerySet[Delegation]:
    moment = timezone.now()
    return Delegation.objects.filter(
        giver__in=list(givers),
        scope__in=(Scope.ANNOTATIONS, Scope.EVERYTHING),
        ended_at=None,
        starts_at__lte=moment,
        ends_at__gt=moment,
    ).select_related("receiver")


def proposal_for(submission: Submission) -> Annotation | None:
    """What whoever read the paper before the leader proposed, the last of it. One statement."""
    said = Annotation.objects.filter(document=submission.document_id)
    decided = said.filter(proposed=False, submission__to=submission.to_id, pk__gt=OuterRef("pk"))
    proposed = said.filter(~Exists(decided), proposed=True, submission__onward_to=submission.to_id)
    return proposed.select_related("author", "on_behalf_of").order_by("-pk").first()


def named_in(plan: list[dict[str, object]]) -> dict[str, Unit | Person]:
    """The units and people a kept plan names, by `unit:3` or `person:12`. Two statements."""
    units = list(Unit.objects.filter(pk__in=[each["unit"] for each in plan if each.get("unit")]))
    people = list(Person.objects.filter(pk__in=[each["person"] for each in plan if each.get("person")]))
    found: list[Unit | Person] = [*units, *people]
    return {holder(each).value: each for each in found}
