"""Who keeps a register."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chauban.documents.rights import check_is_cleared
from chauban.kernel.refused import Refused
from chauban.people.models import Person
from chauban.people.rights import check_is_clerk_of

from .models import Register


def check_may_enter(person: Person | None, register: Register, secrecy: int) -> None:
    """A clerk of the keeping registry, cleared for the paper, in a register meant for its secrecy; raises Refused."""
    check_is_clerk_of(person, register.keeper_id)
    assert person is not None
    check_is_cleared(person, secrecy)
    if register.retired:
        raise Refused(_("This register is no longer used."), field="register")
    if not register.secrecy_from <= secrecy <= register.secrecy_to:
        raise Refused(_("Papers of this secrecy have another register."), field="register")


def check_may_keep(person: Person | None, register: Register) -> None:
    """Correct, void, print for signing, close; raises Refused."""
    check_is_clerk_of(person, register.keeper_id)
    assert person is not None
    check_is_cleared(person, register.secrecy_from)
