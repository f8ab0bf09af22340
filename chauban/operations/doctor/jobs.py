"""The queue: nothing stuck, nothing failing."""

from __future__ import annotations

from ..words import _
from .database import rows

#: Minutes after which a job that could run tells that no worker runs.
WAIT_MINUTES = 10
#: Days for which a failed job is told of.
TELL_DAYS = 7

WAITING = """
SELECT count(DISTINCT j.id) FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id
WHERE j.status = 'todo' AND coalesce(j.scheduled_at, e.at) < now() - make_interval(mins => %s)
  AND e.at < now() - make_interval(mins => %s)
"""
ABANDONED = """
SELECT count(*) FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
WHERE j.status = 'doing' AND (w.id IS NULL OR w.last_heartbeat < now() - interval '1 minute')
"""
FAILED = """
SELECT j.task_name, count(DISTINCT j.id) FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id
WHERE j.status = 'failed' AND e.at > now() - make_interval(days => %s)
  AND NOT EXISTS (SELECT FROM procrastinate_periodic_defers p WHERE p.task_name = j.task_name)
GROUP BY j.task_name ORDER BY j.task_name
"""
#: A periodic job that failed once is made good by its next round; one that fails again and again is told of.
FAILING = """
SELECT j.task_name, count(*) FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id
WHERE j.status = 'failed' AND e.type = 'failed' AND e.at > now() - interval '90 seconds'
  AND EXISTS (SELECT FROM procrastinate_periodic_defers p WHERE p.task_name = j.task_name)
GROUP BY j.task_name HAVING count(*) > 1 ORDER BY j.task_name
"""


def stuck(deep: bool) -> list[str]:
    """Jobs that wait although they could run, and jobs whose worker died and that nobody took up."""
    faults = []
    [(waiting,)], [(abandoned,)] = rows(WAITING, WAIT_MINUTES, WAIT_MINUTES), rows(ABANDONED)
    if waiting:
        told = _("{count} jobs have waited for more than {minutes} minutes: the worker does not run or cannot keep up.")
        faults.append(told.format(count=waiting, minutes=WAIT_MINUTES))
    if abandoned:
        faults.append(_("{count} jobs were left by a worker that died.").format(count=abandoned))
    return faults


def failed(deep: bool) -> list[str]:
    """Jobs that failed for good in the last days."""
    told = _("{count} jobs {task} failed in the last {days} days; the worker's log tells why.")
    faults = [told.format(count=count, task=task, days=TELL_DAYS) for task, count in rows(FAILED, TELL_DAYS)]
    again = _("The periodic job {task} fails again and again; the worker's log tells why.")
    return faults + [again.format(task=task) for task, _count in rows(FAILING)]
