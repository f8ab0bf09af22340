"""What Django's ENGINE setting names."""

from __future__ import annotations

import secrets
from typing import Any

from django.db.backends.postgresql import base

#: More than anybody guesses, and in the range of the numbers in statements' names.
BITS = 62


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, whose prepared statements have names that cannot be guessed.

    psycopg counts them from 0. SQL slipped into a query could then put a statement of its own in the place of one that
    the next person's request runs on the same connection. Their list is closed to the roles of web and worker
    (migration people.0009).
    """

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection that counts its statements from a random number."""
        made = super().get_new_connection(conn_params)
        made._prepared._prepared_idx = secrets.randbits(BITS)
        return made
