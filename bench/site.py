"""The site at rest and its first page: memory of all processes together, and how soon a page is usable.

Baselines of the same run: the embedded PostgreSQL alone, and an empty page from Python's own web server.
"""

from __future__ import annotations

import http.server
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from chauban.demo import PASSWORD

PORT, ROUNDS = 9823, 12
SITE = f"http://localhost:{PORT}"
GOAL_MB, GOAL_MS = 450, 300
#: Seconds without a visitor: who read the tray goes to rest, connections on which nothing is asked are ended.
REST = 200
#: Milliseconds from the request until the page's own scripts have run, as the browser itself measured it.
USABLE = "() => { const t = performance.getEntriesByType('navigation')[0]; return t.domContentLoadedEventEnd }"
LOADED = """() => performance.getEntriesByType('resource').map(r => r.name)
    .filter(name => /[.](css|js)($|[?])/.test(name)).map(name => name.split('.').pop())"""


def main() -> list[str]:
    """Start the demonstration on a folder of its own, let it come to rest, measure, print the lines."""
    with _site() as pids, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        lines = _pages(browser)
        browser.close()
        time.sleep(REST)
        lines += _memory(pids())
    print("\n".join(lines))
    return lines


@contextmanager
def _site() -> Iterator[Callable[[], dict[int, str]]]:
    folder = Path(tempfile.mkdtemp(prefix="chauban-at-rest-"))
    site = subprocess.Popen(
        [sys.executable, "-m", "chauban.cli", "run", "--demo", "--port", str(PORT)],
        env=os.environ | {"CHAUBAN_DATA": str(folder)},
        stdout=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(SITE + "/accounts/login/", timeout=5).close()  # noqa: S310
                break
            except OSError:
                time.sleep(1)
        time.sleep(60)  # the tray of the demonstration is read meanwhile
        yield lambda: _processes(folder)
    finally:
        site.send_signal(signal.SIGINT)
        site.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def _processes(folder: Path) -> dict[int, str]:
    """The processes that work on the data folder, children included, by number."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes().split(b"\0")
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        data = f"CHAUBAN_DATA={folder}".encode() in environment
        if (data or str(folder) in command or "postgres" in command) and "-m bench" not in command:
            found[int(entry.name)] = command
    postmasters = {pid for pid, command in found.items() if str(folder) in command and "postgres" in command}
    return {pid: command for pid, command in found.items() if _belongs(pid, command, postmasters)}


def _belongs(pid: int, command: str, postmasters: set[int]) -> bool:
    if "postgres" not in command or pid in postmasters:
        return True
    parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return parent in postmasters


def _memory(found: dict[int, str]) -> list[str]:
    """Proportional set size: shared memory is counted once, divided among its users."""
    sizes = {}
    for pid, command in found.items():
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        sizes[pid] = (int(rollup.split("Pss:")[1].split()[0]) / 1024, command)
    whole = sum(size for size, _ in sizes.values())
    database = sum(size for size, command in sizes.values() if "postgres" in command)
    return [f"at rest, all {len(sizes)} processes: {whole:.0f} MB (goal {GOAL_MB}); PostgreSQL alone {database:.0f} MB"]


def _pages(browser: Browser) -> list[str]:
    lines = []
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_words: None})
    empty = http.server.ThreadingHTTPServer(("127.0.0.1", 0), quiet)
    threading.Thread(target=empty.serve_forever, daemon=True).start()
    base = f"http://localhost:{empty.server_port}/CHANGELOG.md"
    lines.append(f"an empty server's file, usable after {_median(browser, base, '')[0]:.0f} ms (baseline)")
    for path, who in (
        ("/accounts/login/", ""),
        ("/", "vanthu"),
        ("/documents/", "chanhvp"),
        ("/intake/next/", "vanthu"),
    ):
        milliseconds, kinds = _median(browser, SITE + path, who)
        lines.append(
            f"{path} usable after {milliseconds:.0f} ms with an empty cache (goal {GOAL_MS}), "
            f"{kinds.count('css')} stylesheet, {kinds.count('js')} script"
        )
    empty.shutdown()
    return lines


def _median(browser: Browser, url: str, who: str) -> tuple[float, list[str]]:
    taken, kinds = [], []
    state = None
    if who:
        context = browser.new_context()
        page = context.new_page()
        page.goto(SITE + "/accounts/login/")
        page.fill("[name=login]", who)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda at: "login" not in at)
        state = context.storage_state()
        context.close()
    for _ in range(ROUNDS):
        context = browser.new_context(storage_state=state)
        page = context.new_page()
        page.goto(url)
        taken.append(page.evaluate(USABLE))
        kinds = page.evaluate(LOADED)
        context.close()
    return statistics.median(taken), kinds


if __name__ == "__main__":
    main()
