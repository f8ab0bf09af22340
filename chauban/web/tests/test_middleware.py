"""What every answer carries, and what a script is told that came too late."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.views.defaults import page_not_found, permission_denied

from chauban.people.models import Person
from conftest import database_role

HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize(("method", "name"), [("get", "desk:home"), ("post", "intake:upload")])
def test_a_script_whose_session_ended_is_not_given_the_door(db, client, method, name):
    asks = getattr(client, method)
    assert asks(reverse(name)).status_code == 302
    answer = asks(reverse(name), headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Refresh"], answer.content) == (401, "true", b"")


def test_nor_is_who_must_choose_a_password_first(office, client_as):
    with database_role("none"):
        Person.objects.filter(pk=office.clerk.pk).update(must_change_password=True)
    assert client_as(office.clerk).get("/", headers=HTMX).status_code == 401


def test_a_refused_page_says_why_and_a_missing_one_nothing_more(rf):
    request = rf.get("/nowhere/")
    why = "Văn bản mật không được in."
    assert why in permission_denied(request, PermissionDenied(why)).content.decode()
    assert why not in page_not_found(request, Http404(why)).content.decode()
