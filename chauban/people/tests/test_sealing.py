"""What lies in the database opens no account: sessions by a hash, their contents and second factors sealed."""

from __future__ import annotations

from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from chauban.people.identity import acting
from chauban.people.sealing import Unreadable, seal, unseal
from chauban.people.sessions import SessionStore, kept_as

from .door import is_in, sign_in


def test_what_is_sealed_opens_for_its_use_and_with_its_secret_only(settings):
    sealed = seal("ổi", "a")
    assert "ổi" not in sealed and unseal(sealed, "a") == "ổi"
    for text, use in ((sealed, "b"), ("ổi", "a"), ("", "a"), (sealed[:-4] + "AAA=", "a")):
        with pytest.raises(Unreadable):
            unseal(text, use)
    settings.SEALING_SECRET = "another"
    with pytest.raises(Unreadable):
        unseal(sealed, "a")


def test_keys_of_apps_and_seeds_of_codes_are_sealed_and_go_on_working(office):
    secret = generate_totp_secret()
    with acting(office.clerk):
        TOTP.activate(office.clerk, secret)
        codes = RecoveryCodes.activate(office.clerk).get_unused_codes()
        kept = str(list(Authenticator.objects.values_list("data", flat=True)))
        assert secret not in kept and "seed" in kept
        assert Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes() == codes
        mine = Authenticator.objects.get(type="totp")
        mine.data = {"secret": secret}
        with pytest.raises(Unreadable):
            mine.wrap().validate_code("000000")


def test_what_stood_there_in_clear_is_sealed_by_the_migration(office, as_role):
    secret, seed = generate_totp_secret(), RecoveryCodes.generate_seed()
    with as_role("none"):
        for kind, data in (("totp", {"secret": secret}), ("recovery_codes", {"seed": seed, "used_mask": 5})):
            Authenticator.objects.create(user=office.clerk, type=kind, data=data)
        import_module("chauban.people.migrations.0005_door").seal(apps, None)
        totp, codes = Authenticator.objects.order_by("-type")
    assert secret not in str(totp.data) and seed not in str(codes.data)
    assert unseal(totp.data["secret"], "second factor") == secret
    assert unseal(codes.data["seed"], "second factor") == seed and codes.data["used_mask"] == 5


@pytest.fixture
def cookie(office, client) -> str:
    sign_in(client)
    assert is_in(client)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def with_cookie(value: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = value
    return client


def test_the_keys_in_the_database_open_no_session(office, client, cookie):
    kept = {Session.objects.get().session_key}
    with acting(office.clerk):
        kept |= set(UserSession.objects.values_list("session_key", flat=True))
    assert kept == {kept_as(cookie)} and cookie not in kept
    assert is_in(with_cookie(cookie)) and not is_in(with_cookie(kept_as(cookie)))


def test_the_contents_of_a_session_are_sealed_for_its_row(office, client, cookie):
    mine = Session.objects.get()
    assert SessionStore(kept_as(cookie))["_auth_user_id"] == str(office.clerk.pk)
    Session.objects.create(
        session_key=kept_as("of-a-thief"), session_data=mine.session_data, expire_date=mine.expire_date
    )
    assert not is_in(with_cookie("of-a-thief"))
    Session.objects.filter(pk=mine.pk).update(session_key=kept_as("of-another-thief"))
    assert not is_in(with_cookie("of-another-thief"))


def test_signing_in_and_out_changes_the_cookie(office, client):
    client.get(reverse("account_login"))
    sign_in(client)
    first = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(reverse("account_logout"))
    assert not Session.objects.filter(session_key=kept_as(first)).exists() and not is_in(with_cookie(first))
    sign_in(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != first and is_in(client)
    sent = client.cookies[settings.SESSION_COOKIE_NAME]
    assert sent["httponly"] and sent["samesite"] == "Lax"
