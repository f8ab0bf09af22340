"""What the office's scripts do by themselves, in a real browser."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from chauban.web.bundle import WEB
from chauban.web.days import parse_day

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TODAY = dt.date(2026, 11, 24)
TYPED = [
    "5/2", "25/12", "24/11", "05/02/26", "5.2.2026", "050226", "0502", "05022026", "2026-02-05", "5 2 75", "29/2",
    "", "31/2/2026", "29/2/2026", "0/1", "5/13", "30/2", "5", "1/2/3/4", "5/2/99999", "05/02/202", "5/2/6",
    "05/02/0202", "31/12/1899", "01/01/1900",
]  # fmt: skip


def on_the_server(typed: str, leaning: str) -> str | None:
    try:
        return str(parse_day(typed, TODAY, leaning))  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        return None


def test_days_are_read_by_the_browser_as_by_the_server(page):
    page.set_content("<body></body>")
    page.add_script_tag(content="window.chauban = {}")
    page.add_script_tag(path=WEB / "js" / "dates.js")
    read = """([typed, leaning]) => {
        const day = window.chauban.dates.parse(typed, leaning, new Date(2026, 10, 24));
        return day && window.chauban.dates.write(day).split("/").reverse().join("-");
    }"""
    for leaning in ("past", "near", "future"):
        for typed in TYPED:
            assert page.evaluate(read, [typed, leaning]) == on_the_server(typed, leaning), (typed, leaning)


def sign_in_anew(page, person) -> None:
    """As in another tab of the same browser."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    name, address = settings.SESSION_COOKIE_NAME, urljoin(page.url, "/")
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


def test_a_file_sent_after_the_session_ended_is_kept_until_it_arrives(committed_office, signed_in, live_server):
    page = signed_in(committed_office.clerk)
    page.goto(f"{live_server.url}/intake/")
    Session.objects.all().delete()
    file = {"name": "giay moi.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n"}
    page.locator("[data-upload-url] input[type=file]").set_input_files(file)
    item = page.locator(".tray-item[data-state=failed]", has_text="giay moi.pdf")
    expect(item).to_contain_text("Phiên làm việc đã kết thúc")
    sign_in_anew(page, committed_office.clerk)
    item.get_by_role("button", name="Thử lại").click()
    expect(item).to_have_count(0)
    expect(page.locator(".tray-item", has_text="giay moi.pdf")).to_have_count(1)


def test_what_one_person_typed_is_not_brought_back_for_another(committed_office, signed_in, live_server):
    office = committed_office
    page = signed_in(office.clerk)
    subject = page.locator("[name=subject]")
    page.goto(f"{live_server.url}/intake/new/")
    subject.fill("Về việc của riêng tôi")
    while not page.evaluate("JSON.stringify(sessionStorage).includes('riêng tôi')"):
        page.wait_for_timeout(50)
    sign_in_anew(page, office.clerk_two)
    page.goto(f"{live_server.url}/intake/new/")
    expect(subject).to_have_value("")
    sign_in_anew(page, office.clerk)
    page.goto(f"{live_server.url}/intake/new/")
    expect(subject).to_have_value("Về việc của riêng tôi")
