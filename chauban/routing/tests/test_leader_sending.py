"""The leader's screen on a bad line: what is written stays on the device until the server has it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from chauban.people.identity import acting
from chauban.routing import acts
from chauban.routing.models import Assignment, Ink
from chauban.routing.plans import Given
from chauban.routing.states import Part
from tests.browser import TABLET, blameless
from tests.shelf import add_pages

from .leading import SUBJECTS, Pen, begun, photograph, spot, strokes
from .ways import annotated, registered, submitted

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_the_line_is_cut_while_sending(at_paper, papers):
    page = at_paper(TABLET)
    pen, (x, y) = Pen(page), spot(page)
    page.wait_for_selector("[data-leader][data-fetched]")
    for line in range(5):
        pen.stroke(x, y + 30 * line)
    # The server gets it, its answer is lost, and then the whole line.
    lost = []

    def cut(route):
        route.fetch()
        lost.append(route.request.url)
        page.context.set_offline(True)
        route.abort("connectionfailed")

    page.route("**/send/", cut, times=1)
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile(SUBJECTS[1]))).to_be_visible()
    expect(page.locator("[data-unsent-count]")).to_have_text(re.compile("1"))
    expect(page.locator("[data-leader-status]")).to_contain_text("chưa gửi được")
    assert page.evaluate(
        "[...document.querySelectorAll('.paper-page img')].every(each => each.src.startsWith('blob:'))"
    )
    # The next paper is written on meanwhile.
    begun(page)
    pen.stroke(x, y)
    page.locator("#opinion").fill("Đồng ý")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile(SUBJECTS[2]))).to_be_visible()
    photograph(page, "leader-offline")
    page.locator("[data-unsent] summary").click()
    expect(page.locator("[data-unsent-list] li")).to_have_count(2)
    photograph(page, "leader-offline-list")
    page.context.set_offline(False)
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert len(lost) == 1
    first, second = papers.said()
    with acting(papers.office.chief):
        assert [len(ink.strokes) for ink in Ink.objects.filter(annotation=first)] == [5]
        assert [len(ink.strokes) for ink in Ink.objects.filter(annotation=second)] == [1]
    assert second.text == "Đồng ý"


def test_what_is_not_sent_survives_a_reload(at_paper, papers, live_server):
    page = at_paper(TABLET)
    pen, (x, y) = Pen(page), spot(page)
    pen.stroke(x, y)
    pen.stroke(x, y + 40)
    page.locator("#opinion").fill("Đồng ý, giao Văn phòng")
    page.locator("[data-holder]", has_text="Phòng Tổng hợp").click()
    page.wait_for_timeout(500)
    expect(page.locator("[data-leader-status]")).to_contain_text("Đã lưu trên máy")
    page.reload()
    begun(page)
    expect(strokes(page)).to_have_attribute("data-strokes", "2")
    expect(page.locator("#opinion")).to_have_value("Đồng ý, giao Văn phòng")
    expect(page.locator("[data-part=lead]")).to_contain_text("Phòng Tổng hợp")
    page.route("**/send/", lambda route: route.abort("connectionfailed"))
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator("[data-unsent-count]")).to_have_text(re.compile("1"))
    page.unroute("**/send/")
    page.goto(f"{live_server.url}/documents/")  # it goes from any page
    expect(page.locator(".toast")).to_contain_text("127/SYT-NVY: Đã gửi")
    (annotation,) = papers.said()
    with acting(papers.office.chief):
        assert [len(ink.strokes) for ink in Ink.objects.filter(annotation=annotation)] == [2]


def test_refused_is_kept_shown_and_chosen_about(papers, at_paper, live_server):
    office = papers.office
    page = at_paper(TABLET)
    page.locator("[data-holder]", has_text="Phòng Cơ yếu").click()
    x, y = spot(page)
    Pen(page).stroke(x, y)
    other = submitted(office, office.secretary, papers.waiting[0].document)
    annotated(other, Given(Part.LEAD, office.general))
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator("[data-leader-status]")).to_contain_text("Không được nhận")
    page.get_by_role("link", name="Xem lại").click()
    begun(page)
    expect(page.locator("[data-leader-banner]")).to_contain_text("Phòng Tổng hợp")
    expect(strokes(page)).to_have_attribute("data-strokes", "1")
    photograph(page, "leader-refused")
    blameless(page)
    page.get_by_role("button", name="Để nơi tôi chọn phối hợp").click()
    expect(page.locator("[data-leader-status]")).to_contain_text("127/SYT-NVY: Đã gửi")
    with acting(office.chief):
        work = {(each.part, str(each.holder)) for each in Assignment.objects.filter(ended_at=None)}
        assert Ink.objects.count() == 1
    assert work == {("lead", "Phòng Tổng hợp"), ("support", "Phòng Cơ yếu - Công nghệ thông tin")}


def test_kept_for_later_keeps_what_is_written(at_paper, papers, live_server):
    page = at_paper(TABLET)
    x, y = spot(page)
    Pen(page).stroke(x, y)
    page.get_by_role("button", name="Để sau").click()
    expect(page.locator("[data-leader-status]")).to_contain_text("Để lại sau")
    page.goto(papers.address(live_server))
    begun(page)
    expect(strokes(page)).to_have_attribute("data-strokes", "1")


def test_signed_out_meanwhile_it_is_kept_and_said(at_paper, papers):
    page = at_paper(TABLET)
    page.locator("#opinion").fill("Đồng ý")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator("[data-leader-status]")).to_contain_text("Đăng nhập lại")
    expect(page.locator("[data-unsent-count]")).to_have_text(re.compile("1"))
    page.context.add_cookies(cookies)
    page.locator("[data-unsent] summary").click()
    page.get_by_role("button", name="Gửi lại ngay").click()
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert [each.text for each in papers.said()] == ["Đồng ý"]


#: Numbers of the people whose words are kept on the device; with a number given, one of that person's is put there.
KEPT = """(put) => new Promise((resolve) => {
  const asked = indexedDB.open("chauban-leader", 1);
  asked.onsuccess = () => {
    const store = asked.result.transaction("written", "readwrite").objectStore("written");
    if (put) store.put({ id: `${put}:1`, person: put, submission: 1, state: "waiting", changed: 1 });
    const all = store.getAll();
    all.onsuccess = () => { asked.result.close(); resolve(all.result.map((each) => each.person)); };
  };
})"""


def test_signing_out_leaves_nothing_of_ones_own_on_the_device(at_paper, papers, live_server):
    page = at_paper(TABLET)
    x, y = spot(page)
    Pen(page).stroke(x, y)
    expect(page.locator("[data-leader-status]")).to_contain_text("Đã lưu trên máy")
    page.evaluate(KEPT, 9999)  # somebody else wrote here, too, and their session ended
    page.goto(f"{live_server.url}/documents/")
    page.get_by_role("button", name="Tài khoản").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.locator("#confirm")).to_contain_text("1 văn bản chưa gửi")
    page.locator("#confirm [value=yes]").click()
    page.wait_for_url("**/accounts/**")
    assert page.evaluate(KEPT, 0) == [9999]


def test_a_classified_paper_leaves_no_trace_on_the_device(committed_office, signed_in, live_server):
    office = committed_office
    document = registered(office, secrecy=1, subject="")
    add_pages(document, ["Trang một"])
    submission = submitted(office, document=document)
    page = signed_in(office.chief, viewport=TABLET)
    page.goto(f"{live_server.url}/routing/up/{submission.pk}/")
    begun(page)
    x, y = spot(page)
    Pen(page).stroke(x, y)
    page.locator("#opinion").fill("Đồng ý")
    expect(page.locator("[data-leader-status]")).to_contain_text("văn bản mật")
    page.wait_for_selector("[data-leader][data-kept=memory]")
    kept = """new Promise(done => { const asked = indexedDB.open("chauban-leader"); asked.onsuccess = () => {
        const base = asked.result;
        if (!base.objectStoreNames.length) return done(0);
        const all = base.transaction("written").objectStore("written").count();
        all.onsuccess = () => done(all.result);
    }; })"""
    assert page.evaluate(kept) == 0
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator("[data-leader-status]")).to_contain_text("Đã gửi")
    with acting(office.chief):
        assert Ink.objects.count() == 1


def test_markup_in_a_phrase_is_tapped_as_text(papers, at_paper):
    acts.add_phrase(papers.office.chief, "<script>alert(1)</script><b>Đồng ý</b>")
    page = at_paper(TABLET)
    page.on("dialog", lambda dialog: pytest.fail("the phrase ran"))
    page.get_by_role("button", name="<script>alert(1)</script>").click()
    expect(page.locator("#opinion")).to_have_value("<script>alert(1)</script><b>Đồng ý</b>")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator("[data-leader-status]")).to_contain_text("Đã gửi")
    assert papers.said()[0].text == "<script>alert(1)</script><b>Đồng ý</b>"


def test_ten_thousand_strokes(at_paper, papers):
    page = at_paper(TABLET)
    x, y = spot(page)
    Pen(page).stroke(x, y)
    fill = """async (many) => {
        const root = document.querySelector("[data-leader]");
        const record = await window.chauban.kept.get(Number(root.dataset.person), Number(root.dataset.leader));
        const across = (n) => 50 + n % 480, down = (n) => 60 + Math.floor(n / 14);
        const stroke = (n) => [n, 1.7, [across(n), down(n), 0.5, 0, across(n) + 3, down(n) + 2, 0.6, 9]];
        record.ink = {1: Array.from({length: many}, (_, n) => stroke(n))};
        await window.chauban.kept.put(record);
    }"""
    page.evaluate(fill, 9_999)
    page.reload()
    begun(page)
    expect(strokes(page)).to_have_attribute("data-strokes", "9999")
    pen, (x, y) = Pen(page), spot(page)
    pen.stroke(x, y)
    expect(strokes(page)).to_have_attribute("data-strokes", "10000")
    pen.stroke(x, y + 30)
    expect(page.locator(".toast.error")).to_contain_text("đầy")
    expect(strokes(page)).to_have_attribute("data-strokes", "10000")
    page.locator(".toast.error").get_by_role("button").click()
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator("[data-leader-status]")).to_contain_text("Đã gửi")
    with acting(papers.office.chief):
        assert len(Ink.objects.get().strokes) == 10_000
