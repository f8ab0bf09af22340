"""Who sees the office's overdue work as a list. Which papers are on it is the database's own rule."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chauban.kernel.refused import Refused
from chauban.people.models import Person
from chauban.people.rights import holds
from chauban.routing.rights import HEADS


def check_may_list_overdue(person: Person | None) -> None:
    """Leaders, chiefs of office and heads of units; raises Refused."""
    if not holds(person, *HEADS):
        raise Refused(_("The list of overdue work is for leaders and heads of units."))
