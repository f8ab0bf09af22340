"""Work is given on a paper and taken back; parts of the acts that record it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from chauban.documents.models import Document
from chauban.documents.states import Basis
from chauban.kernel.broken import broken
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.people.models import Person, Unit
from chauban.rulebook.calendar import add_working_days

from .. import states
from ..models import Annotation, Assignment, Request
from ..plans import Given, check_plan, deadline
from ..queries.rules import rule_for
from ..rights import check_may_be_given
from .way import let_read, move_work, tell_holders


def told(given: Iterable[Assignment]) -> dict[str, object]:
    """Work that was given as the journal's sentence tells it."""
    by_part: dict[str, list[str]] = {part: [] for part in states.Part.values}
    given = list(given)
    for each in given:
        by_part[each.part].append(str(each.holder))
    due = next((each.due_on for each in given if each.part == states.Part.LEAD and each.due_on), None)
    return {**{part: names for part, names in by_part.items() if names}, **({"due_on": due} if due else {})}


def due_by_rule(document: Document, plan: Sequence[Given]) -> list[Given]:
    """The plan with the rule's deadline where a leader named none."""
    if all(given.due_on or given.part == states.Part.INFORM for given in plan):
        return list(plan)
    rule = rule_for(document)
    if rule is None or not rule.days:
        return list(plan)
    due_on = add_working_days(today(), rule.days)
    return [
        given if given.due_on or given.part == states.Part.INFORM else replace(given, due_on=due_on) for given in plan
    ]


def check_holders(
    document: Document,
    doer: Person,
    plan: Sequence[Given],
    parent: Assignment | None = None,
    on_behalf_of: Person | None = None,
) -> None:
    """Everybody a plan names may be given their part: of the whole paper, or of the unit's work `parent`.

    Raises Refused.
    """
    open_work = Assignment.objects.filter(document=document, ended_at=None)
    # A unit that passed work on leads still, whatever became of whom it charged with leading.
    check_plan(plan, led=parent is not None or open_work.filter(parent=None, part=states.Part.LEAD).exists())
    for given in plan:
        check_may_be_given(document, doer, given.holder, on_behalf_of=on_behalf_of)
        holder = {"unit" if isinstance(given.holder, Unit) else "person": given.holder}
        if open_work.filter(**holder).exclude(part=states.Part.INFORM).exists():
            raise Refused(_("%(name)s has a part of this paper already.") % {"name": given.holder}, field="holders")


def give(
    doer: Person,
    document: Document,
    plan: Sequence[Given],
    *,
    annotation: Annotation | None = None,
    parent: Assignment | None = None,
    on_behalf_of: Person | None = None,
    replaces: Assignment | None = None,
) -> list[Assignment]:
    """Write the work a plan gives, let its holders read the paper, tell them; part of the act that records it.

    Work that `replaces` other work keeps its deadline, be it over, when no other is given. Raises Refused as
    `annotate` does, and when somebody has a part of the paper already.
    """
    check_holders(document, doer, plan, parent, on_behalf_of)
    _check_no_other_lead(document, plan, parent)
    made = []
    for given in plan:
        if given.part == states.Part.INFORM:
            due_on = None
        elif replaces is not None and given.due_on is None:
            due_on = replaces.due_on
        else:
            due_on = deadline(given.due_on, within=parent.due_on if parent else None)
        made.append(
            Assignment(
                document=document,
                annotation=annotation,
                parent=parent,
                replaces=replaces,
                part=given.part,
                unit=given.holder if isinstance(given.holder, Unit) else None,
                person=given.holder if isinstance(given.holder, Person) else None,
                instruction=given.instruction,
                due_on=due_on,
                assigned_by=doer,
                on_behalf_of=on_behalf_of,
            )
        )
    try:
        for assignment in made:
            assignment.save()
    except IntegrityError as conflict:
        if broken(conflict) != "work_given_once":
            raise
        raise Refused(_("Somebody named has this part of the paper already."), field="holders") from conflict
    let_read(doer, document, Basis.ASSIGNED, [given.holder for given in plan])
    tell_holders(document, [given.holder for given in plan])
    return made


def _check_no_other_lead(document: Document, plan: Sequence[Given], parent: Assignment | None) -> None:
    if not any(given.part == states.Part.LEAD for given in plan):
        return
    lead = open_lead(document, parent)
    if lead is not None:
        raise Refused(
            _("%(giver)s has already charged %(holder)s with it. Name support, or put yours in its place.")
            % {"giver": lead.assigned_by, "holder": lead.holder},
            field="instead",
        )


def open_lead(document: Document, parent: Assignment | None = None) -> Assignment | None:
    """Who leads at present: on the whole paper, or within the unit's work `parent`."""
    return (
        Assignment.objects.filter(document=document, parent=parent, part=states.Part.LEAD, ended_at=None)
        .select_related("unit", "person", "assigned_by")
        .first()
    )


def end_work(doer: Person, assignment: Assignment, on_behalf_of: Person | None) -> list[Assignment]:
    """Take work back with all that was passed on from it; part of the act that records it.

    Returns the work that ended; the act takes its holders' reading back when all else is done (`stop_reading`).
    """
    ended = [assignment]
    below = Assignment.objects.filter(parent=assignment, ended_at=None)
    for child in below.select_related("document", "unit", "person"):
        ended += end_work(doer, child, on_behalf_of)
    drop_requests(doer, assignment, on_behalf_of)
    move_work(assignment, states.Work.WITHDRAWN, doer, on_behalf_of)
    tell_holders(assignment.document, [assignment.holder])
    return ended


def names(ended: Iterable[Assignment]) -> list[str] | None:
    """Whose work ended, as the journal keeps it."""
    return [str(each.holder) for each in ended] or None


def drop_requests(doer: Person, assignment: Assignment, on_behalf_of: Person | None) -> None:
    """What was asked for work that is reported, handed back or taken back needs no answer any more."""
    Request.objects.filter(assignment=assignment, decided_at=None).update(
        decided_by=doer,
        decided_for=on_behalf_of,
        decided_at=timezone.now(),
        granted=False,
        decision_note=_("The work has gone on meanwhile."),
    )
