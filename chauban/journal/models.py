"""The append-only record of acts, and the Merkle log that seals it.

No database role may update or delete a line (a trigger says so even to the owner).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Line(models.Model):
    """One act: who did what to which document, and what of it is worth keeping."""

    at = models.DateTimeField(_("at"), db_default=Now())
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_constraint=True)
    act = models.CharField(_("act"), max_length=60)
    #: No foreign key: the journal is below documents, and outlives whatever a line is about.
    document_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["document_id", "id"]),
            models.Index(fields=["person", "-id"], name="journal_line_person"),
            models.Index(fields=["act", "-id"], name="journal_line_act"),
            models.Index(fields=["at"], name="journal_line_at"),
        ]
        default_permissions = ()


class Unsealed(models.Model):
    """A line that waits for the sealer; a trigger writes it with the line."""

    line = models.OneToOneField(Line, models.PROTECT, primary_key=True, db_constraint=False)

    class Meta:
        default_permissions = ()


class Leaf(models.Model):
    """The hash of a line at its place in the Merkle tree."""

    index = models.BigIntegerField(primary_key=True)
    line_id = models.BigIntegerField(unique=True)
    hash = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ()


class Node(models.Model):
    """The hash of a complete subtree above the leaves, kept so that a proof needs no walk over all of them.

    Only a convenience: whatever is read here is checked against a signed head before it is believed.
    """

    pk = models.CompositePrimaryKey("level", "index")
    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ()


class Head(models.Model):
    """A signed tree head (RFC 9162): whoever holds an old one can prove that nothing before it changed."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    signature = models.BinaryField(max_length=64)

    class Meta:
        ordering = ["-size"]
        default_permissions = ()
