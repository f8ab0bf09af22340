"""`chauban worker`: the jobs of the rooms, the sealing of the journal, and the jobs of workers that died."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from .parent import end_with

log = logging.getLogger(__name__)
#: Reading a paper uses every core by itself: one at a time.
READING = "reading"
#: Small jobs side by side: indexing must not wait for a scan folder on a slow disk.
SMALL_JOBS = 2
#: Seconds a job has to finish after we were told to stop; then it is given back to the queue.
PATIENCE = 5.0
#: Seconds between the signs of life of a worker, and after how many without one its jobs are given to others.
SIGN_OF_LIFE = 2.0
DEAD_AFTER = 12.0
SEAL_EVERY = 2.0
REVIVE_EVERY = 5.0
KEEP_DAYS = 30


def worker(arguments: argparse.Namespace) -> None:
    """Work until told to stop. Ends with an error when the database goes away; `chauban run` starts it again."""
    end_with(os.environ.get("CHAUBAN_PARENT"))
    stopping = threading.Event()
    for name, seconds, does in (("seal", SEAL_EVERY, _seal), ("revive", REVIVE_EVERY, revive), ("tidy", 3600, tidy)):
        threading.Thread(target=_rounds, args=(stopping, seconds, does), name=name, daemon=True).start()
    try:
        asyncio.run(_work())
    finally:
        stopping.set()


class _Crew(ThreadPoolExecutor):
    """The threads of the jobs. A connection goes with its job: else the database keeps its memory for hours."""

    def submit(self, job: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Let a thread do the job."""
        from django.db import connections

        def done() -> Any:
            try:
                return job(*args, **kwargs)
            finally:
                connections.close_all()

        return super().submit(done)


async def _work() -> None:
    """Two workers in one process: one reads papers, the other does everything small."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.utils import connector_params
    from procrastinate.psycopg_connector import PsycopgConnector
    from procrastinate.worker import Worker

    loop = asyncio.get_running_loop()
    loop.set_default_executor(_Crew(1 + SMALL_JOBS))
    # A second app over the same tasks: jobs deferred inside an act still go with the act's own transaction.
    jobs = app.with_connector(PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=4))
    jobs.perform_import_paths()
    others = sorted({task.queue for task in jobs.tasks.values()} - {READING})
    async with jobs.open_async():
        workers = [
            Worker(jobs, **jobs.worker_defaults, **_options(queues, side_by_side))
            for queues, side_by_side in (([READING], 1), (others, SMALL_JOBS))
        ]
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, _stop, workers)
        running = [asyncio.ensure_future(each.run()) for each in workers]
        await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        _stop(workers)  # when one lost the database, the other does not go on alone
        await asyncio.gather(*running)


def _options(queues: list[str], side_by_side: int) -> dict[str, Any]:
    return {
        "queues": queues,
        "concurrency": side_by_side,
        "name": queues[0],
        "delete_jobs": "successful",
        "install_signal_handlers": False,
        "update_heartbeat_interval": SIGN_OF_LIFE,
        "stalled_worker_timeout": DEAD_AFTER,
        "fetch_job_polling_interval": 2.0,
    }


def _stop(workers: list[Any]) -> None:
    """Take no more jobs; those in hand may finish, but not for longer than we have."""
    numbers = [each.worker_id for each in workers if each.worker_id is not None]
    for each in workers:
        each.stop()
    ending = threading.Timer(PATIENCE, _give_back, [numbers])
    ending.daemon = True
    ending.start()


def _give_back(workers: list[int]) -> None:
    """Put the jobs in hand back into the queue and end at once: a job in a thread cannot be stopped otherwise."""
    try:
        return_jobs("j.worker_id = ANY (%s)", [workers])
    finally:
        os._exit(0)


def revive() -> int:
    """Give the jobs of workers that show no sign of life back to the queue; returns how many."""
    return return_jobs("w.id IS NULL OR w.last_heartbeat < now() - make_interval(secs => %s)", [DEAD_AFTER])


def return_jobs(whose: str, values: list[Any]) -> int:
    """Put running jobs back into the queue; one whose next of its kind already waits there is dropped for that one."""
    from django.db import IntegrityError, connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT j.id FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id"  # noqa: S608
            f" WHERE j.status = 'doing' AND ({whose}) ORDER BY j.id",
            values,
        )
        numbers = [row[0] for row in cursor.fetchall()]
        for number in numbers:
            try:
                cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [number])
            except IntegrityError:
                cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'aborted', true)", [number])
    return len(numbers)


def _rounds(stopping: threading.Event, seconds: float, does: Callable[[], object]) -> None:
    """Do something every so often, for ever; a failure is told and the next round tries again."""
    from django.db import OperationalError, close_old_connections

    while not stopping.wait(seconds):
        try:
            close_old_connections()
            does()
        except OperationalError as error:
            log.warning("%s: %s", threading.current_thread().name, str(error).splitlines()[0])
        except Exception:
            log.exception("%s failed", threading.current_thread().name)


def _seal() -> None:
    from chauban.journal.sealing import seal

    seal()


def tidy() -> None:
    """Forget jobs that ended badly long ago; those that ended well are not kept at all."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs j WHERE j.status IN ('failed', 'aborted', 'cancelled') AND NOT EXISTS ("
            "SELECT FROM procrastinate_events e WHERE e.job_id = j.id AND e.at > now() - make_interval(days => %s))",
            [KEEP_DAYS],
        )
