"""The one stylesheet and script; and the gallery of components in a real browser, where axe must find nothing."""

from __future__ import annotations

import functools
import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from chauban.web.bundle import WEB, build

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "form-action 'self'"
)


def test_layers_come_first_then_web_then_rooms(tmp_path: Path):
    room = tmp_path / "desk"
    (room / "js").mkdir(parents=True)
    (room / "desk.css").write_text("@layer rooms { .x { color: red } }", encoding="utf-8")
    (room / "js" / "desk.js").write_text("(() => { /* desk */ })();", encoding="utf-8")
    build(tmp_path / "out", [room])
    css = (tmp_path / "out" / "chauban.css").read_text(encoding="utf-8")
    script = (tmp_path / "out" / "chauban.js").read_text(encoding="utf-8")
    assert css.split("\n")[1].startswith("@layer reset, tokens, base, layout, components, rooms, utilities;")
    assert css.index("/* web/utilities.css */") < css.index("/* desk/desk.css */")
    assert script.index("htmx") < script.index("// web/00-core.js") < script.index("// web/paper.js")
    assert script.index("// web/paper.js") < script.index("// web/paper-words.js") < script.index("// desk/desk.js")


def test_the_same_sources_give_the_same_bytes(tmp_path: Path):
    build(tmp_path / "one")
    build(tmp_path / "two")
    for name in ("chauban.css", "chauban.js"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_every_stylesheet_lives_in_a_layer_and_fetches_nothing():
    for path in WEB.glob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert "@layer" in text, path.name
        assert "url(" not in text and "@import" not in text, path.name


def test_scripts_stay_small_and_never_evaluate_text():
    for path in (WEB / "js").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") < 200, path.name
        assert "eval(" not in text and "new Function" not in text, path.name


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    out = tmp_path_factory.mktemp("gallery")
    subprocess.run([sys.executable, "-m", "chauban.web.gallery.render", str(out)], check=True)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None: ...

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write('<li class="tray-item"><span class="tray-name">Đã nhận</span></li>'.encode())

        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", POLICY)
            super().end_headers()

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(out)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def see(gallery, browser):
    """Opens a page of the gallery; any error of the page or the policy fails the test."""
    problems: list[str] = []
    contexts = []

    def open_page(name: str, width: int = 1440, height: int = 900, **options: object):
        context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        page.goto(f"{gallery}/{name}.html")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 820, 390])
@pytest.mark.parametrize("name", ["gallery", "document", "door"])
def test_axe_finds_nothing_and_nothing_runs_off_the_side(see, name, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = see(name, width, color_scheme=scheme, bypass_csp=True)
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
def test_a_field_shows_its_place_on_the_paper(see):
    page = see("document")
    page.get_by_label("Số, ký hiệu").focus()
    page.locator(".paper-box").wait_for()
    word = page.locator(".paper-words span", has_text="127-BC/ĐU").first
    word.wait_for(state="attached")
    box, mark = word.bounding_box(), page.locator(".paper-box").bounding_box()
    # The span ends with the space between words, the mark does not.
    assert mark["x"] <= box["x"] + 1 and mark["x"] + mark["width"] >= box["x"] + box["width"] - 6
    assert page.locator(".paper-tag").inner_text() == "Số, ký hiệu"


@pytest.mark.browser
@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_words_marked_on_the_page_fill_the_field_last_used(see, turns):
    page = see("document")
    page.get_by_label("Ngày văn bản").focus()
    for _ in range(turns):
        page.get_by_role("button", name="Xoay trang").click()
    page.keyboard.press("Alt+m")
    box = page.locator(".paper-words span", has_text="20").first
    box.wait_for(state="attached")
    spans = page.locator(".paper-words").first.locator("span")
    spans.nth(19).scroll_into_view_if_needed()
    first, last = spans.nth(19).bounding_box(), spans.nth(26).bounding_box()
    left, right = min(first["x"], last["x"]), max(first["x"] + first["width"], last["x"] + last["width"])
    top, bottom = min(first["y"], last["y"]), max(first["y"] + first["height"], last["y"] + last["height"])
    page.mouse.move(left - 2, top - 2)
    page.mouse.down()
    page.mouse.move(right + 2, bottom + 2, steps=4)
    page.mouse.up()
    expect(page.get_by_label("Ngày văn bản")).to_have_value("Lam Sơn, ngày 20 tháng 11 năm 2026")


@pytest.mark.browser
def test_zoom_keeps_words_on_their_places(see):
    page = see("document")
    span = page.locator(".paper-words span").nth(13)
    span.wait_for(state="attached")
    for _ in range(3):
        page.get_by_role("button", name="Phóng to").click()
    at = page.evaluate(
        """() => { const s = document.querySelectorAll('.paper-words span')[13].getBoundingClientRect();
        const p = document.querySelector('.paper-sheet').getBoundingClientRect();
        return [(s.left - p.left) / p.width * 595, s.width / p.width * 595]; }"""
    )
    assert abs(at[0] - 172.8) < 1 and abs(at[1] - 59) < 4


@pytest.mark.browser
def test_two_fingers_make_the_page_larger(see):
    page = see("document", 820, 1180, has_touch=True)
    before = page.locator(".paper-sheet").first.bounding_box()["width"]
    touch = page.context.new_cdp_session(page)
    for kind, apart in (("touchStart", 50), ("touchMove", 75), ("touchMove", 100)):
        points = [{"x": 400 - apart, "y": 400, "id": 0}, {"x": 400 + apart, "y": 400, "id": 1}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    after = page.locator(".paper-sheet").first.bounding_box()["width"]
    assert after == pytest.approx(2 * before, rel=0.02)


@pytest.mark.browser
def test_a_stamp_moves_by_millimetres(see):
    page = see("document")
    stamp = page.locator("[data-draggable-stamp]")
    stamp.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    assert page.locator("#stamp-x").input_value() == "36" and page.locator("#stamp-y").input_value() == "58"
    box = stamp.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] - 1000, box["y"] + 20)
    page.mouse.up()
    assert page.locator("#stamp-x").input_value() == "0"


@pytest.mark.browser
def test_dates_as_a_clerk_types_them(see):
    page = see("gallery")
    cases = {
        "5/2|2026-11-24": "05/02/2027", "20/11|2026-11-24": "20/11/2026", "05/02/26|2026-11-24": "05/02/2026",
        "5.2.2026|2026-11-24": "05/02/2026", "050226|2026-11-24": "05/02/2026", "31/12|2027-01-04": "31/12/2026",
        "2026-02-05|2026-11-24": "05/02/2026", "30/2|2026-11-24": None,
        "31/4/26|2026-11-24": None, "abc|2026-11-24": None,
    }  # fmt: skip
    for case, expected in cases.items():
        got = page.evaluate(
            "c => { const [text, today] = c.split('|'); const [y, m, d] = today.split('-'); "
            "const r = chauban.dates.parse(text, '', new Date(y, m - 1, d)); return r && chauban.dates.write(r); }",
            case,
        )
        assert got == expected, case
    field = page.locator("#f-from")
    field.fill("31/2/26")
    field.blur()
    assert field.get_attribute("aria-invalid") == "true"
    assert page.get_by_text("Không có ngày này").is_visible()


@pytest.mark.browser
def test_combobox_without_marks_and_enter_saves(see):
    page = see("document")
    page.get_by_label("Cơ quan ban hành").fill("")
    page.keyboard.type("huyen uy")
    page.get_by_role("option", name="Huyện ủy Hòa Bình").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.get_by_label("Cơ quan ban hành").input_value() == "Huyện ủy Hòa Bình"
    page.evaluate(
        "document.querySelector('#register').addEventListener('submit', "
        "e => { e.preventDefault(); window.saved = e.submitter.className; })"
    )
    page.get_by_label("Ngày văn bản").fill("20/11/26")
    page.get_by_label("Trích yếu").press("Enter")
    assert "primary" in page.evaluate("window.saved")


@pytest.mark.browser
def test_what_was_typed_comes_back_after_a_reload(see):
    page = see("gallery")
    page.evaluate("document.querySelectorAll('[aria-invalid]').forEach(e => e.removeAttribute('aria-invalid'))")
    page.get_by_label("Trích yếu").fill("Đang gõ dở")
    page.wait_for_timeout(600)
    page.route("**/gallery.html", lambda route: route.fulfill(
        response=(answer := route.fetch()), body=answer.text().replace('aria-invalid="true"', "")))  # fmt: skip
    page.reload()
    assert page.get_by_label("Trích yếu").input_value() == "Đang gõ dở"
    page.get_by_role("button", name="Bỏ nội dung này").click()
    assert page.get_by_label("Trích yếu").input_value().startswith("Tiến độ")


@pytest.mark.browser
def test_files_are_sent_one_by_one_and_refused_kinds_stay_in_sight(see):
    page = see("gallery")
    page.locator(".drop input").set_input_files([
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"},
        {"name": "b.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"},
    ])  # fmt: skip
    page.locator(".tray-name", has_text="Đã nhận").wait_for()
    assert page.locator(".tray-item[data-state=failed]", has_text="b.exe").is_visible()


@pytest.mark.browser
def test_keys_sheet_menu_and_dialog(see):
    page = see("gallery", 820, 1180)
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Phím tắt").get_by_text("Vào sổ văn bản đến").is_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Mở danh mục").click()
    assert page.get_by_role("link", name="Hồ sơ").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.get_by_role("button", name="Hủy số này").click()
    assert page.get_by_role("dialog", name="Hủy số đến 1.480?").is_visible()
