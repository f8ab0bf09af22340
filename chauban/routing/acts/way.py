"""What every act on a paper's way does: wait its turn, move a state, let people read, tell who is concerned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from chauban.documents.acts import mark_stale
from chauban.documents.models import Document
from chauban.documents.states import Basis, Urgency
from chauban.journal.act import record
from chauban.kernel.refused import Refused
from chauban.live.tell import tell
from chauban.people.models import Person, Unit

from .. import models, states
from ..models import Annotation, Assignment, Handling, Submission


def take(document_id: int) -> Handling:
    """Wait for whoever acts on this paper just now, then hold it until the transaction ends; made when there is none.

    Whoever waited sees what the other did, and each act checks the state it finds here. Raises Refused on a paper that
    the doer may not read.
    """
    if not Document.objects.filter(pk=document_id).exists():
        raise Refused(_("You may not read this paper."))
    Handling.objects.bulk_create([Handling(document_id=document_id, state=states.Handling.UP)], ignore_conflicts=True)
    return Handling.objects.select_for_update().get(pk=document_id)


def note(doer: Person, act: str, document: Document, on_behalf_of: Person | None, **detail: object) -> None:
    """The journal's line of an act on the paper's way; who acted for another says so."""
    lent = {"on_behalf_of": str(on_behalf_of)} if on_behalf_of else {}
    record(doer, act, document_id=document.pk, **lent, **detail)


def move_submission(
    submission: Submission, to: states.Submission, doer: Person, on_behalf_of: Person | None, **also: object
) -> None:
    """Move a submission; raises Refused when it cannot go there from where it stands."""
    if to not in states.SUBMISSION_MOVES[states.Submission(submission.state)]:
        raise Refused(_("This submission is already: %(state)s.") % {"state": submission.get_state_display()})
    submission.state = to
    if to not in states.OPEN_SUBMISSION:
        also |= _ended(doer, on_behalf_of)
    _write(submission, also)


def move_work(
    assignment: Assignment, to: states.Work, doer: Person, on_behalf_of: Person | None, **also: object
) -> None:
    """Move a piece of work; raises Refused when it cannot go there from where it stands."""
    if to not in states.WORK_MOVES[states.Work(assignment.state)]:
        raise Refused(_("This work is already: %(state)s.") % {"state": assignment.get_state_display()})
    assignment.state = to
    if to not in states.OPEN_WORK:
        also |= _ended(doer, on_behalf_of)
    _write(assignment, also)


def _ended(doer: Person, on_behalf_of: Person | None) -> dict[str, object]:
    return {"ended_at": timezone.now(), "ended_by": doer, "ended_for": on_behalf_of}


def _write(row: models.Submission | Assignment, also: dict[str, object]) -> None:
    for name, value in also.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *also])


def let_read(doer: Person, document: Document, basis: Basis, holders: Iterable[Person | Unit]) -> None:
    """From now on these people and units may read the paper; the database checks that the doer may pass it on."""
    rows = [(None, each.pk) if isinstance(each, Unit) else (each.pk, None) for each in holders]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO documents_reader (document_id, person_id, unit_id, basis, note, granted_by_id)"
            " VALUES (%s, %s, %s, %s, '', %s) ON CONFLICT DO NOTHING",
            [(document.pk, person_id, unit_id, basis, doer.pk) for person_id, unit_id in rows],
        )
    mark_stale(document.pk)


def stop_reading(document: Document, ended: Sequence[Assignment]) -> None:
    """Take back the reading that came with work that was taken back, unless other work on the paper gives it.

    The last of an act: its doer, too, may have read the paper by this work alone, in its holder's stead.
    """
    if not ended:
        return
    people = [each.person_id for each in ended if each.person_id]
    units = [each.unit_id for each in ended if each.unit_id]
    with connection.cursor() as cursor:
        cursor.execute("SELECT routing_stop_reading(%s, %s, %s)", [document.pk, people, units])
    mark_stale(document.pk)


def settle(document: Document) -> None:
    """Where the paper as a whole stands after an act; to know needs only to be seen and keeps nothing open."""
    handling = Handling.objects.get(pk=document.pk)  # held by the act already
    given = Assignment.objects.filter(document=document, parent=None).exclude(part=states.Part.INFORM)
    lead = given.filter(part=states.Part.LEAD, ended_at=None).first()
    if lead is not None:
        state = states.Handling.DOWN
    elif Submission.objects.filter(document=document, state__in=states.OPEN_SUBMISSION).exists():
        state = states.Handling.UP
    elif given.exists() or Annotation.objects.filter(document=document, proposed=False).exists():
        state = states.Handling.CLOSED
    else:
        state = states.Handling.REGISTRY
    handling.due_on = lead.due_on if lead else None
    if state != handling.state:
        handling.closed_at = timezone.now() if state == states.Handling.CLOSED else None
    handling.state = state
    handling.filed_by = handling.filed_for = None  # it goes its way after all
    handling.filed_note = ""
    handling.save(update_fields=["state", "due_on", "closed_at", "filed_by", "filed_for", "filed_note"])


def stop_reading_submitted(submission: Submission) -> None:
    """Take back the reading that came with a submission that was taken back, unless the person had another part.

    The last of an act, as `stop_reading` is.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT routing_stop_submitted(%s, %s)", [submission.document_id, submission.to_id])
    mark_stale(submission.document_id)


def unit_above(assignment: Assignment) -> Unit | None:
    """The unit that passed the work on."""
    return assignment.parent.unit if assignment.parent else None


def tell_holders(document: Document, holders: Iterable[Person | Unit | None]) -> None:
    """Their desks show it at once; an urgent paper rings."""
    present = [each for each in holders if each is not None]
    tell(
        people=[each.pk for each in present if isinstance(each, Person)],
        units=[each.pk for each in present if isinstance(each, Unit)],
        document=document.pk,
        urgent=document.urgency > Urgency.NORMAL,
    )
