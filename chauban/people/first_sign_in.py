"""Whoever signed in with a password that an administrator gave chooses their own before anything else."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from .models import Person

#: Open all the same: choosing the password, going away, and reading it in another language.
OPEN = ("account_change_password", "account_logout", "set_language")


class ChooseOwnPassword:
    """Sends the person to the page where they choose a password, wherever they wanted to go."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        if isinstance(person, Person) and person.must_change_password and not self._is_open(request.path):
            return redirect("account_change_password")
        return self.get_response(request)

    @staticmethod
    def _is_open(path: str) -> bool:
        return path in [reverse(name) for name in OPEN]
