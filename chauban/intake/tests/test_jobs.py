"""The worker: killed, out of luck, or late, it leaves nothing half and nothing waiting for ever."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection
from procrastinate.exceptions import AlreadyEnqueued

from chauban.intake import acts, jobs, scanfolder, workshop
from chauban.intake.acts import moving
from chauban.intake.models import Arrival, Sheet
from chauban.intake.states import Source, State
from chauban.kernel.clock import today
from chauban.operations import working
from chauban.people.identity import SYSTEM, acting
from chauban.vault import store
from chauban.vault.models import Page
from conftest import database_role
from tests.jobs import run_jobs

from . import papers
from .conftest import fresh
from .entering import enter, fields


def deferred_again() -> int:
    """Run both `revive`s as the worker would; returns how many jobs then wait."""
    from procrastinate.contrib.django import app

    with database_role("chauban_worker"):
        working.revive()
        with contextlib.suppress(AlreadyEnqueued):  # by the periodic deferrer of a real worker
            app.tasks["intake.revive"].defer(timestamp=0)
        run_jobs(["scans"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'intake.read' AND status = 'todo'")
        return cursor.fetchone()[0]


def wait_for(condition, seconds: float = 90.0) -> None:
    """Look until it holds; fails when it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to pass in time"
        time.sleep(0.05)


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_of_reading_leaves_nothing_half(committed_office, tmp_path, settings):
    office = committed_office
    lines = [f"Dòng thứ {number} của văn bản dài về công tác phòng, chống dịch bệnh" for number in range(1, 25)]
    paper = papers.scan(tmp_path / "scan.pdf", *[[*papers.LETTER, *lines[:20]]] * 6)
    arrival = acts.receive(office.clerk, office.registry_unit, Source.UPLOAD, "scan.pdf", paper)

    def now() -> Arrival:
        return fresh(arrival, office)

    command = [sys.executable, "-m", "chauban.intake.tests.worker_process"]
    command += [connection.settings_dict["NAME"], str(settings.VAULT), str(tmp_path)]
    with subprocess.Popen(command, env={**os.environ, "CHAUBAN_ROLE": "owner"}, start_new_session=True) as worker:
        try:
            wait_for(lambda: now().pages_done >= 1)
        finally:
            os.kill(worker.pid, signal.SIGKILL)
    assert now().state == State.READING
    with acting(office.clerk):
        assert not Sheet.objects.exists()
    with database_role("chauban_worker"), acting(SYSTEM):
        assert not Page.objects.exists()
    with database_role("none"), connection.cursor() as cursor:  # half a minute goes by
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
    assert deferred_again() == 1
    assert (fresh(arrival, office, work=True).state, now().pages_total) == (State.READY, 6)
    with acting(office.clerk):
        assert Sheet.objects.count() == Page.objects.count() == 6


def test_what_breaks_every_time_ends_in_words(office, receive, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(workshop, "run_reading", broken)
    arrival = receive()
    for _ in range(jobs.ATTEMPTS - 1):
        with pytest.raises(RuntimeError):
            run_jobs()
        assert fresh(arrival, office).state == State.READING
    run_jobs()
    assert (fresh(arrival, office).state, fresh(arrival, office).failure) == (State.FAILED, "crashed")


def test_a_file_that_takes_its_workers_down_is_given_up(office, receive):
    arrival = receive()
    with database_role("chauban_worker"):
        acts.start_reading(None, arrival.pk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET attempts = %s", [jobs.ATTEMPTS + 1])
    assert fresh(arrival, office, work=True).failure == "crashed"


def test_an_arrival_without_a_job_is_given_one(office, receive):
    arrival = receive()
    with database_role("none"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("UPDATE intake_arrival SET received_at = now() - interval '1 hour'")
    assert deferred_again() == 1
    assert deferred_again() == 1
    assert fresh(arrival, office, work=True).state == State.READY


def test_read_a_second_time_it_is_the_same(office, ready):
    arrival = ready()
    with database_role("chauban_worker"):
        workshop.bring_up_to_date(arrival.pk)
    with acting(office.clerk):
        assert Sheet.objects.count() == 1


def test_discarded_while_it_is_read_it_stays_discarded(office, receive, monkeypatch):
    arrival = receive()
    real = workshop.run_reading

    def meanwhile(*args: Any, **options: Any) -> object:
        with database_role("chauban_web"):
            acts.discard(office.clerk, arrival)
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE chauban_worker")
        return real(*args, **options)

    monkeypatch.setattr(workshop, "run_reading", meanwhile)
    assert fresh(arrival, office, work=True).state == State.DISCARDED
    with acting(office.clerk):
        assert not Sheet.objects.exists()


def test_progress_is_told_at_most_twice_a_second(office, receive, monkeypatch):
    told: list[tuple[str, int]] = []
    monkeypatch.setattr(acts, "note_progress", lambda _pk, stage, done, _total: told.append((stage, done)))
    tell = workshop._Teller(1)
    for done in range(100):
        tell(workshop.Progress("reading", done, 100))
    tell(workshop.Progress("archiving", 0, 100))
    assert told == [("reading", 0), ("archiving", 0)]


def test_what_a_killed_process_left_in_the_vault_is_swept_up(office, settings):
    left = settings.VAULT / "tmp" / "half"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"%PDF")
    os.utime(left, (0, 0))
    deferred_again()
    assert not left.exists()


def test_a_paper_whose_bytes_are_forgotten_while_it_is_read_is_read_again(office, receive, monkeypatch, settings):
    arrival, real = receive(), workshop.keep

    def gone(path: Path, media_type: str) -> Any:
        made = real(path, media_type)
        if media_type == "image/webp":
            store.path_of(settings.VAULT, made.sha256).unlink()
        return made

    with monkeypatch.context() as patch:
        patch.setattr(workshop, "keep", gone)
        with pytest.raises(FileNotFoundError):
            run_jobs()
    with database_role("none"), connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL")
    assert fresh(arrival, office, work=True).state == State.READY


@pytest.mark.parametrize("task", ["intake.forget", "intake.file_papers"])
def test_short_work_goes_before_papers_that_wait_to_be_read(office, ready, receive, task):
    if task == "intake.forget":
        moving.defer_forgetting(["0" * 64])
    else:
        arrival = ready(papers.LETTER, ["Trang hai"])
        with acting(office.clerk):
            sheet = arrival.sheets.last()
        acts.drop(office.clerk, sheet)
        enter(office, fresh(arrival, office))
    with database_role("none"), connection.cursor() as cursor:
        cursor.execute("SELECT priority FROM procrastinate_jobs WHERE task_name = %s", [task])
        assert cursor.fetchall() == [(1,)]


# ---- the scan folder


@pytest.fixture
def folder(office, settings) -> Path:
    settings.SCAN_FOLDER.mkdir(parents=True)
    return settings.SCAN_FOLDER


def look(folder: Path, times: int = 2) -> list[Arrival]:
    with database_role("chauban_worker"):
        return [arrival for _ in range(times) for arrival in scanfolder.take_in(folder)]


def settled(path: Path) -> Path:
    """As if it had been written a while ago."""
    old = time.time() - 10
    os.utime(path, (old, old))
    return path


def test_a_finished_scan_is_taken_and_put_away(office, folder):
    settled(papers.pdf(folder / "Công văn.pdf"))
    (arrival,) = look(folder, times=3)
    assert (arrival.name, arrival.source, arrival.unit_id) == ("Công văn.pdf", Source.FOLDER, office.registry_unit.pk)
    assert [path.name for path in folder.rglob("*.pdf")] == ["Công văn.pdf"]
    assert next(folder.rglob("*.pdf")).parent.parent.name == ".taken"


def test_a_scan_that_still_grows_is_left(office, folder):
    path = settled(papers.pdf(folder / "a.pdf"))
    assert look(folder, times=1) == []
    with path.open("ab") as sink:
        sink.write(b"more")
    assert look(folder, times=1) == []
    papers.pdf(folder / "new.pdf")
    assert look(folder, times=2) == []  # written this very second


def test_hidden_unfinished_and_linked_files_are_left(office, folder, tmp_path):
    secret = papers.pdf(tmp_path / "secret.pdf")
    (folder / "link.pdf").symlink_to(secret)
    for name in (".hidden.pdf", "a.pdf.part", "b.tmp"):
        settled(papers.pdf(folder / name))
    assert look(folder) == [] and secret.exists()


def test_a_unit_has_a_folder_of_its_own(office, folder):
    (folder / "phong hanh chinh - luu tru").mkdir()
    settled(papers.pdf(folder / "phong hanh chinh - luu tru" / "a.pdf"))
    assert [arrival.unit_id for arrival in look(folder)] == [office.registry_unit.pk]


def test_a_refused_scan_is_put_aside_with_the_reason(office, folder, settings):
    settings.FILE_LIMIT = 10
    settled(papers.pdf(folder / "a.pdf"))
    assert look(folder) == []
    assert "MB" in (folder / ".refused" / "a.pdf.txt").read_text(encoding="utf-8")
    assert (folder / ".refused" / "a.pdf").exists()


def test_a_full_disk_leaves_the_scan_where_it_is(office, folder, monkeypatch):
    from chauban.vault import store

    def full(*_: object, **__: object) -> None:
        raise store.StoreFull

    path = settled(papers.pdf(folder / "a.pdf"))
    with monkeypatch.context() as patch:
        patch.setattr(store, "put", full)
        assert look(folder) == [] and path.exists()
    assert len(look(folder)) == 1


def test_killed_between_taking_and_putting_away_it_is_not_taken_twice(office, folder, monkeypatch):
    settled(papers.pdf(folder / "a.pdf"))
    with monkeypatch.context() as patch:
        patch.setattr(scanfolder, "_put_away", lambda *_args, **_options: None)
        assert len(look(folder)) == 1
    assert look(folder) == []
    assert not (folder / "a.pdf").exists()


def test_the_same_name_again_is_another_paper(office, folder):
    settled(papers.pdf(folder / "scan.pdf"))
    look(folder)
    settled(papers.pdf(folder / "scan.pdf", ["khác"]))
    assert len(look(folder)) == 1
    assert len(list(folder.rglob("scan*.pdf"))) == 2


def test_a_file_that_cannot_be_put_away_stops_no_other(office, folder):
    longest = "a" * 251 + ".pdf"
    settled(papers.pdf(folder / longest))
    look(folder)
    settled(papers.pdf(folder / longest, ["khác"]))  # a second of this name would need a longer one
    time.sleep(0.01)
    settled(papers.pdf(folder / "b.pdf", ["sau"]))
    assert "b.pdf" in [arrival.name for arrival in look(folder)]
    assert look(folder) == [] and (folder / longest).exists()


def test_no_folder_no_harm(office, tmp_path):
    assert look(tmp_path / "nowhere") == []
    assert configured.SCAN_FOLDER


def test_what_was_taken_long_ago_is_removed_and_nothing_else(office, folder, settings):
    settled(papers.pdf(folder / "a.pdf"))
    look(folder)
    (folder / ".refused").mkdir()
    settled(papers.pdf(folder / ".refused" / "b.pdf"))
    settled(papers.pdf(folder / "c.pdf"))
    month = next((folder / ".taken").iterdir())
    now = time.time()
    scanfolder.forget_old(folder, settings.SCAN_KEEP_DAYS, now + 29 * 86400)
    assert (month / "a.pdf").exists()
    scanfolder.forget_old(folder, settings.SCAN_KEEP_DAYS, now + 31 * 86400)
    assert not month.exists()
    assert sorted(path.name for path in folder.rglob("*.pdf")) == ["b.pdf", "c.pdf"]


def test_the_worker_tidies_the_scan_folder(office, folder, settings):
    settings.SCAN_KEEP_DAYS = -1
    settled(papers.pdf(folder / "a.pdf"))
    look(folder)
    jobs.tidy_scan_folder(0)
    assert list((folder / ".taken").iterdir()) == []


def test_the_copy_of_a_classified_scan_goes_from_the_scan_folder(office, folder):
    settled(papers.pdf(folder / "a.pdf"))
    settled(papers.pdf(folder / "b.pdf", ["khác"]))
    arrival = next(each for each in look(folder) if each.name == "a.pdf")
    run_jobs()
    acts.register_without_scan(
        office.secret_clerk, arrival, office.arrivals_classified, fields(secrecy=1),
        arrived_on=today(), request_key=uuid.uuid4(),
    )  # fmt: skip
    run_jobs()
    assert [path.name for path in folder.rglob("*.pdf")] == ["b.pdf"]


def test_the_copy_of_a_scan_that_was_parted_goes_from_the_scan_folder(office, folder):
    settled(papers.pdf(folder / "lo.pdf", papers.LETTER, ["Văn bản mật"]))
    (arrival,) = look(folder)
    run_jobs()
    with acting(office.clerk):
        _first, second = arrival.sheets.all()
    acts.split(office.clerk, arrival, second)
    run_jobs()
    assert list(folder.rglob("*.pdf")) == []
