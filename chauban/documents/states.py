"""Words for where a document comes from and how it is to be treated."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    INCOMING = "incoming", _("Incoming")
    OUTGOING = "outgoing", _("Outgoing")
    INTERNAL = "internal", _("Internal")


class Urgency(models.IntegerChoices):
    """As NĐ 30/2020 and edXML order them."""

    NORMAL = 0, _("Normal")
    URGENT = 1, _("Urgent")
    VERY_URGENT = 2, _("Very urgent")
    EXPRESS = 3, _("Express")
    EXPRESS_TIMED = 4, _("Express at a set hour")


class Basis(models.TextChoices):
    """Why somebody may read a document."""

    REGISTER = "register", _("reads everything entered in this register")
    SENT = "sent", _("it was sent to know")
    SUBMITTED = "submitted", _("it was submitted to them")
    ASSIGNED = "assigned", _("it was given to them to handle or to know")


#: Reading on these grounds goes with a leader's or head's powers when they are lent; for ordinary papers only.
LENT = (Basis.SUBMITTED, Basis.ASSIGNED)


class FileRole(models.TextChoices):
    ORIGINAL = "original", _("Original as received")
    ARCHIVAL = "archival", _("Searchable copy (PDF/A)")
