"""Who holds which role today."""

from __future__ import annotations

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
