"""The first administrator, who makes everybody else in the product's own pages."""

from __future__ import annotations

import argparse
import datetime as dt
import getpass
import os
import sys
from typing import TYPE_CHECKING

from .commands import Failed
from .words import _, say

if TYPE_CHECKING:
    from chauban.people.models import Person


def createadmin(arguments: argparse.Namespace) -> None:
    """Ask for what the arguments and the environment leave out, and make the account."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from chauban.people.models import Person, Unit

    username = arguments.username or _ask(_("Sign-in name (small letters without marks): "))
    if Person.objects.filter(username=username).exists():
        raise Failed(_("There already is an account with this sign-in name."))
    full_name = arguments.full_name or _ask(_("Full name: "))
    here = Unit.objects.filter(agency__hosted=True).first()
    agency = arguments.agency or (here.agency.name if here else _ask(_("Name of the office's agency: ")))
    unit = arguments.unit or (here.name if here and here.agency.name == agency else _("Administration"))
    password = os.environ.get("CHAUBAN_ADMIN_PASSWORD") or _ask_password()
    try:
        Person(username=username, full_name=full_name).clean_fields(exclude=["password"])
        validate_password(password)
    except ValidationError as error:
        raise Failed(" ".join(error.messages)) from error
    make_administrator(
        username=username,
        full_name=full_name,
        password=password,
        agency=agency,
        unit=unit,
        title=arguments.title or _("System administrator"),
        starts_on=None,
    )
    say(_("{name} can sign in now as {username}.").format(name=full_name, username=username))


def make_administrator(
    *, username: str, full_name: str, password: str, agency: str, unit: str, title: str, starts_on: dt.date | None
) -> Person:
    """Make a person with an administrator's post from `starts_on` (today by default), in the database owner's role.

    Agency and unit are taken by name or made. The only way to make somebody without being an administrator.
    """
    from chauban.journal.act import Doer, act, record
    from chauban.kernel.clock import today
    from chauban.people.models import Agency, Person, Post, Unit
    from chauban.people.states import Role

    @act
    def make(doer: Doer) -> Person:
        home = Agency.objects.filter(name=agency).first() or Agency.objects.create(name=agency, hosted=True)
        room, _made = Unit.objects.get_or_create(agency=home, name=unit)
        person = Person(username=username, full_name=full_name)
        person.set_password(password)
        person.save()
        Post.objects.create(
            person=person, unit=room, role=Role.ADMINISTRATOR, title=title, starts_on=starts_on or today()
        )
        record(doer, "people.administrator_made", person=person.pk, name=full_name)
        return person

    return make(None)


def _ask(question: str) -> str:
    if not sys.stdin.isatty():
        raise Failed(_("Nobody is there to ask: give it as an argument. ") + question)
    return input(question).strip()


def _ask_password() -> str:
    if not sys.stdin.isatty():
        raise Failed(_("Nobody is there to ask for the password: set CHAUBAN_ADMIN_PASSWORD."))
    first = getpass.getpass(_("Password: "))
    if first != getpass.getpass(_("The password again: ")):
        raise Failed(_("The two passwords differ."))
    return first
