"""Regenerates `docs/screens/`: the real program with its demonstration, in a real browser, page by page.

`make screens`; the data folder is thrown away afterwards.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from chauban.demo import PASSWORD

OUT = Path(__file__).resolve().parents[1] / "docs" / "screens"
PORT = 9817
SITE = f"http://localhost:{PORT}"
DESK, TABLET = (1440, 900), (820, 1180)
#: (name, who, path or link to follow from a path, sizes, schemes)
SHOTS: list[tuple[str, str, str, str]] = [
    ("door", "", "/accounts/login/", ""),
    ("desk-clerk", "vanthu", "/", ""),
    ("desk-chief", "chanhvp", "/", ""),
    ("desk-specialist", "chuyenvien", "/", ""),
    ("tray", "vanthu", "/intake/", ""),
    ("check", "vanthu", "/intake/next/", ""),
    ("arrange", "vanthu", "/intake/next/", "a[href*='/arrange/']"),
    ("tray-registered", "vanthu", "/intake/?show=registered", ""),
    ("without-scan", "vanthu", "/intake/new/", ""),
    ("documents", "chanhvp", "/documents/", ""),
    ("document", "vanthu", "/documents/", ".desk-line a[href*='/documents/']"),
    ("search-nothing", "chanhvp", "/search/?q=zzz", ""),
    ("not-found", "chanhvp", "/documents/999999/", ""),
    ("not-allowed", "chanhvp", "/people/", ""),
    ("search", "chanhvp", "/search/?q=nghi+quyet", ""),
    ("registers", "vanthu", "/registers/", ""),
    ("book", "vanthu", "/registers/", "a[href*='/books/']"),
    ("entry", "vanthu", "/registers/", "a[href*='/books/'] >> next a[href*='/entries/']"),
    ("closing", "vanthu", "/registers/", "a[href*='/books/'] >> next a[href*='/closing/']"),
    ("print", "vanthu", "/registers/", "a[href*='/books/']:has-text('2026') >> next a[href*='print.pdf']"),
    ("register-change", "quantri", "/registers/", "a[href*='/change/']"),
    ("people", "quantri", "/people/", ""),
    ("person-add", "quantri", "/people/add/", ""),
    ("agency", "quantri", "/people/agencies/", "main a[href*='/agencies/']:has-text('Văn phòng Tỉnh ủy Hương Giang')"),
    ("person", "quantri", "/people/", "main a[href^='/people/'][href$='/']:has-text('Đỗ Thùy Linh')"),
    ("agencies", "quantri", "/people/agencies/", ""),
    ("import", "quantri", "/people/import/", ""),
    ("journal", "quantri", "/journal/", ""),
    ("me", "vanthu", "/people/me/", ""),
    ("desk-leader", "bithu", "/", ""),
    ("leader-queue", "bithu", "/routing/up/", ""),
    ("leader", "bithu", "/routing/up/", "main a[href*='/routing/up/']"),
    ("phrases", "bithu", "/routing/phrases/", ""),
    ("to-submit", "vanthu", "/routing/to-submit/", ""),
    ("work", "chanhvp", "/", ".desk-line a[href*='/documents/']"),
    ("picture", "chanhvp", "/routing/picture/", ""),
    ("overdue", "chanhvp", "/notices/overdue/", ""),
    ("notices", "chuyenvien", "/notices/", ""),
    ("rules", "quantri", "/routing/rules/", ""),
    ("calendar", "quantri", "/calendar/", ""),
    ("delegations", "quantri", "/people/delegations/", ""),
]


def main() -> None:
    """Start the site on a folder of its own, wait until the tray is read, take every picture."""
    folder = Path(tempfile.mkdtemp(prefix="chauban-screens-"))
    environment = os.environ | {"CHAUBAN_DATA": str(folder)}
    site = subprocess.Popen(
        [sys.executable, "-m", "chauban.cli", "run", "--demo", "--port", str(PORT)], env=environment
    )  # fmt: skip
    try:
        _wait_for_site()
        shutil.rmtree(OUT, ignore_errors=True)
        OUT.mkdir(parents=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            for size, scheme, suffix in ((DESK, "light", ""), (TABLET, "light", "-820"), (DESK, "dark", "-dark")):
                _take_all(browser, size, scheme, suffix)
            browser.close()
    finally:
        site.send_signal(signal.SIGINT)
        site.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for_site(seconds: int = 300) -> None:
    for _ in range(seconds):
        try:
            with urllib.request.urlopen(SITE + "/accounts/login/", timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(1)
    raise SystemExit("The site did not start.")


def _take_all(browser: Browser, size: tuple[int, int], scheme: str, suffix: str) -> None:
    for person in dict.fromkeys(shot[1] for shot in SHOTS):
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="vi-VN",
        )
        page = context.new_page()
        if person:
            _sign_in(page, person)
            _wait_for_tray(page, person)
        for name, who, path, link in SHOTS:
            if who == person:
                _take(page, OUT / f"{name}{suffix}.png", path, link)
        context.close()


def _sign_in(page: Page, person: str) -> None:
    page.goto(SITE + "/accounts/login/")
    page.fill("[name=login]", person)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "login" not in url)


def _wait_for_tray(page: Page, person: str) -> None:
    """The clerk's pictures are taken when the machine has read what it was given."""
    if person != "vanthu":
        return
    for _ in range(60):
        page.goto(SITE + "/intake/")
        if not page.locator("progress, [role=progressbar]").count():
            return
        time.sleep(2)


def _take(page: Page, out: Path, path: str, link: str) -> None:
    page.goto(SITE + path)
    for step in filter(None, (part.strip() for part in link.split(">> next"))):
        page.locator(step).first.click()
        page.wait_for_load_state()
    page.wait_for_timeout(800)
    page.screenshot(path=out)
    with Image.open(out) as picture:  # a third of the size, and no eye sees it
        picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(out, optimize=True)
    print(out.name, page.title())


if __name__ == "__main__":
    main()
