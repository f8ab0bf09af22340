"""The pages in a real browser: nothing for axe to find, and a notice put aside without leaving the page."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from chauban.kernel.clock import today
from chauban.people.models import Person
from chauban.routing.models import Word
from chauban.rulebook import calendar
from chauban.urging.acts import reminding
from conftest import database_role
from tests.browser import TABLET, blameless

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def seen(page, name):
    """Keeps a picture where `CHAUBAN_PICTURES` names a folder, to be looked at."""
    if folder := os.environ.get("CHAUBAN_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    blameless(page)


@pytest.fixture
def office(committed_office):
    """`give` works on the committed office."""
    return committed_office


def test_notices_letters_list_and_rule(office, give, signed_in, live_server):
    for days, subject in (
        (-4, "Báo cáo kết quả thực hiện Nghị quyết số 18-NQ/TW về sắp xếp tổ chức bộ máy của hệ thống chính trị"),
        (1, "Xây dựng kế hoạch kiểm tra, giám sát quý I năm 2027"),
        (3, "Góp ý dự thảo Quy chế làm việc của Ban Chấp hành Đảng bộ tỉnh"),
    ):
        give(office.specialist, calendar.add_working_days(today(), days), subject=subject, readers=[office.general])
    urged = give(office.head, None, subject="Chuẩn bị hội nghị báo cáo viên tháng 12", secrecy=1)
    with database_role("none"):
        Person.objects.filter(pk=office.specialist.pk).update(email="linh@vptu.example.vn")
        Word.objects.create(
            assignment=urged, document=urged.document, said="urged", text="Đề nghị hoàn thành trong tuần này",
            by=office.deputy_secretary,
        )  # fmt: skip
    with database_role("chauban_worker"):
        reminding.remind(None, timezone.now())
        reminding.carry_words(timezone.now())
        reminding.list_week(None, timezone.now())

    page = signed_in(office.specialist)
    page.goto(live_server.url + reverse("urging:notices"))
    lines = page.locator(".desk-line")
    first = lines.count()
    seen(page, "notices")
    lines.first.locator("button").click()
    expect(page.locator(".desk-line")).to_have_count(first - 1)
    page.goto(live_server.url + reverse("urging:letters"))
    seen(page, "letters")

    page = signed_in(office.head, viewport=TABLET, color_scheme="dark")
    page.goto(live_server.url + reverse("urging:notices"))
    expect(page.get_by_text("Đề nghị hoàn thành trong tuần này")).to_be_visible()
    seen(page, "notices-head")

    page = signed_in(office.chief)
    page.goto(live_server.url + reverse("urging:notices"))
    seen(page, "notices-chief")
    page.goto(live_server.url + reverse("urging:overdue"))
    seen(page, "overdue")

    page = signed_in(office.administrator)
    page.goto(live_server.url + reverse("urging:rules"))
    seen(page, "rules")
    page.goto(live_server.url + reverse("rulebook:calendar"))
    seen(page, "calendar")
    page = signed_in(office.administrator, viewport=TABLET, color_scheme="dark")
    page.goto(live_server.url + reverse("rulebook:calendar"))
    seen(page, "calendar-tablet")
