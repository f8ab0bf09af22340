"""The way of one paper as it is told: who brought it up, what was said, who does what by when."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Prefetch

from chauban.documents.models import Document
from chauban.rulebook.standing import Standing, standing

from .. import states
from ..models import Annotation, Assignment, Handling, Ink, Question, Request, Submission, Word


@dataclass
class Piece:
    """One piece of work with what was said on it, what was asked, and the pieces passed on from it."""

    work: Assignment
    words: list[Word] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    children: list[Piece] = field(default_factory=list)

    @property
    def open_request(self) -> Request | None:
        """What waits for the assigner's word."""
        return next((request for request in self.requests if request.decided_at is None), None)

    @property
    def decided(self) -> list[Request]:
        """What was asked and answered."""
        return [request for request in self.requests if request.decided_at is not None]

    @property
    def last(self) -> Word | None:
        """The last word on it."""
        return self.words[-1] if self.words else None

    @property
    def earlier(self) -> list[Word]:
        """The words before the last."""
        return self.words[:-1]

    @property
    def standing(self) -> Standing | None:
        """How the deadline of work in hand stands; None when nothing presses."""
        due_on = self.work.due_on
        return standing(due_on) if due_on is not None and self.work.state in states.IN_HAND else None


@dataclass(frozen=True)
class Way:
    """All of a paper's way; empty for a paper that went nowhere yet."""

    handling: Handling | None
    submissions: list[Submission]
    annotations: list[Annotation]
    #: Work given on the whole paper, the lead first; what was passed on hangs below.
    pieces: list[Piece]
    questions: list[Question]

    @property
    def waiting(self) -> list[Submission]:
        """Submissions that a leader still has to answer."""
        return [each for each in self.submissions if each.state in states.OPEN_SUBMISSION]

    @property
    def opinions(self) -> list[Annotation]:
        """What leaders decided, without what was only proposed to them."""
        return [each for each in self.annotations if not each.proposed]

    def piece(self, number: int) -> Piece | None:
        """The piece of work with this number, wherever it hangs."""
        return next((each for each in every(self.pieces) if each.work.pk == number), None)


def every(pieces: list[Piece]) -> list[Piece]:
    """The pieces and all that hang below them, each before its own."""
    found = []
    for piece in pieces:
        found += [piece, *every(piece.children)]
    return found


OF_QUESTION = ("submission__to", "to", "asked_by", "on_behalf_of", "answered_by", "answered_for")
PARTS = {part: order for order, part in enumerate(states.Part.values)}


def way(document: Document) -> Way:
    """The paper's way. Nine statements at most, whatever its length; one for a paper that went nowhere yet."""
    handling = handling_of(document)
    if handling is None:
        return Way(None, [], [], [], [])
    people = ("to", "submitted_by", "on_behalf_of", "ended_by", "ended_for", "onward_to")
    submissions = list(Submission.objects.filter(document=document).select_related(*people))
    annotations = list(
        Annotation.objects.filter(document=document)
        .select_related("author", "on_behalf_of")
        .prefetch_related(Prefetch("ink", Ink.objects.defer("strokes").select_related("page")))
    )
    asked = Question.objects.filter(document=document).select_related(*OF_QUESTION)
    questions = list(asked) if submissions else []
    return Way(handling, submissions, annotations, _pieces(document), questions)


def handling_of(document: Document) -> Handling | None:
    """The paper's handling, which may have come with the document already; None before its way began."""
    try:
        handling: Handling = document.handling
    except Handling.DoesNotExist:
        return None
    return handling


def _pieces(document: Document) -> list[Piece]:
    people = ("assigned_by", "on_behalf_of", "accepted_by", "accepted_for", "ended_by", "ended_for")
    related = ("unit__agency", "person", "annotation", "document", *people)
    found = {work.pk: Piece(work) for work in Assignment.objects.filter(document=document).select_related(*related)}
    if not found:
        return []
    words = Word.objects.filter(document=document).select_related("by", "on_behalf_of", "answer")
    for word in words.prefetch_related("files"):
        found[word.assignment_id].words.append(word)
    asked = ("asked_by", "on_behalf_of", "decided_by", "decided_for", "unit", "person")
    for request in Request.objects.filter(document=document).select_related(*asked):
        found[request.assignment_id].requests.append(request)
    top = []
    for piece in found.values():
        if piece.work.parent_id is None:
            top.append(piece)
        else:
            piece.work.parent = found[piece.work.parent_id].work
            found[piece.work.parent_id].children.append(piece)
    return sorted(top, key=lambda piece: (PARTS[piece.work.part], piece.work.pk))
