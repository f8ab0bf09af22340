"""Notices, overdue work, and what a letter says. Each costs the same number of statements whatever its length."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, F, Max, Q, QuerySet, When
from django.utils.translation import gettext as _

from chauban.kernel.clock import today
from chauban.people.models import Agency, Person
from chauban.people.queries import current_posts
from chauban.routing.models import Assignment
from chauban.routing.rights import CHIEFS
from chauban.routing.states import IN_HAND, Part
from chauban.rulebook.standing import standing

from .models import Mail, Preference, Reminder, Rule, Weekly
from .states import Kind, MailKind

#: Notices of one page; more of them say nothing more.
PAGE = 100
#: Overdue, or a person said so.
PRESSING = (Kind.OVERDUE, Kind.ESCALATED, Kind.URGED)
RELATED = (
    "document", "assignment__unit", "assignment__person", "assignment__assigned_by", "assignment__on_behalf_of",
    "word__by",
)  # fmt: skip


@dataclass(frozen=True)
class Notice:
    """The last reminder about one piece of work, as it stands on `day`."""

    reminder: Reminder
    day: dt.date

    @property
    def pressing(self) -> bool:
        """Overdue, or a person said so."""
        return self.reminder.kind in PRESSING

    @property
    def giver(self) -> str:
        """Who gave the work, or for whom."""
        work = self.reminder.assignment
        return str(work.on_behalf_of or work.assigned_by)

    @property
    def standing(self) -> str:
        """How the deadline stands, in a few words."""
        return stands(self.reminder.assignment.due_on, self.day)


def stands(due_on: dt.date | None, day: dt.date) -> str:
    """How a deadline stands on `day`, in a few words."""
    return standing(due_on, day).words if due_on else _("no deadline")


def _living() -> QuerySet[Reminder]:
    """Reminders that still say something: the work is in hand, and its deadline the one they were counted from."""
    return Reminder.objects.filter(
        Q(assignment__due_on=F("due_on")) | Q(kind=Kind.URGED), assignment__state__in=IN_HAND
    ).select_related(*RELATED)


def notices(person: Person, limit: int = PAGE) -> list[Notice]:
    """What waits to be noticed, the most pressing first: of each piece of work what the program says last, and what
    people say; one statement.

    Called as the person: what they may no longer read is not among them.
    """
    day = today()
    # Each morning puts aside what it says anew, so that these are not grouped by work.
    waiting = _living().filter(person=person, seen_at__isnull=True)
    pressing = Case(When(kind__in=PRESSING, then=0), default=1)
    first = waiting.order_by(pressing, F("assignment__due_on").asc(nulls_last=True), "-pk")[:limit]
    return [Notice(reminder, day) for reminder in first]


def reminder_of(person: Person, pk: int) -> Reminder | None:
    """One of the person's notices, or None."""
    return Reminder.objects.filter(person=person, pk=pk).first()


def weekly_of(person: Person) -> Weekly | None:
    """This week's list of overdue work, while the person has not put it aside."""
    week = today() - dt.timedelta(days=today().weekday())
    return Weekly.objects.filter(person=person, week=week, seen_at__isnull=True, count__gt=0).first()


def overdue(on: dt.date) -> QuerySet[Assignment]:
    """Work in hand whose deadline lies before `on`, of papers that whoever asks may read; the oldest first."""
    work = Assignment.objects.filter(
        ended_at=None, state__in=IN_HAND, part__in=(Part.LEAD, Part.SUPPORT), due_on__lt=on
    )
    related = ("document", "unit", "person", "assigned_by", "on_behalf_of")
    return work.select_related(*related).order_by("due_on", "id")


def chiefs() -> list[Person]:
    """Chiefs of office and their deputies who work here today."""
    posts = current_posts().filter(role__in=CHIEFS, unit__agency__hosted=True)
    return list(Person.objects.filter(is_active=True, posts__in=posts).distinct().order_by("pk"))


def preference_of(person: Person) -> Preference:
    """How the person wants to be written to; what holds where nothing was chosen, otherwise."""
    return Preference.objects.filter(person=person).first() or Preference(person=person)


def letters_of(person: Person) -> list[Mail]:
    """The person's last letters and where they stand."""
    return list(Mail.objects.filter(person=person).order_by("-pk")[:5])


def reminders_for(mail: Mail) -> QuerySet[Reminder]:
    """What a letter is about, as its reader may see it; asked as that person."""
    return _living().filter(_about(mail)).order_by("assignment__due_on", "pk")


def _about(mail: Mail) -> Q:
    if mail.kind == MailKind.SINGLE:
        return Q(pk=mail.reminder_id)
    before = Mail.objects.filter(person=mail.person_id, kind=MailKind.DIGEST, made_at__lt=mail.made_at)
    last = before.aggregate(last=Max("made_at"))["last"] or mail.made_at - dt.timedelta(days=7)
    return Q(person=mail.person_id, made_at__gt=last, made_at__lte=mail.made_at, mail__isnull=True)


@dataclass(frozen=True)
class RuleLine:
    """An agency and after how many working days its overdue work goes up a level."""

    agency: Agency
    days: int


def rules() -> list[RuleLine]:
    """The rule of every agency whose people work here."""
    days = dict(Rule.objects.values_list("agency", "days"))
    here = Agency.objects.filter(hosted=True, abolished_on=None).order_by("order", "name")
    return [RuleLine(agency, days.get(agency.pk, Rule.DAYS)) for agency in here]
