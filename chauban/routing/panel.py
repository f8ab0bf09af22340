"""A paper's way as its page shows it: each piece of work with the deeds the person may do on it, ready to be drawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.functional import Promise

from chauban.documents.models import Document
from chauban.kernel.refused import allowed
from chauban.people.models import Person

from . import states
from .deeds import DEEDS
from .forms.work import DeedForm
from .models import Assignment, Question, Request, Submission
from .queries.powers import Powers, deeds_of, powers
from .queries.way import Piece, Way, every, way
from .rights import at_work, check_may_answer, check_may_decide, check_may_submit


@dataclass
class Offer:
    """A deed that may be done, with its form; `open` when it was asked for or refused."""

    name: str
    label: Promise
    icon: str
    act: Promise
    url: str
    id: str
    form: DeedForm | None = None
    open: bool = False
    main: bool = False


@dataclass(frozen=True)
class Tried:
    """A deed that did not pass, to be shown where it was tried with what was typed."""

    name: str
    id: str
    form: DeedForm


@dataclass(frozen=True)
class Asked:
    """What a handler asked for and nobody decided yet."""

    request: Request
    offers: list[Offer]


@dataclass
class Node:
    """A piece of work with what may be done on it."""

    piece: Piece
    offers: list[Offer]
    asked: list[Asked]
    gone: bool
    away: dt.date | None
    children: list[Node] = field(default_factory=list)

    @property
    def work(self) -> Assignment:
        return self.piece.work

    @property
    def flagged(self) -> bool:
        """Whether somebody holds it who is not here to do it."""
        return (self.gone or self.away is not None) and self.work.state in states.IN_HAND


@dataclass(frozen=True)
class Panel:
    """All that stands under "Handling" on a document's page."""

    way: Way
    nodes: list[Node]
    end: Offer | None
    may_submit: bool
    #: The submission on which the person may decide now.
    mine: Submission | None
    questions: list[Question]


#: What a page asks to be open at once: the deed's name and the piece's number.
Wanted = tuple[str, int]


def panel(person: Person, document: Document, *, tried: Tried | None = None, wanted: Wanted | None = None) -> Panel:
    """The panel for this person. A constant number of statements."""
    told = way(document)
    pieces = every(told.pieces)
    mine = powers(person, document, [piece.work for piece in pieces])
    members = members_of(
        {piece.work.unit_id for piece in pieces if piece.work.unit_id and "pass-on" in deeds_of(piece, mine)}
    )
    draw = _Drawing(mine, members, tried, wanted)
    return Panel(
        way=told,
        nodes=[draw.node(piece) for piece in told.pieces],
        end=draw.end(document, told.pieces),
        may_submit=_may_submit(person, document, told),
        mine=next((each for each in told.waiting if allowed(check_may_decide, person, each)), None),
        questions=[each for each in told.questions if each.is_open and allowed(check_may_answer, person, each)],
    )


def _may_submit(person: Person, document: Document, told: Way) -> bool:
    """Whether a paper that is not on its way is brought up from here."""
    standing = told.handling is None or told.handling.state in (states.Handling.REGISTRY, states.Handling.UP)
    return standing and not told.waiting and allowed(check_may_submit, person, document)


def members_of(units: Collection[int]) -> dict[int, list[Person]]:
    """Who works in these units, by unit and name. One statement, none without units."""
    if not units:
        return {}
    found: dict[int, list[Person]] = {}
    posts = at_work().filter(unit__in=units).select_related("person").order_by("person__sort_name", "person__pk")
    for post in posts:
        people = found.setdefault(post.unit_id, [])
        if post.person not in people:
            people.append(post.person)
    return found


@dataclass(frozen=True)
class _Drawing:
    """What every offer of one page needs."""

    mine: Powers
    members: dict[int, list[Person]]
    tried: Tried | None
    wanted: Wanted | None

    def node(self, piece: Piece) -> Node:
        work = piece.work
        names = deeds_of(piece, self.mine)
        offers = [self._of_piece(name, work, main=at == 0) for at, name in enumerate(names)]
        requests = [each for each in piece.requests if each.decided_at is None]
        judges = self.mine.may_judge(work)
        asked = [Asked(each, self._of_request(each, work) if judges else []) for each in requests]
        holder = work.person_id or 0
        children = [self.node(child) for child in piece.children]
        return Node(piece, offers, asked, holder in self.mine.gone, self.mine.away.get(holder), children)

    def _of_piece(self, name: str, work: Assignment, *, main: bool) -> Offer:
        # Nothing that only a giver may do comes next by itself, but judging what waits for it.
        main = main and (name not in ("urge", "take-back", "reassign") or work.state == states.Work.RETURNED)
        url = reverse("routing:piece-deed", args=[work.pk, name])
        others = [each for each in self.members.get(work.unit_id or 0, []) if each.pk != self.mine.me]
        offer = self._offer(
            name, f"{name}-{work.pk}", url, lambda made, ids: made(work=work, members=others, auto_id=ids)
        )
        offer.main = main
        offer.open = offer.open or self.wanted == (name, work.pk)
        return offer

    def _of_request(self, request: Request, work: Assignment) -> list[Offer]:
        extends = request.wanted == states.Wanted.EXTENSION
        initial = {"due_on": request.due_on}
        return [
            self._offer(
                name,
                f"{name}-r{request.pk}",
                reverse("routing:request-deed", args=[request.pk, name]),
                lambda made, ids: made(work=work, initial=initial, auto_id=ids),
            )
            for name in (["grant", "grant-until", "refuse"] if extends else ["grant", "refuse"])
        ]

    def end(self, document: Document, pieces: list[Piece]) -> Offer | None:
        """Ending the whole paper's handling, for the chiefs and whoever gave the lead."""
        lead = next(
            (each.work for each in pieces if each.work.part == states.Part.LEAD and not each.work.ended_at), None
        )
        if lead is None or not self.mine.may_urge(lead):
            return None
        url = reverse("routing:end-handling", args=[document.pk])
        return self._offer("end", f"end-{document.pk}", url, lambda made, ids: made(work=None, auto_id=ids))

    def _offer(self, name: str, id: str, url: str, make: Callable[..., DeedForm]) -> Offer:
        deed = DEEDS[name]
        offer = Offer(name, deed.label, deed.icon, deed.act or deed.label, url, id)
        if self.tried is not None and self.tried.id == id:
            offer.form, offer.open = self.tried.form, True
        elif deed.form is not None:
            offer.form = make(deed.form, f"{id}_%s")
        return offer
