"""Roles of posts and levels of clearance."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a post lets its holder do; titles are free text beside it."""

    SECRETARY = "secretary", _("Secretary")
    DEPUTY_SECRETARY = "deputy_secretary", _("Deputy secretary")
    CHIEF = "chief", _("Chief of office")
    DEPUTY_CHIEF = "deputy_chief", _("Deputy chief of office")
    HEAD = "head", _("Head of unit")
    SPECIALIST = "specialist", _("Specialist")
    CLERK = "clerk", _("Registry clerk")
    ARCHIVIST = "archivist", _("Archivist")
    CIPHER = "cipher", _("Cipher officer")
    ADMINISTRATOR = "administrator", _("Administrator")
    EDITOR = "editor", _("Portal editor")


#: Roles whose holder reads or decides more than others; the database's `people_trusted_roles()` has the same.
TRUSTED = frozenset(
    {Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.CHIEF, Role.DEPUTY_CHIEF, Role.CIPHER, Role.ADMINISTRATOR}
)


class Secrecy(models.IntegerChoices):
    """Levels of the law on state secrets, in order; also the highest level a person is cleared for."""

    NORMAL = 0, _("Normal")
    CONFIDENTIAL = 1, _("Confidential")
    SECRET = 2, _("Secret")
    TOP_SECRET = 3, _("Top secret")


class System(models.TextChoices):
    """Whose rules a body's documents follow."""

    PARTY = "party", _("Party")
    STATE = "state", _("State")
    ORGANISATION = "organisation", _("Front and mass organisations")
    OTHER = "other", _("Other")


class Scope(models.TextChoices):
    """Which of a leader's or head's powers are lent; everything includes the others."""

    EVERYTHING = "everything", _("everything")
    ANNOTATIONS = "annotations", _("annotating papers submitted to them")
    ASSIGNMENTS = "assignments", _("directing work: passing on, judging results, deadlines")


#: Posts whose holders have powers that can be lent; the database's `people_may_lend()` has the same.
LENDING = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.CHIEF, Role.DEPUTY_CHIEF, Role.HEAD)
