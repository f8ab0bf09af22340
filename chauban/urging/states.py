"""What somebody is reminded of, and how they want to hear of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Why a notice was made."""

    BEFORE_7 = "before7", _("seven working days before the deadline")
    BEFORE_3 = "before3", _("three working days before the deadline")
    BEFORE_1 = "before1", _("the working day before the deadline")
    OVERDUE = "overdue", _("overdue")
    ESCALATED = "escalated", _("overdue with somebody one answers for")
    URGED = "urged", _("urged by a person")


#: Working days before a deadline on which its holder is reminded, the most pressing first.
BEFORE: dict[int, Kind] = {1: Kind.BEFORE_1, 3: Kind.BEFORE_3, 7: Kind.BEFORE_7}


class Level(models.IntegerChoices):
    """Who hears of work that stays overdue, one after another."""

    HEAD = 1, _("head of the unit")
    CHIEF = 2, _("chief of office")
    ASSIGNER = 3, _("who gave the work")


class Mode(models.TextChoices):
    """How a person wants to be written to."""

    DIGEST = "digest", _("one letter a day with everything in it")
    SINGLE = "single", _("a letter for each reminder")
    NONE = "none", _("no letters")


class MailKind(models.TextChoices):
    SINGLE = "single", _("one reminder")
    DIGEST = "digest", _("the day's reminders")
    WEEKLY = "weekly", _("the week's list of overdue work")


class MailState(models.TextChoices):
    """Where a letter stands. Dropped: when its turn came there was nothing left to say, or nobody wanted it."""

    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("No longer needed")
    FAILED = "failed", _("Given up")
