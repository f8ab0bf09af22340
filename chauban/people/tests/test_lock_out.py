"""Wrong passwords: whom they lock out, where, for how long, and whom they do not."""

from __future__ import annotations

import datetime as dt

import pytest
from axes.models import AccessAttempt
from django.core.cache import cache
from django.db.models import F
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from chauban.people.acts.account import unlock
from chauban.people.identity import acting
from chauban.people.lock_out import address
from chauban.people.queries import person_page

from .door import is_in, sign_in


@pytest.fixture(autouse=True)
def no_counts_from_other_tests():
    cache.clear()


def fail(times: int, username: str = "clerk", address: str = "203.0.113.1"):
    for _ in range(times):
        answer = sign_in(Client(), username, "sai", address)
    return answer


def a_quarter_later() -> None:
    with acting(None):
        AccessAttempt.objects.update(attempt_time=F("attempt_time") - dt.timedelta(minutes=16))


def test_five_failures_lock_the_account_for_a_while(office, client, journal, settings):
    for _ in range(4):
        assert sign_in(client, password="sai").status_code == 200
    locked = sign_in(client, password="sai")
    assert locked.status_code == 429
    assert "people/locked_out.html" in [template.name for template in locked.templates]
    minutes = [timezone.localtime(timezone.now() + dt.timedelta(minutes=15, seconds=late)) for late in (0, -5)]
    assert any(f"{again:%H:%M}" in locked.content.decode() for again in minutes)
    assert sign_in(client).status_code == 429, "the right password does not open a locked account"
    assert journal("people.locked_out")[0]["name"] == "Võ Thị Mai"
    assert sign_in(Client(), username="clerk_two").status_code == 302, "others are not locked out"


def test_the_hour_shown_is_the_hour_it_opens(office, client):
    fail(4), fail(1)
    with acting(None):
        AccessAttempt.objects.update(attempt_time=F("attempt_time") - dt.timedelta(minutes=9))
        again = timezone.localtime(AccessAttempt.objects.get().attempt_time + dt.timedelta(minutes=15))
    locked = fail(1)
    assert locked.status_code == 429 and f"{again:%H:%M}" in locked.content.decode()


def test_capitals_and_other_browsers_give_no_more_tries(office, client):
    for at, username in enumerate(["clerk", "Clerk", " CLERK", "cLERK", "clerK"]):
        client = Client(headers={"user-agent": f"browser {at}"})
        last = sign_in(client, username=username, password="sai")
    assert last.status_code == 429
    assert sign_in(Client()).status_code == 429


def test_a_lock_opens_by_itself_and_by_the_administrator(office, client):
    for _ in range(5):
        sign_in(client, password="sai")
    a_quarter_later()
    assert sign_in(client).status_code == 302
    for _ in range(5):
        sign_in(Client(), password="sai")
    unlock(office.administrator, office.clerk)
    assert sign_in(Client()).status_code == 302


def test_an_outsider_locks_nobody_out_but_themselves(office, client, settings):
    """However long they go on: what is tried while locked out counts for nobody."""
    assert fail(settings.SIGN_IN_ATTEMPTS_OF_NAME + 20).status_code == 429
    assert sign_in(client, address="192.0.2.7").status_code == 302, "the official comes in from elsewhere"
    assert is_in(client)
    assert sign_in(Client(), address="203.0.113.1").status_code == 429, "the outsider does not, password or not"


def test_going_on_does_not_keep_the_lock(office, client):
    fail(5)
    with acting(None):
        AccessAttempt.objects.update(attempt_time=F("attempt_time") - dt.timedelta(minutes=14))
    fail(1)
    with acting(None):
        AccessAttempt.objects.update(attempt_time=F("attempt_time") - dt.timedelta(minutes=2))
    assert sign_in(client, address="203.0.113.1").status_code == 302


def test_a_guess_spread_over_addresses_meets_the_limit_of_the_name(office, settings):
    for at in range(settings.SIGN_IN_ATTEMPTS_OF_NAME // 4):
        assert sign_in(Client(), "clerk_two", address=f"198.51.100.{at}").status_code == 302
        last = fail(4, address=f"203.0.113.{at}")
    assert last.status_code == 200
    assert fail(2, address="203.0.113.200").status_code == 429
    assert sign_in(Client(), address="203.0.113.201").status_code == 429, "now from everywhere"
    with acting(office.administrator):
        locked, free = person_page(office.clerk.pk), person_page(office.clerk_two.pk)
    assert locked and free and locked.is_locked and not free.is_locked
    unlock(office.administrator, office.clerk)
    assert sign_in(Client(), address="203.0.113.201").status_code == 302


def test_a_guess_over_many_names_meets_the_limit_of_the_address(office, settings):
    for at in range(settings.SIGN_IN_ATTEMPTS_OF_ADDRESS // 4):
        last = fail(4, f"ten-{at}")
    assert last.status_code == 429
    assert fail(1, "editor").status_code == 429 and sign_in(Client(), "editor", address="192.0.2.7").status_code == 302


def test_an_account_of_ones_own_clears_no_count_but_its_own(office, settings):
    for at in range(settings.SIGN_IN_ATTEMPTS_OF_ADDRESS // 4 - 1):
        fail(4, f"ten-{at}")
        sign_in(Client(), address="203.0.113.1")
    assert fail(4, "ten-cuoi").status_code == 429


def test_whoever_is_signed_in_stays_in(office, client, settings):
    sign_in(client, address="203.0.113.1")
    fail(9)
    for at in range(settings.SIGN_IN_ATTEMPTS_OF_NAME // 4):
        fail(4, address=f"203.0.113.{at + 2}")
    assert sign_in(Client(), address="192.0.2.7").status_code == 429
    assert is_in(client)


@pytest.mark.parametrize(
    ("proxies", "headers", "counted"),
    [
        (0, {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, "192.0.2.7"),
        (1, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.1, 203.0.113.9"}, "203.0.113.9"),
        (0, {"REMOTE_ADDR": "2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::"),
    ],
)
def test_who_asked_the_proxy_is_counted_and_a_line_of_ipv6_as_one(settings, proxies, headers, counted):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert address(RequestFactory().get("/", **headers)) == counted


def test_what_was_typed_is_not_kept_beside_the_count(office):
    sign_in(Client(), "clerk", "mat-khau-bi-mat")
    with acting(None):
        attempt = AccessAttempt.objects.get()
    assert "clerk" not in attempt.post_data and "mat-khau-bi-mat" not in attempt.post_data


def test_the_page_says_when_to_come_back_and_the_journal_has_it(office, journal):
    assert reverse("account_login") in fail(5).content.decode()
    assert journal("people.locked_out")[0]["ip"] == "203.0.113.1"
