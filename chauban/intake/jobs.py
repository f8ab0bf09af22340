"""What the worker does for the tray. Numbers come in, the workshop makes, an act writes; all may be done again."""

from __future__ import annotations

import logging
import shutil
import time
from pathlib import Path

from django.conf import settings
from django.db import connection
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from chauban.people.identity import SYSTEM, acting
from chauban.vault import store
from chauban.vault.models import File

from . import acts, filing, scanfolder, workshop
from .acts.moving import FORGETTING, defer_reading
from .models import Arrival
from .states import BUSY

log = logging.getLogger(__name__)
#: How often a job that broke is begun anew, with 4, 16 and 64 seconds between.
ATTEMPTS = 4
BACKOFF = RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=4)
#: An arrival the machine should have in hand, but no job knows of, is given a new one after this many seconds.
FORGOTTEN_AFTER = 60


@app.task(name="intake.read", queue="reading", retry=BACKOFF, pass_context=True)
def read(context: JobContext, arrival_id: int) -> None:
    """Read an arrival, or follow what a clerk did to its pages. The last attempt that breaks says so in the tray."""
    if context.job.attempts > ATTEMPTS:  # it takes its workers down with it
        acts.fail_reading(None, arrival_id, "crashed")
        return
    try:
        workshop.bring_up_to_date(arrival_id)
    except Exception:
        if context.job.attempts + 1 >= ATTEMPTS:
            log.exception("arrival %s could not be read", arrival_id)
            acts.fail_reading(None, arrival_id, "crashed")
            return
        raise


@app.task(name="intake.file_papers", queue="reading", retry=BACKOFF)
def file_papers(document_id: int, original: bool) -> None:
    """Put together the files of a registered paper whose pages are not simply those of its file."""
    filing.file_papers(document_id, original=original)


@app.task(name="intake.forget", queue="reading", retry=BACKOFF)
def forget(digests: list[str], everywhere: bool) -> None:
    """Remove bytes that no row names any more, `everywhere` also what the scan folder kept of them."""
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FORGETTING])
        named = set(File.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
        for digest in set(digests) - named:
            kept = store.path_of(settings.VAULT, digest)
            if everywhere and kept.exists():
                scanfolder.forget(settings.SCAN_FOLDER, digest, kept.stat().st_size)
            kept.unlink(missing_ok=True)


@app.periodic(cron="* * * * * */5")
@app.task(name="intake.look_into_scan_folder", queue="scans", queueing_lock="scan-folder", lock="scan-folder")
def look_into_scan_folder(timestamp: int) -> None:
    """Take in what a scanner has finished writing."""
    if settings.SCAN_FOLDER.is_relative_to(settings.DATA):  # elsewhere it may be a mount that is missing just now
        settings.SCAN_FOLDER.mkdir(exist_ok=True)
    scanfolder.take_in(settings.SCAN_FOLDER)


@app.periodic(cron="* * * * *")
@app.task(name="intake.revive", queue="scans", queueing_lock="revive")
def revive(timestamp: int) -> None:
    """Give a new job to arrivals that no job knows of, and sweep up after readers that died."""
    with acting(SYSTEM):
        for arrival in Arrival.objects.raw(WITHOUT_JOB, [sorted(BUSY), FORGOTTEN_AFTER]):
            defer_reading(arrival)
    old = time.time() - 2 * settings.READING_TIMEOUT
    store.sweep_temporary(settings.VAULT, 2 * settings.READING_TIMEOUT)
    for left in Path(settings.FILE_UPLOAD_TEMP_DIR).glob("reading-*"):
        if left.stat().st_mtime < old:
            shutil.rmtree(left, ignore_errors=True)


@app.periodic(cron="17 * * * *")
@app.task(name="intake.tidy_scan_folder", queue="scans", queueing_lock="tidy-scan-folder")
def tidy_scan_folder(timestamp: int) -> None:
    """Remove what was taken from the scan folder long ago; the vault has it."""
    scanfolder.forget_old(settings.SCAN_FOLDER, settings.SCAN_KEEP_DAYS, time.time())


WITHOUT_JOB = """
SELECT id FROM intake_arrival
WHERE state = ANY (%s) AND received_at < now() - make_interval(secs => %s) AND NOT EXISTS (
  SELECT FROM procrastinate_jobs j WHERE j.task_name = 'intake.read' AND j.status IN ('todo', 'doing')
  AND (j.args ->> 'arrival_id')::bigint = intake_arrival.id)
"""
