"""A paper's way up to the leader and down as work.

Row-level security stands on every table here: who reads the paper reads its whole way; see `migrations/0002_rights.py`.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from chauban.documents.models import Document, DocumentPage
from chauban.people.models import Agency, Person, Unit
from chauban.rulebook.models import Kind
from chauban.vault.models import File

from . import states


def someone() -> models.ForeignKey[Person, Person]:
    """A person who did or holds something; never deleted while it stands."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")


def nobody_or(*, blank: bool = False) -> models.ForeignKey[Person | None, Person | None]:
    """Like `someone`, where there need be nobody."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=blank, related_name="+")


class Handling(models.Model):
    """The way of one paper as a whole; made with its first submission or assignment."""

    document = models.OneToOneField(Document, models.PROTECT, primary_key=True, related_name="handling")
    state = models.CharField(max_length=8, choices=states.Handling)
    #: The lead's deadline, kept here for lists.
    due_on = models.DateField(null=True)
    opened_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True)
    #: Who filed a paper that nobody needs to decide on, in whose stead, and why; null while it goes its way.
    filed_by = nobody_or()
    filed_for = nobody_or()
    filed_note = models.CharField(max_length=1000, blank=True, db_default="")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["state", "due_on"], name="handling_by_due")]


class Submission(models.Model):
    """A paper brought up to one person; a forwarding is a new one that names its predecessor."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="submissions")
    to = someone()
    purpose = models.CharField(max_length=8, choices=states.Purpose, default=states.Purpose.DECIDE)
    #: Of a pre-reading: the leader it is meant for.
    onward_to = nobody_or()
    note = models.CharField(_("words to the leader"), max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=states.Submission, default=states.Submission.WAITING)
    submitted_by = someone()
    on_behalf_of = nobody_or()
    submitted_at = models.DateTimeField(db_default=Now())
    after = models.ForeignKey("self", models.PROTECT, null=True, related_name="next")
    ended_at = models.DateTimeField(null=True)
    ended_by = nobody_or()
    #: In whose stead, as everywhere where a name ends in `_for`.
    ended_for = nobody_or()
    #: Why it was returned, forwarded or taken back.
    end_note = models.CharField(max_length=1000, blank=True)
    request_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["document", "to"],
                condition=models.Q(state__in=states.OPEN_SUBMISSION),
                name="submitted_once_to_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose="preread") ^ models.Q(onward_to__isnull=True), name="preread_goes_onward"
            ),
        ]
        indexes = [
            models.Index(fields=["to", "-id"], condition=models.Q(ended_at__isnull=True), name="submission_waiting"),
        ]


class Question(models.Model):
    """What a leader asked before deciding, and the answer."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="questions")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    to = someone()
    text = models.CharField(_("question"), max_length=1000)
    asked_by = someone()
    on_behalf_of = nobody_or()
    asked_at = models.DateTimeField(db_default=Now())
    answer = models.CharField(_("answer"), max_length=2000, blank=True)
    answered_by = nobody_or()
    answered_for = nobody_or()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        indexes = [models.Index(fields=["to"], condition=models.Q(answered_at__isnull=True), name="question_open")]

    @property
    def is_open(self) -> bool:
        """Whether an answer is still of use: the leader who asked has not decided without it."""
        return self.answered_at is None and self.submission.state in states.OPEN_SUBMISSION


class Annotation(models.Model):
    """A leader's opinion on a paper, typed, inked or both; a pre-reader's is only proposed."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="annotations")
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="annotations")
    author = someone()
    on_behalf_of = nobody_or()
    text = models.CharField(_("opinion"), max_length=2000, blank=True)
    proposed = models.BooleanField(default=False)
    #: What a proposal would assign: [{"part": "lead", "unit": 3, "person": null, "due_on": "2026-12-01"}, ...].
    plan = models.JSONField(default=list)
    at = models.DateTimeField(db_default=Now())
    request_key = models.UUIDField(unique=True)

    class Meta:
        ordering = ["id"]
        default_permissions = ()


class Ink(models.Model):
    """What an annotation wrote on one page, kept as strokes; drawn over a copy, never on the original."""

    annotation = models.ForeignKey(Annotation, models.PROTECT, related_name="ink")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    page = models.ForeignKey(DocumentPage, models.PROTECT, related_name="+")
    #: One list a stroke: [milliseconds since the annotation was begun, width in points, [x, y, pressure, ms, ...]],
    #: x and y in points of the page from its top left corner, pressure 0 to 1, ms since the stroke began.
    strokes = models.JSONField()

    class Meta:
        ordering = ["page__position", "id"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["annotation", "page"], name="ink_once_a_page")]


class Assignment(models.Model):
    """Work on a paper given to a unit or a person."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="assignments")
    annotation = models.ForeignKey(Annotation, models.PROTECT, null=True, related_name="assignments")
    #: The unit's work this was passed on from, or the work it replaces.
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    part = models.CharField(max_length=8, choices=states.Part)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    person = nobody_or()
    instruction = models.CharField(_("instruction"), max_length=1000, blank=True)
    due_on = models.DateField(_("deadline"), null=True)
    state = models.CharField(max_length=10, choices=states.Work, default=states.Work.GIVEN)
    assigned_by = someone()
    on_behalf_of = nobody_or()
    assigned_at = models.DateTimeField(db_default=Now())
    accepted_at = models.DateTimeField(null=True)
    accepted_by = nobody_or()
    accepted_for = nobody_or()
    #: When the result that was accepted in the end was reported: what lateness is counted by.
    reported_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = nobody_or()
    ended_for = nobody_or()

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unit__isnull=True) ^ models.Q(person__isnull=True),
                name="work_is_a_units_or_a_persons",
            ),
            models.CheckConstraint(
                condition=~models.Q(part="inform") | models.Q(state__in=("given", "seen", "withdrawn")),
                name="to_know_needs_only_to_be_seen",
            ),
            models.UniqueConstraint(
                fields=["document", "unit", "person", "part"],
                nulls_distinct=False,
                condition=models.Q(ended_at__isnull=True),
                name="work_given_once",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "due_on"], condition=models.Q(ended_at__isnull=True), name="work_of_person"),
            models.Index(fields=["unit", "due_on"], condition=models.Q(ended_at__isnull=True), name="work_of_unit"),
            models.Index(
                fields=["assigned_by", "state"], condition=models.Q(ended_at__isnull=True), name="work_given_by"
            ),
            models.Index(fields=["due_on"], condition=models.Q(ended_at__isnull=True), name="work_due"),
        ]

    @property
    def holder(self) -> Unit | Person:
        """Whose work it is."""
        holder = self.unit or self.person
        assert holder is not None
        return holder


class Word(models.Model):
    """What was said on a piece of work: progress, a result, why it was sent back."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="words")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    said = models.CharField(max_length=10, choices=states.Said)
    text = models.CharField(_("text"), max_length=4000, blank=True)
    #: The document that answers the paper.
    answer = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    by = someone()
    on_behalf_of = nobody_or()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        #: What was urged is carried to desks and letters in the order it was said.
        indexes = [models.Index(fields=["id"], condition=models.Q(said="urged"), name="word_urged")]


class WordFile(models.Model):
    """A file that came with a word."""

    word = models.ForeignKey(Word, models.PROTECT, related_name="files")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    file = models.ForeignKey(File, models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)

    class Meta:
        ordering = ["id"]
        default_permissions = ()


class Request(models.Model):
    """A handler asks the assigner for a later deadline or for support; undecided while `decided_at` is null."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="requests")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    wanted = models.CharField(max_length=10, choices=states.Wanted)
    due_on = models.DateField(null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    person = nobody_or()
    reason = models.CharField(_("reason"), max_length=1000)
    asked_by = someone()
    on_behalf_of = nobody_or()
    asked_at = models.DateTimeField(db_default=Now())
    decided_by = nobody_or()
    decided_for = nobody_or()
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    #: Of an extension: the day that was granted, which may be earlier than the day asked for.
    granted_due_on = models.DateField(null=True)
    decision_note = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "wanted"],
                condition=models.Q(decided_at__isnull=True),
                name="one_open_request_of_a_sort",
            ),
        ]

    @property
    def holder(self) -> Unit | Person | None:
        """Whose support is asked for."""
        return self.unit or self.person


class Phrase(models.Model):
    """A leader's standing phrase, or the office's own when it names nobody."""

    person = nobody_or()
    text = models.CharField(_("phrase"), max_length=300)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "text"], nulls_distinct=False, name="phrase_once_a_person")
        ]


class Rule(models.Model):
    """To whom papers of a sort go, and by when they are handled; the first that fits counts."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.ForeignKey(Kind, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("kind"))
    issuer = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("issuing body")
    )
    field = models.CharField(_("field"), max_length=100, blank=True)
    #: Words of the field, one a line: one of them in the subject is enough, with or without marks.
    words = models.TextField(_("words in the subject"), blank=True)
    leader = nobody_or(blank=True)
    #: Who reads it before the leader.
    prereader = nobody_or(blank=True)
    #: A unit that handles such papers without their going up.
    straight_to = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    #: Working days to handle such papers in.
    days = models.PositiveSmallIntegerField(_("working days"), null=True, blank=True)
    retired = models.BooleanField(_("no longer used"), default=False)

    class Meta:
        ordering = ["agency", "order", "id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(leader__isnull=False)
                | models.Q(straight_to__isnull=False)
                | models.Q(days__isnull=False),
                name="rule_says_something",
            ),
        ]

    @property
    def listed_words(self) -> str:
        """The words of the field in one line."""
        return ", ".join(word.strip() for word in self.words.splitlines() if word.strip())
