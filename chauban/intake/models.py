"""Papers that arrived and wait to be registered: the tray."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chauban.documents.models import Document
from chauban.people.models import Person, Unit
from chauban.vault.models import File, Page

from .states import HOLD, JOINED, Source, State


class Arrival(models.Model):
    """One paper in the tray of a registry unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    source = models.CharField(max_length=8, choices=Source, default=Source.UPLOAD)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    #: The name the file came with, for people; never used as a path.
    name = models.CharField(_("file name"), max_length=255)
    file = models.ForeignKey(File, models.PROTECT, related_name="arrivals")
    received_at = models.DateTimeField(db_default=Now())
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    pages_done = models.PositiveIntegerField(default=0)
    pages_total = models.PositiveIntegerField(default=0)
    #: What the machine is doing with it (`converting`, `reading`, `archiving`), or `joined` once it is part of another.
    stage = models.CharField(max_length=20, blank=True)
    #: Why it cannot be read: a code of `chauban.vault.reading`, put into words by the page.
    failure = models.CharField(max_length=40, blank=True)
    warnings = models.JSONField(default=list)
    signed = models.BooleanField(default=False)
    #: field -> {"value", "confidence", "places", "read_as", "agency_id"}; without a value, only what was read.
    proposals = models.JSONField(default=dict)
    citations = models.JSONField(default=list)
    #: Somebody has it open; told to others for ten minutes, not enforced.
    held_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    held_at = models.DateTimeField(null=True, blank=True)
    document = models.OneToOneField(Document, models.PROTECT, null=True, blank=True, related_name="arrival")

    class Meta:
        ordering = ["id"]
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=State.REGISTERED) | models.Q(document__isnull=False),
                name="registered_arrival_has_a_document",
            )
        ]
        indexes = [
            models.Index(fields=["unit", "id"], condition=~models.Q(state="registered"), name="arrivals_in_tray"),
            models.Index(fields=["file"]),
        ]

    @property
    def is_joined(self) -> bool:
        """Whether it is part of another paper now."""
        return self.state == State.DISCARDED and self.stage == JOINED

    def is_held_by_another(self, person: Person) -> bool:
        """Whether somebody else opened it within the last ten minutes."""
        if self.held_by_id in (None, person.pk) or self.held_at is None:
            return False
        return self.held_at > timezone.now() - HOLD


class Sheet(models.Model):
    """One page of an arrival in its place; a dropped page can be put back."""

    #: Positions from here on are behind every page there can be, until the sheets are numbered anew.
    BEHIND: ClassVar[int] = 1_000_000

    arrival = models.ForeignKey(Arrival, models.CASCADE, related_name="sheets")
    position = models.PositiveIntegerField()
    page = models.ForeignKey(Page, models.PROTECT, related_name="sheets")
    #: Degrees clockwise a clerk wants it turned by hand; the machine follows by putting the page of that turn here.
    turn = models.PositiveSmallIntegerField(default=0)
    dropped = models.BooleanField(default=False)

    class Meta:
        ordering = ["arrival", "position", "id"]
        default_permissions = ()

    @property
    def to_turn(self) -> int:
        """Degrees clockwise by which the picture still has to be turned, until the machine has followed."""
        return (self.turn - self.page.turn) % 360
