"""What the vault holds: files by their SHA-256, and what was read on their pages."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from . import store


class File(models.Model):
    """One file's bytes, kept once whatever number of papers hold it."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    stored_at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()

    @property
    def path(self) -> str:
        """Where the bytes are on this machine."""
        return str(store.path_of(settings.VAULT, self.sha256))


class Page(models.Model):
    """One page as a person looks at it: turned, straightened, read.

    `turn` is what a clerk turned it by hand, in degrees clockwise, over what the machine found.
    """

    file = models.ForeignKey(File, models.PROTECT, related_name="pages")
    number = models.PositiveIntegerField()
    turn = models.PositiveSmallIntegerField(default=0)
    width = models.FloatField()
    height = models.FloatField()
    image = models.ForeignKey(File, models.PROTECT, related_name="+")
    #: The searchable PDF/A that holds this page, and the page's number in it.
    archival = models.ForeignKey(File, models.PROTECT, related_name="+")
    archival_number = models.PositiveIntegerField()
    source = models.CharField(max_length=8)
    text = models.TextField(blank=True)
    #: Words as lists [text, x0, y0, x1, y1, confidence, line, bold, italic, size] in PDF points from the top left.
    words = models.JSONField(default=list)

    class Meta:
        ordering = ["file", "number"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["file", "number", "turn"], name="page_once")]
