"""The reminders of a morning, the lists of a week, and the words that urge. Done by the machine."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from chauban.journal.act import Doer, act, record
from chauban.live.tell import tell
from chauban.people.identity import SYSTEM, acting
from chauban.people.models import Person
from chauban.routing.models import Assignment
from chauban.routing.rights import HEADS
from chauban.routing.states import IN_HAND, Part
from chauban.rulebook import calendar

from .. import queries, reckoning, statements
from ..models import Mail, Reminder, Rule, Run, Weekly
from ..reckoning import Call
from ..states import MailKind, Mode

#: Parts that are work.
WORKING_PARTS = (Part.LEAD, Part.SUPPORT)


@act
def remind(doer: Doer, at: dt.datetime) -> int:
    """Make the reminders of the morning `at`, and of mornings missed before it; returns how many notices were made.

    Nothing is made twice, whatever the clock did: that is kept by constraints of the table.
    """
    on = timezone.localdate(at)
    last = Run.objects.filter(what=Run.What.REMINDERS, on__lt=on).order_by("-on").values_list("on", flat=True).first()
    Run.objects.create(what=Run.What.REMINDERS, on=on, at=at)
    found = reckoning.calls(
        _due_days(), reckoning.mornings(last, on, calendar.is_working), calendar.working_days_between
    )
    values = _values(found, on, at)
    reminded, escalated = _run(statements.REMIND, values), _run(statements.ESCALATE, values)
    _run(statements.TIDY, values)
    mails = _run(statements.SINGLES, values) + _run(statements.DIGESTS, values)
    tell(people=_hearers(at))
    record(doer, "urging.reminded", on=on, reminders=reminded, escalations=escalated, mails=mails)
    return reminded + escalated


def _due_days() -> list[dt.date]:
    """Deadlines of work in hand."""
    work = Assignment.objects.filter(ended_at=None, state__in=IN_HAND, part__in=WORKING_PARTS, due_on__isnull=False)
    return [day for day in work.order_by().values_list("due_on", flat=True).distinct() if day]


def _values(found: list[Call], on: dt.date, at: dt.datetime) -> dict[str, Any]:
    return {
        "on": on, "at": at, "step": Rule.DAYS, "states": list(IN_HAND), "parts": list(WORKING_PARTS),
        "heads": list(HEADS), "dues": [call.due_on for call in found], "kinds": [str(call.kind) for call in found],
        "days": [call.days for call in found], "mornings": [morning(call.morning) for call in found],
    }  # fmt: skip


def morning(day: dt.date) -> dt.datetime:
    """The moment at which the reminders of `day` are due."""
    return timezone.make_aware(dt.datetime.combine(day, settings.REMIND_AT))


def _run(statement: str, values: dict[str, Any]) -> int:
    """Run one statement with those of the values that it names; returns how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(statement, {name: value for name, value in values.items() if f"%({name})s" in statement})
        return int(cursor.rowcount)


def _hearers(at: dt.datetime) -> list[int]:
    return list(Reminder.objects.filter(made_at=at).order_by().values_list("person", flat=True).distinct())


def carry_words(at: dt.datetime) -> int:
    """Carry what people said to hurry work on to its holders' notices; returns how many notices were made.

    Looked for every few seconds, so nothing is written, in the journal neither, where there is nothing to carry.
    """
    values = _values([], timezone.localdate(at), at)
    with acting(SYSTEM):
        carried = _run(statements.CARRY, values)
        if carried:
            note_carried(None, carried, _run(statements.SINGLES, values))
            tell(people=_hearers(at))
    return carried


@act
def note_carried(doer: Doer, notices: int, mails: int) -> None:
    """The journal's line of words carried."""
    record(doer, "urging.words_carried", notices=notices, mails=mails)


@act
def list_week(doer: Doer, at: dt.datetime) -> int:
    """Give the chiefs of office the week's list of overdue work that each may read; returns how many lists."""
    week = monday(timezone.localdate(at))
    Run.objects.create(what=Run.What.WEEKLY, on=week, at=at)
    lists = [_list_for(person, week, at) for person in queries.chiefs()]
    tell(people=[each.person_id for each in lists if each.count])
    record(doer, "urging.week_listed", on=week, lists=len(lists))
    return len(lists)


def _list_for(person: Person, week: dt.date, at: dt.datetime) -> Weekly:
    with acting(person):
        count = queries.overdue(timezone.localdate(at)).count()
    made = Weekly.objects.create(person=person, week=week, count=count, made_at=at)
    choice = queries.preference_of(person)
    if count and choice.mode != Mode.NONE and (choice.address or person.email):
        Mail.objects.create(person=person, kind=MailKind.WEEKLY, on=week, made_at=at, next_try_at=at)
    return made


def monday(day: dt.date) -> dt.date:
    """The Monday of the day's week."""
    return day - dt.timedelta(days=day.weekday())
