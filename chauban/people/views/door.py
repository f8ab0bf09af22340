"""At the door, before anybody is signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def ask_administrator(request: HttpRequest) -> HttpResponse:
    """Accounts and lost passwords are the administrator's affair: says whom to ask, whatever was wanted."""
    return render(request, "people/ask_administrator.html")
