"""How allauth behaves in an office: administrators make the accounts, nobody signs up or resets by e-mail."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .acts.account import end_sessions
from .acts.door import choose_password, note_failure, note_second_factor, note_sign_in, note_sign_out
from .identity import become
from .models import Person
from .telling import tell_of_passwords

#: Words of allauth that reach the page as they are; named here so that our catalogue has them.
WORDS = (
    _("Incorrect code."),
    _("Use your password"),
    _("Use authenticator app or code"),
    _("Use a security key"),
    _("You must type the same password each time."),
    _("Master key"),
    _("Backup key"),
)


class OfficeAccountAdapter(DefaultAccountAdapter):
    """No sign-up, no mail; whatever happens at the door is on record."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _(
            "This sign-in name and password do not belong together. Marks and capitals count."
        ),
        "enter_current_password": _("This is not your present password."),
        "incorrect_password": _("This is not your password."),
        "rate_limited": _("Too many tries in a short time. Please wait a minute."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail leaves this program: a lost password is the administrator's affair."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: allauth would count by name alone, and an outsider could lock a name; `lock_out` counts."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """One spelling of a sign-in name, so that five tries are five, however the capitals are written."""
        credentials["username"] = (credentials.get("username") or "").strip().lower()
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        locked = bool(getattr(request, "axes_locked_out", False))
        note_failure(None, credentials.get("username") or "", ip=self.get_client_ip(request), locked=locked)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """From here on the database knows who it is; what is written about the sign-in is the person's own."""
        assert isinstance(user, Person)
        before = user.last_login
        become(user)
        super().login(request, user)
        proofs = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY) or [{}]
        by = proofs[-1].get("type") or proofs[-1].get("method") or ""
        note_sign_in(user, ip=self.get_client_ip(request), by=by)
        tell_of_passwords(request, user, before)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Person):
            note_sign_out(request.user, ip=self.get_client_ip(request))
        super().logout(request)

    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        """The one they had is no new one: whoever gave the first password would know the lasting one."""
        clean: str = super().clean_password(password, user=user)
        if isinstance(user, Person) and user.check_password(clean):
            raise ValidationError(_("Choose another password than the one you had."))
        return clean

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        if isinstance(user, Person):
            choose_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("people:me")


class OfficeSessionsAdapter(DefaultUserSessionsAdapter):
    """Signing out elsewhere is on record, by the person's own wish or with a new password."""

    def end_sessions(self, sessions: list[UserSession]) -> None:
        if sessions:
            person = sessions[0].user
            end_sessions(person, person, sessions)


def note_wrong_code(sender: object, request: HttpRequest, user: Person, **told: object) -> None:
    """The password was right, the code was not."""
    note_failure(None, user.username, ip=OfficeAccountAdapter(request).get_client_ip(request), locked=False)


def note_factor(sender: object, user: Person, authenticator: Authenticator, **told: object) -> None:
    """Codes, a passkey or recovery codes are there, or others than before."""
    note_second_factor(user, kind=authenticator.type, key=_key(authenticator))


def note_factor_removed(sender: object, user: Person, authenticator: Authenticator, **told: object) -> None:
    """They are gone; recovery codes go by themselves, with what they would have stood in for."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        note_second_factor(user, kind=authenticator.type, key=_key(authenticator), removed=True)


def _key(authenticator: Authenticator) -> str:
    """The name its owner gave a passkey."""
    return str(authenticator) if authenticator.type == Authenticator.Type.WEBAUTHN else ""
