"""The worker's part: a look at the clock every minute, words every few seconds, letters every half minute.

The moment comes in once, so that a round has one time. One round of a kind at a time, and none is queued behind
another: a worker that was down makes up for it with its first look.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from chauban.people.identity import SYSTEM, acting
from chauban.rulebook import calendar

from .acts import mailing, reminding
from .models import Run

#: When the week's list is made.
WEEKLY_AT = dt.time(7, 30)


@app.periodic(cron="* * * * *", periodic_id="urging.morning")
@app.task(name="urging.morning", queue="urging", lock="urging", queueing_lock="urging.morning")
def morning(timestamp: int) -> None:
    """Make the day's reminders and the week's list when their hour has come, or has passed unnoticed."""
    at = timezone.now()
    if is_due(Run.What.REMINDERS, at):
        reminding.remind(None, at)
    if is_due(Run.What.WEEKLY, at):
        reminding.list_week(None, at)


@app.periodic(cron="* * * * * */5", periodic_id="urging.words")
@app.task(name="urging.words", queue="urging", lock="urging", queueing_lock="urging.words")
def words(timestamp: int) -> None:
    """Carry what people said to hurry work on."""
    reminding.carry_words(timezone.now())


@app.periodic(cron="* * * * * */30", periodic_id="urging.post")
@app.task(name="urging.post", queue="urging", lock="urging.post", queueing_lock="urging.post")
def post(timestamp: int) -> None:
    """Send the letters that wait."""
    mailing.post(timezone.now())


def is_due(what: Run.What, at: dt.datetime) -> bool:
    """Whether the day's reminders, or the week's list, are to be made now: on working days, once, after their hour."""
    here = timezone.localtime(at)
    day, hour = here.date(), settings.REMIND_AT
    if what == Run.What.WEEKLY:
        day, hour = reminding.monday(day), WEEKLY_AT
    with acting(SYSTEM):
        if here.time() < hour or not calendar.is_working(here.date()):
            return False
        return not Run.objects.filter(what=what, on=day).exists()
