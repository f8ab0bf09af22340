"""Where a submission, a piece of work and a request stand, and from where each may move to where."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What a paper is brought up for."""

    DECIDE = "decide", _("for an opinion")
    PREREAD = "preread", _("to be read before the leader, with a proposal")


class Submission(models.TextChoices):
    """Where a submission stands; the first three still wait for the leader."""

    WAITING = "waiting", _("Waiting for an opinion")
    LATER = "later", _("Kept for later")
    ASKED = "asked", _("A question was asked")
    ANSWERED = "answered", _("Annotated")
    FORWARDED = "forwarded", _("Forwarded")
    RETURNED = "returned", _("Returned")
    WITHDRAWN = "withdrawn", _("Taken back")


#: A submission that somebody still has to answer.
OPEN_SUBMISSION = (Submission.WAITING, Submission.LATER, Submission.ASKED)
ENDED_SUBMISSION = (Submission.ANSWERED, Submission.FORWARDED, Submission.RETURNED, Submission.WITHDRAWN)
#: An open one may stand otherwise or end; one that ended stays so.
SUBMISSION_MOVES: dict[Submission, tuple[Submission, ...]] = {
    **{
        state: (*(other for other in OPEN_SUBMISSION if other != state), *ENDED_SUBMISSION) for state in OPEN_SUBMISSION
    },
    **dict.fromkeys(ENDED_SUBMISSION, ()),
}


class Part(models.TextChoices):
    """The part somebody has in a paper (NĐ 30/2020 điều 23-24)."""

    LEAD = "lead", _("Lead")
    SUPPORT = "support", _("Support")
    INFORM = "inform", _("To know")


class Work(models.TextChoices):
    """Where a piece of work stands."""

    GIVEN = "given", _("Not yet accepted")
    ACCEPTED = "accepted", _("In hand")
    REPORTED = "reported", _("Result waits for acceptance")
    RETURNED = "returned", _("Handed back")
    CLOSED = "closed", _("Done")
    SEEN = "seen", _("Seen")
    WITHDRAWN = "withdrawn", _("Taken back")


#: Work that somebody still has to do or to judge.
OPEN_WORK = (Work.GIVEN, Work.ACCEPTED, Work.REPORTED, Work.RETURNED)
#: Work whose deadline still presses its holder.
IN_HAND = (Work.GIVEN, Work.ACCEPTED)
WORK_MOVES: dict[Work, tuple[Work, ...]] = {
    Work.GIVEN: (Work.ACCEPTED, Work.SEEN, Work.RETURNED, Work.WITHDRAWN),
    Work.ACCEPTED: (Work.REPORTED, Work.RETURNED, Work.WITHDRAWN),
    Work.REPORTED: (Work.CLOSED, Work.ACCEPTED, Work.WITHDRAWN),
    Work.RETURNED: (Work.GIVEN, Work.WITHDRAWN),
    Work.CLOSED: (),
    Work.SEEN: (),
    Work.WITHDRAWN: (),
}


class Handling(models.TextChoices):
    """Where a paper stands as a whole."""

    #: Returned or taken back before anybody gave an opinion: the registry decides what becomes of it.
    REGISTRY = "registry", _("At the registry")
    UP = "up", _("With the leaders")
    DOWN = "down", _("Being handled")
    CLOSED = "closed", _("Handled")


class Said(models.TextChoices):
    """What a word on a piece of work was for."""

    PROGRESS = "progress", _("progress")
    RESULT = "result", _("result")
    SENT_BACK = "sent_back", _("sent back")
    RETURNED = "returned", _("handed back")
    INSISTED = "insisted", _("given again")
    WITHDRAWN = "withdrawn", _("taken back")
    URGED = "urged", _("urged")


class Wanted(models.TextChoices):
    """What a handler asks the assigner for."""

    EXTENSION = "extension", _("a later deadline")
    SUPPORT = "support", _("support")
