"""Pages of allauth that an office does not have; mounted before allauth's own so that they cannot be reached."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from .views.door import ask_administrator

urlpatterns: list[URLPattern] = [
    path("signup/", ask_administrator),
    path("email/", ask_administrator),
    path("password/set/", ask_administrator),
    path("login/code/confirm/", ask_administrator),
    re_path(r"^password/reset/", ask_administrator),
    re_path(r"^confirm-email/", ask_administrator),
]
