"""Two people before their browsers, on the real server: what one does the other sees without a hand moved."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from chauban.documents.acts import send_to_know
from chauban.registry.acts import correct_entry
from tests.browser import blameless
from tests.shelf import entered, put

from .serving import served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def server(committed, bundle):
    with served() as address:
        yield address


def opened(page, address: str) -> None:
    """The page, listening."""
    page.goto(address)
    page.wait_for_selector("body[data-live-state=open]")


def test_what_is_sent_shows_on_the_other_desk_without_reloading(committed_office, signed_in, server):
    office = committed_office
    paper = put(office, subject="Về bảo vệ tài nguyên rừng", urgency=1)
    sender, receiver = signed_in(office.chief), signed_in(office.specialist)
    opened(receiver, server)
    expect(receiver.get_by_role("link", name="bảo vệ tài nguyên rừng")).to_have_count(0)
    sender.goto(f"{server}/documents/{paper.pk}/")
    sender.get_by_label("Gửi đến đồng chí hoặc đơn vị").press_sequentially("do thuy")
    sender.get_by_role("option", name="Đỗ Thùy Linh").click()
    receiver.mouse.click(5, 5)  # a browser rings only after it was touched
    sender.locator("#send-form").get_by_role("button", name="Gửi").click()
    receiver.wait_for_selector("text=bảo vệ tài nguyên rừng", timeout=20_000)
    assert receiver.evaluate("!!document.body.dataset.liveRang")
    blameless(receiver)
    for page in (sender, receiver):
        assert not page.complaints


def test_a_registered_paper_appears_where_its_register_is_read(committed_office, signed_in, server):
    office = committed_office
    page = signed_in(office.chief)
    opened(page, server)
    put(office, subject="Về diễn tập phòng thủ")
    page.wait_for_selector("text=diễn tập phòng thủ", timeout=20_000)


def test_the_other_act_is_told_and_shown_on_the_open_document(committed_office, signed_in, server):
    office = committed_office
    entry = entered(office, signer_name="Lê Văn")
    page, own = signed_in(office.chief), signed_in(office.clerk)
    for each in (page, own):
        opened(each, f"{server}/documents/{entry.document_id}/")
    correct_entry(office.clerk, entry, {"signer_name": "Lê Văn An"}, "Đọc thiếu tên")
    expect(page.locator("#toasts")).to_contain_text("Vừa được cập nhật: Võ Thị Mai")
    expect(page.locator("#desk-story")).to_contain_text("Đọc thiếu tên")
    expect(page.locator("#desk-facts")).to_contain_text("Lê Văn An")
    expect(own.locator("#desk-story")).to_contain_text("Đọc thiếu tên")
    assert own.locator("#toasts .toast").count() == 0
    blameless(page)


def test_who_is_at_work_is_not_disturbed(committed_office, signed_in, server):
    office = committed_office
    page = signed_in(office.chief)
    opened(page, server)
    page.evaluate("""() => {
        const field = document.createElement("input");
        field.setAttribute("aria-label", "lời");
        document.getElementById("desk-parts").append(field);
        field.focus();
    }""")
    page.keyboard.type("Đồng ý")
    send_to_know(office.deputy_chief, put(office, subject="Về tăng cường kỷ luật"), people=[office.chief], units=[],
                 note="")  # fmt: skip
    expect(page.locator("#toasts")).to_contain_text("Có thay đổi mới")
    assert page.get_by_label("lời").input_value() == "Đồng ý"
    assert page.get_by_text("tăng cường kỷ luật").count() == 0
    page.locator("#toasts").get_by_role("button", name="Tải lại").click()
    page.wait_for_selector("text=tăng cường kỷ luật")


def test_a_hidden_tab_listens_no_more_and_catches_up(committed_office, signed_in, server):
    office = committed_office
    page = signed_in(office.chief)
    opened(page, server)
    hide = """hidden => {
        Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(hide, True)
    assert page.evaluate("document.body.dataset.liveState") is None
    put(office, subject="Về chuyển đổi số")
    page.wait_for_timeout(500)
    assert page.get_by_text("chuyển đổi số").count() == 0
    page.evaluate(hide, False)
    page.wait_for_selector("text=chuyển đổi số")


def test_signed_out_elsewhere_the_desk_asks_at_the_door(committed_office, signed_in, server):
    from django.contrib.sessions.models import Session

    office = committed_office
    page = signed_in(office.chief)
    opened(page, server)
    Session.objects.all().delete()
    expect(page.locator("body")).not_to_have_attribute("data-live-state", "open")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.goto(f"{server}/")
    page.wait_for_url(f"**{reverse('account_login')}**")


def test_the_ring_can_be_put_off(committed_office, signed_in, server):
    office = committed_office
    page = signed_in(office.chief)
    opened(page, server)
    page.get_by_role("button", name="Tài khoản của đồng chí").or_(page.locator("[popovertarget=person]")).first.click()
    ring = page.get_by_role("button", name="Báo chuông khi có văn bản khẩn")
    expect(ring).to_have_attribute("aria-pressed", "true")
    ring.click()
    expect(ring).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Escape")
    put(office, subject="Về hỏa tốc", urgency=3)
    page.wait_for_selector("text=Về hỏa tốc")
    assert page.evaluate("document.body.dataset.liveRang") is None
