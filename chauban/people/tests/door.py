"""At the door, as tests go through it."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tests.office import PASSWORD


def sign_in(client: Client, username: str = "clerk", password: str = PASSWORD, address: str = "127.0.0.1"):
    form = {"login": username, "password": password}
    return client.post(reverse("account_login"), form, REMOTE_ADDR=address)


def is_in(client: Client) -> bool:
    return client.get(reverse("people:me")).status_code == 200
