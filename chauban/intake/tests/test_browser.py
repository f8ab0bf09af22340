"""What scripts do on the check page, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from chauban.intake import acts
from chauban.intake.states import Source
from chauban.kernel.clock import today
from chauban.live.tests.serving import served
from chauban.registry.models import Volume
from conftest import database_role
from tests.browser import blameless

from . import papers
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


@pytest.fixture
def server(committed, bundle):
    with served() as address:
        yield address


@pytest.mark.browser
def test_what_the_scan_folder_brings_appears_in_the_open_tray(committed_office, signed_in, server, tmp_path):
    office = committed_office
    page = signed_in(office.clerk)
    page.goto(f"{server}{url('tray')}")
    page.wait_for_selector("body[data-live-state=open]")
    wrong = {"name": "ghi-chu.xyz", "mimeType": "text/plain", "buffer": b"-"}
    page.locator("input[type=file]").set_input_files([wrong])
    expect(page.locator("#tray > li")).to_have_count(1)
    expect(page.locator(".tray-empty")).to_be_hidden()
    with database_role("chauban_worker"):
        acts.receive(None, office.registry_unit, Source.FOLDER, "quét.pdf", papers.pdf(tmp_path / "a.pdf"))
    expect(page.locator("#tray")).to_contain_text("quét.pdf", timeout=20_000)
    expect(page.locator("#tray")).to_contain_text("ghi-chu.xyz")  # what could not be sent is not lost
    blameless(page)
