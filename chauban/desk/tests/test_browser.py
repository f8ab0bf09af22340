"""The document's page, the list, the desk and the search in a real browser: usable, and nothing for axe to find."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from chauban.documents.acts import send_to_know
from chauban.documents.models import Citation, DocumentPage
from chauban.kernel.clock import today
from chauban.registry.acts import correct_entry
from chauban.search import index
from chauban.vault.models import Page
from conftest import database_role
from tests.office import PASSWORD
from tests.shelf import entered, keep, put

from .test_waiting import fill

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
ROOT = Path(__file__).resolve().parents[3]
ARGUMENTS = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
SIZES = {"tablet": (820, 1180), "desk": (1440, 900)}
#: Set to a folder, the pages are photographed into it.
PHOTOGRAPHS = os.environ.get("CHAUBAN_PHOTOGRAPHS", "")
WORDS = "Căn cứ Nghị quyết số 54-NQ/TW của Bộ Chính trị; xét đề nghị của Sở Xây dựng, Ủy ban nhân dân tỉnh phê duyệt."


@pytest.fixture
def shelf(committed_office):
    """Some papers, one with everything hanging on it, indexed and committed."""
    office = committed_office
    day = today()
    put(office, symbol="54-NQ/TW", issuer_name="Bộ Chính trị", issued_on=dt.date(2019, 12, 10),
        subject="Về xây dựng và phát triển tỉnh đến năm 2030, tầm nhìn đến năm 2045")  # fmt: skip
    urgent = put(office, symbol="03/CĐ-UBND", issuer_name="Ủy ban nhân dân tỉnh", urgency=3, reply_by=day,
                 issued_on=day, subject="Chủ động ứng phó với mưa lũ sau bão số 12 tại các huyện ven biển")  # fmt: skip
    put(office, symbol="07-TTr/BTCTU", issuer_name="Ban Tổ chức Tỉnh ủy", secrecy=2, subject="",
        subject_withheld=True, issued_on=day)  # fmt: skip
    entry = entered(
        office, symbol="15/QĐ-UBND", issuer_name="Ủy ban nhân dân tỉnh",
        pages=[WORDS, "Điều 2. " + WORDS],
        subject="Phê duyệt quy hoạch chi tiết xây dựng khu đô thị An Vân Dương", signer_name="Nguyễn Văn Phương",
        signer_post="Chủ tịch", recipients="Thường trực Tỉnh ủy; Sở Xây dựng", place="Hương Giang", page_count=2,
        issued_on=day, reply_by=day + dt.timedelta(days=2),
    )  # fmt: skip
    paper_like(entry.document)
    with database_role("none"):
        for symbol in ("54-NQ/TW", "112/2025/NĐ-CP"):
            Citation.objects.create(document=entry.document, symbol=symbol, kind_name="Nghị quyết")
    correct_entry(office.clerk, entry, {"signer_post": "Chủ tịch UBND tỉnh"}, "Máy đọc thiếu chức vụ")
    for document, note in ((urgent, "Báo cáo Thường trực trước 16 giờ"), (entry.document, "")):
        send_to_know(office.chief, document, people=[office.specialist], units=[office.general], note=note)
    with database_role("chauban_worker"):
        index.rebuild()
    office.entry = entry
    return office


def paper_like(document) -> None:
    """Give the document's pages the picture of a real-looking page."""
    picture = ROOT / "chauban" / "web" / "gallery" / "page-1.png"
    if picture.exists():
        with database_role("none"):
            pages = DocumentPage.objects.filter(document=document).values("page")
            Page.objects.filter(pk__in=pages).update(image=keep(picture.read_bytes(), "image/png"))


@pytest.fixture
def at_desk(live_server, new_context, bundle):
    """`at_desk(username, size)` is a page of a browser in which the person has signed in."""

    def sign_in(username: str, size: str, scheme: Literal["light", "dark"] = "light"):
        width, height = SIZES[size]
        page = new_context(viewport={"width": width, "height": height}, color_scheme=scheme).new_page()
        page.goto(f"{live_server.url}/accounts/login/")
        page.fill("[name=login]", username)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{live_server.url}/")
        return page

    return sign_in


def check(page, name: str) -> None:
    """Nothing for axe to find, and nothing wider than the window; photographed when asked for."""
    if PHOTOGRAPHS:
        page.screenshot(path=str(Path(PHOTOGRAPHS) / f"{name}.png"), full_page=True)
    found = Axe().run(page).response["violations"]
    assert not found, [(each["id"], [node["target"] for node in each["nodes"]]) for each in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_pages_are_clean(shelf, at_desk, live_server, size, scheme):
    place = f"{live_server.url}/documents/{shelf.entry.document_id}/"
    page = at_desk("chief", size, scheme)
    for name, address in {
        "desk-leader": "/", "documents": "/documents/", "documents-none": "/documents/?issuer=khongco",
        "search": "/search/?q=quy hoạch", "search-none": "/search/?q=khongco", "document": place,
    }.items():  # fmt: skip
        page.goto(address if address.startswith("http") else live_server.url + address)
        page.wait_for_load_state("networkidle")
        check(page, f"{name}-{size}-{scheme}")


def test_a_specialist_reads_sends_and_searches(shelf, at_desk, live_server):
    page = at_desk("specialist", "desk")
    check(page, "desk-specialist")
    page.get_by_role("link", name="Phê duyệt quy hoạch chi tiết").first.click()
    page.wait_for_selector("[data-paper][data-ready]")
    page.wait_for_selector(".arrival-overlay")
    page.get_by_label("Gửi đến đồng chí hoặc đơn vị").press_sequentially("bui ngoc")
    page.get_by_role("option", name="Bùi Ngọc Ánh").click()
    page.locator("#send-form").get_by_role("button", name="Gửi").click()
    page.wait_for_selector(".message.success")
    page.locator(".desk-readers summary").click()
    check(page, "document-sent")
    page.get_by_role("button", name="Rút lại Bùi Ngọc Ánh").click()
    page.locator("#confirm [value=yes]").click()
    page.wait_for_selector(".message.success")
    page.locator(".top-search input").fill("an van duong")
    page.keyboard.press("Enter")
    page.wait_for_selector("mark")
    page.get_by_role("link", name="Trang 1").or_(page.get_by_role("link", name="Phê duyệt")).first.click()
    page.wait_for_url("**/documents/**")


def test_the_list_is_narrowed_in_place(shelf, at_desk, live_server):
    page = at_desk("chief", "desk")
    page.goto(f"{live_server.url}/documents/")
    page.get_by_label("Độ khẩn").select_option("3")
    page.wait_for_url("**urgency=3**")
    assert page.locator(".desk-line").count() == 1
    page.go_back()
    page.wait_for_load_state("networkidle")
    assert page.locator(".desk-line").count() == 4


def test_a_clerk_and_an_administrator_have_their_desks(shelf, at_desk):
    for name in ("clerk", "administrator"):
        check(at_desk(name, "desk"), f"desk-{name}")


def test_keys_walk_over_the_lines_and_only_then_to_the_next_page(shelf, at_desk, live_server):
    fill(shelf, 140)
    page = at_desk("head", "desk")
    page.goto(f"{live_server.url}/?sort=unit")
    for key, line in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        assert page.locator("[data-lines] .desk-line-subject").nth(line).evaluate("e => e === document.activeElement")
    assert page.url.endswith("?sort=unit")
    page.locator("[data-lines] .desk-line-subject").last.focus()
    page.keyboard.press("j")
    page.wait_for_url("**page=2**")
