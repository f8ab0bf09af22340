"""What waits for a person on papers' ways: to decide, to do, to judge, to answer."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce

from chauban.documents.models import Document
from chauban.kernel.among import among
from chauban.people.models import Person
from chauban.people.rights import givers, lent_unit_ids, unit_ids
from chauban.people.states import Role, Scope
from chauban.registry.models import Entry

from .. import states
from ..models import Assignment, Question, Request, Submission, Word
from ..rights import HEADS, answers_for, at_work, chief_agencies


def standing_for(person: Person, scope: Scope) -> list[int]:
    """Ids of the person and of those whose powers of this scope they use at this moment."""
    return [person.pk, *(giver.pk for giver in givers(person, scope))]


def submissions(person: Person) -> QuerySet[Submission]:
    """Papers that wait for the person's opinion: the most urgent first, those kept for later last."""
    return (
        Submission.objects.filter(
            to__in=standing_for(person, Scope.ANNOTATIONS), state__in=states.OPEN_SUBMISSION, ended_at=None
        )
        .select_related(*OF_SUBMISSION)
        .alias(later=ExpressionWrapper(Q(state=states.Submission.LATER), BooleanField()))
        .order_by("later", "-document__urgency", "document__reply_by", "id")
    )


def submissions_shown(ids: Iterable[int]) -> QuerySet[Submission]:
    """These submissions with all that a line tells of them."""
    return Submission.objects.filter(among(ids)).select_related(*OF_SUBMISSION)


def work(person: Person) -> QuerySet[Assignment]:
    """Work to be done by the person or by the units they answer for: the urgent first, then what is due first."""
    return (
        _mine(person)
        .filter(state__in=states.IN_HAND)
        .exclude(part=states.Part.INFORM)
        .order_by("-document__urgency", "due_on", "id")
    )


def in_hand_within(units: list[int], person: int) -> QuerySet[Assignment]:
    """Work that these units passed on to a person and that is in hand."""
    return (
        Assignment.objects.filter(parent__unit__in=units, person=person, state__in=states.IN_HAND, ended_at=None)
        .exclude(part=states.Part.INFORM)
        .order_by("-document__urgency", "due_on", "id")
    )


def work_shown(ids: Iterable[int]) -> QuerySet[Assignment]:
    """These pieces of work with all that a line tells of them.

    Each has `busy`: part of it, passed on, is still open; and `left`: it is in the hands of somebody who is gone.
    """
    parts = Assignment.objects.filter(parent=OuterRef("pk"), ended_at=None).exclude(part=states.Part.INFORM)
    rows = Assignment.objects.filter(among(ids)).select_related(*OF_WORK)
    return rows.annotate(busy=Exists(parts), left=Case(When(holder_is_gone(), then=True), default=False))


def results(assignments: list[int]) -> dict[int, Word]:
    """The last result or reason on each piece of work, with its files. Two statements, none for nothing."""
    if not assignments:
        return {}
    said = (states.Said.RESULT, states.Said.RETURNED)
    words = Word.objects.filter(assignment__in=assignments, said__in=said).select_related("by")
    return {word.assignment_id: word for word in words.prefetch_related("files").order_by("pk")}


def to_know(person: Person) -> QuerySet[Assignment]:
    """Papers sent down to know and not yet seen."""
    return _mine(person).filter(part=states.Part.INFORM, state=states.Work.GIVEN).order_by("-document__urgency", "-id")


def _mine(person: Person) -> QuerySet[Assignment]:
    holders = Q(person__in=standing_for(person, Scope.ASSIGNMENTS)) | Q(unit__in=answers_for(person))
    return Assignment.objects.filter(holders, ended_at=None)


def unseen(person: Person, document: Document) -> QuerySet[Assignment]:
    """This paper as it came to the person to know, or to a unit they head, and was not seen yet."""
    holders = Q(person=person) | Q(unit__in=answers_for(person))
    rows = Assignment.objects.filter(holders, document=document, part=states.Part.INFORM, state=states.Work.GIVEN)
    return rows.select_related(*OF_WORK, "document")


OF_WORK = ("document__kind", "unit", "person", "assigned_by", "on_behalf_of", "parent__unit")
OF_SUBMISSION = ("document__kind", "to", "submitted_by", "on_behalf_of", "onward_to")
OF_QUESTION = ("document__kind", "asked_by", "on_behalf_of", "submission", "to")


#: Work that went straight down by rule: nobody's opinion gave it, so the chiefs of office judge it.
STRAIGHT = Q(parent=None, annotation=None)


def _giver_is_gone() -> Q:
    """Who gave it holds no post any more: the chiefs judge it in their place."""
    giver = Coalesce(OuterRef("on_behalf_of"), OuterRef("assigned_by"))
    return ~Q(Exists(at_work().filter(person=giver)))


def holder_is_gone() -> Q:
    """Work in the hands of somebody who works here no longer, or of a unit in which nobody does."""
    posted, manned = (Exists(at_work().filter(**{of: OuterRef(of)})) for of in ("person", "unit"))
    gone = (Q(person__isnull=False) & ~Q(posted)) | (Q(unit__isnull=False) & ~Q(manned))
    return Q(state__in=states.IN_HAND) & gone


def judged_by(person: Person) -> Q:
    """The condition on work the person judges, as `rights.check_may_judge` has it.

    Given by them or in their name, passed on by their units, and as a chief what nobody else judges; by powers lent to
    them too, but not their own work.
    """
    units = set(answers_for(person))
    lent = set(lent_unit_ids(person)) - set(unit_ids(person, *HEADS))
    own = _judged([person.pk], units - lent, chief_agencies(person))
    people = standing_for(person, Scope.ASSIGNMENTS)
    if len(people) == 1:
        return own
    in_stead = _judged(people, units, chief_agencies(person, lent=True))
    return own | (in_stead & ~Q(person__in=people) & ~Q(unit__in=units))


def _judged(people: list[int], units: Iterable[int], chief_of: set[int]) -> Q:
    given = (Q(assigned_by__in=people, on_behalf_of=None) | Q(on_behalf_of__in=people)) & ~STRAIGHT
    found = given | Q(parent__unit__in=sorted(units))
    if not chief_of:
        return found
    kept = Entry.objects.filter(document=OuterRef("document"), volume__register__keeper__agency__in=sorted(chief_of))
    return found | ((STRAIGHT | _giver_is_gone()) & Q(Exists(kept)))


def to_judge(person: Person) -> QuerySet[Assignment]:
    """Results that wait for the person's acceptance, work handed back to them, and work whose holder is gone."""
    waits = Q(state__in=(states.Work.REPORTED, states.Work.RETURNED)) | holder_is_gone()
    return (
        Assignment.objects.filter(judged_by(person), waits, ended_at=None)
        .exclude(part=states.Part.INFORM)
        .order_by("-document__urgency", "due_on", "id")
    )


def requests(person: Person) -> QuerySet[Request]:
    """Extensions and support asked of the person."""
    judged = Assignment.objects.filter(judged_by(person), ended_at=None)
    return Request.objects.filter(assignment__in=judged, decided_at=None).order_by("id")


def requests_shown(ids: Iterable[int]) -> QuerySet[Request]:
    """These requests with all that a line tells of them."""
    related = ("assignment__document", "assignment__unit", "assignment__person", "unit", "person", "asked_by")
    return Request.objects.filter(among(ids)).select_related(*related)


def questions(person: Person) -> QuerySet[Question]:
    """What leaders who have not decided asked the person, whom they stand in for, or a colleague of the registry."""
    own = Q(to__in=standing_for(person, Scope.ANNOTATIONS))
    registries = unit_ids(person, Role.CLERK)
    if registries:
        kept = Entry.objects.filter(document=OuterRef("document"), volume__register__keeper__in=registries)
        own |= Q(Exists(kept), submission__after=None)  # the registry's own submission, whoever of it made it
    asked = Question.objects.filter(own, answered_at=None, submission__state__in=states.OPEN_SUBMISSION)
    return asked.select_related(*OF_QUESTION).order_by("id")


def questions_shown(ids: Iterable[int]) -> QuerySet[Question]:
    """These questions with all that a line tells of them."""
    return Question.objects.filter(among(ids)).select_related(*OF_QUESTION)
