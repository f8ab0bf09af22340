"""Signing in and out, second factors, first passwords, sessions."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chauban.people.acts.account import close_account, drop_second_factor, end_sessions, give_first_password
from chauban.people.identity import acting
from chauban.people.jobs import sweep_sessions
from chauban.people.models import Person
from chauban.people.sessions import kept_as
from tests.office import PASSWORD

from .door import is_in, sign_in


@pytest.fixture(autouse=True)
def no_counts_from_other_tests():
    cache.clear()


def prove_again(client: Client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def code_now(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


@pytest.fixture
def secret(office) -> str:
    """The clerk has codes by telephone."""
    made = totp.generate_totp_secret()
    with acting(office.clerk):
        totp.TOTP.activate(office.clerk, made)
        RecoveryCodes.activate(office.clerk)
    return made


def test_signing_in_and_out_are_on_record(office, client, journal):
    assert sign_in(client).status_code == 302
    assert is_in(client)
    client.post(reverse("account_logout"))
    assert not is_in(client)
    assert journal("people.signed_in")[0] == {"ip": "127.0.0.1", "by": "password", "name": "Võ Thị Mai"}
    assert journal("people.signed_out")[0]["name"] == "Võ Thị Mai"


def test_a_get_does_not_sign_out(office, client):
    sign_in(client)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_in(client)


def test_a_failure_is_on_record_without_the_password_and_without_unknown_names(office, client, journal):
    sign_in(client, password="sai-roi-nhe")
    sign_in(client, username="mat-khau-go-nham", password="x")
    known, unknown = journal("people.sign_in_failed")
    assert (known["person"], known["name"]) == (office.clerk.pk, "Võ Thị Mai")
    assert (unknown["person"], unknown["name"]) == (None, "")
    assert "sai-roi-nhe" not in str(known) and "nham" not in str(unknown)


def test_unknown_names_cost_as_much_work_as_known_ones(office, client, monkeypatch):
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self, *args):
        hashed.append("")
        return encode(self, *args)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    work = []
    for username in ("clerk", "khong-co-ai"):
        hashed.clear()
        sign_in(client, username=username, password="sai")
        work.append(len(hashed))
    assert work[0] == work[1] > 0


def test_a_closed_account_is_out_at_once_and_stays_out(office, client):
    sign_in(client)
    close_account(office.administrator, office.clerk)
    assert not is_in(client)
    assert not UserSession.objects.filter(user=office.clerk).exists()
    answer = sign_in(client)
    assert answer.status_code == 302 and answer.url == reverse("account_inactive")
    assert client.get(answer.url).status_code == 200
    assert not is_in(client)


def test_a_first_password_must_be_changed_before_anything_else(office, client, journal):
    sign_in(client)
    password = give_first_password(office.administrator, office.clerk)
    assert not is_in(client), "the old session ends"
    sign_in(client, password=password)
    change = reverse("account_change_password")
    for place in ("people:me", "mfa_index", "usersessions_list", "people:choose"):
        assert client.get(reverse(place)).url == change
    assert client.get(change).status_code == 200
    client.post(change, {"oldpassword": password, "password1": "1234", "password2": "1234"})
    client.post(change, {"oldpassword": password, "password1": password, "password2": password})
    assert client.get(reverse("people:me")).url == change, "a bad one does not count, nor the first one again"
    fresh = "vuon-cau-truoc-cua"
    assert client.post(change, {"oldpassword": password, "password1": fresh, "password2": fresh}).status_code == 302
    assert is_in(client)
    assert not Person.objects.get(pk=office.clerk.pk).must_change_password
    assert journal("people.password_chosen") == [{"name": "Võ Thị Mai"}]
    assert sign_in(Client(), password=password).status_code == 200, "the first password is used up"


def test_a_new_password_ends_the_other_sessions(office, client):
    other = Client()
    sign_in(client), sign_in(other)
    fresh = "vuon-cau-truoc-cua"
    change = {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    client.post(reverse("account_change_password"), change)
    assert is_in(client) and not is_in(other)


def test_codes_by_telephone_are_set_up_and_asked_for(office, client, journal, django_capture_on_commit_callbacks):
    sign_in(client)
    assert "reauthenticate" in client.get(reverse("mfa_activate_totp")).url
    prove_again(client)
    page = client.get(reverse("mfa_activate_totp"))
    made = page.context["form"].secret
    assert page.context["totp_svg_data_uri"] in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code_now(made)})
    assert Authenticator.objects.filter(user=office.clerk, type="totp").exists()
    codes = client.get(reverse("mfa_view_recovery_codes"))
    assert all(code in codes.content.decode() for code in codes.context["unused_codes"])
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_generate_recovery_codes"))
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=office.clerk).exists()
    assert journal("people.second_factor_added") == journal("people.second_factor_removed") == [{"key": ""}]
    assert journal("people.recovery_codes_made") == [{}, {}]


def test_the_second_step_takes_the_code_and_refuses_a_wrong_one(office, client, secret, journal):
    assert sign_in(client).url == reverse("mfa_authenticate")
    assert not is_in(client)
    second = reverse("mfa_authenticate")
    assert client.post(second, {"code": "000000"}).status_code == 200
    assert journal("people.sign_in_failed")[0]["name"] == "Võ Thị Mai"
    assert client.post(second, {"code": code_now(secret)}).status_code == 302
    assert is_in(client)
    assert journal("people.signed_in")[0]["by"] == "totp"


def test_codes_cannot_be_guessed_without_end(office, client, secret):
    sign_in(client)
    step = reverse("mfa_authenticate")
    for _ in range(20):
        client.post(step, {"code": "000000"})
    client.post(step, {"code": code_now(secret)})
    assert not is_in(client), "even the right one has to wait now"


def test_a_recovery_code_opens_once(office, client, secret):
    code = Authenticator.objects.get(user=office.clerk, type="recovery_codes").wrap().get_unused_codes()[0]
    for opened in (True, False):
        client = Client()
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert is_in(client) is opened


def test_a_lost_telephone_is_the_administrators_affair(office, client, secret, journal):
    assert drop_second_factor(office.administrator, office.clerk, "mất điện thoại") == 2
    assert sign_in(client).url != reverse("mfa_authenticate")
    assert journal("people.second_factor_dropped")[0]["reason"] == "mất điện thoại"


def test_sessions_are_listed_and_ended_one_by_one_and_all(office, client, journal, settings):
    settings.USERSESSIONS_ADAPTER = "chauban.people.adapter.OfficeSessionsAdapter"
    other, third = Client(), Client()
    for each in (client, other, third):
        sign_in(each)
    assert len(client.get(reverse("people:me")).context["sessions"]) == 3
    theirs = UserSession.objects.get(session_key=kept_as(other.cookies["sessionid"].value))
    client.post(reverse("people:end-session", args=[theirs.pk]))
    assert is_in(client) and not is_in(other) and is_in(third)
    assert client.post(reverse("usersessions_list")).status_code == 302
    assert is_in(client) and not is_in(third)
    assert end_sessions(office.administrator, office.clerk) == 1
    assert not is_in(client)
    assert [line["sessions"] for line in journal("people.sessions_ended")] == [1, 1, 1]


def test_sessions_that_ran_out_are_not_counted_and_are_swept_up(office, client, as_role):
    sign_in(client), sign_in(Client())
    past = timezone.now() - dt.timedelta(days=1)
    Session.objects.filter(session_key=kept_as(client.cookies["sessionid"].value)).update(expire_date=past)
    sign_in(client, "editor")
    with as_role("chauban_worker"):
        sweep_sessions(0)
    with acting(office.administrator):
        assert UserSession.objects.count() == Session.objects.count() == 2
    assert is_in(client)
    Session.objects.update(expire_date=past)
    assert end_sessions(office.administrator, office.clerk) == 0


def test_nobody_ends_anothers_session_but_an_administrator(office, client):
    sign_in(client)
    session = UserSession.objects.get(user=office.clerk)
    stranger, admin = Client(), Client()
    sign_in(stranger, "editor"), sign_in(admin, "administrator")
    end = reverse("people:end-session", args=[session.pk])
    assert stranger.post(end).status_code == 404 and is_in(client)
    answer = admin.post(end)
    assert answer.headers["Location"] == reverse("people:person", args=[office.clerk.pk]) and not is_in(client)


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "password/reset/", "password/reset/done/", "password/reset/key/1-set-password/",
             "password/set/", "confirm-email/", "confirm-email/x/", "login/code/confirm/"],
)  # fmt: skip
def test_there_is_no_sign_up_and_no_reset_by_mail(office, client, path, mailoutbox):
    for answer in (client.get(f"/accounts/{path}"), client.post(f"/accounts/{path}", {"email": "a@example.vn"})):
        assert "people/ask_administrator.html" in [template.name for template in answer.templates]
    assert not mailoutbox


@pytest.mark.parametrize(
    "name",
    ["account_login", "mfa_add_webauthn", "mfa_list_webauthn", "mfa_index", "usersessions_list", "account_logout"],
)
def test_every_page_of_the_door_is_ours_and_needs_no_inline_script(office, client, name):
    if name != "account_login":
        sign_in(client)
        prove_again(client)
    page = client.get(reverse(name)).content.decode()
    assert "chauban.css" in page and "allauth/layouts" not in page
    assert [tag.count("src=") for tag in page.split("<script")[1:] if "application/json" not in tag] == [1]
    assert all(
        "src=" in tag or "application/json" in tag for tag in page.split("<script")[1:] for tag in [tag.split(">")[0]]
    )


def test_a_key_is_renamed_and_removed_and_one_proves_again_who_one_is(office, client, journal):
    with acting(office.clerk):
        key = Authenticator.objects.create(
            user=office.clerk, type="webauthn", data={"name": "Khóa USB", "credential": {}, "passwordless": False}
        )
    sign_in(client)
    assert client.get(reverse("people:me")).status_code == 302  # the key is asked for first
    client.force_login(office.clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    again = client.get(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert again.status_code == 302 and "reauthenticate" in again.url
    assert client.get(reverse("account_reauthenticate")).status_code == 200
    prove_again(client)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.get(reverse(name, args=[key.pk])).status_code == 200
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert not Authenticator.objects.filter(pk=key.pk).exists()
    assert journal("people.second_factor_removed") == [{"key": "Khóa USB"}]
