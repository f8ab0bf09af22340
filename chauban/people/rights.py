"""Who holds which role today."""

from __future__ import annotations

import datetime as dt

from django.contrib.postgres.functions import TransactionNow
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from chauban.kernel.clock import today
from chauban.kernel.refused import Refused

from .models import Delegation, Person, Post
from .states import LENDING, Role, Scope


def held_on(day: dt.date) -> Q:
    """Posts that are held on `day`, their first and last day included."""
    return Q(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


def posts_today(person: Person) -> list[Post]:
    """The posts `person` holds today, read once a request (kept on the object).

    The same statement tells whether powers are lent to the person, so that for nearly everybody it stays the only one.
    """
    kept: list[Post] | None = person.__dict__.get("_posts_today")
    if kept is None:
        lent = Delegation.objects.filter(_at_this_moment(), receiver=OuterRef("person"))
        kept = list(person.posts.filter(held_on(today())).select_related("unit__agency").annotate(lent=Exists(lent)))
        person.__dict__["_posts_today"] = kept
    return kept


def holds(person: Person | None, *roles: Role) -> bool:
    """Whether the person holds a post of one of `roles` today."""
    return person is not None and any(post.role in roles for post in posts_today(person))


def unit_ids(person: Person, *roles: Role) -> list[int]:
    """Units in which the person holds a post today; with roles given, only posts of those roles."""
    return [post.unit_id for post in posts_today(person) if not roles or post.role in roles]


def _at_this_moment() -> Q:
    """Delegations whose time it is by the clock of the transaction, as the database's `chauban_givers()` has it."""
    return Q(ended_at=None, starts_at__lte=TransactionNow(), ends_at__gt=TransactionNow())


def _posts_that_lend() -> Q:
    return Q(held_on(today()), role__in=LENDING)


def delegations_now(person: Person) -> list[Delegation]:
    """What is lent to the person at this moment, the last to end first; read once a request (kept on the object).

    No statement for whom nothing is lent to. What was lent to a giver is not handed on.
    """
    kept: list[Delegation] | None = person.__dict__.get("_delegations_now")
    if kept is None:
        kept = []
        if person.is_active and any(vars(post)["lent"] for post in posts_today(person)):
            lending = Post.objects.filter(_posts_that_lend(), person=OuterRef("giver"))
            rows = Delegation.objects.filter(_at_this_moment(), Exists(lending), giver__is_active=True, receiver=person)
            kept = list(rows.select_related("giver").order_by("-ends_at", "id"))
        person.__dict__["_delegations_now"] = kept
    return kept


def givers(person: Person, *scopes: Scope) -> list[Person]:
    """Whose powers the person may use at this moment; with scopes given, only for one of those."""
    rows = [row for row in delegations_now(person) if not scopes or row.scope in (*scopes, Scope.EVERYTHING)]
    return list({row.giver_id: row.giver for row in rows}.values())


def lent_posts(person: Person) -> list[Post]:
    """Posts whose units the person directs at this moment in the holder's stead; read once a request, if at all."""
    kept: list[Post] | None = person.__dict__.get("_lent_posts")
    if kept is None:
        directing = givers(person, Scope.ASSIGNMENTS)
        kept = list(Post.objects.filter(_posts_that_lend(), person__in=directing)) if directing else []
        person.__dict__["_lent_posts"] = kept
    return kept


def lent_unit_ids(person: Person) -> list[int]:
    """Units of `lent_posts`."""
    return sorted({post.unit_id for post in lent_posts(person)})


def may_lend(person: Person) -> bool:
    """Whether the person has powers that can be lent: a leader's or head's post today."""
    return person.is_active and holds(person, *LENDING)


def check_may_lend_for(doer: Person | None, giver: Person) -> None:
    """One's own powers, or anybody's as an administrator on a written order; raises Refused."""
    if doer is None or doer.pk != giver.pk:
        check_is_administrator(doer)
    if not may_lend(giver):
        raise Refused(_("%(name)s holds no leader's or head's post today and has no powers to lend.")
                      % {"name": giver}, field="giver")  # fmt: skip


def check_may_take_back(doer: Person | None, delegation: Delegation) -> None:
    """Its giver, its receiver, or an administrator; raises Refused."""
    if doer is None or doer.pk not in (delegation.giver_id, delegation.receiver_id):
        check_is_administrator(doer)


def check_may_note_absence(doer: Person | None, person: Person) -> None:
    """One's own absence, of one's unit as its head, or anybody's as an administrator; raises Refused."""
    if doer is not None and doer.pk == person.pk:
        return
    led = unit_ids(doer, *LENDING) if doer is not None else []
    if not any(post.unit_id in led for post in posts_today(person)):
        check_is_administrator(doer)


def check_is_administrator(person: Person | None) -> None:
    """Administration of people, units, registers; raises Refused."""
    if not holds(person, Role.ADMINISTRATOR):
        raise Refused(_("Only an administrator may do this."))


def check_is_clerk_of(person: Person | None, unit_id: int) -> None:
    """The work of a registry; raises Refused."""
    if person is None or unit_id not in unit_ids(person, Role.CLERK):
        raise Refused(_("Only a registry clerk of this registry may do this."))


def somebody(doer: Person | None) -> Person:
    """The doer of an act that only a person can do; raises Refused for the machine."""
    if doer is None:
        raise Refused(_("Only a person may do this."))
    return doer


def check_may_clear(doer: Person | None, person: Person) -> None:
    """Clearance is set by an administrator and never by oneself; raises Refused."""
    check_is_administrator(doer)
    if doer is not None and doer.pk == person.pk:
        raise Refused(_("Nobody sets their own clearance. Ask another administrator."))


def check_may_end_sessions(doer: Person | None, person: Person) -> None:
    """One's own sessions, or anybody's as an administrator; raises Refused."""
    if doer is None or doer.pk != person.pk:
        check_is_administrator(doer)


def check_an_administrator_remains(
    day: dt.date, *, without_person: Person | None = None, without_post: Post | None = None
) -> None:
    """Somebody else who can sign in administers this installation on `day`; raises Refused.

    As in the database's `people_other_administrators()`, nobody can who never had a password. The administrators' rows
    are locked, so that two who part with each other at once cannot both go.
    """
    posts = Post.objects.select_for_update(of=("self", "person")).select_related("person").order_by("pk")
    remaining = [
        post
        for post in posts.filter(held_on(day), role=Role.ADMINISTRATOR, person__is_active=True)
        if post.person.password and post.person.has_usable_password()
    ]
    others = [
        post
        for post in remaining
        if not (without_person and post.person_id == without_person.pk)
        and not (without_post and post.pk == without_post.pk)
    ]
    leaving = (without_post is not None and without_post.role == Role.ADMINISTRATOR) or (
        without_person is not None and len(others) < len(remaining)
    )
    if leaving and not others:
        raise Refused(_("This is the last administrator. Give somebody else the role first."))
