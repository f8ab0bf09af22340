"""Accounts: open and closed, first passwords, sessions, lock-outs."""

from __future__ import annotations

from collections.abc import Collection

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext as _

from chauban.journal.act import Doer, act, record
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused

from ..gifts import check_may_give, last_gift, open_questions, second_word
from ..models import PasswordGift, Person
from ..names import first_password
from ..rights import check_an_administrator_remains, check_is_administrator, check_may_end_sessions, somebody


@act
def close_account(doer: Doer, person: Person, reason: str = "") -> Person:
    """The person signs in no more, and is out of every session at once; raises Refused for the last administrator."""
    check_is_administrator(doer)
    check_an_administrator_remains(today(), without_person=person)
    found = Person.objects.select_for_update().filter(pk=person.pk).first()
    if found is None:  # who asks was closed themselves while they waited for the row
        raise Refused(_("Only an administrator may do this."))
    person = found
    if not person.is_active:
        raise Refused(_("This account is closed already."))
    person.is_active = False
    person.save(update_fields=["is_active"])
    ended = _end(person)
    record(
        doer, "people.account_closed", person=person.pk, name=person.full_name, reason=reason.strip(), sessions=ended
    )
    return person


@act
def open_account(doer: Doer, person: Person) -> Person:
    """The person may sign in again, with the password they had."""
    check_is_administrator(doer)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.is_active:
        raise Refused(_("This account is open already."))
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(doer, "people.account_opened", person=person.pk, name=person.full_name)
    return person


@act
def give_first_password(doer: Doer, person: Person) -> str:
    """A fresh password, returned this once; the person is out of every session and must choose another at sign-in.

    A second factor stays: whoever lost theirs asks for `drop_second_factor`. Raises Refused for a person trusted with
    more than ordinary papers, unless another administrator asked for it in the last day or there is no other.
    """
    person = _who_gets_one(doer, person)
    check_may_give(person)
    password = first_password()
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    _end(person)
    _unlock(person)
    gift = last_gift(person)
    asked_by = gift.asked_by.full_name if gift and gift.asked_by_id != gift.given_by_id else ""
    record(doer, "people.password_given", person=person.pk, name=person.full_name, asked_by=asked_by)
    return password


@act
def ask_first_password(doer: Doer, person: Person) -> None:
    """Ask another administrator to give this person a password; raises Refused when none is needed or it is asked."""
    person = _who_gets_one(doer, person)
    if second_word(person) != "wanted":
        raise Refused(_("This password can be given at once."))
    if any(question.asked_by_id == somebody(doer).pk for question in open_questions(person)):
        raise Refused(_("You have asked already. Another administrator gives the password."))
    PasswordGift.objects.create(person=person, asked_by=somebody(doer))
    record(doer, "people.password_asked", person=person.pk, name=person.full_name)


def _who_gets_one(doer: Doer, person: Person) -> Person:
    check_is_administrator(doer)
    if doer is not None and doer.pk == person.pk:
        raise Refused(_("You change your own password in your account."))
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise Refused(_("This account is closed. Open it first."))
    return person


@act
def drop_second_factor(doer: Doer, person: Person, reason: str) -> int:
    """Remove the codes and keys of a person who lost them; returns how many there were. Never one's own."""
    check_is_administrator(doer)
    if doer is not None and doer.pk == person.pk:
        raise Refused(_("You manage your own codes and keys in your account."))
    if not reason.strip():
        raise Refused(_("Say why: the person's account is less safe without them."), field="reason")
    count: int = Authenticator.objects.filter(user=person).delete()[0]
    if not count:
        raise Refused(_("The person has no codes or keys."))
    _end(person)
    record(doer, "people.second_factor_dropped", person=person.pk, name=person.full_name, reason=reason.strip())
    return count


@act
def end_sessions(doer: Doer, person: Person, only: Collection[UserSession] | None = None) -> int:
    """Sign the person out everywhere, or in those sessions only; returns how many living ones ended."""
    check_may_end_sessions(doer, person)
    ended = _end(person, only)
    record(doer, "people.sessions_ended", person=person.pk, name=person.full_name, sessions=ended)
    return ended


@act
def end_session(doer: Doer, session: UserSession) -> None:
    """End one session: one's own, or anybody's by an administrator."""
    end_sessions(doer, Person.objects.get(pk=session.user_id), [session])


@act
def unlock(doer: Doer, person: Person) -> None:
    """Let a person try again at once who typed a wrong password too often."""
    check_is_administrator(doer)
    if not _unlock(person):
        raise Refused(_("This account is not locked."))
    record(doer, "people.unlocked", person=person.pk, name=person.full_name)


def _end(person: Person, only: Collection[UserSession] | None = None) -> int:
    """Ends them; returns how many had not run out."""
    sessions = UserSession.objects.filter(user=person)
    if only is not None:
        sessions = sessions.filter(pk__in=[each.pk for each in only])
    kept = Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True)))
    living = kept.filter(expire_date__gt=timezone.now()).count()
    kept.delete()
    sessions.delete()
    return living


def _unlock(person: Person) -> int:
    dropped: int = AccessAttempt.objects.filter(username=person.username).delete()[0]
    return dropped
