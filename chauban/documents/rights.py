"""Who may do what with a document. Reading is the database's own rule; these are for acts and buttons."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chauban.kernel.refused import Refused
from chauban.people.models import Person
from chauban.people.rights import posts_today
from chauban.people.states import Secrecy

from .models import Document


def check_is_cleared(person: Person, secrecy: int) -> None:
    """A person handles only what they are cleared for; raises Refused."""
    if secrecy > person.clearance:
        raise Refused(_("You are not cleared for papers of this secrecy."), field="secrecy")


def check_may_send(person: Person | None, document: Document) -> None:
    """Whoever reads a document may send it on to know, classified ones excepted; raises Refused."""
    if person is None or not posts_today(person):
        raise Refused(_("You hold no post here today."))
    if document.secrecy > Secrecy.NORMAL:
        raise Refused(_("A classified paper is not sent on from here; its register decides who reads it."))
