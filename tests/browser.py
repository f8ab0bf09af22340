"""A real Chromium before a real server, for the main paths.

    def test_something(committed_office, signed_in, live_server):
        page = signed_in(committed_office.clerk)
        page.goto(f"{live_server.url}/intake/")

Everything is committed (`committed_office`), since server, worker (`tests.jobs.working`) and test have connections of
their own. `blameless(page)` fails on what axe finds, on errors of scripts and on refused loads.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
#: No network but the office's own: Chromium asks nobody anything.
QUIET = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
WIDE, TABLET = {"width": 1440, "height": 900}, {"width": 820, "height": 1180}


#: A busy machine is slow, not wrong.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium instead of one that Playwright would fetch."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    # Without transitions: axe would measure a colour on its way to another.
    return {
        **browser_context_args, "locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", "reduced_motion": "reduce",
    }  # fmt: skip


@pytest.fixture(scope="session")
def bundle() -> None:
    """The one stylesheet and the one script, from the sources as they are now."""
    from chauban.web.bundle import build

    build(ROOT / "build" / "static")


@pytest.fixture
def signed_in(
    committed: None, live_server: Any, new_context: Callable[..., Any], bundle: None
) -> Iterator[Callable[..., Any]]:
    """`signed_in(person)` is a page of a browser in which that person has signed in; options go to the context."""
    from django.conf import settings
    from django.test import Client

    opened: list[Any] = []

    def open_page(person: Any, **options: Any) -> Any:
        client = Client()
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        context = new_context(**{"viewport": WIDE, **options})
        opened.append(context)
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        return page

    yield open_page
    for context in opened:
        context.close()
    _wait_for_the_server()


def _wait_for_the_server() -> None:
    """Until what the closed pages asked for last is answered: the tables are emptied next."""
    from django.db import connection

    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND xact_start IS NOT NULL AND backend_type = 'client backend'"
            )
            if not cursor.fetchone()[0]:
                return
        time.sleep(0.05)


def blameless(page: Any, *, ignoring: tuple[str, ...] = ()) -> None:
    """Raises AssertionError when axe finds anything on the page, or its scripts or loads went wrong."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    told = [
        f"{each['id']}: {each['help']} {[node['target'] for node in each['nodes'][:4]]}"
        for each in found
        if each["id"] not in ignoring
    ]
    complaints = [each for each in page.complaints if "422" not in each]
    assert not told, "\n".join(told)
    assert not complaints, "\n".join(complaints)
