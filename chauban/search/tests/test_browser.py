"""Searching before a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from chauban.rulebook.models import Kind

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_what_is_typed_is_asked_once_and_what_is_chosen_at_once(committed_office, signed_in, live_server):
    page = signed_in(committed_office.clerk)
    page.goto(f"{live_server.url}/search/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/search/?" in request.url else None)
    words = page.locator("main [name=q]")
    words.fill("quy hoạch")
    words.press("Enter")
    expect(page).to_have_url(re.compile(r"q=quy"))
    kind = str(Kind.objects.filter(retired=False)[0].pk)
    page.locator("[name=kind]").select_option(kind)
    expect(page).to_have_url(re.compile(rf"kind={kind}"))
    assert len(asked) == 2
