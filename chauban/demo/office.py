"""Agencies, units, people, posts and registers of the demonstration."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from chauban.operations.first import make_administrator
from chauban.people.acts.agency import AgencyFields, add_agency, change_agency
from chauban.people.acts.delegation import lend_powers, take_back_powers
from chauban.people.acts.person import PersonFields, add_person, set_clearance
from chauban.people.acts.post import give_post
from chauban.people.acts.unit import add_unit, change_unit
from chauban.people.models import Agency, Person, Unit
from chauban.people.states import Scope
from chauban.registry.acts.registers import add_register
from chauban.registry.acts.volumes import open_volume
from chauban.registry.models import Register

from . import PASSWORD
from .papers import office_data
from .roles import database_role

#: The administrator of the demonstration; made first, the rest is made by them.
ADMINISTRATOR = "quantri"


@dataclass
class Office:
    """The rows by the keys of `office.yaml`."""

    agencies: dict[str, Agency] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    registers: list[Register] = field(default_factory=list)


@transaction.atomic
def build_office() -> Office | None:
    """Make the whole office or nothing of it; return None when somebody already works here."""
    if Person.objects.exists():
        return None
    data, office = office_data(), Office()
    administrator = _first_administrator(data, office)
    with database_role("chauban_web"):
        for order, spec in enumerate(data["agencies"]):
            _add_agency(administrator, office, spec, order)
        for order, spec in enumerate(data["units"]):
            _add_unit(administrator, office, spec, order)
        for spec in data["people"]:
            if spec[0] != ADMINISTRATOR:
                _add_person(administrator, office, spec)
        for order, spec in enumerate(data["registers"]):
            _add_register(administrator, office, spec, order)
        _lend_powers(office)
    # The demonstration alone lets everybody keep one known password; it is printed when the site starts.
    Person.objects.update(password=make_password(PASSWORD), must_change_password=False)
    office.people = {person.username: person for person in Person.objects.all()}
    return office


def _first_administrator(data: dict[str, Any], office: Office) -> Person:
    """The administrator and the two rows they stand on; their agency gets its other fields like the rest."""
    spec = next(spec for spec in data["people"] if spec[0] == ADMINISTRATOR)
    unit_key, _role, title = spec[3][0]
    unit = next(unit for unit in data["units"] if unit["key"] == unit_key)
    agency = next(agency for agency in data["agencies"] if agency["key"] == unit["agency"])
    person = make_administrator(
        username=spec[0],
        full_name=spec[1],
        password=PASSWORD,
        agency=agency["name"],
        unit=unit["name"],
        title=title,
        starts_on=dt.date(2025, 7, 1),
    )
    office.people[spec[0]] = person
    office.units[unit_key] = Unit.objects.get(name=unit["name"])
    office.agencies[unit["agency"]] = Agency.objects.get(name=agency["name"])
    return person


def _add_agency(administrator: Person, office: Office, spec: dict[str, Any], order: int) -> None:
    fields = _agency_fields(office, spec, order)
    known = office.agencies.get(spec["key"])
    office.agencies[spec["key"]] = (
        change_agency(administrator, known, fields) if known else add_agency(administrator, fields)
    )


def _agency_fields(office: Office, spec: dict[str, Any], order: int) -> AgencyFields:
    return AgencyFields(
        name=spec["name"],
        short_name=spec.get("short", ""),
        code=spec.get("code", ""),
        symbol=spec["symbol"],
        parent=office.agencies.get(spec.get("parent", "")),
        system=spec["system"],
        place=spec["place"],
        hosted=spec.get("hosted", False),
        order=order,
    )


def _add_unit(administrator: Person, office: Office, spec: dict[str, Any], order: int) -> None:
    known = office.units.get(spec["key"])
    office.units[spec["key"]] = (
        change_unit(administrator, known, name=spec["name"], order=order)
        if known
        else add_unit(administrator, office.agencies[spec["agency"]], name=spec["name"], order=order)
    )


def _add_person(administrator: Person, office: Office, spec: list[Any]) -> None:
    username, full_name, clearance, posts = spec
    person = add_person(administrator, PersonFields(full_name=full_name, username=username))
    if clearance:
        set_clearance(administrator, person, clearance, "Quyết định phân công của Văn phòng (dữ liệu minh họa)")
    for unit, role, title in posts:
        give_post(
            administrator, person, office.units[unit], role=role, title=title, starts_on=dt.date(2025, 7, 1)
        )  # fmt: skip
    office.people[username] = person


def _lend_powers(office: Office) -> None:
    """One delegation in force, of a secretary who is away, and one that was ended before its time."""
    morning = timezone.localtime().replace(hour=8, minute=0, second=0, microsecond=0)
    secretary, chief = office.people["bithu"], office.people["chanhvp"]
    lend_powers(
        secretary, secretary, office.people["phobithu"], scope=Scope.ANNOTATIONS, reason="Dự Hội nghị Trung ương",
        starts_at=morning - dt.timedelta(days=1), ends_at=morning + dt.timedelta(days=5, hours=9),
    )  # fmt: skip
    earlier = lend_powers(
        chief, chief, office.people["phochanhvp"], scope=Scope.EVERYTHING, reason="Nghỉ phép",
        starts_at=morning - dt.timedelta(days=20), ends_at=morning + dt.timedelta(days=2),
    )  # fmt: skip
    take_back_powers(chief, earlier, "Trở lại làm việc sớm")


def _add_register(administrator: Person, office: Office, spec: dict[str, Any], order: int) -> None:
    values = {
        "agency": office.agencies[spec["agency"]],
        "name": spec["name"],
        "direction": spec["direction"],
        "scope": spec["scope"],
        "secrecy_from": spec["secrecy"][0],
        "secrecy_to": spec["secrecy"][1],
        "keeper": office.units[spec["keeper"]],
        "order": order,
    }
    register = add_register(administrator, values, [office.units[unit] for unit in spec["readers"]])
    if "term" in spec:
        label, starts_on = spec["term"]
        open_volume(administrator, register, label, starts_on, None)
    office.registers.append(register)
