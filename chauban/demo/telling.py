"""One paper's way in the demonstration: the rooms' acts one after the other, each at its own believable hour."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from chauban.documents.models import Document, DocumentPage
from chauban.kernel.clock import today
from chauban.people.identity import acting
from chauban.people.models import Person, Unit
from chauban.routing import acts
from chauban.routing.models import Assignment, Handling, Request, Submission
from chauban.routing.plans import Given
from chauban.routing.states import Part
from chauban.rulebook.calendar import add_working_days, next_working

from . import hand
from .office import Office
from .roles import database_role

#: Columns that say when something on a paper's way was done. The journal's own hour is the database's and stays.
MOMENTS = {
    "submission": ("submitted_at", "ended_at"), "question": ("asked_at", "answered_at"), "annotation": ("at",),
    "assignment": ("assigned_at", "accepted_at", "reported_at", "ended_at"), "word": ("at",),
    "request": ("asked_at", "decided_at"), "handling": ("opened_at", "closed_at"),
}  # fmt: skip
OPENS, CLOSES = 7, 17
#: Who answers for a unit's work.
HEADS = {"th": "truongphong", "qt": "truongphongqt", "cycntt": "truongphongcy", "hclt": "truongphonghc"}


@dataclass
class Telling:
    """A paper whose way is told; `at` moves on with every act and stays before `until`, when the telling began."""

    office: Office
    document: Document
    clerk: Person
    at: dt.datetime
    until: dt.datetime
    words: dict[str, Any]
    chance: random.Random = field(default_factory=lambda: random.Random(54))
    submission: Submission | None = None

    def do(self, act: Callable[..., Any], doer: str, *args: Any, hours: float = 3.0, **also: Any) -> Any:
        """One act by its doer some hours of work after the last one; what it wrote is then dated so."""
        self.at = min(_later(self.at, hours * self.chance.uniform(0.4, 1.6)), self.until)
        with database_role("chauban_web"):
            done = act(self.office.people[doer], *args, **also)
        self._date()
        return done

    def _date(self) -> None:
        """Give the rows that were written just now the hour of the telling; only the owner of the tables can."""
        with connection.cursor() as cursor:
            for table, columns in MOMENTS.items():
                for column in columns:
                    cursor.execute(
                        f"UPDATE routing_{table} SET {column} = %s WHERE document_id = %s AND {column} > %s",  # noqa: S608
                        [self.at, self.document.pk, self.until],
                    )

    def say(self, sort: str) -> str:
        """Something people say: a line of `way.yaml`."""
        said: str = self.chance.choice(self.words[sort])
        return said

    # -- up -----------------------------------------------------------------------------------------------------------

    def submit(self, to: str, note: str = "", first_to: str | None = None) -> Telling:
        people = self.office.people
        self.submission = self.do(
            acts.submit, self.clerk.username, self.document, people[to], note=note, request_key=uuid.uuid4(),
            first_to=people[first_to] if first_to else None, hours=1,
        )  # fmt: skip
        return self

    def annotate(
        self, by: str, *given: tuple[str, str], days: int = 5, text: str = "", ink: str = "", propose: bool = False
    ) -> Telling:
        """A leader writes; `given` are (part, key of a unit or person), the lead's due `days` working days on."""
        due_on = add_working_days(self.at.date(), days)
        shown = max(due_on, next_working(today()))
        plan = [Given(Part(part), self._holder(key), None if part == "inform" else shown) for part, key in given]
        written = self.do(
            acts.propose if propose else acts.annotate, by, self.submission, text=text, plan=plan,
            ink=self._ink(by, ink) if ink else {}, request_key=uuid.uuid4(),
        )  # fmt: skip
        if propose:
            self.submission = written
        elif given:
            self.due(due_on)
        return self

    def due(self, day: dt.date) -> None:
        """Set the deadline of the open work, also one that is over, which no act would take."""
        open_work = Assignment.objects.filter(document=self.document, ended_at=None).exclude(part=Part.INFORM)
        open_work.update(due_on=day)
        Handling.objects.filter(pk=self.document.pk).update(due_on=day)

    def _holder(self, key: str) -> Unit | Person:
        return self.office.units[key] if key in self.office.units else self.office.people[key]

    def _ink(self, by: str, text: str) -> dict[int, object]:
        """What the leader's hand writes in the empty foot of the first page."""
        page = DocumentPage.objects.select_related("page").filter(document=self.document).order_by("position").first()
        if page is None:
            return {}
        wide, high = page.page.width, page.page.height
        seed = self.document.pk * 31 + self.office.people[by].pk
        x = wide * self.chance.uniform(0.1, 0.16)
        return {page.position: hand.write(text, x, high * self.chance.uniform(0.83, 0.86), wide * 0.62, seed=seed)}

    # -- down ---------------------------------------------------------------------------------------------------------

    def work(self, key: str) -> Assignment:
        """The open work of a unit or person on the paper, as its holder sees it."""
        holder = self._holder(key)
        of = {"unit": holder} if isinstance(holder, Unit) else {"person": holder}
        found = Assignment.objects.select_related("document", "unit", "person", "assigned_by", "parent__unit")
        return found.get(document=self.document, ended_at=None, **of)

    def hold(self, key: str, act: Callable[..., Any], *args: Any, hours: float = 6.0, **also: Any) -> Any:
        """What the holder of a piece of work does with it."""
        return self.do(act, HEADS.get(key, key), self.work(key), *args, hours=hours, **also)

    def judge(self, by: str, key: str, act: Callable[..., Any], *args: Any, hours: float = 6.0, **also: Any) -> Any:
        """What its giver does about a piece of work."""
        return self.do(act, by, self.work(key), *args, hours=hours, **also)

    def pass_on(self, key: str, *people: str) -> None:
        """A head passes the unit's work on: the first leads, the others support; due with the whole."""
        parts = [Part.LEAD, *[Part.SUPPORT] * len(people)]
        plan = [
            Given(part, self.office.people[person], None, self.say("instructions"))
            for part, person in zip(parts, people, strict=False)
        ]
        self.hold(key, acts.pass_on, plan)

    def request(self) -> Request:
        """What was asked last on the paper."""
        return Request.objects.select_related("assignment__document").filter(document=self.document).latest("pk")


def begin(office: Office, document: Document, clerk: Person, arrived_on: dt.date, words: dict[str, Any]) -> Telling:
    """The way of a paper from the morning of its arrival on."""
    seed = random.Random(document.pk)
    morning = dt.datetime.combine(arrived_on, dt.time(OPENS, 10 + seed.randrange(50)))
    with database_role("chauban_web"), acting(clerk):
        document = Document.objects.annotate(now=Now()).get(pk=document.pk)
    until = document.now - dt.timedelta(minutes=1)  # the database's, as rows are dated
    return Telling(office, document, clerk, min(timezone.make_aware(morning), until), until, words, seed)


def _later(at: dt.datetime, hours: float) -> dt.datetime:
    """`hours` of work later: the office is open from 7 to 17 o'clock on working days."""
    local = timezone.localtime(at)
    while hours > 0:
        left = max(0.0, CLOSES - local.hour - local.minute / 60)
        if hours <= left:
            return local + dt.timedelta(hours=hours)
        hours -= left
        day = next_working(local.date() + dt.timedelta(days=1))
        local = timezone.make_aware(dt.datetime.combine(day, dt.time(OPENS, 12)))
    return local
