"""What happens at the door: signing in and out, failing to, being locked out, choosing a password."""

from __future__ import annotations

from allauth.mfa.models import Authenticator

from chauban.journal.act import Doer, act, record

from ..models import Person
from ..rights import somebody


@act
def note_sign_in(doer: Doer, *, ip: str, by: str) -> None:
    """Somebody signed in; `by` names the last thing they proved themselves with (password, totp, webauthn ...)."""
    record(doer, "people.signed_in", ip=ip, by=by, name=somebody(doer).full_name)


@act
def note_sign_out(doer: Doer, *, ip: str) -> None:
    """Somebody signed out."""
    record(doer, "people.signed_out", ip=ip, name=somebody(doer).full_name)


@act
def note_failure(doer: Doer, username: str, *, ip: str, locked: bool) -> None:
    """Somebody unknown failed to sign in; at the last try allowed, `locked` says that the account waits now.

    Neither the password nor an unknown sign-in name is kept: people type the one in the place of the other.
    """
    person = Person.objects.filter(username=username).first()
    known = {"person": person.pk, "name": person.full_name} if person else {"person": None, "name": ""}
    record(doer, "people.locked_out" if locked else "people.sign_in_failed", ip=ip, **known)


@act
def note_second_factor(doer: Doer, *, kind: str, key: str = "", removed: bool = False) -> None:
    """Somebody set up or took away their own second step: a passkey by its name, codes by telephone, recovery codes."""
    somebody(doer)
    if kind == Authenticator.Type.RECOVERY_CODES:
        record(doer, "people.recovery_codes_made")
    elif removed:
        record(doer, "people.second_factor_removed", key=key)
    else:
        record(doer, "people.second_factor_added", key=key)


@act
def choose_password(doer: Doer, password: str) -> None:
    """A person's own new password, already checked by the form; a first password is thereby used up."""
    person = somebody(doer)
    person.set_password(password)
    person.must_change_password = False
    person.save(update_fields=["password", "must_change_password"])
    record(doer, "people.password_chosen", name=person.full_name)
