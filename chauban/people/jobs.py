"""The worker's part: sessions that ran out."""

from __future__ import annotations

from django.db import connection
from procrastinate.contrib.django import app


@app.periodic(cron="41 * * * *", periodic_id="people.sweep_sessions")
@app.task(name="people.sweep_sessions", queue="people", queueing_lock="people.sweep_sessions")
def sweep_sessions(timestamp: int) -> None:
    """Every hour: sessions that ran out open nothing any more, and would only pile up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_sweep_sessions()")
