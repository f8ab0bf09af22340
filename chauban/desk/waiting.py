"""What waits for a person, of every sort, as one list of lines: the urgent first, then what is due first."""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chauban.documents.models import Reader
from chauban.documents.queries import sent_to
from chauban.kernel.among import among
from chauban.kernel.clock import today
from chauban.people.models import Person
from chauban.people.queries import current_posts
from chauban.people.rights import delegations_now, givers, holds, lent_unit_ids, posts_today
from chauban.people.states import Role, Scope
from chauban.routing.queries import waiting as routed
from chauban.routing.queries.bringing import entries_shown, entries_to_submit
from chauban.routing.rights import LEADERS, answers_for
from chauban.routing.states import Submission

#: Lines of one page of a sort, and of the desk that shows the most pressing of every sort.
PAGE, PRESSING = 50, 20
#: Rows of one sort that are put in order; who has more in hand pages through the most pressing of them.
MOST = 1000
#: Statements kept, one for each person, day and narrowing.
STATEMENTS = 400
NEVER = Value(False)
#: Where a row stands among all others, its sort, its id, its document's.
Ranked = tuple[tuple[bool, int, dt.date, int], str, int, int]
WEEK = 7


@dataclass(frozen=True)
class Sort:
    """One sort of what waits: which rows, some of them with all a line shows, the column of their deadline, and which
    are one's own or one's unit's."""

    label: Promise
    rows: Callable[[Person], QuerySet[Any]]
    shown: Callable[[Iterable[int]], QuerySet[Any]]
    due: str
    mine: Callable[[Person], Q]
    units: Callable[[Person], Q]
    #: Which of them are put aside for later.
    later: Combinable = NEVER


def _given_by(person: Person, work: str = "") -> Q:
    """Work that somebody gave, or that was given in their stead; `work` leads to it."""
    giver, stood_for = f"{work}assigned_by", f"{work}on_behalf_of"
    return Q(**{stood_for: person}) | Q(**{giver: person, stood_for: None})


def _all(person: Person) -> Q:
    return Q()


def _none(person: Person) -> Q:
    return Q(pk__in=[])


def _sent(person: Person) -> QuerySet[Any]:
    """What was sent to know and not opened, once for each paper."""
    return sent_to(person, unopened=True).order_by("-document_id", "id").distinct("document_id")


def _sent_shown(ids: Iterable[int]) -> QuerySet[Any]:
    return Reader.objects.filter(among(ids)).select_related("document__kind", "granted_by", "unit")


SORTS: dict[str, Sort] = {
    "opinion": Sort(
        _("For my opinion"), routed.submissions, routed.submissions_shown, "document__reply_by",
        lambda person: Q(to=person), _none, later=ExpressionWrapper(Q(state=Submission.LATER), BooleanField()),
    ),
    "judge": Sort(
        _("To judge"), routed.to_judge, routed.work_shown, "due_on", _given_by,
        lambda person: Q(parent__unit__in=answers_for(person)),
    ),
    "asked": Sort(
        _("Asked of me"), routed.requests, routed.requests_shown, "assignment__due_on",
        lambda person: _given_by(person, "assignment__"),
        lambda person: Q(assignment__parent__unit__in=answers_for(person)),
    ),
    "question": Sort(
        _("Questions"), routed.questions, routed.questions_shown, "document__reply_by", _all, _none
    ),
    "work": Sort(
        _("My work"), lambda person: routed.work(person).filter(unit=None), routed.work_shown, "due_on",
        lambda person: Q(person=person), _none,
    ),
    "unit": Sort(
        _("My unit's work"), lambda person: routed.work(person).filter(person=None), routed.work_shown, "due_on",
        _none, _all,
    ),
    "know": Sort(
        _("To know"), routed.to_know, routed.work_shown, "document__reply_by", lambda person: Q(person=person),
        lambda person: Q(unit__isnull=False),
    ),
    "sent": Sort(
        _("Sent to know"), _sent, _sent_shown, "document__reply_by", lambda person: Q(person=person),
        lambda person: Q(unit__isnull=False),
    ),
    "submit": Sort(
        _("To submit"), lambda person: entries_to_submit(person).order_by("-document__urgency", "-pk"),
        entries_shown, "document__reply_by", _none, _all,
    ),
}  # fmt: skip
#: Not a sort of its own: what somebody else has in hand, which their head looks at.
THEIRS = "theirs"
SHOWS: dict[str, Promise] = {
    "all": _("All"), "mine": _("Mine"), "unit": _("My unit"), "overdue": _("Overdue"), "week": _("Due this week"),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """How the list is narrowed; `of` is a person of the unit whose work a head looks at."""

    show: str = "all"
    sort: str = ""
    of: int | None = None
    page: int = 1

    @property
    def chosen(self) -> str:
        """The one sort that is shown, page by page; empty for the most pressing of all."""
        return self.sort if self.of is None else THEIRS


@dataclass(frozen=True)
class Found:
    """What waits: the rows of the page that is shown, each with its sort, in order; and how much there is in all."""

    rows: list[tuple[str, Any]]
    #: How many there are of each sort.
    counts: dict[str, int]
    #: The page that is shown; the last one, where a later one was asked for.
    page: int
    #: Whether a further one follows.
    more: bool
    #: Urgent papers and overdue things in all that waits, on other pages too.
    pressing: int
    over: int


def theirs(person: Person, of: int) -> QuerySet[Any]:
    """Work that somebody of the units the person answers for has in hand."""
    return routed.in_hand_within(answers_for(person), of)


def members(person: Person) -> list[Person]:
    """Whose work one may look at who answers for units. One statement, none for who answers for none."""
    units = answers_for(person)
    if not units:
        return []
    posts = current_posts().filter(unit__in=units, person__is_active=True).exclude(person=person)
    people = {post.person_id: post.person for post in posts.select_related("person").order_by("person__sort_name")}
    return list(people.values())


def _concerning(person: Person) -> list[str]:
    """Sorts that can hold something for this person at all."""
    never = {
        "submit": not holds(person, Role.CLERK),
        "opinion": not holds(person, *LEADERS) and not givers(person, Scope.ANNOTATIONS),
        "unit": not answers_for(person),
    }
    return [name for name in SORTS if not never.get(name)]


def found(person: Person, asked: Asked) -> Found:
    """What waits: how much of each sort there is, and the rows that the page asked for shows.

    One statement tells of everything where it stands in the order; then one for each table fetches what is shown, and
    one more counts a sort of which there is more than `MOST`.
    """
    statement = _statement(_standing(person, asked))
    ranked = _ranked(statement)
    counts = Counter(name for _rank, name, _pk, _document in ranked)
    full = [name for name in statement.names if counts[name] >= MOST]
    counts |= _counts(person, {name: _rows_of(person, name, asked.show, asked.of) for name in full})
    page, more, shown = 1, False, ranked[:PRESSING]
    if asked.chosen in statement.names:
        of_sort = [each for each in ranked if each[1] == asked.chosen]
        page = max(1, min(asked.page, -(-len(of_sort) // PAGE)))
        more = page * PAGE < len(of_sort)
        shown = of_sort[(page - 1) * PAGE : page * PAGE]
    return Found(
        _shown(shown),
        {name: counts[name] for name in statement.names},
        page,
        more,
        pressing=len({document for (_later, urgency, *_rest), _name, _pk, document in ranked if urgency < 0}),
        over=sum(rank[2] < today() for rank, _name, _pk, _document in ranked),
    )


@dataclass(frozen=True)
class Standing:
    """All by which what is asked for one person differs from what is asked for another, or on another day."""

    person: Person = field(compare=False)
    me: int
    day: dt.date
    posts: tuple[tuple[int, str], ...]
    answers_for: tuple[int, ...]
    lent: tuple[tuple[int, str], ...]
    lent_units: tuple[int, ...]
    show: str
    of: int | None


@dataclass(frozen=True)
class Statement:
    """The sorts asked for, and the SQL that asks for them."""

    names: tuple[str, ...]
    sql: str
    values: tuple[Any, ...]


def _standing(person: Person, asked: Asked) -> Standing:
    return Standing(
        person=person,
        me=person.pk,
        day=today(),
        posts=tuple((post.unit_id, post.role) for post in posts_today(person)),
        answers_for=tuple(answers_for(person)),
        lent=tuple((each.giver_id, each.scope) for each in delegations_now(person)),
        lent_units=tuple(lent_unit_ids(person)),
        show=asked.show,
        of=asked.of,
    )


@lru_cache(maxsize=STATEMENTS)
def _statement(standing: Standing) -> Statement:
    """What tells where each row of all sorts stands. Writing it takes Django longer than PostgreSQL to answer it."""
    names = (THEIRS,) if standing.of is not None else tuple(_concerning(standing.person))
    first, *others = (
        _rows_of(standing.person, name, standing.show, standing.of).values_list(
            Value(order), "pk", ExpressionWrapper(_sort_of(name).later, BooleanField()), "document__urgency",
            F(_sort_of(name).due), "document_id",
        )[:MOST]
        for order, name in enumerate(names)
    )  # fmt: skip
    whole = first.union(*others, all=True) if others else first
    try:
        sql, values = whole.query.sql_with_params()
    except EmptyResultSet:  # of the work of a unit for which nobody asks who answers for none
        return Statement(names, "", ())
    return Statement(names, sys.intern(sql), values)


def _ranked(statement: Statement) -> list[Ranked]:
    """Where each row of all sorts stands, the most pressing first. One statement."""
    if not statement.sql:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.values)
        rows = cursor.fetchall()
    return sorted(
        ((later, -urgency, due or dt.date.max, order), statement.names[order], pk, document)
        for order, pk, later, urgency, due, document in rows
    )


def _rows_of(person: Person, name: str, show: str, of: int | None) -> QuerySet[Any]:
    return theirs(person, of) if name == THEIRS and of is not None else _narrowed(person, SORTS[name], show)


def _shown(chosen: list[Ranked]) -> list[tuple[str, Any]]:
    """The rows with all that a line shows, each with its sort. One statement for each table they are in."""
    wanted: dict[Callable[[Iterable[int]], QuerySet[Any]], list[int]] = defaultdict(list)
    for _rank, name, pk, _document in chosen:
        wanted[_sort_of(name).shown].append(pk)
    rows = {shown: {row.pk: row for row in shown(ids)} for shown, ids in wanted.items()}
    drawn = ((name, rows[_sort_of(name).shown].get(pk)) for _rank, name, pk, _document in chosen)
    return [(name, row) for name, row in drawn if row is not None]


def _sort_of(name: str) -> Sort:
    return SORTS["work" if name == THEIRS else name]


def _narrowed(person: Person, sort: Sort, show: str) -> QuerySet[Any]:
    rows, day = sort.rows(person), today()
    if show == "mine":
        return rows.filter(sort.mine(person))
    if show == "unit":
        return rows.filter(sort.units(person))
    if show == "overdue":
        return rows.filter(**{f"{sort.due}__lt": day})
    if show == "week":
        return rows.filter(**{f"{sort.due}__lte": day + dt.timedelta(days=WEEK - 1 - day.weekday())})
    return rows


def _counts(person: Person, queries: dict[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows each has. One statement for all of them."""
    if not queries:
        return {}
    columns = {f"n_{name}": Subquery(_count(each), output_field=IntegerField()) for name, each in queries.items()}
    row: dict[str, Any] = dict(Person.objects.filter(pk=person.pk).values(**columns).get())
    return {name: row[f"n_{name}"] or 0 for name in queries}


def _count(rows: QuerySet[Any]) -> QuerySet[Any]:
    counted = "document" if rows.query.distinct_fields else "pk"
    bare = rows.order_by().distinct() if rows.query.distinct_fields else rows.order_by()
    return bare.annotate(one=Value(1)).values("one").annotate(n=Count(counted, distinct=counted != "pk")).values("n")
