"""What is printed of a paper's way: the handling slip (NĐ 30/2020, phụ lục IV, mẫu VII) and its line of steps.

A4 standing, Vietnamese whatever language the page was asked in, fonts embedded. What a leader wrote by hand is shown as
the piece of the page on which it stands, the ink drawn over it.
"""

from __future__ import annotations

import base64
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import timezone, translation
from PIL import Image

from chauban.documents.models import Document, DocumentPage
from chauban.journal.queries import history
from chauban.people.models import Person, Post
from chauban.registry.columns import kind_and_subject
from chauban.registry.models import Entry

from . import states
from .drawing import Path as Line
from .models import Annotation, Assignment, Word
from .queries.ink import InkedPage, Mark, inked
from .queries.way import Piece, Way, every, way
from .steps import steps
from .working_copy import box_of

STYLES = Path(__file__).parent / "templates"
#: Round the ink on its cut-out, in points; sharper than this no print shows it.
ROUND, DOTS_A_POINT = 10.0, 200 / 72
#: The widest cut-out that the slip holds, in millimetres.
WIDEST_MM, MM_A_POINT = 150.0, 25.4 / 72


@dataclass(frozen=True)
class CutOut:
    """The piece of a page on which somebody wrote: its image, the ink over it, both in points of the page."""

    number: int
    left: float
    top: float
    width: float
    height: float
    image: str
    paths: list[Line]

    @property
    def mm(self) -> float:
        """How wide it is printed: as large as on the paper, as far as the slip is wide enough."""
        return min(WIDEST_MM, self.width * MM_A_POINT)


@dataclass(frozen=True)
class Opinion:
    """What one person said, on the slip."""

    by: Person
    on_behalf_of: Person | None
    post: str
    at: dt.datetime
    text: str = ""
    given: Sequence[Assignment] = ()
    cut_outs: list[CutOut] = field(default_factory=list)
    proposed: bool = False


def slip_pdf(document: Document, entry: Entry) -> bytes:
    """The handling slip of a paper, as far as its way has come; what nobody said yet stays lines to be written on."""
    told = way(document)
    context = {
        "entry": entry,
        "document": document,
        "agency": entry.volume.register.agency,
        "today": timezone.localdate(),
        "subject": kind_and_subject(entry),
        **_opinions(document, told),
    }
    return _pdf("routing/print/slip.html", context)


def steps_pdf(document: Document, entry: Entry | None) -> bytes:
    """The paper's way: its line of steps, and below every sentence of the journal on it."""
    with translation.override("vi"):
        context = {
            "entry": entry,
            "document": document,
            "line": steps(entry, way(document)),
            "history": history(document.pk),
            "now": timezone.now(),
        }
        return _pdf("routing/print/steps.html", context)


def _pdf(template: str, context: Mapping[str, object]) -> bytes:
    """A template with its style beside it, laid out."""
    from weasyprint import CSS, HTML

    with translation.override("vi"):
        html = render_to_string(template, context)
    return bytes(HTML(string=html).write_pdf(stylesheets=[CSS(filename=(STYLES / template).with_suffix(".css"))]))


def _opinions(document: Document, told: Way) -> dict[str, list[Opinion]]:
    """By the three parts of the slip: the leaders', the units' heads', the handlers'."""
    pieces = every(told.pieces)
    posts = _Posts(_people(told, pieces))
    cut = cut_outs(document, inked(document)) if any(each.ink.all() for each in told.annotations) else {}
    return {
        "leaders": [_leaders(each, told.pieces, posts, cut) for each in told.annotations],
        "heads": [said for piece in pieces if piece.work.unit_id for said in _heads(piece, posts)],
        "handlers": [_handlers(word, posts) for piece in pieces for word in piece.words if word.said in HANDLERS],
    }


#: Words by which a handler says what is done about the paper.
HANDLERS = (states.Said.PROGRESS, states.Said.RESULT)


def _leaders(each: Annotation, top: Iterable[Piece], posts: _Posts, cut: dict[int, list[CutOut]]) -> Opinion:
    works = [piece.work for piece in top if piece.work.annotation_id == each.pk]
    # What another gave later in its place, or beside it, is not what this opinion said.
    given = [work for work in works if work.replaces_id is None and work.assigned_by_id == each.author_id]
    post = posts.on(each.author, each.at)
    return Opinion(
        each.author, each.on_behalf_of, post, each.at, each.text, given, cut.get(each.pk, []), each.proposed
    )  # fmt: skip


def _heads(piece: Piece, posts: _Posts) -> Iterator[Opinion]:
    """What was passed on from a unit's work, once for each time somebody did."""
    works = [child.work for child in piece.children]
    for (by, at), given in groupby(works, key=lambda work: (work.assigned_by, work.assigned_at)):
        together = list(given)
        yield Opinion(by, together[0].on_behalf_of, posts.on(by, at), at, given=together)


def _handlers(word: Word, posts: _Posts) -> Opinion:
    return Opinion(word.by, word.on_behalf_of, posts.on(word.by, word.at), word.at, word.text)


def _people(told: Way, pieces: Iterable[Piece]) -> set[int]:
    said = {each.author_id for each in told.annotations}
    return said | {
        number for piece in pieces for number in (piece.work.assigned_by_id, *(word.by_id for word in piece.words))
    }


class _Posts:
    """Which post each of these people held on a day. One statement."""

    def __init__(self, people: Iterable[int]) -> None:
        self.rows = list(Post.objects.filter(person__in=list(people)).order_by("-starts_on"))

    def on(self, person: Person, at: dt.datetime) -> str:
        """The title on that day, empty when there was none."""
        day = timezone.localdate(at)
        held = (
            post.title
            for post in self.rows
            if post.person_id == person.pk and post.starts_on <= day and (post.ends_on is None or post.ends_on >= day)
        )
        return next(held, "")


def cut_outs(document: Document, pages: Sequence[InkedPage]) -> dict[int, list[CutOut]]:
    """For each annotation the pieces of pages on which its author wrote. One statement."""
    written = DocumentPage.objects.filter(document=document, position__in=[page.number for page in pages])
    images = {
        row.position: Path(row.page.image.path) for row in written.select_related("page__image")
    }  # fmt: skip
    found: dict[int, list[CutOut]] = {}
    for page in pages:
        with Image.open(images[page.number]) as image:
            for mark in page.marks:
                found.setdefault(mark.annotation, []).append(_cut(page, mark, image))
    return found


def _cut(page: InkedPage, mark: Mark, image: Image.Image) -> CutOut:
    x0, y0, x1, y1 = box_of(mark)
    # A pen may slip off the page's edge; what is cut out is of the page, and never nothing.
    left, top = max(0.0, min(x0 - ROUND, page.width - ROUND)), max(0.0, min(y0 - ROUND, page.height - ROUND))
    right, bottom = max(left + ROUND, min(page.width, x1 + ROUND)), max(top + ROUND, min(page.height, y1 + ROUND))
    scale = image.width / page.width
    piece = image.crop((round(left * scale), round(top * scale), round(right * scale), round(bottom * scale)))
    if scale > DOTS_A_POINT:
        piece.thumbnail((round((right - left) * DOTS_A_POINT), round((bottom - top) * DOTS_A_POINT)))
    out = io.BytesIO()
    piece.convert("RGB").save(out, "JPEG", quality=80)
    data = "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()
    return CutOut(page.number, left, top, right - left, bottom - top, data, mark.paths)
