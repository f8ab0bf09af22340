"""What a letter says: written as it is sent, with its reader's eyes, and never anything of a classified paper."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chauban.documents.models import Document
from chauban.kernel.text import collapse
from chauban.people.identity import acting
from chauban.people.models import Person
from chauban.routing.models import Assignment

from . import queries
from .models import Mail, Reminder
from .queries import Notice
from .states import Kind, MailKind

#: Lines of one letter; how many more there are is said.
MOST = 40
Row = TypeVar("Row", Reminder, Assignment)


@dataclass(frozen=True)
class Line:
    """One normal paper in a letter."""

    symbol: str
    subject: str
    standing: str
    due_on: dt.date | None
    holder: str
    url: str


@dataclass(frozen=True)
class Said:
    """A letter's words before they are laid out."""

    subject: str
    lines: list[Line]
    #: Normal papers, those among them that have no line.
    count: int
    #: Classified papers: that there are any is all that is said.
    secret: int
    url: str

    @property
    def more(self) -> int:
        """How many have no line."""
        return self.count - len(self.lines)


def letter(mail: Mail, day: dt.date) -> EmailMultiAlternatives | None:
    """The letter as it goes out on `day`; None when there is nothing left to say or nobody wants to hear it.

    Called as the machine. In Vietnamese, whatever language its reader chose for the pages.
    """
    person = mail.person
    choice = queries.preference_of(person)
    address = choice.address or person.email
    if not address or choice.mode == "none" or not person.is_active:
        return None
    with translation.override("vi"):
        with acting(person):
            said = _list_of_week(day) if mail.kind == MailKind.WEEKLY else _notices(mail, day)
        return _laid_out(mail, person, address, said) if said.lines or said.secret else None


def _notices(mail: Mail, day: dt.date) -> Said:
    first, count, secret = _parted(queries.reminders_for(mail))
    found = [Notice(reminder, day) for reminder in first]
    lines = [_line(each.reminder.document, each.reminder.assignment, each.standing) for each in found]
    if mail.kind == MailKind.DIGEST:
        whole = count + secret
        subject = ngettext("%(count)s piece of work to see to", "%(count)s pieces of work to see to", whole)
        head = f"{subject % {'count': whole}}, {day:%d/%m/%Y}"
        return Said(head, lines, count, secret, _address("urging:notices"))
    if secret or not lines:
        return Said(_("You have work on a classified paper"), lines, count, secret, _address("desk:home"))
    return Said(f"{_opening(found[0])}: {lines[0].symbol or lines[0].subject[:60]}", lines, count, 0, lines[0].url)


def _parted(rows: QuerySet[Row]) -> tuple[list[Row], int, int]:
    """The first rows of normal papers, how many of them there are, and how many of classified ones."""
    normal = rows.filter(document__secrecy=0)
    first = list(normal[:MOST])
    count = len(first) if len(first) < MOST else normal.count()
    return first, count, rows.filter(document__secrecy__gt=0).count()


def _opening(notice: Notice) -> str:
    if notice.reminder.kind == Kind.URGED:
        return _("Urged")
    return notice.standing[:1].upper() + notice.standing[1:]


def _line(document: Document, assignment: Assignment, standing: str) -> Line:
    return Line(
        collapse(document.symbol), collapse(document.subject), standing, assignment.due_on, str(assignment.holder),
        _address("desk:document", document.pk),
    )  # fmt: skip


def _list_of_week(day: dt.date) -> Said:
    first, count, secret = _parted(queries.overdue(day))
    lines = [_line(each.document, each, queries.stands(each.due_on, day)) for each in first]
    subject = ngettext("%(count)s piece of overdue work", "%(count)s pieces of overdue work", count + secret)
    head = f"{subject % {'count': count + secret}}, {day:%d/%m/%Y}"
    return Said(head, lines, count, secret, _address("urging:overdue"))


def _address(name: str, *args: object) -> str:
    return settings.BASE_URL.rstrip("/") + reverse(name, args=args)


def _laid_out(mail: Mail, person: Person, address: str, said: Said) -> EmailMultiAlternatives:
    context = {
        "said": said, "person": person, "weekly": mail.kind == MailKind.WEEKLY, "choices": _address("urging:letters"),
    }  # fmt: skip
    host = settings.MAIL_FROM.rpartition("@")[2].strip(" >") or "localhost"
    message = EmailMultiAlternatives(
        said.subject,
        render_to_string("urging/mail/letter.txt", context),
        settings.MAIL_FROM,
        [address],
        headers={
            "Message-ID": f"<{mail.key}@{host}>",
            "Date": timezone.localtime(mail.made_at).strftime("%a, %d %b %Y %H:%M:%S %z"),
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string("urging/mail/letter.html", context), "text/html")
    return message
