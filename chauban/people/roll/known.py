"""The office as it stands and as the sheets read so far would make it, for looking names up while a plan is made."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from chauban.kernel.refused import Refused
from chauban.kernel.text import fold

from ..models import Agency, Person, Post, Unit
from ..names import tidy


def name_key(text: str) -> str:
    """A name of a body or unit as it is compared: without marks and capitals."""
    return fold(tidy(text))


def person_key(text: str) -> str:
    """A person's name as it is compared: with its marks, for Lê Hòa and Lê Hoa are two people."""
    return tidy(text).casefold()


@dataclass
class Known:
    """Rows of the database and rows to come alike, by what the sheets call them."""

    agencies: dict[str, list[Agency]] = field(default_factory=lambda: defaultdict(list))
    by_code: dict[str, Agency] = field(default_factory=dict)
    #: What abolished bodies and dissolved units keep for themselves: codes, and names within the body.
    ended_codes: dict[str, Agency] = field(default_factory=dict)
    ended_units: set[tuple[int, str]] = field(default_factory=set)
    units: dict[tuple[int, str], Unit] = field(default_factory=dict)
    usernames: dict[str, Person] = field(default_factory=dict)
    people: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    posts: dict[int, list[Post]] = field(default_factory=lambda: defaultdict(list))

    def add_agency(self, agency: Agency) -> None:
        if agency.code:
            self.by_code[agency.code] = agency
        for text in {name_key(agency.name), name_key(agency.short_name)} - {""}:
            self.agencies[text].append(agency)

    def add_unit(self, unit: Unit) -> None:
        self.units[(id(unit.agency), name_key(unit.name))] = unit

    def add_person(self, person: Person) -> None:
        self.usernames[person.username] = person
        self.people[person_key(person.full_name)].append(person)

    def add_post(self, post: Post) -> None:
        self.posts[id(post.person)].append(post)

    def agency(self, text: str) -> Agency:
        """The body of that code or name; raises Refused when there is none or more than one."""
        code = "".join(text.split()).upper()
        if code in self.by_code:
            return self.by_code[code]
        found = self.agencies.get(name_key(text), [])
        if not found:
            raise Refused(_("Unknown agency: %(name)s.") % {"name": text})
        exact = [agency for agency in found if agency.name == tidy(text)]
        if len(found) > 1 and len(exact) != 1:
            raise Refused(_("Several agencies are called %(name)s: give the code.") % {"name": text})
        return exact[0] if len(exact) == 1 else found[0]

    def unit(self, agency: Agency, text: str) -> Unit:
        """The unit of that name in the body; raises Refused when there is none."""
        unit = self.units.get((id(agency), name_key(text)))
        if unit is None:
            raise Refused(_("%(agency)s has no unit %(unit)s.") % {"agency": agency.name, "unit": text})
        return unit


def read_office() -> Known:
    """The office as it stands: four statements, whatever its size."""
    known = Known()
    all_agencies = list(Agency.objects.all())
    known.ended_codes = {each.code: each for each in all_agencies if each.code and each.abolished_on}
    agencies = {agency.pk: agency for agency in all_agencies if agency.abolished_on is None}
    for agency in agencies.values():
        agency.parent = agencies.get(agency.parent_id) if agency.parent_id else None
        known.add_agency(agency)
    units = {}
    for unit in Unit.objects.filter(agency__abolished_on=None):
        unit.agency = agencies[unit.agency_id]
        if unit.dissolved_on:
            known.ended_units.add((id(unit.agency), unit.name))
        else:
            units[unit.pk] = unit
            known.add_unit(unit)
    people = {person.pk: person for person in Person.objects.all()}
    for person in people.values():
        known.add_person(person)
    for post in Post.objects.filter(unit__in=units):
        post.person, post.unit = people[post.person_id], units[post.unit_id]
        known.add_post(post)
    return known
