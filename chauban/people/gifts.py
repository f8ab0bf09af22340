"""First passwords and who must have a word in them; the database decides, and refuses all else by itself.

Whoever gives somebody a password could sign in as that person. So for a person trusted with more than ordinary papers
(a clearance, a role of `people_trusted_roles()`, or powers lent to them) one administrator asks and another gives.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from chauban.kernel.refused import Refused

from .models import PasswordGift, Person
from .rights import holds
from .states import Role

#: How long a question waits for the second administrator; `people_asked_for()` has the same.
OPEN_FOR = dt.timedelta(days=1)
#: Whoever has not signed in for longer is told of no older ones; the journal has them all.
TOLD_FOR = dt.timedelta(days=30)


def second_word(person: Person) -> str:
    """For whoever the transaction acts for: `needless`, `asked` (by another), `wanted`, `alone` (there is no other)."""
    return str(_ask("SELECT people_second_word(%s)", person))


def check_may_give(person: Person) -> None:
    """A password for this person; raises Refused while another administrator's word is wanted."""
    if second_word(person) == "wanted":
        raise Refused(
            _("Two administrators give this person a password: one asks for it, another gives it within a day.")
        )


def check_may_raise(person: Person) -> None:
    """More trust for this person; raises Refused for whoever alone knows the password they were given."""
    if _ask("SELECT people_gave_alone(%s)", person):
        raise Refused(_("You gave this person their password. Another administrator must do this."))


def _ask(sql: str, person: Person) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, [person.pk])
        return cursor.fetchone()[0]


def last_gift(person: Person) -> PasswordGift | None:
    """The last first password the person was given, with who asked and who gave; None if none is known."""
    given = PasswordGift.objects.filter(person=person, given_at__isnull=False)
    return given.select_related("asked_by", "given_by").order_by("given_at", "pk").last()


def open_questions(person: Person | None = None) -> list[PasswordGift]:
    """What waits for a second administrator, the oldest first; of one person or of all."""
    waiting = PasswordGift.objects.filter(given_at=None, asked_at__gt=timezone.now() - OPEN_FOR)
    if person:
        waiting = waiting.filter(person=person)
    return list(waiting.select_related("person", "asked_by").order_by("pk"))


def to_tell(reader: Person, since: dt.datetime | None) -> list[PasswordGift]:
    """Passwords given since the reader's last sign-in that they should know of: their own, or, for administrators and
    the chief of office, those of other trusted people."""
    since = max(since or timezone.now() - TOLD_FOR, timezone.now() - TOLD_FOR)
    mine = Q(person=reader)
    if holds(reader, Role.ADMINISTRATOR, Role.CHIEF):
        mine |= ~Q(given_by=reader)
    gifts = PasswordGift.objects.filter(mine, announced=True, given_at__gt=since)
    return list(gifts.select_related("person", "given_by").order_by("given_at"))
