"""The worker's part: the index follows the outbox, and is built anew when it is missing or damaged."""

from __future__ import annotations

from procrastinate.contrib.django import app

from . import index


@app.periodic(cron="* * * * * */2", periodic_id="search")
@app.task(name="search.follow", queue="search", lock="search", queueing_lock="search")
def follow(timestamp: int) -> None:
    """Every two seconds: empty the outbox into the index, or build the index first. `timestamp` is the queue's own."""
    if index.must_be_rebuilt():
        index.rebuild()
    try:
        while index.drain():
            pass
    except index.IndexGone:
        index.rebuild()
