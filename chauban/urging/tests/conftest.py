"""Papers with work on them, made in the owner's role at any hour, and mornings of any day."""

import datetime as dt
import itertools

import pytest
from django.utils import timezone

from chauban.documents.models import Document, Reader
from chauban.people.identity import SYSTEM, acting
from chauban.people.models import Person, Unit
from chauban.routing.models import Assignment, Handling
from chauban.urging.acts import reminding
from chauban.urging.jobs import is_due
from chauban.urging.models import Mail, Reminder, Run
from conftest import database_role

NUMBERS = itertools.count(1)


def moment(day, hour=7, minute=0):
    """An hour of a day in the office."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


@pytest.fixture
def give(office):
    """`give(holder, due_on, ...)` is work on a new paper."""

    def given(holder, due_on, *, at=None, by=None, secrecy=0, part="lead", readers=(), subject="", paper=None):
        by = by or office.deputy_secretary
        with database_role("none"):
            if paper is None:
                number = next(NUMBERS)
                paper = Document.objects.create(
                    symbol=f"{number}-BC/ĐU", subject=subject or f"Báo cáo số {number}", secrecy=secrecy,
                    created_by=office.clerk,
                )  # fmt: skip
                Handling.objects.create(document=paper, state="down")
            for reader in (holder, by, office.leadership, *readers):
                kind = {"unit": reader} if isinstance(reader, Unit) else {"person": reader}
                Reader.objects.get_or_create(document=paper, basis="assigned", granted_by=office.clerk, **kind)
            held = {"unit": holder} if isinstance(holder, Unit) else {"person": holder}
            return Assignment.objects.create(
                document=paper, part=part, due_on=due_on, assigned_by=by, assigned_at=at or moment(dt.date(2025, 6, 2)),
                **held,
            )  # fmt: skip

    return given


@pytest.fixture
def change():
    """`change(assignment, due_on=…)` in the owner's role."""

    def changed(assignment, **columns):
        with database_role("none"):
            Assignment.objects.filter(pk=assignment.pk).update(**columns)

    return changed


def wake(at):
    """The worker looks at the clock at `at`; returns whether it made the morning's reminders."""
    with database_role("chauban_worker"):
        due = is_due(Run.What.REMINDERS, at)
        if due:
            reminding.remind(None, at)
    return due


def made(**only):
    """Notices there are, as (person, kind, day, working days)."""
    with database_role("chauban_worker"), acting(SYSTEM):
        rows = Reminder.objects.filter(**only).order_by("pk").select_related("person")
        return [(row.person.username, str(row.kind), row.on, row.days) for row in rows]


def mails(**only):
    with database_role("chauban_worker"), acting(SYSTEM):
        return list(Mail.objects.filter(**only).order_by("pk").select_related("person"))


@pytest.fixture
def address():
    """`address(person, ...)` gives people an e-mail address."""

    def given(*people):
        with database_role("none"):
            for person in people:
                Person.objects.filter(pk=person.pk).update(email=f"{person.username}@vptu.example.vn")
                person.email = f"{person.username}@vptu.example.vn"

    return given
