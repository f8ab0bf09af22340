"""What the tray shows, in a constant number of statements; row-level security decides which rows there are."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Case, Count, Prefetch, Q, QuerySet, When
from django.utils import timezone

from chauban.documents.fields import PaperFields, alike
from chauban.documents.models import Document, DocumentFile
from chauban.kernel.literal import Literal
from chauban.kernel.text import fold
from chauban.people.models import Agency, Person
from chauban.people.rights import unit_ids
from chauban.people.states import Role
from chauban.registry.models import Entry, Register, Scope, Volume
from chauban.registry.queries import entries_of, lately_used
from chauban.vault.models import Page

from .models import Arrival, Sheet
from .proposing import URGENCIES
from .states import HOLD, OPEN, State

#: Lines of the tray on one page.
PAGE = 25
#: The views of the tray -> the states they show.
SHOWN = {
    "open": OPEN,
    "ready": {State.READY},
    "failed": {State.FAILED},
    "registered": {State.REGISTERED},
    "discarded": {State.DISCARDED},
}


@dataclass(frozen=True)
class Twin:
    """Another paper of the same bytes: in the tray, or registered."""

    arrival: Arrival | None = None
    entry: Entry | None = None


@dataclass(frozen=True)
class Line:
    """One line of the tray."""

    arrival: Arrival
    first: Sheet | None
    pages: int
    twin: Twin | None
    entry: Entry | None
    #: Somebody else has it open.
    held: bool


@dataclass(frozen=True)
class TrayPage:
    """Some lines, newest first, and where the next ones begin (0 for none)."""

    lines: list[Line] = field(default_factory=list)
    older: int = 0


def tray(person: Person, shown: str = "open", before: int = 0) -> TrayPage:
    """The newest arrivals of the person's trays in one view, or those older than arrival `before`."""
    wanted = Arrival.objects.filter(unit__in=unit_ids(person, Role.CLERK), state__in=SHOWN[shown])
    if shown != "registered":
        wanted = in_tray(wanted)
    if before:
        wanted = wanted.filter(pk__lt=before)
    found = list(_told(wanted).order_by("-pk")[: PAGE + 1])
    return TrayPage(_lines(person, found[:PAGE]), found[PAGE - 1].pk if len(found) > PAGE else 0)


def in_tray(arrivals: QuerySet[Arrival]) -> QuerySet[Arrival]:
    """Those that are not registered: few among all that ever came, and found by an index of their own."""
    return arrivals.filter(~Q(state=Literal(State.REGISTERED)))


def lines(person: Person, numbers: Iterable[int]) -> list[Line]:
    """These arrivals, as far as they are in the person's trays."""
    wanted = Arrival.objects.filter(unit__in=unit_ids(person, Role.CLERK), pk__in=list(numbers))
    return _lines(person, list(_told(wanted)))


def _told(arrivals: QuerySet[Arrival]) -> QuerySet[Arrival]:
    first = Sheet.objects.filter(dropped=False).order_by("arrival_id", "position").distinct("arrival_id")
    return (
        arrivals.select_related("held_by", "received_by", "unit")
        .defer("citations")
        .annotate(kept=Count("sheets", filter=Q(sheets__dropped=False)))
        .prefetch_related(
            Prefetch(
                "sheets", queryset=first.select_related("page").defer("page__words", "page__text"), to_attr="firsts"
            )
        )
    )


def _lines(person: Person, arrivals: list[Arrival]) -> list[Line]:
    twins = _twins(arrivals)
    entries = _in_force({arrival.document_id for arrival in arrivals if arrival.document_id})
    return [
        Line(
            arrival,
            next(iter(getattr(arrival, "firsts", [])), None),
            getattr(arrival, "kept", 0),
            twins.get(arrival.pk),
            entries.get(arrival.document_id or 0),
            arrival.is_held_by_another(person),
        )
        for arrival in arrivals
    ]


def _in_force(documents: set[int]) -> dict[int, Entry]:
    """Document -> its entry, unless that is voided."""
    return {document: entry for document, entry in entries_of(documents).items() if entry.voided_at is None}


def twin_of(arrival: Arrival) -> Twin | None:
    """An earlier paper of the same bytes that the person may see."""
    return _twins([arrival]).get(arrival.pk)


def _twins(arrivals: Sequence[Arrival]) -> dict[int, Twin]:
    """Arrival -> an earlier paper of the same bytes that the person may see."""
    waiting = [arrival for arrival in arrivals if arrival.state in OPEN]
    files = {arrival.file_id for arrival in waiting}
    documents: dict[str, list[int]] = {}  # of one file there are several once it was registered "anyway" or voided
    for file, document in DocumentFile.objects.filter(file__in=files).values_list("file", "document").order_by("pk"):
        documents.setdefault(file, []).append(document)
    in_tray: dict[str, list[Arrival]] = {}
    same = Arrival.objects.filter(file__in=files, state__in={*OPEN, State.REGISTERED})
    for other in same.only("name", "file", "received_at", "state", "document"):
        if other.document_id is None:
            in_tray.setdefault(other.file_id, []).append(other)
        else:  # the document holds files of its own when a page was left out
            documents.setdefault(other.file_id, []).append(other.document_id)
    entries = _in_force({document for found in documents.values() for document in found})
    twins = {}
    for arrival in waiting:
        entry = next((entries[each] for each in documents.get(arrival.file_id, []) if each in entries), None)
        earlier = [other for other in in_tray.get(arrival.file_id, []) if other.pk < arrival.pk]
        if entry or earlier:
            twins[arrival.pk] = Twin(min(earlier, key=lambda other: other.pk) if earlier else None, entry)
    return twins


def sheets_of(arrival: Arrival, *, dropped: bool = False) -> list[Sheet]:
    """The sheets in their order with their pages, words left out; dropped ones only when asked for."""
    sheets = arrival.sheets.select_related("page").defer("page__words", "page__text")
    return list(sheets if dropped else sheets.filter(dropped=False))


def holds_foreign_pages(arrival: Arrival) -> bool:
    """Whether a file of this paper has pages that are not on its table: it was parted and has no own file yet."""
    mine = set(arrival.sheets.values_list("page__file", "page__number"))
    files = {arrival.file_id, *(file for file, _ in mine)}
    return bool(mine) and not mine.issuperset(Page.objects.filter(file__in=files).values_list("file", "number"))


def pressing_first(arrivals: QuerySet[Arrival]) -> QuerySet[Arrival]:
    """Those on which an urgency was read first (`pressing`), then the oldest."""
    pressing = Case(When(proposals__urgency__value__in=list(URGENCIES), then=True), default=False)
    return arrivals.annotate(pressing=pressing).order_by("-pressing", "pk")


def next_ready(person: Person, put_off: Collection[int] = ()) -> int | None:
    """The arrival to check next: urgent ones first, then the oldest; none of `put_off`, nor what another has open."""
    free = Q(held_by=None) | Q(held_by=person) | Q(held_at__lt=timezone.now() - HOLD)
    return (
        pressing_first(Arrival.objects.filter(free, unit__in=unit_ids(person, Role.CLERK), state=State.READY))
        .exclude(pk__in=put_off)
        .values_list("pk", flat=True)
        .first()
    )


def entry_of_request(key: str) -> Entry | None:
    """The entry that the form of this key has already made; None for a form that is sent for the first time."""
    try:
        return Entry.objects.filter(request_key=UUID(key)).select_related("volume__register").first()
    except ValueError:
        return None


def earlier_entries(fields: PaperFields, files: set[str]) -> list[Entry]:
    """Entries, not voided, of papers with one of these files or with the same symbol, issuer and date."""
    # One statement each: with an OR between them no index would serve.
    papers = {
        *Document.objects.filter(alike(fields)).values_list("pk", flat=True),
        *DocumentFile.objects.filter(file__in=files).values_list("document", flat=True),
        *Arrival.objects.filter(file__in=files, state=State.REGISTERED).values_list("document", flat=True),
    }
    entries = Entry.objects.filter(document__in=papers, voided_at=None, volume__register__direction="arrivals")
    return list(entries.select_related("volume__register", "document", "entered_by").order_by("-pk")[:5])


@dataclass(frozen=True)
class Numbers:
    """The number that comes next for papers that arrived in these days, both included; 0 when none is given."""

    since: dt.date
    until: dt.date | None
    next: int


@dataclass(frozen=True)
class Book:
    """A register a clerk may enter papers in, with the numbers that come next in its volumes, newest volume first."""

    register: Register
    numbers: list[Numbers]

    def next_number(self, day: dt.date) -> int:
        """What a paper that arrived on `day` would get if nobody else registers first; 0 when it cannot get one."""
        held = (each for each in self.numbers if each.since <= day and (each.until is None or day <= each.until))
        return next(held, Numbers(day, day, 0)).next


def books(person: Person, day: dt.date) -> list[Book]:
    """The arrivals registers that the person's registries keep, as of `day`; the one last used first."""
    registers = list(
        Register.objects.filter(
            keeper__in=unit_ids(person, Role.CLERK),
            direction=Register.Direction.ARRIVALS,
            retired=False,
            secrecy_from__lte=person.clearance,
        )
        .select_related("kind")
        .order_by("secrecy_from", "agency__order", "order", "pk")
    )
    lately = lately_used()
    registers.sort(key=lambda register: (register.secrecy_from, register.pk != lately))
    numbers: dict[int, list[Numbers]] = {register.pk: [] for register in registers}
    for volume in Volume.objects.filter(register__in=registers).order_by("-starts_on"):
        following = 0 if volume.closed_at else volume.last_number + 1
        numbers[volume.register_id].append(Numbers(volume.starts_on, volume.ends_on, following))
    made_when_needed = [Numbers(dt.date(year, 1, 1), dt.date(year, 12, 31), 1) for year in (day.year, day.year - 1)]
    return [
        Book(register, numbers[register.pk] + (made_when_needed if register.scope == Scope.YEAR else []))
        for register in registers
    ]


def issuers(text: str, limit: int = 12) -> list[dict[str, str]]:
    """Issuing bodies that fit what is typed, without marks too; those that wrote lately come first."""
    lately = Counter(
        Document.objects.exclude(issuer_name="").order_by("-pk").values_list("issuer_id", "issuer_name")[:300]
    )
    seen: Counter[int | None] = Counter()
    for (issuer, _name), count in lately.items():
        seen[issuer] += count
    options: dict[str, tuple[int, dict[str, str]]] = {}
    for pk, name, short, symbol in Agency.objects.filter(abolished_on=None).values_list(
        "pk", "name", "short_name", "symbol"
    ):
        options[fold(name)] = seen[pk], {"value": str(pk), "label": name, "hint": symbol or short}
    for (_, name), count in lately.items():
        options.setdefault(fold(name), (count, {"value": "", "label": name, "hint": ""}))
    wanted = fold(text).split()
    fitting = [
        (-count, key, option)
        for key, (count, option) in options.items()
        if all(any(word.startswith(part) for word in f"{key} {fold(option['hint'])}".split()) for part in wanted)
    ]
    return [option for _, _, option in sorted(fitting, key=lambda each: each[:2])[:limit]]


def joinable(person: Person, arrival: Arrival) -> list[Line]:
    """Other papers of the same tray that can be joined to this one: the newest that have been read."""
    others = Arrival.objects.filter(unit=arrival.unit_id, state=State.READY).exclude(pk=arrival.pk)
    return _lines(person, list(_told(others).order_by("-pk")[:PAGE]))
