"""Papers before a leader, for the browser tests of this room."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser import TABLET

from .leading import SETTLE, Papers, begun


@pytest.fixture
def papers(committed_office):
    return Papers(committed_office)


@pytest.fixture
def at_paper(papers, signed_in, live_server):
    """`at_paper(TABLET)` is the first paper open before the chief."""

    opened = []

    def open_page(size: dict[str, int] = TABLET, at: int = 0, **options: Any) -> Any:
        page = signed_in(papers.office.chief, viewport=size, **options)
        opened.append(page)
        page.goto(papers.address(live_server, at))
        begun(page)
        return page

    yield open_page
    for page in opened:  # what is still being fetched ahead would hold the tables that are emptied now
        page.wait_for_timeout(SETTLE)
        page.goto("about:blank")
        page.wait_for_timeout(SETTLE)
