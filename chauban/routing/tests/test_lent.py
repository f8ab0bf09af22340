"""Powers that were lent: acts on a paper's way in somebody's stead, shown as such, and over when the lending is."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from chauban.journal.models import Line
from chauban.kernel.refused import Refused
from chauban.people.acts.delegation import lend_powers, take_back_powers
from chauban.people.identity import acting
from chauban.people.models import Delegation, Person
from chauban.people.states import Scope
from chauban.routing import acts
from chauban.routing.models import Annotation, Assignment
from chauban.routing.plans import Given
from chauban.routing.states import Part

from .ways import led, submitted


def lent(giver: Person, receiver: Person, scope: Scope) -> Delegation:
    now = timezone.now()
    return lend_powers(
        giver, giver, receiver, scope=scope, starts_at=now - dt.timedelta(hours=1), ends_at=now + dt.timedelta(days=3),
        reason="Đi công tác",
    )  # fmt: skip


def anew(person: Person) -> Person:
    """The person as the next request knows them."""
    return Person.objects.get(pk=person.pk)


def test_a_delegate_annotates_in_the_leaders_stead_and_everywhere_it_says_so(office):
    submission = submitted(office, office.secretary)
    lent(office.secretary, office.deputy_secretary, Scope.ANNOTATIONS)
    annotation = acts.annotate(
        anew(office.deputy_secretary), submission, text="Đồng ý", plan=[Given(Part.LEAD, office.general)],
        request_key=uuid4(),
    )  # fmt: skip
    assert (annotation.author, annotation.on_behalf_of) == (office.deputy_secretary, office.secretary)
    with acting(office.secretary):
        work = Assignment.objects.get(annotation=annotation)
        line = Line.objects.get(act="routing.annotated")
    assert work.on_behalf_of == office.secretary
    assert line.detail["on_behalf_of"] == "Lê Quang Trị"


def test_powers_end_at_once(office):
    submission = submitted(office, office.secretary)
    delegation = lent(office.secretary, office.deputy_secretary, Scope.ANNOTATIONS)
    take_back_powers(office.secretary, delegation)
    with pytest.raises(Refused):
        acts.annotate(anew(office.deputy_secretary), submission, text="Đồng ý", request_key=uuid4())


def test_each_scope_lends_its_own(office):
    submission = submitted(office, office.secretary)
    lent(office.secretary, office.deputy_secretary, Scope.ASSIGNMENTS)
    with pytest.raises(Refused, match="Lê Quang Trị"):
        acts.annotate(anew(office.deputy_secretary), submission, text="Đồng ý", request_key=uuid4())


def test_a_heads_delegate_takes_the_units_work_in_hand_and_the_giver_may_still(office):
    work = led(office)
    lent(office.head, office.specialist, Scope.ASSIGNMENTS)
    acts.accept(anew(office.specialist), work)
    acts.report_result(office.head, work, "Xong")
    with acting(office.chief):
        assert Assignment.objects.get(pk=work.pk).accepted_by == office.specialist


def test_the_database_itself_takes_no_false_stead(office):
    submission = submitted(office, office.secretary)
    with acting(office.chief), pytest.raises(DatabaseError), transaction.atomic():
        Annotation.objects.create(
            document=submission.document, author=office.chief, on_behalf_of=office.secretary, text="x",
            request_key=uuid4(),
        )  # fmt: skip


#: Lets somebody read every paper the asker reads.
GIVE = (
    "INSERT INTO documents_reader (document_id, person_id, basis, note, granted_by_id)"
    " SELECT id, {person}, 'assigned', '', {giver} FROM documents_document"
)


def test_arbitrary_sql_of_the_web_neither_widens_reading_nor_rewrites_a_way(office):
    led(office)
    attempts = [
        (office.specialist, "UPDATE routing_assignment SET person_id = chauban_me(), unit_id = NULL"),
        (office.head, "UPDATE routing_annotation SET text = 'khác'"),
        (office.head, "DELETE FROM routing_word"),
        (office.head, "DELETE FROM routing_assignment"),
        (office.editor, GIVE.format(person="chauban_me()", giver="chauban_me()")),
        (office.head, GIVE.format(person=office.editor.pk, giver=office.chief.pk)),
    ]
    for person, statement in attempts:
        with acting(person), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            assert cursor.rowcount, statement
