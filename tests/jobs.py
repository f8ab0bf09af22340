"""The worker, for tests: runs what is deferred in the worker's database role, with the queue's own rules.

`run_jobs()` works in the test's own thread and connection; `working()` keeps a worker going in a thread beside it.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import close_old_connections, connection

from conftest import database_role

QUEUES = ["reading", "scans", "indexing", "sealing", "default"]


def run_jobs(queues: list[str] | None = None, most: int = 200) -> int:
    """Run everything that is due now, retries left for later; returns how many jobs ran. What breaks is raised."""
    with database_role("chauban_worker"):
        for ran in range(most):
            if not _run_one(queues, raising=True):
                return ran
    raise AssertionError("the queue does not come to an end")


@contextmanager
def working(queues: list[str] | None = None) -> Iterator[None]:
    """A worker in a thread with a connection of its own, until the block ends. What breaks is retried as usual."""
    stop = threading.Event()

    def work() -> None:
        try:
            while not stop.is_set():
                close_old_connections()
                with database_role("chauban_worker"):
                    found = _run_one(queues, raising=False)
                if not found:
                    time.sleep(0.1)
        finally:
            connection.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=60)


def _run_one(queues: list[str] | None, *, raising: bool) -> bool:
    from procrastinate.contrib.django import app
    from procrastinate.job_context import JobContext
    from procrastinate.jobs import Job

    row = app.connector.execute_query_one("SELECT * FROM procrastinate_fetch_job_v2(%(queues)s, NULL)", queues=queues)
    if row["id"] is None:
        return False
    job = Job.from_row(row | {"args": json.loads(row["args"])})  # Django's connection leaves jsonb as text
    task = app.tasks[job.task_name]
    context = JobContext(app=app, job=job, start_timestamp=time.time(), abort_reason=lambda: None)
    try:
        arguments: list[Any] = [context] if task.pass_context else []
        task.func(*arguments, **job.task_kwargs)
    except Exception as problem:
        retry = task.get_retry_exception(exception=problem, job=job)
        _end(job.id, "failed" if retry is None else None)
        if raising:
            raise
    else:
        _end(job.id, "succeeded")
    return True


def _end(job_id: int | None, status: str | None) -> None:
    with connection.cursor() as cursor:
        if status is None:
            cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job_id])
        else:
            cursor.execute("SELECT procrastinate_finish_job_v1(%s, %s, false)", [job_id, status])
