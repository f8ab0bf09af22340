"""The document: what is known of it, its pages and files, who may read it and why, what it cites.

Row-level security stands on every table here; see `migrations/0002_rights.py`.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from chauban.kernel.text import fold
from chauban.people.models import Agency, Unit
from chauban.people.states import Secrecy
from chauban.rulebook.models import Kind
from chauban.vault.models import File, Page

from .states import Basis, Direction, FileRole, Urgency


class Document(models.Model):
    """The fields of NĐ 30/2020, phụ lục VI, part II; English names of the annex in the comments."""

    direction = models.CharField(_("direction"), max_length=8, choices=Direction, default=Direction.INCOMING)
    kind = models.ForeignKey(Kind, models.PROTECT, null=True, blank=True, verbose_name=_("kind"))  # TypeName
    number = models.CharField(_("number"), max_length=20, blank=True)  # CodeNumber
    notation = models.CharField(_("notation"), max_length=60, blank=True)  # CodeNotation
    #: Number and notation as they are written on the paper: 54-NQ/TW, 15/QĐ-UBND.
    symbol = models.CharField(_("number and symbol"), max_length=80, blank=True)
    issued_on = models.DateField(_("date of document"), null=True, blank=True)  # IssuedDate
    place = models.CharField(_("place"), max_length=100, blank=True)
    issuer = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="+")
    issuer_name = models.CharField(_("issuing body"), max_length=300, blank=True)  # OrganName
    superior_name = models.CharField(_("superior body"), max_length=300, blank=True)
    subject = models.TextField(_("subject"), max_length=1000, blank=True)  # Subject
    #: A classified subject may be withheld; it must be for a top-secret paper (công văn 2663/VPCP-NC).
    subject_withheld = models.BooleanField(_("subject withheld"), default=False)
    signer_name = models.CharField(_("signer"), max_length=100, blank=True)  # SignerInfo.FullName
    signer_post = models.CharField(_("signer's post"), max_length=150, blank=True)  # SignerInfo.Position
    signer_authority = models.CharField(_("authority to sign"), max_length=150, blank=True)
    recipients = models.TextField(_("recipients"), blank=True)  # ToPlaces
    language = models.CharField(_("language"), max_length=30, default="Tiếng Việt")  # Language
    page_count = models.PositiveIntegerField(_("pages"), default=0)  # PageAmount
    note = models.CharField(_("note"), max_length=500, blank=True)  # Description
    reply_by = models.DateField(_("reply by"), null=True, blank=True)  # DueDate
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency, default=Urgency.NORMAL)
    urgent_until = models.DateTimeField(_("hour it must arrive by"), null=True, blank=True)
    secrecy = models.PositiveSmallIntegerField(_("secrecy"), choices=Secrecy, default=Secrecy.NORMAL)
    #: Folded symbol, issuer and date in one key (`fields.likeness`), by which doubles and issuers are found.
    likeness = models.CharField(max_length=400, blank=True, db_index=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=models.Q(secrecy__lte=3), name="secrecy_is_a_level"),
            models.CheckConstraint(condition=models.Q(urgency__lte=4), name="urgency_is_a_level"),
            models.CheckConstraint(
                condition=models.Q(subject_withheld=False) | models.Q(subject="", secrecy__gt=0),
                name="only_a_classified_subject_is_withheld",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-id"]),
            models.Index(fields=["issuer", "-id"]),
            models.Index(fields=["issued_on"]),
            models.Index(fields=["symbol"]),
            models.Index(fields=["-id"], condition=models.Q(urgency__gt=0), name="documents_urgent"),
        ]

    def __str__(self) -> str:
        return self.symbol or f"#{self.pk}"

    @property
    def kind_said(self) -> str:
        """The kind as it is said before the subject: "Nghị quyết" (về …), "Báo cáo:" (Tiến độ …), or nothing when the
        subject begins with it."""
        kind = self.kind.name if self.kind else ""
        if not kind or fold(self.subject).startswith(fold(kind)):
            return ""
        return kind if self.subject[:1].islower() else f"{kind}:"


class DocumentPage(models.Model):
    """One page of a document in its place."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="pages")
    position = models.PositiveIntegerField()
    page = models.ForeignKey(Page, models.PROTECT, related_name="document_pages")

    class Meta:
        ordering = ["document", "position"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["document", "position"], name="one_page_a_position")]


class DocumentFile(models.Model):
    """A file that belongs to a document, and as what."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="files")
    file = models.ForeignKey(File, models.PROTECT, related_name="document_files")
    role = models.CharField(max_length=12, choices=FileRole)
    name = models.CharField(_("file name"), max_length=255)

    class Meta:
        ordering = ["document", "role", "id"]
        default_permissions = ()


class Reader(models.Model):
    """Why a person or a unit may read a document: one row a reason. A classified document needs clearance besides."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="readers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    basis = models.CharField(max_length=10, choices=Basis)
    #: A ground of `states.LENT` to an ordinary paper; kept by the database (`migrations/0006_lent.py`).
    lendable = models.BooleanField(db_default=False)
    #: The document's, kept by the database: that a classified paper has readers is for the cleared to see.
    secrecy = models.PositiveSmallIntegerField(db_default=0)
    note = models.CharField(_("note"), max_length=500, blank=True)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["document", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) ^ models.Q(unit__isnull=True), name="reader_is_person_or_unit"
            ),
            models.UniqueConstraint(
                fields=["document", "person", "unit", "basis"], nulls_distinct=False, name="reader_once_a_basis"
            ),
        ]
        #: A page of a list is drawn from these two, newest document first.
        indexes = [
            models.Index(
                fields=["person", "-document"], condition=models.Q(person__isnull=False), name="reader_person"
            ),
            models.Index(fields=["unit", "-document"], condition=models.Q(unit__isnull=False), name="reader_unit"),
            models.Index(
                fields=["unit", "-document"],
                condition=models.Q(basis=Basis.SENT, unit__isnull=False),
                name="reader_unit_sent",
            ),
        ]


class Unopened(models.Model):
    """That a person was sent a document to know and has not opened it since; kept by the database alone."""

    #: The constraint is the migration's own: the database deletes this with the reader.
    reader = models.ForeignKey(Reader, models.CASCADE, related_name="unopened", db_index=False, db_constraint=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["reader", "person"], name="unopened_once")]


class Seen(models.Model):
    """That a person opened a document, and when last."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["document", "person"], name="seen_once")]
        indexes = [models.Index(fields=["person", "-at"], name="seen_lately")]


class Correction(models.Model):
    """What a field said before it was corrected, by whom and why."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="corrections")
    field = models.CharField(max_length=40)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-id"]
        default_permissions = ()


class Citation(models.Model):
    """A document named in another's text, linked once it is known here."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="citations")
    symbol = models.CharField(max_length=80)
    kind_name = models.CharField(max_length=100, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    issuer_name = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["document", "id"]
        default_permissions = ()


class Stale(models.Model):
    """The outbox of the search index: a document whose entry there is out of date, written with what changed it."""

    document_id = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()
