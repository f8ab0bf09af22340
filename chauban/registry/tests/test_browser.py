"""The clerk's work with the book in a real browser."""

from __future__ import annotations

import pytest
from django.urls import reverse

from chauban.people.identity import acting
from chauban.registry.acts import sign_off
from chauban.registry.models import Entry
from tests.browser import TABLET, blameless

from .entering import enter, give_page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_number_is_corrected_then_voided(committed_office, signed_in, live_server):
    entry = enter(committed_office)
    page = signed_in(committed_office.clerk)
    page.goto(live_server.url + reverse("registry:volume", args=[committed_office.volume.pk]))
    blameless(page)
    page.get_by_role("link", name="01").click()
    page.get_by_label("Trích yếu").fill("Về phòng, chống dịch mùa mưa lũ")
    page.get_by_role("button", name="Đính chính").click()
    page.get_by_text("Ghi lý do đính chính.").wait_for()
    blameless(page)
    assert page.get_by_label("Trích yếu").input_value() == "Về phòng, chống dịch mùa mưa lũ"
    page.get_by_label("Lý do đính chính").fill("Đọc nhầm bản quét")
    page.get_by_role("button", name="Đính chính").click()
    page.get_by_text("Đã đính chính.").wait_for()
    assert page.locator("del").inner_text() == "Về phòng, chống dịch"

    page.get_by_role("button", name="Hủy số").click()
    dialog = page.get_by_role("dialog")
    blameless(page)
    dialog.get_by_label("Lý do").fill("Trùng số đến 02")
    dialog.get_by_role("button", name="Hủy số").click()
    page.get_by_role("heading", name="Số này đã hủy").wait_for()
    blameless(page)
    with acting(committed_office.clerk):
        assert Entry.objects.get(pk=entry.pk).void_reason == "Trùng số đến 02"


def test_a_row_is_written_in_place_by_keyboard(committed_office, signed_in, live_server):
    enter(committed_office)
    page = signed_in(committed_office.clerk, viewport=TABLET)
    page.goto(live_server.url + reverse("registry:volume", args=[committed_office.volume.pk]))
    page.get_by_role("link", name="Ghi nơi nhận").press("Enter")
    receiver = page.get_by_label("Đơn vị hoặc người nhận")
    receiver.wait_for()
    blameless(page)
    page.keyboard.press("Escape")
    receiver.wait_for(state="detached")
    page.wait_for_timeout(1500)  # until the row that came back listens again, on a busy machine too
    page.get_by_role("link", name="Ghi nơi nhận").press("Enter")
    receiver.fill("Phòng Tổng hợp")
    page.get_by_label("Ngày chuyển").fill("31/12/2099")
    page.keyboard.press("Enter")
    page.get_by_text("Ngày này ở sau ngày hôm nay.").wait_for()
    page.wait_for_timeout(1500)  # likewise, faster than any hand
    page.get_by_label("Ngày chuyển").fill("")
    page.keyboard.press("Enter")
    page.get_by_role("cell", name="Phòng Tổng hợp").wait_for()
    blameless(page)


def test_the_stamp_is_moved_by_arrow_keys_and_stays(committed_office, signed_in, live_server, settings, tmp_path):
    entry = enter(committed_office)
    give_page(entry.document, settings.VAULT, tmp_path)
    page = signed_in(committed_office.clerk)
    page.goto(live_server.url + reverse("registry:entry", args=[entry.pk]))
    stamp = page.locator("[data-arrival-stamp]")
    for key in ("Shift+ArrowRight", "ArrowDown"):
        stamp.press(key)
    for _ in range(50):  # it is kept a moment after the last key
        with acting(committed_office.clerk):
            kept = Entry.objects.get(pk=entry.pk)
        if (kept.stamp_x, kept.stamp_y) == (25, 46):
            break
        page.wait_for_timeout(200)
    assert (kept.stamp_x, kept.stamp_y) == (25, 46)
    blameless(page)


def test_a_book_is_closed_after_asking(committed_office, signed_in, live_server):
    enter(committed_office)
    sign_off(committed_office.clerk, committed_office.volume, 1, 1)
    page = signed_in(committed_office.clerk)
    page.goto(live_server.url + reverse("registry:closing", args=[committed_office.volume.pk]))
    blameless(page)
    page.get_by_role("button", name="Khóa sổ").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Khóa sổ").click()
    page.get_by_text("Quyển sổ chưa hết thời gian.").wait_for()
    page.get_by_label("Khóa sổ khi chưa hết thời gian").check()
    page.get_by_role("button", name="Khóa sổ").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Khóa sổ").click()
    page.get_by_text("không mở lại được").wait_for()
    blameless(page)


def test_an_administrator_adds_a_register(committed_office, signed_in, live_server):
    page = signed_in(committed_office.administrator)
    page.goto(live_server.url + reverse("registry:registers"))
    blameless(page)
    page.get_by_role("link", name="Lập sổ mới").click()
    blameless(page)
    page.get_by_label("Cơ quan").select_option(label="Tỉnh ủy Hương Giang")
    page.get_by_label("Tên").fill("Sổ văn bản đến của Tỉnh ủy")
    page.get_by_label("Đơn vị giữ sổ").select_option(label="Phòng Hành chính - Lưu trữ")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_text("Đã lập sổ “Sổ văn bản đến của Tỉnh ủy”.").wait_for()
    blameless(page)
