"""A real scan arrives, is read by machine, checked by the clerk and registered, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from chauban.intake import acts
from chauban.intake.models import Arrival
from chauban.intake.states import Source
from chauban.intake.tests import papers
from chauban.people.identity import acting
from chauban.registry.models import Entry
from tests.browser import TABLET, blameless
from tests.jobs import run_jobs, working

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
SECOND = [
    *papers.LETTER[:2],
    "Số: 45/SYT-KHTC                 Hương Giang, ngày 06 tháng 02 năm 2026",
    *papers.LETTER[3:],
]


def received(office, path: Path, name: str) -> Arrival:
    return acts.receive(office.clerk, office.registry_unit, Source.UPLOAD, name, path)


def entries(office) -> list[Entry]:
    with acting(office.clerk):
        return list(Entry.objects.select_related("document").order_by("number"))


def drop_files(page: Page, *files: Path) -> None:
    """Let go of files over the drop zone, as from the desktop."""
    import base64

    content = [[path.name, base64.b64encode(path.read_bytes()).decode()] for path in files]
    transfer = page.evaluate_handle(
        """files => { const all = new DataTransfer(); for (const [name, data] of files)
        all.items.add(new File([Uint8Array.from(atob(data), c => c.charCodeAt(0))], name, {type: "application/pdf"}));
        return all; }""",
        content,
    )
    page.dispatch_event(".drop", "drop", {"dataTransfer": transfer})


@pytest.mark.slow
def test_from_the_scanner_to_the_book(committed_office, signed_in, live_server, tmp_path):
    """Drop two scans, watch them being read, correct a field, Enter, the next one opens."""
    office = committed_office
    scan = papers.scan(tmp_path / "Công văn Sở Y tế.pdf", papers.LETTER, ["Trang thứ hai của công văn"])
    other = papers.pdf(tmp_path / "thu-hai.pdf", SECOND)
    page = signed_in(office.clerk)
    page.goto(f"{live_server.url}/intake/")
    with working():
        drop_files(page, scan, other)
        first = page.locator(".tray-item", has_text="Công văn Sở Y tế.pdf")
        expect(first).to_have_attribute("data-state", "ready", timeout=60_000)
        expect(page.locator(".tray-item", has_text="thu-hai.pdf")).to_have_attribute(
            "data-state", "ready", timeout=60_000
        )
    expect(page.locator("[name=busy]")).to_have_count(0)
    blameless(page)

    first.locator(".acts > a").click()
    expect(page.locator("#id_symbol")).to_have_value("127/SYT-NVY")
    expect(page.locator("#id_secrecy input:checked, [name=secrecy]:checked")).to_have_value("0")
    page.locator("#id_symbol").focus()
    expect(page.locator(".paper-box")).not_to_have_count(0)
    blameless(page)

    page.locator("#id_issuer_name").fill("Sở Y tế tỉnh Hương Giang")
    page.locator("#id_issued_on").fill("5/2/26")
    page.locator("#id_issued_on").press("Tab")
    expect(page.locator("#id_issued_on")).to_have_value("05/02/2026")
    page.locator("#id_subject").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".message.success")).to_contain_text("1")
    expect(page.locator("#id_symbol")).to_have_value("45/SYT-KHTC")
    (entry,) = entries(office)
    assert (entry.number, entry.document.issuer_name) == (1, "Sở Y tế tỉnh Hương Giang")
    assert f"{entry.document.issued_on}" == "2026-02-05"


def test_words_taken_from_the_page_fill_the_field(committed_office, signed_in, live_server, tmp_path):
    office = committed_office
    arrival = received(office, papers.pdf(tmp_path / "a.pdf"), "a.pdf")
    run_jobs()
    page = signed_in(office.clerk)
    page.goto(f"{live_server.url}/intake/{arrival.pk}/")
    page.locator("#id_signer_name").focus()
    page.locator("[data-paper-act=mark]").click()
    word = page.locator(".paper-words span", has_text="Kính").first
    box = word.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] - 3, box["y"] - 3)
    page.mouse.down()
    page.mouse.move(box["x"] + 400, box["y"] + box["height"] + 3, steps=4)
    page.mouse.up()
    expect(page.locator("#id_signer_name")).to_have_value(re.compile("Kính gửi"))


def test_by_the_keyboard_alone(committed_office, signed_in, live_server, tmp_path):
    """From the tray to the number without a mouse; "?" tells the keys."""
    office = committed_office
    received(office, papers.pdf(tmp_path / "a.pdf"), "a.pdf")
    run_jobs()
    page = signed_in(office.clerk)
    page.goto(f"{live_server.url}/intake/")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    expect(page.locator("#register")).to_be_visible()
    for _ in range(40):
        if page.evaluate("document.activeElement.id") == "id_issuer_name":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("van phong")
    expect(page.locator(".combobox-list:visible [role=option]")).not_to_have_count(0)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#id_issuer_name")).to_have_value("Văn phòng Tỉnh ủy Hương Giang")
    page.keyboard.press("Enter")
    expect(page.locator(".message.success")).to_be_visible()
    assert [entry.document.issuer_name for entry in entries(office)] == ["Văn phòng Tỉnh ủy Hương Giang"]


def test_the_register_follows_the_secrecy_and_the_scan_must_go(committed_office, signed_in, live_server, tmp_path):
    office = committed_office
    arrival = received(office, papers.pdf(tmp_path / "a.pdf"), "a.pdf")
    run_jobs()
    page = signed_in(office.secret_clerk)
    page.goto(f"{live_server.url}/intake/{arrival.pk}/")
    page.locator("#id_issuer_name").fill("Sở Y tế")
    page.locator("[name=secrecy][value='1']").check()
    expect(page.locator("#id_register")).to_have_value(str(office.arrivals_classified.pk))
    page.locator("#id_subject").press("Enter")
    gone = page.locator("[name=without_scan]")
    expect(gone).to_be_visible()
    expect(page.locator("#id_issuer_name")).to_have_value("Sở Y tế")
    blameless(page)
    gone.click()
    expect(page.locator(".message.success")).to_be_visible()
    with acting(office.secret_clerk):
        assert not Arrival.objects.exists()


def test_pages_are_dragged_turned_and_split(committed_office, signed_in, live_server, tmp_path):
    office = committed_office
    arrival = received(office, papers.pdf(tmp_path / "a.pdf", ["hai"], papers.LETTER, SECOND), "a.pdf")
    run_jobs()
    page = signed_in(office.clerk)
    page.goto(f"{live_server.url}/intake/{arrival.pk}/arrange/")
    blameless(page)
    before = page.locator(".sheet").evaluate_all("all => all.map(each => each.dataset.sheet)")
    with page.expect_navigation():
        page.locator(".sheet").nth(0).drag_to(page.locator(".sheet").nth(1))
    after = page.locator(".sheet").evaluate_all("all => all.map(each => each.dataset.sheet)")
    assert after == [before[1], before[0], before[2]]
    with page.expect_navigation():
        page.locator(".sheet").nth(2).locator("[value=split]").click()
    run_jobs()
    page.goto(f"{live_server.url}/intake/")
    expect(page.locator(".tray-item[data-state=ready]")).to_have_count(2)


@pytest.mark.parametrize("options", [{"viewport": TABLET}, {"color_scheme": "dark"}], ids=["tablet", "dark"])
def test_the_pages_are_blameless(committed_office, signed_in, live_server, tmp_path, options):
    office = committed_office
    arrival = received(office, papers.pdf(tmp_path / "a.pdf", papers.LETTER, ["hai"]), "a.pdf")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 broken")
    failed = received(office, tmp_path / "b.pdf", "b.pdf")
    run_jobs()
    waiting = received(office, papers.pdf(tmp_path / "c.pdf", ["ba"]), "c.pdf")
    page = signed_in(office.clerk, **options)
    for path in (
        "",
        "?show=discarded",
        "new/",
        *(f"{each.pk}/" for each in (arrival, failed, waiting)),
        f"{arrival.pk}/arrange/",
    ):
        page.goto(f"{live_server.url}/intake/{path}")
        blameless(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
