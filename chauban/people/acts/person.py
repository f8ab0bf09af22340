"""Persons: who works here, and what they are cleared for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError
from django.utils.translation import gettext as _

from chauban.journal.act import Doer, act, record
from chauban.kernel.broken import broken
from chauban.kernel.refused import Refused

from ..gifts import check_may_raise
from ..models import Person
from ..names import free_sign_in_name, named, sign_in_name, tidy
from ..rights import check_is_administrator, check_may_clear
from ..states import Secrecy
from .changes import apply


@dataclass(frozen=True)
class PersonFields:
    """What a form or a sheet says of a person; an empty sign-in name asks for a proposal."""

    full_name: str
    username: str = ""
    email: str = ""
    phone: str = ""


@act
def add_person(doer: Doer, fields: PersonFields) -> Person:
    """A new person, who cannot sign in before a first password is given and has no right before a post is.

    Raises Refused on a missing name, a sign-in name that is used or ill-formed, a malformed e-mail address.
    """
    check_is_administrator(doer)
    person = Person(**_clean(fields, None), must_change_password=True)
    person.set_unusable_password()
    with _one_of_the_name():
        person.save()
    record(doer, "people.person_added", person=person.pk, name=person.full_name, username=person.username)
    return person


@act
def change_person(doer: Doer, person: Person, fields: PersonFields) -> Person:
    """Correct a person's name, sign-in name or addresses; raises Refused as `add_person` does."""
    check_is_administrator(doer)
    person = Person.objects.select_for_update().get(pk=person.pk)
    with _one_of_the_name():
        changes = apply(person, _clean(fields, person))
    record(doer, "people.person_changed", person=person.pk, name=person.full_name, changes=changes)
    return person


@act
def set_clearance(doer: Doer, person: Person, level: int, reason: str) -> Person:
    """Say up to which secrecy a person may read; raises Refused for one's own clearance or without a reason, and for
    more by whoever alone gave the person's password.

    The database refuses one's own as well, whatever the program says (trigger `people_guard`).
    """
    check_may_clear(doer, person)
    clean = named(reason, _("Say on what ground, for example the decision's number."), "reason")
    person = Person.objects.select_for_update().get(pk=person.pk)
    if level not in Secrecy.values:
        raise Refused(_("There is no such level."), field="level")
    if level == person.clearance:
        raise Refused(_("The person has this clearance already."), field="level")
    if level > person.clearance:
        check_may_raise(person)
    before, person.clearance = person.clearance, level
    person.save(update_fields=["clearance"])
    record(
        doer, "people.clearance_set", person=person.pk, name=person.full_name, before=before, after=level, reason=clean
    )
    return person


@contextmanager
def _one_of_the_name() -> Iterator[None]:
    """Of two who write the same sign-in name at this very moment, the later is told so as if they had come later."""
    try:
        yield
    except IntegrityError as conflict:
        if broken(conflict) != "people_person_username_key":
            raise
        raise Refused(_("Somebody has this sign-in name."), field="username") from conflict


def _clean(fields: PersonFields, person: Person | None) -> dict[str, object]:
    """The columns as they may be written; raises Refused naming the field."""
    full_name = named(fields.full_name, _("Say what the person is called."), "full_name")
    email = tidy(fields.email)
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Refused(_("This is not an e-mail address."), field="email") from None
    return {
        "full_name": full_name,
        "username": _username(fields.username, full_name, person),
        "email": email,
        "phone": tidy(fields.phone),
    }


def _username(wanted: str, full_name: str, person: Person | None) -> str:
    """The wanted sign-in name if it is free and well-formed, a proposed one if none is wanted."""
    others = Person.objects.exclude(pk=person.pk) if person else Person.objects.all()
    username = tidy(wanted).lower()
    if not username:
        if person:
            return person.username
        stem = sign_in_name(full_name) or "nguoi"
        return free_sign_in_name(
            full_name, set(others.filter(username__startswith=stem).values_list("username", flat=True))
        )
    try:
        Person._meta.get_field("username").run_validators(username)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="username") from None
    if others.filter(username=username).exists():
        raise Refused(_("Somebody has this sign-in name."), field="username")
    return username
