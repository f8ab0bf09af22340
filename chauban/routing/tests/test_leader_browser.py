"""The leader's screen in a real browser: pen and finger on a tablet, keys at a desk."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from chauban.people.identity import acting
from chauban.routing import acts
from chauban.routing.models import Assignment, Ink
from tests.browser import TABLET, WIDE, blameless
from tests.shelf import add_pages

from .leading import SETTLE, Fingers, Pen, begun, photograph, spot, strokes
from .ways import annotated, registered, submitted

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_the_pen_writes_the_finger_scrolls_and_the_palm_does_nothing(at_paper, papers):
    page = at_paper(TABLET, has_touch=True)
    pen, fingers, (x, y) = Pen(page), Fingers(page), spot(page)
    for line in range(3):
        pen.stroke(x, y + 40 * line)
    expect(strokes(page)).to_have_attribute("data-strokes", "3")
    before = page.evaluate("document.querySelector('.paper-scroll').scrollTop")
    fingers.drag(x, y, 0, -200)  # the hand's side, just after the pen
    assert page.evaluate("document.querySelector('.paper-scroll').scrollTop") == before
    expect(strokes(page)).to_have_attribute("data-strokes", "3")
    page.wait_for_timeout(1000)
    fingers.drag(x, y, 0, -200)
    for _ in range(50):
        if page.evaluate("document.querySelector('.paper-scroll').scrollTop") > before + 50:
            break
        page.wait_for_timeout(100)
    else:
        pytest.fail("the finger does not scroll")
    expect(strokes(page)).to_have_attribute("data-strokes", "3")
    photograph(page, "leader-pen")
    page.get_by_role("button", name="Hoàn tác").click()
    expect(strokes(page)).to_have_attribute("data-strokes", "2")
    page.get_by_role("button", name="Làm lại").click()
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator("[data-leader-status]")).to_contain_text("127/SYT-NVY: Đã gửi")
    (annotation,) = papers.said()
    with acting(papers.office.chief):
        (ink,) = Ink.objects.filter(annotation=annotation)
    assert len(ink.strokes) == 3
    pressures = ink.strokes[0][2][2::4]
    assert len(set(pressures)) > 1
    times = ink.strokes[0][2][3::4]
    assert times == sorted(times)


def test_a_finger_writes_when_it_is_told_to_and_two_enlarge(at_paper, papers):
    page = at_paper(TABLET, has_touch=True)
    fingers, (x, y) = Fingers(page), spot(page)
    page.get_by_role("button", name="Viết", exact=True).click()
    fingers.drag(x, y, 100, 10)
    expect(strokes(page)).to_have_attribute("data-strokes", "1")
    fingers.drag(x, y + 50, 100, 10, radius=60)  # the ball of the hand
    expect(strokes(page)).to_have_attribute("data-strokes", "1")
    zoom = page.evaluate("document.querySelector('[data-paper]').paper.scale")
    fingers.send("touchStart", (x, y))
    fingers.send("touchStart", (x, y), (x + 60, y))
    for at in range(1, 8):
        fingers.send("touchMove", (x - 10 * at, y), (x + 60 + 10 * at, y))
    fingers.send("touchEnd")
    assert page.evaluate("document.querySelector('[data-paper]').paper.scale") > zoom * 1.5
    expect(strokes(page)).to_have_attribute("data-strokes", "1")
    page.get_by_role("button", name="Vừa bề ngang").click()
    page.evaluate("document.querySelector('.paper-scroll').scrollTop = 0")
    page.get_by_role("button", name="Tẩy", exact=True).click()
    fingers.drag(x + 50, y - 30, 0, 70)
    expect(strokes(page)).to_have_attribute("data-strokes", "0")
    page.keyboard.press("z")
    expect(strokes(page)).to_have_attribute("data-strokes", "1")


def test_a_finger_sideways_turns_the_page(at_paper):
    page = at_paper(TABLET, has_touch=True)
    fingers, (x, y) = Fingers(page), spot(page)
    fingers.drag(x + 100, y, -200, 5)
    expect(page.get_by_label("Trang", exact=True)).to_have_value("2")
    fingers.drag(x - 100, y, 200, 5)
    expect(page.get_by_label("Trang", exact=True)).to_have_value("1")


def test_two_taps_each_and_the_next_paper_follows(at_paper, papers):
    acts.add_phrase(papers.office.chief, "Giao phòng Tổng hợp tham mưu")
    page = at_paper(TABLET, has_touch=True)
    page.get_by_role("button", name="Giao phòng Tổng hợp tham mưu").tap()
    page.locator("[data-holder]", has_text="Phòng Tổng hợp").tap()
    page.get_by_role("button", name="Phối hợp").tap()
    page.locator("[data-holder]", has_text="Phòng Cơ yếu").tap()
    page.get_by_role("button", name="Để biết").tap()
    page.locator("[data-combobox]").fill("tran thi thu")
    page.get_by_role("option", name="Trần Thị Thu Hà").tap()
    page.get_by_role("button", name="3 ngày").tap()
    photograph(page, "leader-plan-tablet")
    blameless(page)
    page.get_by_role("button", name="Gửi", exact=True).tap()
    expect(page.get_by_role("heading", name=re.compile("tuyến đường|kinh tế"))).to_be_visible()
    expect(page.locator("[data-leader-status]")).to_contain_text("Đã gửi")
    with acting(papers.office.chief):
        given = {(each.part, str(each.holder)) for each in Assignment.objects.all()}
    assert given == {
        ("lead", "Phòng Tổng hợp"),
        ("support", "Phòng Cơ yếu - Công nghệ thông tin"),
        ("inform", "Trần Thị Thu Hà"),
    }
    assert not page.url.endswith(f"/{papers.waiting[0].pk}/")


def test_a_proposal_is_taken_over_with_one_tap(papers, signed_in, live_server):
    office = papers.office
    document = registered(office, symbol="9/SYT", subject="Về kế hoạch kiểm tra")
    add_pages(document, ["Trang một"])
    first = submitted(office, document=document, first_to=office.deputy_chief)
    page = signed_in(office.deputy_chief, viewport=TABLET)
    page.goto(f"{live_server.url}/routing/up/{first.pk}/")
    begun(page)
    page.locator("#opinion").fill("Giao phòng Tổng hợp tham mưu")
    page.locator("[data-holder]", has_text="Phòng Tổng hợp").click()
    page.get_by_role("button", name="Đề xuất và trình đồng chí Nguyễn Văn Bình").click()
    expect(page.get_by_role("heading", name="Không còn văn bản nào sẵn trên máy")).to_be_visible()
    expect(page.locator("[data-leader-status]")).to_contain_text("Đã đề xuất và trình")
    with acting(office.chief):
        onward = first.next.get()
    page = signed_in(office.chief, viewport=TABLET)
    page.goto(f"{live_server.url}/routing/up/{onward.pk}/")
    begun(page)
    photograph(page, "leader-proposal")
    blameless(page)
    page.get_by_role("button", name="Dùng đề xuất này").click()
    expect(page.locator("[data-part=lead]")).to_contain_text("Phòng Tổng hợp")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator("[data-leader-status]")).to_contain_text("9/SYT: Đã gửi")
    expect(page.locator(".leader-count")).to_have_text("3 văn bản chờ")
    assert [each.text for each in papers.said()] == ["Giao phòng Tổng hợp tham mưu"] * 2
    with acting(office.chief):
        assert str(Assignment.objects.get().holder) == "Phòng Tổng hợp"
    page.wait_for_timeout(SETTLE)
    page.goto("about:blank")
    page.wait_for_timeout(SETTLE)


def test_the_keyboard_does_it_all(at_paper, papers):
    page = at_paper(WIDE)
    page.keyboard.press("t")
    page.keyboard.type("Đồng ý chủ trương")
    page.keyboard.press("Escape")
    page.locator("h1").focus()
    page.keyboard.press("k")
    page.keyboard.type("phong tong hop")
    page.get_by_role("option", name="Phòng Tổng hợp").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("h1").focus()
    page.keyboard.press("d")
    page.keyboard.type("5/2")
    page.keyboard.press("Enter")
    expect(page.locator("[data-due-told]")).to_contain_text("02")
    photograph(page, "leader-keyboard-desk")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-leader-status]")).to_contain_text("127/SYT-NVY: Đã gửi")
    (annotation,) = papers.said()
    assert annotation.text == "Đồng ý chủ trương"
    with acting(papers.office.chief):
        work = Assignment.objects.get()
    assert (str(work.holder), work.due_on and work.due_on.month) == ("Phòng Tổng hợp", 2)
    page.keyboard.press("f")
    page.get_by_text("Trần Thị Thu Hà").first.click()
    photograph(page, "leader-forward-desk")
    page.locator("[data-do=forward]").click()
    expect(page.locator("[data-leader-status]")).to_contain_text("Đã chuyển")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [TABLET, WIDE], ids=["tablet", "desk"])
def test_pages_are_clean(papers, at_paper, live_server, size, scheme):
    office = papers.office
    acts.add_phrase(office.chief, "Giao phòng Tổng hợp tham mưu")
    acts.add_phrase(office.chief, "Đồng ý với đề xuất của cơ quan trình")
    other = submitted(office, office.secretary, papers.waiting[0].document)
    stroke = [0, 1.7, [x for at in range(40) for x in (80 + at * 4, 300 + (at % 5) * 3, 0.3 + at / 80, at * 8)]]
    annotated(other, text="Giao Văn phòng tham mưu", ink={1: [stroke]})
    page = at_paper(size, color_scheme=scheme)
    expect(page.locator(".ink-mark")).to_have_count(1)
    name = f"{'tablet' if size == TABLET else 'desk'}-{scheme}"
    x, y = spot(page)
    Pen(page).stroke(x - 150, y + 60, 200)
    photograph(page, f"leader-{name}")
    blameless(page)
    page.get_by_role("button", name="Trả lại", exact=True).click()
    photograph(page, f"leader-return-{name}")
    blameless(page)
    for place in ("routing/up/", "routing/phrases/"):
        page.goto(f"{live_server.url}/{place}")
        page.wait_for_load_state("networkidle")
        photograph(page, f"leader-{place.split('/')[1]}-{name}")
        blameless(page)
