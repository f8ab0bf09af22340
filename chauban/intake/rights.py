"""Who works at a tray: the clerks of its registry. The database asks the same of every row."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chauban.kernel.refused import Refused
from chauban.people.models import Person, Unit
from chauban.people.rights import check_is_clerk_of, unit_ids
from chauban.people.states import Role

from .models import Arrival


def check_may_receive(person: Person | None, unit: Unit) -> None:
    """Put a file into the tray of `unit`; raises Refused."""
    check_is_clerk_of(person, unit.pk)


def check_may_handle(person: Person | None, arrival: Arrival) -> None:
    """Arrange, discard, check and register a paper in a tray; raises Refused."""
    check_is_clerk_of(person, arrival.unit_id)


def check_has_a_tray(person: Person) -> list[int]:
    """The units whose tray the person works at; raises Refused when there is none."""
    units = unit_ids(person, Role.CLERK)
    if not units:
        raise Refused(_("The tray is the work of a registry clerk."))
    return units
