"""Posts: what a person holds in a unit, from a day to a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from chauban.journal.act import Doer, act, record
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused

from ..gifts import check_may_raise
from ..models import Person, Post, Unit
from ..names import named
from ..rights import check_an_administrator_remains, check_is_administrator
from ..states import TRUSTED, Role


@act
def give_post(
    doer: Doer,
    person: Person,
    unit: Unit,
    *,
    role: str,
    title: str,
    starts_on: dt.date,
    ends_on: dt.date | None = None,
) -> Post:
    """Give a person a post; several at once are allowed, the very same one twice on a day is not.

    Raises Refused on a closed account, a unit that is gone or does not work here, days in the wrong order, and for a
    role that is trusted with more by whoever alone gave the person's password.
    """
    check_is_administrator(doer)
    person = Person.objects.select_for_update().get(pk=person.pk)  # two gifts of one post wait for each other
    # Nobody dissolves the unit or abolishes its body meanwhile; papers may still name them.
    unit = Unit.objects.select_for_update(no_key=True).select_related("agency").get(pk=unit.pk)
    _check_unit(unit)
    if not person.is_active:
        raise Refused(_("This account is closed. Open it first."))
    if role not in Role.values:
        raise Refused(_("There is no such role."), field="role")
    if ends_on and ends_on < starts_on:
        raise Refused(_("The post ends before it begins."), field="ends_on")
    if role in TRUSTED:
        check_may_raise(person)
    clean = named(title, _("Say what the post is called."), "title")
    _check_is_not_held(person, unit, role, clean, starts_on, ends_on)
    post = Post.objects.create(
        person=person, unit=unit, role=role, title=clean, starts_on=starts_on, ends_on=ends_on
    )  # fmt: skip
    record(doer, "people.post_given", **_told(post), starts_on=starts_on, ends_on=ends_on)
    return post


@act
def end_post(doer: Doer, post: Post, ends_on: dt.date) -> Post:
    """Say on which day a post ends (its last day); raises Refused for the last administrator's post."""
    check_is_administrator(doer)
    check_an_administrator_remains(_day_after(ends_on), without_post=post)
    post = Post.objects.select_for_update(of=("self",)).select_related("person", "unit__agency").get(pk=post.pk)
    if post.ends_on is not None and post.ends_on < today():
        raise Refused(_("This post has ended already."))
    if ends_on < post.starts_on:
        raise Refused(_("The post ends before it begins."), field="ends_on")
    post.ends_on = ends_on
    post.save(update_fields=["ends_on"])
    record(doer, "people.post_ended", **_told(post), ends_on=ends_on)
    return post


def _day_after(day: dt.date) -> dt.date:
    return max(min(day, dt.date.max - dt.timedelta(days=1)) + dt.timedelta(days=1), today())


def _check_unit(unit: Unit) -> None:
    if unit.dissolved_on is not None or unit.agency.abolished_on is not None:
        raise Refused(_("This unit is dissolved."), field="unit")
    if not unit.agency.hosted:
        raise Refused(_("The people of this body do not work in this installation."), field="unit")


def _check_is_not_held(
    person: Person, unit: Unit, role: str, title: str, starts_on: dt.date, ends_on: dt.date | None
) -> None:
    same = person.posts.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), unit=unit, role=role, title=title)
    if ends_on:
        same = same.filter(starts_on__lte=ends_on)
    if same.exists():
        raise Refused(_("The person holds this very post in that time already."), field="starts_on")


def _told(post: Post) -> dict[str, Any]:
    return {
        "person": post.person_id,
        "name": post.person.full_name,
        "title": post.title,
        "role": post.role,
        "unit": post.unit.name,
        "agency": post.unit.agency.name,
    }
