"""The one connection of a process that listens to the database, for ever, whatever becomes of the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from typing import Any, Protocol

import psycopg
from django.db import connections

from .told import CHANNEL, Told

log = logging.getLogger(__name__)
#: Seconds between attempts to reach the database again: doubled each time.
FIRST_WAIT, LONGEST_WAIT = 0.2, 5.0
#: Seconds without a word after which the connection is asked whether it still lives.
QUIET = 20.0


class Ear(Protocol):
    """Who is told."""

    def listening(self) -> None: ...
    def deaf(self) -> None: ...
    def hear(self, told: Told) -> Awaitable[None]: ...


async def listen(ear: Ear) -> None:
    """Hand on what the database tells; begins anew after it went away, until cancelled."""
    wait = FIRST_WAIT
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**_parameters()) as connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                ear.listening()
                wait = FIRST_WAIT
                await _hand_on(connection, ear)
        except psycopg.Error as error:
            log.warning("live: %s", str(error).splitlines()[0] if str(error) else type(error).__name__)
        except Exception:  # a fault of ours must not leave the process deaf for good
            log.exception("live")
        finally:
            ear.deaf()
        await asyncio.sleep(wait)
        wait = min(2 * wait, LONGEST_WAIT)


async def _hand_on(connection: psycopg.AsyncConnection[Any], ear: Ear) -> None:
    while True:
        async for notice in connection.notifies(timeout=QUIET):
            await ear.hear(Told.read(notice.payload))
        await connection.execute("SELECT 1")  # a line that was cut without a word shows itself here


def _parameters() -> dict[str, Any]:
    """How Django's own connections are made, less what is Django's."""
    given = connections["default"].get_connection_params()
    kept = {name: value for name, value in given.items() if name not in ("context", "cursor_factory")}
    return kept | {"autocommit": True, "keepalives_idle": 20, "keepalives_interval": 5, "keepalives_count": 3}
