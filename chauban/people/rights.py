"""Who holds which role today."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from chauban.kernel.clock import today
from chauban.kernel.refused import Refused

from .models import Person, Post
from .states import Role


def posts_today(person: Person) -> list[Post]:
    """The posts `person` holds today, read once a request (kept on the object)."""
    kept: list[Post] | None = person.__dict__.get("_posts_today")
    if kept is None:
        day = today()
        kept = [
            post
            for post in person.posts.select_related("unit__agency")
            if post.starts_on <= day and (post.ends_on is None or post.ends_on >= day)
        ]
        person.__dict__["_posts_today"] = kept
    return kept


def holds(person: Person | None, *roles: Role) -> bool:
    """Whether the person holds a post of one of `roles` today."""
    return person is not None and any(post.role in roles for post in posts_today(person))


def unit_ids(person: Person, *roles: Role) -> list[int]:
    """Units in which the person holds a post today; with roles given, only posts of those roles."""
    return [post.unit_id for post in posts_today(person) if not roles or post.role in roles]


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
    """Somebody else administers this installation on `day`; raises Refused.

    The administrators' rows are locked, so that two who part with each other at once cannot both go.
    """
    posts = Post.objects.select_for_update(of=("self", "person")).select_related("person").order_by("pk")
    remaining = [
        post
        for post in posts.filter(role=Role.ADMINISTRATOR, person__is_active=True, starts_on__lte=day)
        if post.ends_on is None or post.ends_on >= day
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
