"""What scripts do on the check page, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from chauban.kernel.clock import today
from chauban.registry.models import Volume
from tests.browser import blameless

from .conftest import url


@pytest.mark.browser
def test_the_number_on_the_button_follows_the_arrival_date(committed_office, signed_in, live_server, as_role):
    with as_role("none"):
        Volume.objects.filter(pk=committed_office.volume.pk).update(last_number=7)
    page = signed_in(committed_office.clerk)
    page.goto(f"{live_server.url}{url('new')}")
    button, arrived, year = page.locator("[data-next-number]"), page.locator("#id_arrived_on"), today().year
    expect(button).to_have_text("8")
    for typed, number in ((f"31/12/{year - 1}", "1"), (f"31/12/{year - 2}", "?"), ("1/1", "8"), ("31/2", "?")):
        arrived.fill(typed)
        expect(button).to_have_text(number)
    arrived.fill(f"1/1/{year}")
    blameless(page)
