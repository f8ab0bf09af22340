"""Rules as data: dated packs with their source, the kinds of documents they name and the days off they announce."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from chauban.people.states import System


class Pack(models.Model):
    """One regulation from the day it takes effect."""

    code = models.SlugField(_("code"), unique=True)
    title = models.CharField(_("full title"), max_length=200)
    source = models.TextField(_("source"), blank=True)
    system = models.CharField(_("system"), max_length=12, choices=System)
    in_force_from = models.DateField(_("in force from"))
    in_force_until = models.DateField(_("in force until"), null=True, blank=True)
    verified_by = models.CharField(_("verified by"), max_length=100, blank=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)

    class Meta:
        ordering = ["system", "-in_force_from"]
        verbose_name = _("rule pack")
        verbose_name_plural = _("rule packs")

    def __str__(self) -> str:
        return self.title


class Kind(models.Model):
    """A kind of document and its abbreviation in one system."""

    system = models.CharField(_("system"), max_length=12, choices=System)
    code = models.CharField(_("abbreviation"), max_length=10)
    name = models.CharField(_("name"), max_length=100)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    retired = models.BooleanField(_("retired"), default=False)
    pack = models.ForeignKey(Pack, models.PROTECT, null=True, blank=True, related_name="kinds")

    class Meta:
        ordering = ["system", "order", "name"]
        verbose_name = _("kind")
        verbose_name_plural = _("kinds")
        #: Party practice gives Quyết định and Quy định the same letters, so the name is part of the key.
        constraints = [models.UniqueConstraint(fields=["system", "name"], name="kind_once_in_system")]

    def __str__(self) -> str:
        return self.name


class DayOff(models.Model):
    """A day that differs from the law's calendar: off, or worked on to make up for another."""

    day = models.DateField(_("day"))
    name = models.CharField(_("occasion"), max_length=200)
    working = models.BooleanField(_("worked on"), default=False)
    source = models.CharField(_("source"), max_length=300, blank=True)
    #: Somebody read the source in its original.
    verified = models.BooleanField(_("checked against the original"), default=False)
    #: The announcement it comes from; none for the office's own days, which come before all others.
    pack = models.ForeignKey(Pack, models.CASCADE, null=True, blank=True, related_name="days")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["day", models.F("pack").asc(nulls_last=True)]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["day", "pack"], nulls_distinct=False, name="day_set_once")]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"
