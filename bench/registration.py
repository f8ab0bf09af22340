"""Registration under many clerks at once, beside pgbench doing the same locking and inserting on the same server.

`python -m bench.registration [--clerks 64] [--seconds 10]`. Ours runs in the web's role, under row-level security, with
the rights checked and the identity set each time: the clerks take their turns at the threads of two web processes, as
behind the web server. pgbench runs as the owner, with none of that, every clerk a connection. Goal: a third of it.
"""

from __future__ import annotations

import argparse
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
#: Web processes, one a core, and the threads that serve in each, as `chauban/asgi.py` has them.
PROCESSES, THREADS = 2, 4
GOAL = 1 / 3

SCRIPT = """
BEGIN;
SELECT last_number + 1 AS number FROM registry_volume WHERE id = {volume} FOR UPDATE \\gset
SELECT nextval('documents_document_id_seq') AS document \\gset
INSERT INTO documents_reader (document_id, unit_id, basis, note, granted_by_id)
  VALUES (:document, {keeper}, 'register', '', {clerk}), (:document, {reader}, 'register', '', {clerk});
INSERT INTO documents_document (id, direction, number, notation, symbol, place, issuer_name, superior_name, subject,
  subject_withheld, signer_name, signer_post, signer_authority, recipients, language, page_count, note, urgency,
  secrecy, likeness, created_by_id)
  VALUES (:document, 'incoming', '12', 'SYT-NV', '12/SYT-NV', '', 'Sở Y tế', '', 'Về phòng, chống dịch', false, '', '',
  '', '', 'Tiếng Việt', 0, '', 0, 0, '', {clerk});
INSERT INTO documents_stale (document_id) VALUES (:document);
INSERT INTO registry_entry (volume_id, number, document_id, arrived_on, receiver, note, entered_by_id, request_key,
  void_reason) VALUES ({volume}, :number, :document, current_date, '', '', {clerk}, gen_random_uuid(), '');
INSERT INTO journal_line (at, person_id, act, document_id, detail)
  VALUES (now(), {clerk}, 'registry.entered', :document, '{{"number": 1}}');
COMMIT;
"""


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--clerks", type=int, default=64)
    arguments.add_argument("--seconds", type=float, default=10)
    arguments.add_argument("--worker", nargs=4, help=argparse.SUPPRESS)
    asked = arguments.parse_args()
    if asked.worker:
        register, clerk, start, threads = asked.worker
        _work(int(register), int(clerk), float(start), asked.seconds, int(threads))
        return
    with tempfile.TemporaryDirectory(prefix="chauban-bench-") as folder:
        _measure(Path(folder), asked.clerks, asked.seconds)


def _measure(folder: Path, clerks: int, seconds: float) -> None:
    """Both rates on one server, printed; raises SystemExit when the goal is missed."""
    os.environ |= {"CHAUBAN_DATA": str(folder), "CHAUBAN_ROLE": "owner", "DJANGO_SETTINGS_MODULE": "chauban.settings"}
    (folder / "tmp").mkdir()
    from chauban import database

    database.start_embedded(folder)
    try:
        office = _office()
        baseline = _pgbench(folder, office, clerks, seconds)
        ours, failed = _ours(office, clerks, seconds)
        _check_gapless(office)
    finally:
        database.stop_embedded(folder)
    print(f"{clerks} clerks: {ours:.0f} registrations a second, {failed} failed")
    print(f"{clerks} clients of pgbench: {baseline:.0f} a second")
    print(f"ratio {ours / baseline:.2f} (goal {GOAL:.2f})")
    if failed or ours < GOAL * baseline:
        raise SystemExit(1)


def _office() -> Any:
    """The tests' small office in a database of its own."""
    import django

    django.setup()
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the office of the tests has it
    from chauban.setup import prepare

    prepare(url="")
    from tests.office import build

    office = build()
    from django.db import connection

    connection.close()
    return office


def _pgbench(folder: Path, office: Any, clerks: int, seconds: float) -> float:
    """Transactions a second of the script, prepared, as the owner."""
    from chauban.database import programs, socket_folder

    script = folder / "registration.sql"
    script.write_text(
        SCRIPT.format(
            volume=office.volume.pk, keeper=office.registry_unit.pk, reader=office.leadership.pk, clerk=office.clerk.pk
        )
    )
    done = subprocess.run(
        [
            programs() / "pgbench", "-n", "-M", "prepared", "-f", script, "-c", str(clerks), "-j", str(PROCESSES),
            "-T", str(int(seconds)), "-h", socket_folder(folder), "-U", "postgres", "chauban",
        ],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps = "))
    return float(line.split()[2])


def _ours(office: Any, clerks: int, seconds: float) -> tuple[float, int]:
    """Registrations a second over all processes, and how many failed."""
    start = time.time() + 6
    environment = os.environ | {"CHAUBAN_ROLE": "web"}
    share = [clerks // PROCESSES + (at < clerks % PROCESSES) for at in range(PROCESSES)]
    workers = [
        subprocess.Popen(
            [
                sys.executable, "-m", "bench.registration", "--seconds", str(seconds), "--worker",
                str(office.arrivals.pk), str(office.clerk.pk), str(start), str(threads),
            ],
            env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )
        for threads in share
    ]  # fmt: skip
    told = [worker.communicate()[0].split() for worker in workers]
    return sum(int(done) for done, _failed in told) / seconds, sum(int(failed) for _done, failed in told)


def _work(register_id: int, clerk_id: int, start: float, seconds: float, clerks: int) -> None:
    """One web process: `clerks` who register from `start` on, one paper after the other, served by as many threads as
    the web server has; prints how many were done and how many failed."""
    import django

    django.setup()
    from django.db import connection

    from chauban.documents.fields import PaperFields
    from chauban.kernel.clock import today
    from chauban.people.identity import acting
    from chauban.people.models import Person
    from chauban.registry.acts import enter_arrival
    from chauban.registry.models import Register

    counts: list[tuple[int, int]] = []
    paper = PaperFields(issuer_name="Sở Y tế", subject="Về phòng, chống dịch", symbol="12/SYT-NV", number="12")
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for clerk in range(clerks):
        waiting.put(clerk)

    def serve() -> None:
        done = failed = 0
        with acting(clerk_id):
            person, register = Person.objects.get(pk=clerk_id), Register.objects.get(pk=register_id)
        time.sleep(max(start - time.time(), 0))
        while time.time() < start + seconds:
            clerk = waiting.get()  # whose turn it is
            person.__dict__.pop("_posts_today", None)  # each request asks anew who the person is
            try:
                enter_arrival(person, register, paper, arrived_on=today(), request_key=uuid.uuid4())
                done += 1
            except Exception as error:
                print(error, file=sys.stderr)
                failed += 1
            waiting.put(clerk)  # asks for the next paper at once
        counts.append((done, failed))
        connection.close()

    crew = [threading.Thread(target=serve) for _ in range(min(clerks, THREADS))]
    for each in crew:
        each.start()
    for each in crew:
        each.join()
    print(sum(done for done, _ in counts), sum(failed for _, failed in counts))


def _check_gapless(office: Any) -> None:
    """What both wrote together still runs from 1 without a gap."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), max(number), (SELECT last_number FROM registry_volume WHERE id = %s)"
            " FROM registry_entry WHERE volume_id = %s",
            [office.volume.pk] * 2,
        )
        count, highest, last = cursor.fetchone()
    if not count == highest == last:
        raise SystemExit(f"numbers have gaps: {count} entries, highest {highest}, counter {last}")


if __name__ == "__main__":
    main()
