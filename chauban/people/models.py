"""Agencies in a tree, their units, the people in them and the posts they hold from a day to a day."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractBaseUser, UserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Coalesce, Concat, Now
from django.utils.translation import gettext_lazy as _

from .states import Role, Scope, Secrecy, System


class Fold(models.Func):
    """Text without case and marks, as `kernel.text.fold` has it; the database keeps it beside the text."""

    function = "people_fold"


class SortKey(models.Func):
    """A name in Vietnamese dictionary order, the given name first; compared byte by byte."""

    function = "people_sort_key"


def kept(expression: models.Func) -> models.GeneratedField:
    """A column that the database itself keeps in step with the others of its row."""
    text = models.TextField(db_collation="C")
    return models.GeneratedField(expression=expression, output_field=text, db_persist=True)


class Agency(models.Model):
    """A body that issues and receives documents."""

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=100, blank=True)
    #: Levels joined by dots, at most 35 characters (QĐ 20/2020/QĐ-TTg); the older 13-character form is accepted.
    code = models.CharField(_("agency code"), max_length=35, unique=True, null=True, blank=True)
    #: As it stands in a notation: TU, VPTU, UBND.
    symbol = models.CharField(_("symbol"), max_length=30, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    system = models.CharField(_("system"), max_length=12, choices=System, default=System.PARTY)
    #: The place name in the date line of its documents.
    place = models.CharField(_("place"), max_length=100, blank=True)
    #: Its people work in this installation.
    hosted = models.BooleanField(_("works here"), default=False)
    abolished_on = models.DateField(_("abolished on"), null=True, blank=True)
    order = models.PositiveIntegerField(_("order"), default=0)
    folded = kept(Fold(Concat("name", models.Value(" "), "short_name", models.Value(" "), "symbol", models.Value(" "),
                              Coalesce("code", models.Value("")))))  # fmt: skip

    class Meta:
        ordering = ["order", "name"]
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        indexes = [models.Index(fields=["name"])]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A part of an agency: phòng, ban, or its leadership."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units")
    name = models.CharField(_("name"), max_length=200)
    symbol = models.CharField(_("symbol"), max_length=30, blank=True)
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True)
    order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["agency__order", "order", "name"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [models.UniqueConstraint(fields=["agency", "name"], name="unit_name_once_in_agency")]

    def __str__(self) -> str:
        return self.name


class Person(AbstractBaseUser):
    """Somebody who works here and signs in."""

    username = models.CharField(
        _("sign-in name"),
        max_length=60,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9._-]*$", _("Small letters without marks, figures, dots."))],
    )
    full_name = models.CharField(_("full name"), max_length=100)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    clearance = models.PositiveSmallIntegerField(_("clearance"), choices=Secrecy, default=Secrecy.NORMAL)
    is_active = models.BooleanField(_("may sign in"), default=True)
    #: The password was given by an administrator: the first thing its owner does is to choose another.
    must_change_password = models.BooleanField(_("must choose a new password"), default=False)
    joined_at = models.DateTimeField(_("added"), auto_now_add=True)
    folded = kept(Fold("full_name"))
    sort_name = kept(SortKey("full_name"))

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects = UserManager()

    class Meta:
        ordering = ["full_name"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.CheckConstraint(condition=models.Q(clearance__lte=3), name="clearance_is_a_level")]
        indexes = [models.Index(fields=["sort_name", "id"], name="person_by_name")]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    def check_password(self, raw_password: str | None) -> bool:
        """Without Django's rewriting of old hashes: at sign-in nobody may write a password yet, not even that one."""
        return check_password(raw_password, self.password)


class Post(models.Model):
    """A person's office in a unit, from a day to a day (both included)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    title = models.CharField(_("title"), max_length=100)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["unit__agency__order", "unit__order", "-starts_on"]
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="post_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["person", "starts_on", "ends_on"])]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit.name}"


class ImportDraft(models.Model):
    """Rows of an uploaded workbook that wait for the administrator's word; nothing of them is in force."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    file_name = models.CharField(max_length=200)
    #: The rows as text, by sheet: {"agencies": [{"row": 2, "name": ...}], "units": [...], "people": [...]}.
    rows = models.JSONField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()


class PasswordGift(models.Model):
    """A first password: who asked for it, who gave it. Where one administrator is enough, both are the same.

    The application writes what is asked for; what is given the database enters by itself (trigger `people_guard`).
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    given_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    given_at = models.DateTimeField(null=True)
    #: The person was trusted with more than ordinary papers at that hour: others are told of it.
    announced = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["person", "given_at"], name="password_gift_of_person")]


class Delegation(models.Model):
    """A leader's or head's powers lent to somebody from an hour to an hour; never for classified papers.

    In force from `starts_at` up to, but not at, `ends_at`, unless ended before. It ends with the giver's post or
    account too: what one no longer has cannot be lent. See `migrations/0006_delegation.py`.
    """

    #: A year, also one with a 29th of February.
    LONGEST = dt.timedelta(days=366)

    giver = models.ForeignKey(Person, models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Person, models.PROTECT, related_name="+")
    scope = models.CharField(_("scope"), max_length=12, choices=Scope)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-starts_at", "-id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~models.Q(giver=models.F("receiver")), name="delegation_to_another"),
            models.CheckConstraint(
                condition=models.Q(
                    ends_at__gt=models.F("starts_at"), ends_at__lte=models.F("starts_at") + dt.timedelta(days=366)
                ),
                name="delegation_up_to_a_year",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="delegation_ended_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["receiver", "ends_at"], name="delegation_received"),
            models.Index(fields=["giver", "ends_at"], name="delegation_given"),
        ]

    @property
    def last_moment(self) -> dt.datetime:
        """When it is or was over, ended before its time or not."""
        return self.ended_at or self.ends_at


class Absence(models.Model):
    """Days on which somebody is away from the office, both included: leave, a mission, illness."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    #: Called off: they did not go, or came back before.
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_on", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="absence_ends_after_it_starts"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "ends_on"], condition=models.Q(ended_at__isnull=True), name="absence_of"),
        ]
