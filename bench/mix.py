"""Two hundred people at work at once on a real site: papers come in, go up, are annotated, come down, are done.

`python -m bench mix [--people 200] [--minutes 5] [--thinking 10] [--kills N]`. People come to work within a minute, are
signed in, think between clicks, and keep the live stream open. Measured over real HTTP: each answer, and from a
leader's "send" to the moment the handler's desk is told. The load itself runs on the same two cores. Baseline of the
same run: the sign-in page, which asks the database for next to nothing, under the same load. With `--kills` the web
server, the worker or the database is killed that often at random moments; what was acknowledged must be there, the
journal must verify.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import statistics
import tempfile
import time
import uuid
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench.crash import Office, kill_one

GOAL_MS, GOAL_S = 250, 2.0
#: Seconds within which everybody comes to work.
ARRIVING = 60
#: The tests' office, and beside it units of one head and four specialists each, clerks and leaders.
MAKE = """
import json, conftest, django
django.setup()
from django.conf import settings
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.ALLOWED_HOSTS = ["*"]
import datetime as dt
from django.test import Client
from chauban.people.models import Person, Post, Unit
from tests.office import build
office = build()
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
told = []
with conftest.database_role("none"):
    day = dt.date(2025, 1, 1)
    def person(name, unit, role):
        made = Person.objects.create(username=name, full_name="Người " + name, password="!")
        Post.objects.create(person=made, unit=unit, role=role, title=role, starts_on=day)
        return made
    crew = [(office.clerk, "clerk", 0), (office.clerk_two, "clerk", 0), (office.chief, "leader", 0),
            (office.deputy_chief, "leader", 0), (office.secretary, "leader", 0), (office.deputy_secretary, "leader", 0)]
    crew += [(person(f"vt{n}", office.registry_unit, "clerk"), "clerk", 0) for n in range(PEOPLE // 40)]
    crew += [(person(f"ld{n}", office.leadership, "deputy_chief"), "leader", 0) for n in range(PEOPLE // 40)]
    for n in range(-(-(PEOPLE - len(crew)) // 5)):
        unit = Unit.objects.create(agency=office.office, name=f"Phòng {n}", order=50 + n)
        crew.append((person(f"tp{n}", unit, "head"), "head", unit.pk))
        crew += [(person(f"cv{n}-{m}", unit, "specialist"), "specialist", unit.pk) for m in range(4)]
    for who, role, unit in crew:
        client = Client()
        client.force_login(who, backend=BACKEND)
        told.append([who.pk, role, unit, client.cookies[settings.SESSION_COOKIE_NAME].value])
print(json.dumps(told))
"""
#: What was acknowledged, as the database has it.
LOOK = """
import django
django.setup()
import json
from chauban.routing.models import Annotation
from chauban.registry.models import Entry
print(json.dumps({
    "entries": [str(key) for key in Entry.objects.values_list("request_key", flat=True)],
    "annotations": [str(key) for key in Annotation.objects.values_list("request_key", flat=True)],
}))
"""


@dataclass
class Seen:
    """What the crowd met."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    #: Of all answers, by the half minute in which they were asked for.
    minutes: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    acts: Counter[str] = field(default_factory=Counter)
    acknowledged: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    #: Unit's number to the moment a leader sent it work, until its head's desk is told.
    sent: dict[int, float] = field(default_factory=dict)
    told_after: list[float] = field(default_factory=list)


class Somebody:
    """One person at work in one browser."""

    def __init__(self, office: Office, seen: Seen, told: list, thinking: float, units: list[int]) -> None:
        self.pk, self.role, self.unit, cookie = told
        self.seen, self.thinking, self.units = seen, thinking, units
        self.draw = random.Random(self.pk)
        self.began = time.monotonic()
        cookies = {"sessionid": cookie, "csrftoken": "a" * 32}
        self.web = httpx.AsyncClient(base_url=office.address, cookies=cookies, timeout=30, headers={
            "X-CSRFToken": "a" * 32, "Referer": office.address,
        })  # fmt: skip

    async def work(self, until: float) -> None:
        """Click, read, think, until the time is over."""
        await asyncio.sleep(self.draw.uniform(0, ARRIVING))
        round_of = {"clerk": self.register, "leader": self.decide}.get(self.role, self.handle)
        while time.monotonic() < until:
            try:
                await round_of()
            except httpx.HTTPError as error:
                self.seen.errors[type(error).__name__] += 1
                await asyncio.sleep(1)

    async def listen(self, until: float) -> None:
        """Keep the live stream open, as every open tab does."""
        await asyncio.sleep(self.draw.uniform(0, ARRIVING))
        while time.monotonic() < until:
            with suppress(httpx.HTTPError):
                async with self.web.stream("GET", "/live/", timeout=60) as stream:
                    async for line in stream.aiter_lines():
                        if line.startswith("event: desk") and self.role == "head" and self.unit in self.seen.sent:
                            self.seen.told_after.append(time.monotonic() - self.seen.sent.pop(self.unit))
                        if time.monotonic() > until:
                            return
            await asyncio.sleep(1)

    async def ask(self, what: str, method: str, path: str, **options: object) -> httpx.Response:
        """One click, timed, and the thinking after it."""
        started = time.monotonic()
        answer = await self.web.request(method, path, **options)  # type: ignore[arg-type]
        taken = (time.monotonic() - started) * 1000
        self.seen.times[what].append(taken)
        self.seen.minutes[int((started - self.began) // 30)].append(taken)
        if answer.status_code >= 500 or answer.status_code in (403, 429):
            self.seen.errors[f"{what} {answer.status_code}"] += 1
        await asyncio.sleep(self.draw.expovariate(1 / self.thinking))
        return answer

    async def register(self) -> None:
        """A clerk enters a paper and brings papers up."""
        page = await self.ask("blank form", "GET", "/intake/new/")
        register = re.search(r'<option value="(\d+)"', page.text.partition('name="register"')[2])
        if register is None:
            self.seen.errors["no form"] += 1
            return
        key = str(uuid.uuid4())
        answer = await self.ask("register", "POST", "/intake/new/", data={
            "request_key": key, "register": register[1], "arrived_on": time.strftime("%d/%m/%Y"),
            "issuer_name": "Sở Y tế", "subject": f"Về phòng, chống dịch {key}", "urgency": self.draw.choice("00001"),
            "secrecy": "0", "symbol": f"{self.draw.randint(1, 9999)}/SYT-NVY",
        })  # fmt: skip
        if answer.status_code == 302:
            self.seen.acknowledged["entries"].append(key)
            self.seen.acts["registered"] += 1
        page = await self.ask("to submit", "GET", "/routing/to-submit/")
        papers = re.findall(r'name="paper" value="(\d+)"', page.text)[:2]
        leaders = re.findall(r'<option value="(\d+)"', page.text.partition('name="to"')[2])
        if papers and leaders:
            sent = {"paper": papers, "to": self.draw.choice(leaders), "note": "Kính trình"}
            answer = await self.ask("submit", "POST", "/routing/to-submit/", data=sent)
            self.seen.acts["submitted"] += answer.status_code == 302

    async def decide(self) -> None:
        """A leader takes the next paper and sends it to a unit."""
        page = await self.ask("leader's queue", "GET", "/routing/up/")
        waiting = re.findall(r"/routing/up/(\d+)/", page.text)
        if not waiting:
            await self.ask("desk", "GET", "/")
            return
        await self.ask("leader's screen", "GET", f"/routing/up/{waiting[0]}/")
        unit, key = self.draw.choice(self.units), str(uuid.uuid4())
        started = time.monotonic()
        self.seen.sent.setdefault(unit, started)  # what was sent before and is not told yet is waited for still
        answer = await self.ask("annotate", "POST", f"/routing/up/{waiting[0]}/send/", data={
            "person": self.pk, "key": key, "text": "Giao phòng tham mưu", "lead": f"unit:{unit}",
        })  # fmt: skip
        if answer.status_code == 200:
            self.seen.acknowledged["annotations"].append(key)
            self.seen.acts["annotated"] += 1
        elif self.seen.sent.get(unit) == started:
            del self.seen.sent[unit]  # refused: nobody is told

    async def handle(self) -> None:
        """A head or a specialist looks at the desk, opens a paper and does the next thing on it."""
        page = await self.ask("desk", "GET", "/")
        papers = list(dict.fromkeys(re.findall(r"/documents/(\d+)/", page.text)))
        if not papers or self.draw.random() < 0.3:
            await self.ask("list", "GET", "/documents/")
            return
        paper = self.draw.choice(papers[:5])
        page = await self.ask("document", "GET", f"/documents/{paper}/")
        deeds = re.findall(r"/routing/pieces/(\d+)/([a-z-]+)/", page.text)
        wanted = ("accept-result", "pass-on", "accept", "result", "see")
        found = next(((pk, deed) for want in wanted for pk, deed in deeds if deed == want), None)
        if found is None:
            return
        pk, deed = found
        data: dict[str, object] = {"text": "Đã tham mưu xong", "seen": "0"}
        if deed == "pass-on":
            people = re.findall(r'name="(part-\d+)"', page.text)
            if not people:
                return
            data = {self.draw.choice(people): "lead", "instruction": "Dự thảo"}
        answer = await self.ask(deed, "POST", f"/routing/pieces/{pk}/{deed}/", data=data)
        self.seen.acts[deed] += answer.status_code == 302


async def _day(office: Office, told: list, seen: Seen, minutes: float, thinking: float, kills: int) -> None:
    """Everybody at work for so many minutes."""
    until = time.monotonic() + minutes * 60
    units = [unit for _pk, role, unit, _cookie in told if role == "head"]
    crowd = [Somebody(office, seen, each, thinking, units) for each in told]
    tasks = [asyncio.create_task(each.work(until)) for each in crowd]
    tasks += [asyncio.create_task(each.listen(until)) for each in crowd]
    tasks.append(asyncio.create_task(_baseline(office, seen, until)))
    if kills:
        tasks.append(asyncio.create_task(_kill(office, seen, until, kills)))
    done, pending = await asyncio.wait(tasks, timeout=minutes * 60 + 60)
    for task in pending:
        task.cancel()
    for task in done:
        if error := task.exception():
            seen.errors[repr(error)[:100]] += 1


async def _baseline(office: Office, seen: Seen, until: float) -> None:
    async with httpx.AsyncClient(base_url=office.address, timeout=30) as web:
        while time.monotonic() < until:
            started = time.monotonic()
            with suppress(httpx.HTTPError):
                await web.get("/accounts/login/")
                seen.times["baseline: sign-in page"].append((time.monotonic() - started) * 1000)
            await asyncio.sleep(2)


async def _kill(office: Office, seen: Seen, until: float, kills: int) -> None:
    draw = random.Random()
    for _ in range(kills):
        await asyncio.sleep(max(1.0, (until - time.monotonic()) / (kills + 1)) * draw.uniform(0.5, 1.5))
        if time.monotonic() < until - 10:
            seen.acts[f"killed {kill_one(office, draw)}"] += 1


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--people", type=int, default=200)
    asked.add_argument("--minutes", type=float, default=5)
    asked.add_argument("--thinking", type=float, default=10, help="mean seconds between clicks")
    asked.add_argument("--kills", type=int, default=0)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="chauban-mix-") as folder:
        office, seen = Office(Path(folder), MAKE.replace("PEOPLE", str(options.people))), Seen()
        office.start()
        try:
            told = json.loads(office.made.splitlines()[-1])
            asyncio.run(_day(office, told, seen, options.minutes, options.thinking, options.kills))
            office.wait_until_up()
            _say(office, seen, len(told), options)
        finally:
            office.stop()


def _say(office: Office, seen: Seen, people: int, options: argparse.Namespace) -> None:
    """Print the table; raises SystemExit when a goal is missed or something acknowledged is lost."""
    for what, times in sorted(seen.times.items()):
        print(f"{what:<24} {len(times):6} asked   p50 {statistics.median(times):6.0f} ms   p95 {_p95(times):6.0f} ms")
    every = [each for what, times in seen.times.items() if not what.startswith("baseline") for each in times]
    rate = len(every) / options.minutes / 60
    errors = dict(seen.errors) or "none"
    print(f"{people} people, {options.minutes} minutes, {rate:.1f} answers a second: p95 {_p95(every):.0f} ms"
          f" (goal {GOAL_MS}); errors: {errors}")  # fmt: skip
    print("p95 by half minutes:", ", ".join(f"{_p95(seen.minutes[at]):.0f}" for at in sorted(seen.minutes)), "ms")
    print("done:", dict(seen.acts))
    if seen.told_after:
        print(f"from \"send\" to the handler's desk: p50 {statistics.median(seen.told_after):.2f} s,"
              f" p95 {_p95(seen.told_after):.2f} s of {len(seen.told_after)} (goal {GOAL_S})")  # fmt: skip
    kept = json.loads(office.python(LOOK))
    lost = {name: len(set(keys) - set(kept[name])) for name, keys in seen.acknowledged.items()}
    print("acknowledged and lost:", lost)
    time.sleep(8)  # the sealer catches up
    journal, doctor = office.command("journal", "verify"), office.command("doctor")
    print("journal:", journal.stdout.strip()[-200:], "| doctor:", doctor.stdout.strip()[-300:])
    slow = not options.kills and (_p95(every) > GOAL_MS or seen.errors)
    if any(lost.values()) or journal.returncode or doctor.returncode or slow:
        raise SystemExit(1)


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95) - 1] if times else 0.0


if __name__ == "__main__":
    main()
