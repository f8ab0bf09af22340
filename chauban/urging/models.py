"""Reminders of work, the letters they go out in, and what each person wants of them.

Row-level security stands on every table here; see `migrations/0002_rights.py`. A letter holds no text: that is written
when it is sent, with the eyes of whom it goes to, so that nothing of a paper lies outside the tables that guard it.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from chauban.documents.models import Document
from chauban.people.models import Agency, Person
from chauban.routing.models import Assignment, Word

from . import states


def whose() -> models.ForeignKey[Person, Person]:
    """The person a row is for."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")


class Run(models.Model):
    """That the reminders of a day, or the lists of a week, were made; what makes one morning into one morning."""

    class What(models.TextChoices):
        REMINDERS = "reminders", _("reminders of the day")
        WEEKLY = "weekly", _("lists of the week")

    what = models.CharField(max_length=10, choices=What)
    #: The day; of a week its Monday.
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["what", "on"], name="run_once")]


class Reminder(models.Model):
    """A notice to one person about one piece of work."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="reminders")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    person = whose()
    kind = models.CharField(max_length=9, choices=states.Kind)
    #: The deadline it was counted from; a later one begins anew.
    due_on = models.DateField(null=True)
    #: Working days that were left, or by which it was over.
    days = models.PositiveSmallIntegerField(default=0)
    level = models.PositiveSmallIntegerField(null=True, choices=states.Level)
    #: What a person said, when a person urged.
    word = models.ForeignKey(Word, models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "person", "on"],
                condition=models.Q(word__isnull=True),
                name="reminded_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["assignment", "person", "due_on", "kind"],
                condition=~models.Q(kind__in=(states.Kind.OVERDUE, states.Kind.URGED)),
                name="reminded_once_a_deadline",
            ),
            models.UniqueConstraint(
                fields=["word", "person"], condition=models.Q(word__isnull=False), name="word_carried_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=states.Kind.URGED) ^ models.Q(word__isnull=True), name="urged_by_a_word"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=states.Kind.ESCALATED) ^ models.Q(level__isnull=True),
                name="escalated_to_a_level",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-id"], condition=models.Q(seen_at__isnull=True), name="reminder_unseen"),
            models.Index(fields=["person", "made_at"], name="reminder_of_person"),
            models.Index(fields=["made_at"], name="reminder_made"),
        ]


class Weekly(models.Model):
    """That somebody was given the week's list of overdue work; the list itself is drawn when it is looked at."""

    person = whose()
    week = models.DateField()
    count = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-week"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["person", "week"], name="list_once_a_week")]


class Preference(models.Model):
    """How one person wants to be written to; who has no row gets one letter a day."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="+")
    mode = models.CharField(_("letters"), max_length=6, choices=states.Mode, default=states.Mode.DIGEST)
    #: Instead of the address the administrator entered.
    address = models.EmailField(_("e-mail"), blank=True)
    #: Between these hours nothing is sent; it goes out afterwards.
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("until"), null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_has_two_ends",
            )
        ]


TROUBLES = {"refused": _("the mail server does not take it"), "unwritten": _("it could not be written")}


class Mail(models.Model):
    """A letter that is to go out, or went."""

    person = whose()
    kind = models.CharField(max_length=6, choices=states.MailKind)
    #: Of a single letter.
    reminder = models.OneToOneField(Reminder, models.PROTECT, null=True, related_name="mail")
    #: The day of a day's letter; of a week's its Monday.
    on = models.DateField()
    #: Makes the letter's Message-ID, so that one sent again after a crash is known for the same.
    key = models.UUIDField(unique=True, db_default=RandomUUID())
    made_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=states.MailState, default=states.MailState.WAITING)
    ended_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    #: What went wrong last; begins with what it is, a key of `TROUBLES`, unless the mail server was away.
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "on"], condition=~models.Q(kind=states.MailKind.SINGLE), name="one_letter"
            ),
            models.CheckConstraint(
                condition=models.Q(kind=states.MailKind.SINGLE) ^ models.Q(reminder__isnull=True),
                name="single_of_a_reminder",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=models.Q(state=states.MailState.WAITING), name="mail_waiting"
            ),
            models.Index(fields=["person", "-id"], name="mail_of_person"),
        ]

    @property
    def trouble(self) -> str:
        """What went wrong last, in words."""
        return str(TROUBLES.get(self.error.partition(":")[0], _("the mail server does not answer")))


class Rule(models.Model):
    """After how many working days overdue work goes up a level, by agency; three where there is no row."""

    DAYS = 3

    agency = models.OneToOneField(Agency, models.PROTECT, primary_key=True, related_name="+")
    days = models.PositiveSmallIntegerField(
        _("working days"), default=DAYS, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(days__range=(1, 60)), name="up_after_some_days")]
