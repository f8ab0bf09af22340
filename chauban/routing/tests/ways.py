"""Papers on their way, for the tests of this room."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from chauban.documents.fields import PaperFields
from chauban.documents.models import Document
from chauban.kernel.clock import today
from chauban.people.identity import acting
from chauban.people.models import Person
from chauban.registry.acts import enter_arrival
from chauban.routing import acts
from chauban.routing.models import Annotation, Assignment, Submission
from chauban.routing.plans import Given
from chauban.routing.states import Part

PAPER = PaperFields(issuer_name="Sở Y tế", subject="Về phòng, chống dịch", symbol="127/SYT-NVY", number="127")


def registered(office: Any, **fields: Any) -> Document:
    """A paper in the book; a classified one is entered by the clerk of the classified register."""
    paper = PaperFields(**{**PAPER.values(), **fields})
    classified = paper.secrecy > 0
    clerk = office.secret_clerk if classified else office.clerk
    register = office.arrivals_classified if classified else office.arrivals
    entry = enter_arrival(clerk, register, paper, arrived_on=today(), request_key=uuid4())
    return entry.document


def submitted(office: Any, to: Person | None = None, document: Document | None = None, **also: Any) -> Submission:
    """A paper brought up to a leader, by default the chief of office."""
    document = document or registered(office)
    clerk = office.secret_clerk if document.secrecy else office.clerk
    return acts.submit(clerk, document, to or office.chief, request_key=uuid4(), **also)


def annotated(submission: Submission, *plan: Given, text: str = "Đồng ý", **also: Any) -> Annotation:
    return acts.annotate(submission.to, submission, text=text, plan=plan, request_key=uuid4(), **also)


def led(office: Any, holder: Any = None, **also: Any) -> Assignment:
    """Work that a unit (by default the general one) or a person leads, given by the chief."""
    annotation = annotated(submitted(office), Given(Part.LEAD, holder or office.general, **also))
    with acting(office.chief):
        return Assignment.objects.get(annotation=annotation)


def now(person: Person, row: Any) -> Any:
    """The row as the person finds it now."""
    person.__dict__.pop("_posts_today", None)
    with acting(person):
        return type(row).objects.get(pk=row.pk)
