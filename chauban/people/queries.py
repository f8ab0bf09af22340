"""Lists and single pages of people and agencies. Each costs the same number of statements whatever its length."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from chauban.kernel.clock import today
from chauban.kernel.figures import number_in
from chauban.kernel.text import collapse, fold

from .absences import absences_of, away_until, away_words
from .gifts import last_gift, open_questions, second_word
from .lock_out import is_locked
from .models import Absence, Agency, ImportDraft, PasswordGift, Person, Post, Unit
from .rights import held_on
from .states import Role

PAGE = 50


@dataclass(frozen=True)
class PeopleFilter:
    """What the list of people is narrowed to; `state` is active, closed, without_post, without_password or empty."""

    find: str = ""
    unit: int | None = None
    role: str = ""
    state: str = ""


@dataclass(frozen=True)
class PeoplePage:
    """A page of people by name and whom to go on from (a person's number, or None at the ends)."""

    rows: Sequence[Person]
    before: int | None
    after: int | None


def current_posts() -> QuerySet[Post]:
    """Posts held today."""
    return Post.objects.filter(held_on(today()))


def people_page(wanted: PeopleFilter, *, after: int | None = None, before: int | None = None) -> PeoplePage:
    """People by given name, as Vietnamese lists have it, with the posts they hold today."""
    people = _narrowed(wanted)
    with_posts = Prefetch("posts", current_posts().select_related("unit__agency"), to_attr="posts_now")
    mark = Person.objects.filter(pk=after or before or 0).values_list("sort_name", "pk").first()
    if mark and before:
        rows = list(_beyond(people, mark, "lt").prefetch_related(with_posts).order_by("-sort_name", "-pk")[: PAGE + 1])
        more, rows = len(rows) > PAGE, rows[:PAGE][::-1]
        return PeoplePage(rows, rows[0].pk if rows and more else None, rows[-1].pk if rows else None)
    if mark:
        people = _beyond(people, mark, "gt")
    rows = list(people.prefetch_related(with_posts).order_by("sort_name", "pk")[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    return PeoplePage(rows, rows[0].pk if rows and mark else None, rows[-1].pk if more else None)


def without_password(wanted: PeopleFilter) -> QuerySet[Person]:
    """Those of the narrowed list who have no password yet, in its order."""
    return _narrowed(replace(wanted, state="without_password")).order_by("sort_name", "pk")


def _beyond(people: QuerySet[Person], mark: tuple[str, int], side: str) -> QuerySet[Person]:
    name, pk = mark
    return people.filter(Q(**{f"sort_name__{side}": name}) | Q(sort_name=name, **{f"pk__{side}": pk}))


def _narrowed(wanted: PeopleFilter) -> QuerySet[Person]:
    people = Person.objects.all()
    for word in fold(collapse(wanted.find)).split():
        people = people.filter(Q(folded__contains=word) | Q(username__startswith=word))
    posts = current_posts().filter(person=OuterRef("pk"))
    if wanted.unit:
        posts = posts.filter(unit=wanted.unit)
    if wanted.role:
        posts = posts.filter(role=wanted.role)
    if wanted.unit or wanted.role:
        people = people.filter(Exists(posts))
    if wanted.state == "without_password":
        return people.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    if wanted.state == "without_post":
        return people.filter(~Exists(current_posts().filter(person=OuterRef("pk"))), is_active=True)
    if wanted.state:
        people = people.filter(is_active=wanted.state == "active")
    return people


@dataclass(frozen=True)
class PersonPage:
    """All that an administrator's page about a person shows."""

    who: Person
    posts_now: list[Post]
    posts_before: list[Post]
    posts_to_come: list[Post]
    sessions: list[UserSession]
    factors: dict[str, int]
    absences: list[Absence]
    #: Whether the person must wait, somewhere or everywhere, after too many wrong passwords.
    is_locked: bool
    #: The last first password, what is asked for, and whether a second administrator must have a word (`second_word`).
    gift: PasswordGift | None
    questions: list[PasswordGift]
    second_word: str


def person_page(pk: int) -> PersonPage | None:
    """The person with posts, sessions and second factors, or None."""
    who = Person.objects.filter(pk=pk).first()
    if who is None:
        return None
    day = today()
    posts = list(who.posts.select_related("unit__agency").order_by("-starts_on", "-pk"))
    to_come = [post for post in posts if post.starts_on > day]
    before = [post for post in posts if post.ends_on and post.ends_on < day]
    factors: dict[str, int] = {}
    for kind in Authenticator.objects.filter(user=who).values_list("type", flat=True):
        factors[kind] = factors.get(kind, 0) + 1
    recent = timezone.now() - dt.timedelta(hours=float(settings.AXES_COOLOFF_TIME))
    failures = AccessAttempt.objects.filter(username=who.username, attempt_time__gte=recent).order_by()
    return PersonPage(
        who=who,
        posts_now=[post for post in posts if post not in to_come and post not in before],
        posts_before=before,
        posts_to_come=to_come,
        sessions=sessions_of(who),
        factors=factors,
        absences=absences_of([who.pk]),
        is_locked=is_locked(failures),
        gift=last_gift(who),
        questions=open_questions(who),
        second_word=second_word(who),
    )


def sessions_of(person: Person) -> list[UserSession]:
    """Where the person is signed in now, the last used first."""
    living = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return list(UserSession.objects.filter(user=person, session_key__in=living).order_by("-last_seen_at"))


def post_of(pk: int) -> Post | None:
    """A post with its person and unit, or None."""
    return Post.objects.select_related("person", "unit__agency").filter(pk=pk).first()


def session_of(pk: int) -> UserSession | None:
    """One session, or None."""
    return UserSession.objects.filter(pk=pk).first()


@dataclass
class Branch:
    """An agency in the tree, and how deep it stands."""

    agency: Agency
    depth: int


def agency_tree(find: str = "", *, abolished: bool = False) -> list[Branch]:
    """All agencies, each under its superior; with `find` only those that match, flat."""
    agencies = Agency.objects.order_by("order", "folded")
    if not abolished:
        agencies = agencies.filter(abolished_on=None)
    words = fold(collapse(find)).split()
    for word in words:
        agencies = agencies.filter(folded__contains=word)
    rows = list(agencies)
    if words:
        return [Branch(agency, 0) for agency in rows]
    present = {agency.pk for agency in rows}
    below: dict[int | None, list[Agency]] = {}
    for agency in rows:
        below.setdefault(agency.parent_id if agency.parent_id in present else None, []).append(agency)
    return list(_branches(below, None, 0))


def _branches(below: dict[int | None, list[Agency]], parent: int | None, depth: int) -> Iterator[Branch]:
    for agency in below.get(parent, []):
        yield Branch(agency, depth)
        yield from _branches(below, agency.pk, depth + 1)


@dataclass(frozen=True)
class AgencyPage:
    """An agency with what stands above and under it, and its units with the people in them today."""

    agency: Agency
    children: list[Agency]
    units: list[Unit]


def agency_page(pk: int) -> AgencyPage | None:
    """The agency's page, or None; each unit carries `posts_now`, by the order of roles and names."""
    agency = Agency.objects.select_related("parent").filter(pk=pk).first()
    if agency is None:
        return None
    posts = current_posts().select_related("person").order_by("person__sort_name")
    units = agency.units.prefetch_related(Prefetch("posts", posts, to_attr="posts_now"))
    return AgencyPage(
        agency,
        list(agency.children.order_by("abolished_on", "order", "folded")),
        list(units.order_by("order", "name")),
    )


def unit_of(pk: int) -> Unit | None:
    """A unit with its agency, or None."""
    return Unit.objects.select_related("agency").filter(pk=pk).first()


def units_here() -> QuerySet[Unit]:
    """Units in which people of this installation work."""
    return (
        Unit.objects.filter(dissolved_on=None, agency__hosted=True, agency__abolished_on=None)
        .select_related("agency")
        .order_by("agency__order", "agency__name", "order", "name")
    )


def agencies_now() -> QuerySet[Agency]:
    """Agencies that are not abolished."""
    return Agency.objects.filter(abolished_on=None).order_by("order", "folded")


Option = dict[str, str]
OPTIONS = 20


def choose_people_and_units(q: str) -> list[Option]:
    """Persons with a post here today, then units, whose names have all the words of `q`; for a combobox.

    A value is `person:12` or `unit:3`; `chosen()` reads it.
    """
    words = fold(collapse(q)).split()
    units = [unit for unit in units_here() if all(word in fold(f"{unit.name} {unit.agency.name}") for word in words)]
    return choose_people(q) + [
        {"value": f"unit:{unit.pk}", "label": unit.name, "hint": unit.agency.short_name or unit.agency.name}
        for unit in units[:OPTIONS]
    ]


def choose_people(q: str, *roles: Role) -> list[Option]:
    """As `choose_people_and_units`, but persons only; with roles given, those who hold such a post today."""
    posts = current_posts().filter(unit__agency__hosted=True)
    held = posts.filter(role__in=roles) if roles else posts
    people = Person.objects.filter(Exists(held.filter(person=OuterRef("pk"))), is_active=True)
    for word in fold(collapse(q)).split():
        people = people.filter(Q(folded__contains=word) | Q(username__startswith=word))
    rows = people.prefetch_related(Prefetch("posts", posts.select_related("unit"), to_attr="posts_now"))
    found = list(rows.order_by("sort_name", "pk")[:OPTIONS])
    away = away_until([person.pk for person in found])
    return [
        {"value": f"person:{person.pk}", "label": person.full_name, "hint": _post_hint(person, away.get(person.pk))}
        for person in found
    ]


def _post_hint(person: Person, away: dt.date | None) -> str:
    posts: list[Post] = person.posts_now  # type: ignore[attr-defined]
    held = [f"{post.title}, {post.unit.name}" for post in posts[:2]]
    return "; ".join([away_words(away), *held] if away else held)


def chosen(value: str) -> Person | Unit | None:
    """The person or unit behind a value of `choose_people_and_units`, if it may still be chosen."""
    kind, _, number = value.partition(":")
    if number_in(number) is None:
        return None
    if kind == "person":
        posts = current_posts().filter(person=OuterRef("pk"), unit__agency__hosted=True)
        return Person.objects.filter(Exists(posts), pk=int(number), is_active=True).first()
    return units_here().filter(pk=int(number)).first() if kind == "unit" else None


def person_meant(value: str, name: str) -> Person | None:
    """The person chosen from the suggestions, else the one person of that very name, marks and capitals aside."""
    found = chosen(value)
    if isinstance(found, Person) and found.full_name == name:
        return found
    same = [option for option in choose_people(name) if fold(option["label"]) == fold(name)]
    return chosen(same[0]["value"]) if len(same) == 1 else None  # type: ignore[return-value]


def choose_agencies(q: str, recent: Sequence[int] = ()) -> list[Option]:
    """Agencies whose name, symbol or code has all the words of `q`; those of `recent` first, in their order.

    Who issued papers lately is known on the floors above: they hand the numbers down.
    """
    agencies = agencies_now()
    for word in fold(collapse(q)).split():
        agencies = agencies.filter(folded__contains=word)
    rank = {pk: at for at, pk in enumerate(recent)}
    first = sorted(agencies.filter(pk__in=recent), key=lambda agency: rank[agency.pk]) if recent else []
    others = list(agencies.exclude(pk__in=recent)[:OPTIONS])
    return [
        {"value": str(agency.pk), "label": agency.name, "hint": agency.symbol or agency.code or ""}
        for agency in [*first, *others][:OPTIONS]
    ]


def draft_of(person: Person) -> ImportDraft | None:
    """The person's workbook that waits for confirmation, or was the last to be imported."""
    return ImportDraft.objects.filter(person=person).order_by("-pk").first()


def factors_of(person: Person) -> list[Authenticator]:
    """The person's codes and keys."""
    return list(Authenticator.objects.filter(user=person).order_by("type", "created_at"))
