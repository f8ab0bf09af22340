"""Registers, their yearly or per-term volumes, and the numbered entries in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from chauban.documents.models import Document
from chauban.people.models import Agency, Unit
from chauban.people.states import Secrecy
from chauban.rulebook.models import Kind


class Scope(models.TextChoices):
    """How long one series of numbers runs."""

    YEAR = "year", _("per year")
    TERM = "term", _("per term of the committee")


class Register(models.Model):
    """A book that gives numbers: for arrivals, or for departures of one kind."""

    class Direction(models.TextChoices):
        ARRIVALS = "arrivals", _("Arrivals")
        DEPARTURES = "departures", _("Departures")

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="registers", verbose_name=_("agency"))
    name = models.CharField(_("name"), max_length=200)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction, default=Direction.ARRIVALS)
    scope = models.CharField(_("numbers run"), max_length=5, choices=Scope, default=Scope.YEAR)
    #: Party series run per kind; empty means one series for all kinds.
    kind = models.ForeignKey(Kind, models.PROTECT, null=True, blank=True, verbose_name=_("kind"))
    #: The lowest and highest secrecy entered here; classified papers have a register of their own (điều 22).
    secrecy_from = models.PositiveSmallIntegerField(_("secrecy from"), choices=Secrecy, default=Secrecy.NORMAL)
    secrecy_to = models.PositiveSmallIntegerField(_("secrecy to"), choices=Secrecy, default=Secrecy.NORMAL)
    #: The registry that keeps it: its clerks enter, correct, void and close.
    keeper = models.ForeignKey(Unit, models.PROTECT, related_name="registers_kept", verbose_name=_("kept by"))
    #: Units that read whatever is entered here, besides the keeper.
    readers = models.ManyToManyField(Unit, blank=True, related_name="registers_read", verbose_name=_("also read by"))
    retired = models.BooleanField(_("retired"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["agency__order", "order", "name"]
        verbose_name = _("register")
        verbose_name_plural = _("registers")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["agency", "name"], name="register_name_once_in_agency"),
            models.CheckConstraint(
                condition=models.Q(secrecy_from__lte=models.F("secrecy_to")), name="register_secrecy_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def classified(self) -> bool:
        return self.secrecy_to > Secrecy.NORMAL


class Volume(models.Model):
    """One series of numbers: the book of a year or of a term. Its row is locked while a number is given."""

    register = models.ForeignKey(Register, models.PROTECT, related_name="volumes")
    label = models.CharField(_("label"), max_length=20)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    last_number = models.PositiveIntegerField(_("last number"), default=0)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["register", "-starts_on"]
        verbose_name = _("volume")
        verbose_name_plural = _("volumes")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["register", "label"], name="volume_once_in_register")]

    def __str__(self) -> str:
        return f"{self.register.name} {self.label}"


class Entry(models.Model):
    """One numbered line of a volume. Never deleted; a voided number stays with its reason."""

    volume = models.ForeignKey(Volume, models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField(_("number"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="entries")
    arrived_on = models.DateField(_("arrival date"))
    #: "Đơn vị hoặc người nhận", "Ngày chuyển", "Ghi chú" of the book (phụ lục IV).
    receiver = models.CharField(_("unit or person receiving"), max_length=300, blank=True)
    passed_on = models.DateField(_("date passed on"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(db_default=Now())
    #: Made by the page that asks for the number: a second click finds the first one's entry.
    request_key = models.UUIDField(unique=True)
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.CharField(_("reason"), max_length=300, blank=True)
    #: The ĐẾN stamp's left upper corner on page one, in millimetres; null is "where the page is empty".
    stamp_x = models.FloatField(null=True, blank=True)
    stamp_y = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["volume", "-number"]
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["volume", "number"], name="number_once_in_volume"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="numbers_start_at_one"),
            models.CheckConstraint(
                condition=models.Q(voided_at__isnull=True) | ~models.Q(void_reason=""), name="void_needs_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["volume", "arrived_on"]),
            models.Index(fields=["entered_by", "-id"], name="entered_lately"),
        ]


class SignOff(models.Model):
    """That somebody printed and signed off a volume up to a number, and what it then held."""

    volume = models.ForeignKey(Volume, models.PROTECT, related_name="sign_offs")
    first_number = models.PositiveIntegerField()
    last_number = models.PositiveIntegerField()
    #: SHA-256 over the signed-off rows, so that a later difference shows.
    digest = models.CharField(max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["volume", "-id"]
        default_permissions = ()
