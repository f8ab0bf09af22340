"""kill -9 of web server, worker and database at random moments while papers flow in from eight clients.

What a client was told is done must be there afterwards; numbers must have no gap, the journal must prove itself, the
doctor must be content. A client that got no answer asks again with the same request, as a browser's user would.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[1]
CLIENTS = 8
PASSWORD = "mat-khau-dai-cua-van-thu"
#: Makes the tests' office in a fresh installation, with passwords as they are kept in earnest.
MAKE_OFFICE = f"""
import conftest, django
django.setup()
from django.conf import settings
from django.contrib.auth.hashers import make_password
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
from tests.office import build
from chauban.people.models import Person
build()
with conftest.database_role("none"):
    Person.objects.update(password=make_password("{PASSWORD}", hasher="pbkdf2_sha256"))
"""
#: Entries and files the database has, as text on two lines.
LOOK = """
import django
django.setup()
from chauban.registry.models import Entry
from chauban.intake.models import Arrival
print(" ".join(f"{e.volume_id}:{e.number}:{e.request_key}" for e in Entry.objects.order_by("volume_id", "number")))
print(" ".join(Arrival.objects.values_list("name", flat=True)))
"""


@dataclass
class Result:
    """What happened, and what of it was lost (nothing, one hopes)."""

    kills: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    received: int = 0
    asked_again: int = 0
    lost: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    doctor: str = ""
    journal: str = ""
    seconds: float = 0.0
    stopped_in: float = 0.0

    @property
    def whole(self) -> bool:
        clean = self.doctor.startswith("ok") and self.journal.startswith("ok")
        return clean and not self.lost and not self.gaps


class Office:
    """A real `chauban run` on a fresh data folder."""

    def __init__(self, data: Path, make: str = MAKE_OFFICE) -> None:
        self.make = make
        #: What making it printed.
        self.made = ""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.data, self.address = data, f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CHAUBAN_", "DJANGO_"))}
        self.environment = kept | {"CHAUBAN_DATA": str(data), "CHAUBAN_LANGUAGE": "en", "PYTHONUTF8": "1"}
        self.process: subprocess.Popen[bytes] | None = None

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `chauban` with these words."""
        called = [sys.executable, "-m", "chauban.cli", *words]
        return subprocess.run(called, cwd=ROOT, env=self.environment, capture_output=True, text=True)

    def python(self, source: str) -> str:
        """Run Python in the owner's role and return what it printed."""
        environment = self.environment | {"CHAUBAN_ROLE": "owner", "DJANGO_SETTINGS_MODULE": "chauban.settings"}
        done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> None:
        """Make the office and run it until it answers."""
        self.data.mkdir(parents=True, exist_ok=True)
        made = self.command("init")
        assert made.returncode == 0, made.stdout + made.stderr
        self.made = self.python(self.make)
        log = (self.data / "run.log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "chauban.cli", "run", "--port", str(self.port)],
            cwd=ROOT, env=self.environment, stdout=log, stderr=log,
        )  # fmt: skip
        self.wait_until_up()

    def wait_until_up(self, seconds: float = 90) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.address}/accounts/login/", timeout=2).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise AssertionError((self.data / "run.log").read_text()[-3000:])

    def victims(self) -> dict[str, list[int]]:
        """Process numbers by what they are."""
        assert self.process
        found: dict[str, list[int]] = {"web": [], "worker": [], "database": []}
        for number, words in descendants(self.process.pid):
            for name in ("web", "worker"):
                if name in words:
                    found[name].append(number)
        with suppress(OSError, ValueError, IndexError):
            found["database"].append(int((self.data / "db" / "postmaster.pid").read_text().split()[0]))
        return found

    def stop(self) -> float:
        """Stop it as Ctrl-C does; returns the seconds it took."""
        assert self.process
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        return time.monotonic() - started


class Clerk(threading.Thread):
    """One client that registers papers, and now and then sends a file, until told to stop."""

    def __init__(self, office: Office, cookies: httpx.Cookies, stopping: threading.Event) -> None:
        super().__init__(daemon=True)
        self.office, self.stopping = office, stopping
        self.keys: list[str] = []
        self.files: list[str] = []
        self.again = 0
        self.trouble: list[str] = []
        self.web = httpx.Client(base_url=office.address, timeout=10, cookies=cookies)

    def run(self) -> None:
        try:
            while not self.stopping.is_set():
                self._register()
                if len(self.keys) % 6 == 0:
                    self._send_file()
        except _Stopping:
            return
        except Exception as error:
            self.trouble.append(repr(error))

    def _register(self) -> None:
        page = self._until_answered("GET", "/intake/new/")
        key = value_in(page, "request_key")
        register = re.search(r'<option value="(\d+)"', page.text.partition('name="register"')[2])
        assert register, page.text[:300]
        given = {
            "csrfmiddlewaretoken": value_in(page, "csrfmiddlewaretoken"), "request_key": key, "register": register[1],
            "arrived_on": time.strftime("%d/%m/%Y"), "issuer_name": "Sở Y tế", "urgency": "0", "secrecy": "0",
            "subject": f"Về việc thử {key}",
        }  # fmt: skip
        answer = self._until_answered("POST", "/intake/new/", data=given)
        assert answer.status_code == 302, re.sub(r"<[^>]+>|\s+", " ", answer.text)[-1500:]
        self.keys.append(key)

    def _send_file(self) -> None:
        page = self._until_answered("GET", "/intake/new/")
        name = f"{uuid.uuid4()}.pdf"
        headers = {"X-CSRFToken": value_in(page, "csrfmiddlewaretoken")}
        sent = {"file": (name, a_paper(name))}
        answer = self._until_answered("POST", "/intake/upload/", headers=headers, files=sent)
        assert answer.status_code == 200, answer.text[:300]
        self.files.append(name)

    def _until_answered(self, method: str, path: str, **options: object) -> httpx.Response:
        """Ask until there is an answer that is no failure of the server."""
        headers = {"Referer": f"{self.office.address}{path}", **options.pop("headers", {})}  # type: ignore[dict-item]
        while True:
            try:
                answer = self.web.request(method, path, headers=headers, **options)  # type: ignore[arg-type]
                if answer.status_code < 500:
                    return answer
            except httpx.HTTPError:
                pass
            if self.stopping.is_set():
                raise _Stopping
            self.again += 1
            time.sleep(0.2)


def sign_in(office: Office, name: str) -> httpx.Cookies:
    """The cookies of a clerk who signed in."""
    with httpx.Client(base_url=office.address, timeout=60) as web:
        page = web.get("/accounts/login/")
        given = {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": value_in(page, "csrfmiddlewaretoken")}
        answer = web.post("/accounts/login/", data=given, headers={"Referer": f"{office.address}/"})
        assert answer.status_code == 302, answer.text[:300]
        return web.cookies


def value_in(page: httpx.Response, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page.text)
    assert found, (name, page.status_code, page.headers.get("location"))
    return found[1]


class _Stopping(Exception):
    """The client was told to stop while it waited."""


def descendants(ancestor: int) -> list[tuple[int, list[str]]]:
    """Process number and command line of every process that `ancestor` started, directly or not."""
    parents, commands = {}, {}
    for folder in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            commands[int(folder.name)] = (folder / "cmdline").read_text().split("\0")
    family = {ancestor}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return [(number, commands[number]) for number in family - {ancestor} if number in commands]


def a_paper(words: str) -> bytes:
    """A small digital PDF, different for each `words`."""
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=12)
    pdf.cell(text=words)
    return bytes(pdf.output())


def crash(kills: int, *, seed: int | None = None, data: Path | None = None) -> Result:
    """Run the office, kill `kills` times, and look at what is left."""
    draw, result, stopping = random.Random(seed), Result(), threading.Event()
    office = Office(data or Path(tempfile.mkdtemp(prefix="chauban-crash-")))
    office.start()
    signed_in = [sign_in(office, name) for name in ("clerk", "clerk_two")]
    clerks = [Clerk(office, signed_in[number % 2], stopping) for number in range(CLIENTS)]
    started = time.monotonic()
    for clerk in clerks:
        clerk.start()
    try:
        for _ in range(kills):
            _wait_for_papers(clerks, draw)
            result.kills[kill_one(office, draw)] += 1
        _wait_for_papers(clerks, draw)
        stopping.set()
        for clerk in clerks:
            clerk.join(60)
        result.seconds = time.monotonic() - started
        office.wait_until_up()
        _look(office, clerks, result)
    finally:
        result.stopped_in = office.stop()
    return result


def _wait_for_papers(clerks: list[Clerk], draw: random.Random) -> None:
    """Until somebody got a number since the last time, and then a random moment longer."""
    before = sum(len(clerk.keys) for clerk in clerks)
    deadline = time.monotonic() + 40
    while sum(len(clerk.keys) for clerk in clerks) <= before and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(draw.uniform(0, 1.5))


def kill_one(office: Office, draw: random.Random) -> str:
    """kill -9 the web server, the worker or the database; returns which."""
    while True:
        name = draw.choice(["web", "web", "worker", "database"])
        numbers = office.victims()[name]
        if not numbers:
            time.sleep(0.1)
            continue
        try:
            os.kill(draw.choice(numbers), signal.SIGKILL)
        except ProcessLookupError:
            continue
        return name


def _look(office: Office, clerks: list[Clerk], result: Result) -> None:
    """Compare what the clients were told with what is there."""
    result.lost += [trouble for clerk in clerks for trouble in clerk.trouble]
    deadline = time.monotonic() + 120
    doctor = office.command("doctor", "--deep")
    while doctor.returncode and time.monotonic() < deadline:  # the worker may still be catching up
        time.sleep(3)
        doctor = office.command("doctor", "--deep")
    result.doctor = ("ok " if doctor.returncode == 0 else "FAULTS ") + doctor.stdout.strip() + doctor.stderr[-500:]
    verify = office.command("journal", "verify")
    result.journal = ("ok " if verify.returncode == 0 else "FAULTS ") + verify.stdout.strip() + verify.stderr[-500:]
    entries, files = office.python(LOOK).splitlines()[-2:]
    numbers: dict[str, list[int]] = {}
    keys = set()
    for entry in entries.split():
        volume, number, key = entry.split(":")
        numbers.setdefault(volume, []).append(int(number))
        keys.add(key)
    told = [key for clerk in clerks for key in clerk.keys]
    sent = [name for clerk in clerks for name in clerk.files]
    result.acknowledged, result.received = len(told), len(sent)
    result.asked_again = sum(clerk.again for clerk in clerks)
    result.lost += sorted(set(told) - keys) + sorted(set(sent) - set(files.split()))
    result.gaps += [f"volume {v}: {n}" for v, n in numbers.items() if n != list(range(1, len(n) + 1))]


def main() -> None:
    """Fifty kills, or as many as asked for; ends with an error when something was lost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int)
    arguments = parser.parse_args()
    result = crash(arguments.kills, seed=arguments.seed)
    print(f"kills: {dict(result.kills)} in {result.seconds:.0f} s; stopped in {result.stopped_in:.1f} s")
    print(f"acknowledged: {result.acknowledged} numbers, {result.received} files; asked again: {result.asked_again}")
    print(f"lost: {result.lost or 'nothing'}; gaps: {result.gaps or 'none'}")
    print(f"doctor: {result.doctor}\njournal: {result.journal}")
    if not result.whole:
        sys.exit(1)


if __name__ == "__main__":
    main()
