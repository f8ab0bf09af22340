"""Rows of the sheet of people: one post a row."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial

from django.utils import translation
from django.utils.translation import gettext as _

from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.kernel.text import fold

from ..gifts import check_may_raise
from ..models import Person, Post, Unit
from ..names import free_sign_in_name
from ..states import TRUSTED, Role
from .known import person_key
from .plan import Plan, Row, State, changed_columns, check_fits, told
from .plan_bodies import written
from .workbook import read_date


@dataclass(frozen=True)
class Wanted:
    """A row's post, understood."""

    unit: Unit
    role: str
    title: str
    starts_on: dt.date | None
    ends_on: dt.date | None


def plan_people(plan: Plan, rows: list[Row]) -> None:
    """A person is matched by sign-in name, or by the very name within the unit."""
    roles = _roles()
    for row in rows:
        plan.note("people", row, row["full_name"], partial(_line, plan, row, roles))


def _roles() -> dict[str, str]:
    """Folded words for roles: the Vietnamese ones of the template, the interface's, and the codes."""
    words = {}
    for language in ("vi", "en"):
        with translation.override(language):
            words.update({fold(str(role.label)): role.value for role in Role})
    return words | {role.value: role.value for role in Role}


def _line(plan: Plan, row: Row, roles: dict[str, str]) -> tuple[str, str]:
    wanted = _understand(plan, row, roles)
    person = _match(plan, row, wanted)
    if person is not None and not person.is_active:
        raise Refused(_("The account of %(name)s is closed.") % {"name": person.full_name})
    held = _held(plan, person, wanted) if person else None  # may still refuse, so before anything is noted
    if person is not None and person.pk and held is None and wanted.role in TRUSTED:
        check_may_raise(person)
    new_name = ""
    if person is None:
        person = _new_person(plan, row)
        new_name = f"{person.username}: "
    changes = changed_columns(person, {"email": row["email"].lower(), "phone": row["phone"]}) if person.pk else {}
    words = [told(person, changes)] if changes else []
    if changes:
        plan.changes.append((person, changes))
        for column, value in changes.items():  # a second row of the person changes nothing more
            setattr(person, column, value)
    if held is None:
        _new_post(plan, person, wanted)
        return State.NEW, "; ".join([f"{new_name}{wanted.title}, {wanted.unit.name}", *words])
    if wanted.ends_on and held.ends_on != wanted.ends_on:
        words.append(told(held, {"ends_on": wanted.ends_on}))
        plan.changes.append((held, {"ends_on": wanted.ends_on}))
    return (State.CHANGED, "; ".join(words)) if words else (State.SAME, "")


def _understand(plan: Plan, row: Row, roles: dict[str, str]) -> Wanted:
    for field in ("full_name", "agency", "unit", "role", "title"):
        if not row[field]:
            raise Refused(_("A needed cell is empty: %(column)s.") % {"column": HEADINGS[field]})
    agency = written(plan, plan.known.agency(row["agency"]))
    if not agency.hosted:
        raise Refused(_("The people of %(agency)s do not work in this installation.") % {"agency": agency.name})
    unit = plan.known.unit(agency, row["unit"])
    role = roles.get(fold(row["role"]))
    if role is None:
        raise Refused(_("Unknown role: %(name)s.") % {"name": row["role"]})
    starts_on, ends_on = _date(row["starts_on"]), _date(row["ends_on"])
    if ends_on and ends_on < (starts_on or today()):
        raise Refused(_("The post ends before it begins."))
    check_fits(Person, {name: row[name] for name in ("full_name", "email", "phone")})
    check_fits(Post, {"title": row["title"]})
    return Wanted(unit, role, row["title"], starts_on, ends_on)


#: The headings of needed columns, for the sentence on an empty cell.
HEADINGS = {
    "full_name": "Họ và tên", "agency": "Cơ quan", "unit": "Đơn vị", "role": "Vai trò", "title": "Chức vụ",
}  # fmt: skip


def _date(text: str) -> dt.date | None:
    if not text:
        return None
    day = read_date(text)
    if day is None:
        raise Refused(_("There is no such day: %(text)s.") % {"text": text})
    return day


def _match(plan: Plan, row: Row, wanted: Wanted) -> Person | None:
    """The person a row is about, or None for somebody new; raises Refused when that cannot be told."""
    username = row["username"].lower()
    if username:
        person = plan.known.usernames.get(username)
        if person and person_key(person.full_name) != person_key(row["full_name"]):
            raise Refused(_("The sign-in name %(name)s belongs to %(person)s.") % {"name": username, "person": person})
        return person
    namesakes = plan.known.people.get(person_key(row["full_name"]), [])
    here = [each for each in namesakes if any(post.unit is wanted.unit for post in plan.known.posts[id(each)])]
    if len(here) == 1:
        return here[0]
    if namesakes:
        raise Refused(
            _("Somebody of this name exists (%(names)s). Write the sign-in name: theirs, or a new one.")
            % {"names": ", ".join(each.username for each in namesakes[:3])}
        )
    return None


def _new_person(plan: Plan, row: Row) -> Person:
    username = row["username"].lower() or free_sign_in_name(row["full_name"], plan.known.usernames)
    check_fits(Person, {"username": username})
    person = Person(
        full_name=row["full_name"],
        username=username,
        email=row["email"].lower(),
        phone=row["phone"],
        must_change_password=True,
    )
    person.set_unusable_password()
    plan.known.add_person(person)
    plan.people.append(person)
    return person


def _new_post(plan: Plan, person: Person, wanted: Wanted) -> None:
    post = Post(
        person=person, unit=wanted.unit, role=wanted.role, title=wanted.title,
        starts_on=wanted.starts_on or today(), ends_on=wanted.ends_on,
    )  # fmt: skip
    plan.known.add_post(post)
    plan.posts.append(post)


def _held(plan: Plan, person: Person, wanted: Wanted) -> Post | None:
    """The post the person holds already that the row speaks of; raises Refused when the days contradict it."""
    begin, end = wanted.starts_on or today(), wanted.ends_on or dt.date.max
    for post in plan.known.posts[id(person)]:
        if (post.unit is not wanted.unit) or post.role != wanted.role or post.title != wanted.title:
            continue
        if post.starts_on > end or (post.ends_on or dt.date.max) < begin:
            continue
        if wanted.starts_on and wanted.starts_on != post.starts_on:
            raise Refused(
                _("The person holds this very post since %(day)s.") % {"day": post.starts_on.strftime("%d/%m/%Y")}
            )
        if wanted.ends_on and post.ends_on != wanted.ends_on and post.role == Role.ADMINISTRATOR:
            raise Refused(_("An administrator's post is ended on the person's page, not by an import."))
        if wanted.ends_on and post.ends_on != wanted.ends_on and post.ends_on and post.ends_on < today():
            raise Refused(_("This post has ended already."))
        return post
    return None
