"""From the head's desk to the closed paper in a real browser, at desk and tablet size, and two people at one paper."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from chauban.kernel.clock import today
from chauban.people.identity import acting
from chauban.routing import acts
from chauban.routing.models import Assignment, Handling, WordFile
from chauban.routing.plans import Given
from chauban.routing.states import Handling as Stands
from chauban.routing.states import Part
from chauban.rulebook.calendar import add_working_days
from conftest import database_role
from tests.browser import TABLET, WIDE, blameless
from tests.shelf import add_pages

from .ways import annotated, led, now, submitted

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
#: Set to a folder, the pages are photographed into it.
PHOTOGRAPHS = os.environ.get("CHAUBAN_PHOTOGRAPHS", "")


def photograph(page, name: str) -> None:
    if PHOTOGRAPHS:
        page.screenshot(path=f"{PHOTOGRAPHS}/{name}.png")


@pytest.fixture
def lead(committed_office):
    """Work that the general unit leads on a paper of two pages."""
    office = committed_office
    submission = submitted(office, note="Xin ý kiến")
    add_pages(submission.document, ["Trang một", "Trang hai"])
    annotated(
        submission,
        Given(Part.LEAD, office.general, add_working_days(today(), 5), "Tham mưu văn bản trả lời"),
        Given(Part.SUPPORT, office.cipher_unit, add_working_days(today(), 4)),
        Given(Part.INFORM, office.deputy_chief),
        text="Giao phòng Tổng hợp chủ trì, tham mưu Thường trực xử lý",
    )
    with acting(office.chief):
        return Assignment.objects.select_related("document").get(part=Part.LEAD)


@pytest.mark.parametrize("size", [WIDE, TABLET], ids=["desk", "tablet"])
def test_from_the_head_to_the_closed_paper(committed_office, lead, signed_in, live_server, tmp_path: Path, size):
    office, site = committed_office, live_server.url
    head = signed_in(office.head, viewport=size)
    head.goto(f"{site}/")
    photograph(head, f"desk-head-{size['width']}")
    blameless(head)
    head.locator(f"#wait-unit-{lead.pk} .desk-line-act a").click()
    form = head.locator(f"#pass-on-{lead.pk} form")
    expect(form).to_be_visible()
    form.locator(f"select[name='part-{office.specialist.pk}']").select_option("lead")
    form.locator("textarea[name=instruction]").fill("Dự thảo công văn trả lời, trình trước thứ Sáu")
    photograph(head, f"pass-on-{size['width']}")
    blameless(head)
    form.locator("button.primary").click()
    expect(head.locator("#work .work-tree .work-tree")).to_contain_text("Đỗ Thùy Linh")
    with acting(office.head):
        child = Assignment.objects.get(parent=lead)

    specialist = signed_in(office.specialist, viewport=size)
    specialist.goto(f"{site}/")
    specialist.locator(f"#wait-work-{child.pk}-act").click()
    report = specialist.locator(f"#wait-work-{child.pk} .desk-line-act a")
    expect(report).to_be_visible()
    photograph(specialist, f"desk-specialist-{size['width']}")
    report.click()
    result = specialist.locator(f"#result-{child.pk} form")
    expect(result).to_be_visible()
    draft = tmp_path / "du-thao.docx"
    draft.write_bytes(b"PK draft")
    result.locator("textarea[name=text]").fill("Đã dự thảo xong công văn trả lời")
    result.locator("input[type=file]").set_input_files(str(draft))
    photograph(specialist, f"result-{size['width']}")
    blameless(specialist)
    result.locator("button.primary").click()
    expect(specialist.locator(f"#piece-{child.pk}")).to_contain_text("du-thao.docx")

    head.goto(f"{site}/")
    head.locator(f"#wait-judge-{child.pk}-act").click()
    expect(head.locator(f"#wait-judge-{child.pk}")).to_have_count(0)
    acts.report_result(office.head, lead, "Kính trình dự thảo")
    chief = signed_in(office.chief, viewport=size)
    chief.goto(f"{site}/documents/{lead.document_id}/")
    photograph(chief, f"document-chief-{size['width']}")
    blameless(chief)
    chief.locator(f"#piece-{lead.pk} > .work-deeds button.primary").first.click()
    expect(chief.locator("#work .work-state[data-state=closed]")).to_be_visible()
    photograph(chief, f"document-closed-{size['width']}")
    with acting(office.chief):
        assert Handling.objects.get(pk=lead.document_id).state == Stands.CLOSED
        assert WordFile.objects.count() == 1


def test_what_is_refused_stays_in_its_place_with_what_was_typed(committed_office, lead, signed_in, live_server):
    office = committed_office
    page = signed_in(office.head)
    page.goto(f"{live_server.url}/documents/{lead.document_id}/")
    place = f"#ask-extension-{lead.pk}"
    page.locator(f"{place} > summary").click()
    page.locator(f"{place} input[name=due_on]").fill(f"{today():%d/%m/%Y}")
    page.locator(f"{place} textarea[name=reason]").fill("Chờ số liệu của các sở")
    page.locator(f"{place} button.primary").click()
    expect(page.locator(f"{place} .field-error")).to_be_visible()
    expect(page.locator(f"{place} textarea[name=reason]")).to_have_value("Chờ số liệu của các sở")
    expect(page.locator(".paper")).to_be_visible()
    photograph(page, "refused")
    blameless(page)


def test_two_at_one_paper_never_overwrite_each_other(committed_office, lead, signed_in, live_server):
    """The head's page is older than what the specialist and the chief did meanwhile: it is told so, nothing is lost."""
    office = committed_office
    page = signed_in(office.head)
    page.goto(f"{live_server.url}/documents/{lead.document_id}/")
    place = f"#result-{lead.pk}"
    page.locator(f"{place} > summary").click()
    page.locator(f"{place} textarea[name=text]").fill("Trình lãnh đạo")
    acts.end_handling(office.chief, lead.document, "Trùng với văn bản khác")
    page.locator(f"{place} button.primary").click()
    expect(page.locator("#work, .empty, #toasts .toast").first).to_be_visible()
    assert now(office.chief, lead).state == "withdrawn"
    with acting(office.chief):
        assert not lead.words.filter(said="result").exists()


def test_the_keyboard_walks_the_desk(committed_office, signed_in, live_server):
    office = committed_office
    first, second = led(office, office.specialist), led(office, office.specialist)
    page = signed_in(office.specialist)
    page.goto(f"{live_server.url}/")
    expect(page.locator(f"#wait-work-{second.pk}")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator(f"#wait-work-{first.pk}-subject")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(f"#wait-work-{second.pk}-subject")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/documents/{first.document_id}/")


def test_the_desk_and_the_paper_in_the_dark(committed_office, lead, signed_in, live_server):
    page = signed_in(committed_office.chief, color_scheme="dark")
    page.goto(f"{live_server.url}/documents/{lead.document_id}/")
    expect(page.locator("#work")).to_be_visible()
    photograph(page, "document-dark")
    blameless(page)
    page.goto(f"{live_server.url}/?show=unit")
    expect(page.locator("#waits")).to_be_visible()
    blameless(page)


@pytest.mark.parametrize("size", [WIDE, TABLET], ids=["desk", "tablet"])
def test_the_picture_and_the_list_behind_a_figure(committed_office, lead, signed_in, live_server, size):
    office, site = committed_office, live_server.url
    late = led(office, office.specialist, due_on=add_working_days(today(), 2), instruction="Rà soát số liệu")
    with database_role("none"):
        Assignment.objects.filter(pk=late.pk).update(due_on=today() - dt.timedelta(days=6))
    acts.report_result(office.head, lead, "Kính trình dự thảo")
    page = signed_in(office.chief, viewport=size)
    page.goto(f"{site}/")
    expect(page.locator(f"#wait-judge-{lead.pk}")).to_contain_text("Kính trình dự thảo")
    photograph(page, f"desk-chief-{size['width']}")
    blameless(page)
    page.goto(f"{site}/routing/picture/")
    expect(page.locator(".picture-table")).to_be_visible()
    photograph(page, f"picture-{size['width']}")
    blameless(page)
    page.locator(".picture-over a").first.click()
    expect(page.locator(".desk-line")).to_have_count(1)
    photograph(page, f"picture-list-{size['width']}")
    blameless(page)
    specialist = signed_in(office.specialist, viewport=size)
    specialist.goto(f"{site}/")
    expect(specialist.locator(f"#wait-work-{late.pk} .due.over")).to_be_visible()
    photograph(specialist, f"desk-late-{size['width']}")
    specialist.goto(f"{site}/people/me/")
    specialist.locator("#absences summary").click()
    photograph(specialist, f"me-{size['width']}")
    blameless(specialist)
