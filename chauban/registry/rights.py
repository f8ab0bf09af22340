"""Who keeps a register, who opens its books, and what a closed book still lets be done."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chauban.documents.models import Document
from chauban.documents.rights import check_is_cleared
from chauban.kernel.refused import Refused, allowed
from chauban.people.models import Person
from chauban.people.rights import check_is_administrator, check_is_clerk_of
from chauban.people.states import Secrecy
from chauban.rulebook.models import Kind

from .models import Register, Volume


def check_may_enter(person: Person | None, register: Register, secrecy: int, kind: Kind | None) -> None:
    """A clerk of the keeping registry, cleared for the paper, in a register meant for such papers; raises Refused."""
    check_is_clerk_of(person, register.keeper_id)
    assert person is not None
    check_is_cleared(person, secrecy)
    if register.retired:
        raise Refused(_("This register is no longer used."), field="register")
    if not register.secrecy_from <= secrecy <= register.secrecy_to:
        raise Refused(_("Papers of this secrecy have another register."), field="register")
    check_takes(register, kind, field="register")


def check_takes(register: Register, kind: Kind | None, *, field: str) -> None:
    """A register of one kind takes no other, nor a paper of which the kind is not known; raises Refused."""
    if register.kind is not None and (kind is None or kind.pk != register.kind_id):
        raise Refused(
            _("%(register)s takes only papers of the kind “%(kind)s”.") % {"register": register, "kind": register.kind},
            field=field,
        )


def check_may_keep(person: Person | None, register: Register) -> None:
    """Correct, void, sign off, close; raises Refused."""
    check_is_clerk_of(person, register.keeper_id)


def check_may_take_out(person: Person | None, document: Document, register: Register | None) -> None:
    """Download files or the working copy: of a classified paper only who keeps its register; raises Refused.

    Whoever else reads it sees pages with their name over them, which a file does not carry.
    """
    if document.secrecy > Secrecy.NORMAL and (register is None or not allowed(check_may_keep, person, register)):
        raise Refused(_("A classified paper is read on the screen; only who keeps its register takes out its files."))


def check_may_open(person: Person | None, register: Register) -> None:
    """Open a book: the keeping registry or an administrator; raises Refused."""
    if not allowed(check_is_administrator, person):
        check_may_keep(person, register)


def check_is_open(volume: Volume) -> None:
    """The rows of a closed book stay as they are; raises Refused."""
    if volume.closed_at is not None:
        raise Refused(_("The book %(book)s is closed.") % {"book": volume})
