"""Sending the letters that wait. Done by the machine, one letter a transaction.

A letter's row is held while the mail server takes the letter, and is marked sent in the same transaction. What remains
is the moment between the server's yes and our commit: a machine that dies there sends the letter again, with the same
Message-ID, which is how a mail server or program knows it for the same. The folder of letters overwrites it.
"""

from __future__ import annotations

import datetime as dt
import logging
import smtplib

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from chauban.journal.act import Doer, act, record
from chauban.people.identity import SYSTEM, acting

from .. import statements
from ..letters import letter
from ..models import Mail
from ..states import MailState

log = logging.getLogger(__name__)
#: Letters of one round; the next begins a little later.
MOST = 500
#: What concerns one letter only; anything else is the server's.
REFUSALS = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, ValueError)
LONGEST_WAIT = dt.timedelta(minutes=30)
#: A letter that is refused for so long says something about its address; until then it is tried again.
GIVE_UP_AFTER = dt.timedelta(days=7)


def post(at: dt.datetime) -> int:
    """Send what may go out at `at`; returns how many letters went. A mail server that is away ends the round."""
    went = 0
    server: BaseEmailBackend | None = None
    try:
        for _each in range(MOST):
            with acting(SYSTEM):
                mail = _next(at)
                if mail is None:
                    break
                message = _written(mail, at)
                if message is None:
                    continue
                server = server or get_connection()
                if not _send(server, message, mail, at):
                    break
                went += mail.state == MailState.SENT
    finally:
        if server is not None:
            server.close()
        if went:
            note_posted(None, went)
    return went


@act
def note_posted(doer: Doer, letters: int) -> None:
    """The journal's line of a round."""
    record(doer, "urging.mailed", letters=letters)


def _next(at: dt.datetime) -> Mail | None:
    clock = timezone.localtime(at).time()
    return next(iter(Mail.objects.raw(statements.NEXT, {"at": at, "clock": clock})), None)


def _written(mail: Mail, at: dt.datetime) -> EmailMessage | None:
    """The letter, or None when it is not to go now: nothing is left to say, or it cannot be written, which is ours to
    mend and holds no other letter up."""
    try:
        with transaction.atomic():
            message = letter(mail, timezone.localdate(at))
    except Exception as fault:
        log.exception("letter %s cannot be written", mail.pk)
        _later(mail, at, fault, "unwritten: ")
        return None
    if message is None:
        _end(mail, MailState.DROPPED, at)
    return message


def _send(server: BaseEmailBackend, message: EmailMessage, mail: Mail, at: dt.datetime) -> bool:
    """Send one letter and note how it went; False when the server is away and the round is over."""
    message.connection = server
    try:
        server.open()  # once a round: a letter sent over a closed connection opens and closes its own
        message.send()
    except REFUSALS as refusal:
        _later(mail, at, refusal, "refused: ")
        return True
    except OSError as failure:  # smtplib's own errors are of this kind
        _later(mail, at, failure)
        log.warning("mail server: %s", failure)
        return False
    _end(mail, MailState.SENT, at)
    return True


def _later(mail: Mail, at: dt.datetime, why: Exception, trouble: str = "") -> None:
    """Try again after one, two, four … minutes, at most half an hour, and for a week."""
    mail.attempts += 1
    mail.error = f"{trouble}{type(why).__name__}: {why}"[:500]
    if at - mail.made_at > GIVE_UP_AFTER and isinstance(why, REFUSALS):
        _end(mail, MailState.FAILED, at)
        return
    mail.next_try_at = at + min(dt.timedelta(minutes=2 ** min(mail.attempts - 1, 10)), LONGEST_WAIT)
    mail.save(update_fields=["attempts", "error", "next_try_at"])


def _end(mail: Mail, state: MailState, at: dt.datetime) -> None:
    mail.state, mail.ended_at = state, at
    mail.save(update_fields=["state", "ended_at", "attempts", "error"])
