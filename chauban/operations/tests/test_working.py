"""Jobs of workers that died come back, each once, and none is lost."""

from __future__ import annotations

import pytest
from django.db import connection

from chauban.operations import working
from conftest import EMPTY_QUEUE, database_role

WORKERS = (
    "INSERT INTO procrastinate_workers (id, last_heartbeat) OVERRIDING SYSTEM VALUE"
    " VALUES (1, now()), (2, now() - interval '1 minute')"
)
JOB = (
    "INSERT INTO procrastinate_jobs (id, queue_name, task_name, status, worker_id, queueing_lock)"
    " VALUES (%s, 'q', 't', %s, %s, %s)"
)


@pytest.fixture
def jobs(committed):
    """Job 10 runs in a living worker, 11 in a dead one, 12 in one that is gone, 13 is dead and its next one waits."""
    with database_role("none"), connection.cursor() as cursor:
        cursor.execute(EMPTY_QUEUE)
    with connection.cursor() as cursor:
        cursor.execute(WORKERS)
        for number, status, worker, lock in (
            (10, "doing", 1, None),
            (11, "doing", 2, None),
            (12, "doing", None, None),
            (13, "doing", 2, "round"),
            (14, "todo", None, "round"),
        ):
            cursor.execute(JOB, [number, status, worker, lock])


def states() -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, status::text FROM procrastinate_jobs")
        return dict(cursor.fetchall())


def test_jobs_of_dead_workers_are_given_back(jobs):
    with database_role("chauban_worker"):
        assert working.revive() == 3
        assert states() == {10: "doing", 11: "todo", 12: "todo", 14: "todo"}
        assert working.revive() == 0


def test_a_worker_that_stops_gives_back_its_own(jobs):
    with database_role("chauban_worker"):
        assert working.return_jobs("j.worker_id = ANY (%s)", [[1]]) == 1
        assert states()[10] == "todo"
        assert states()[11] == "doing"


def test_old_failures_are_forgotten(jobs):
    with database_role("chauban_worker"):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id IN (11, 12)")
            cursor.execute("UPDATE procrastinate_events SET at = at - interval '1 year' WHERE job_id = 11")
        working.tidy()
        assert set(states()) == {10, 12, 13, 14}
