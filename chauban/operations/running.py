"""`chauban run`: the whole office in one command. Database, web server and worker are started, watched and stopped."""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from chauban import database

from .children import Child, command
from .commands import Failed, start_database
from .words import _, say

#: Seconds the web server and the worker have to finish what they do.
PATIENCE = 8.0
TICK = 0.2


def run(arguments: argparse.Namespace) -> None:
    """Run until Ctrl-C or SIGTERM. Raises Failed when it runs already or the port is taken."""
    data = database.data_folder()
    data.mkdir(parents=True, exist_ok=True)
    asked = _StopAsked()
    with _alone(data):
        _check_port(arguments.host, arguments.port)
        embedded = not os.environ.get("DATABASE_URL")
        try:
            _prepare(data, demo=arguments.demo, embedded=embedded)
            _watch(asked, data, embedded, arguments)
        finally:
            if embedded:
                database.stop_embedded(data)
                say(_("Stopped."))


class _StopAsked:
    """Ctrl-C, SIGTERM or SIGHUP: before the office is up they interrupt, afterwards they are remembered."""

    def __init__(self) -> None:
        self.yes = False
        self.up = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.yes = True
        if not self.up:
            raise KeyboardInterrupt


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Hold the data folder for ourselves."""
    with (data / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            told = _("Châu Bản already runs in {folder} (process {number}). Stop that one first, or set CHAUBAN_DATA.")
            raise Failed(told.format(folder=data, number=lock.read().strip())) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        os.set_inheritable(lock.fileno(), False)
        yield


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            told = _("Cannot listen on {host} port {port}: {reason}. Choose another with --port or CHAUBAN_PORT.")
            raise Failed(told.format(host=host, port=port, reason=error.strerror)) from error


def _prepare(data: Path, *, demo: bool, embedded: bool) -> None:
    """Bring the installation up to this version, unless that was done for these very files and this database."""
    if embedded:
        if os.geteuid() == 0:
            say(_("As root, other accounts can look into the folders above the data; an ordinary account is better."))
        if not (data / "db" / "PG_VERSION").exists():
            say(_("First start: the database is made in {folder}.").format(folder=data))
        start_database(data)
    stamp = data / "prepared"
    known = stamp.exists() and embedded and stamp.read_text() == _fingerprint(data)
    if known:
        if demo:
            subprocess.Popen(command("demo"))  # tells the accounts while the office opens
        return
    for words in ("init", "demo") if demo else ("init",):
        # In processes of their own: what they load need not stay in memory.
        if subprocess.run(command(words), check=False).returncode:
            raise Failed(_("`chauban {command}` failed; nothing was started.").format(command=words))
    if embedded:  # another server may be restored or moved without our knowing: there we look every time
        stamp.write_text(_fingerprint(data))


def _fingerprint(data: Path) -> str:
    """A digest of names, sizes and times of the program's files and of the database's birth."""
    package = Path(__file__).resolve().parents[1]
    files = sorted(
        path
        for folder in (package, package.parent / "build" / "static")
        for path in folder.rglob("*")
        if path.suffix in {".py", ".yaml", ".css", ".js", ".svg", ".mo"}
    )
    digest = hashlib.sha256()
    for path in (*files, data / "db" / "PG_VERSION"):
        about = path.stat()
        digest.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _watch(asked: _StopAsked, data: Path, embedded: bool, arguments: argparse.Namespace) -> None:
    """Keep the children and the database running until asked to stop."""
    address = ["--host", arguments.host, "--port", str(arguments.port)]
    children = [Child("web", ["web", *address]), Child("worker", ["worker"])]
    asked.up = True
    announced = False
    try:
        while not asked.yes:
            if embedded and not database.is_running(data):
                _start_database_again(data)
            for child in children:
                status = child.watch()
                if status is not None:
                    told = _("The {name} process ended ({status}); it is started again.")
                    say(told.format(name=child.name, status=status))
            announced = announced or _announce(arguments.host, arguments.port)
            time.sleep(TICK)
    finally:
        say(_("Stopping ..."))
        _stop(children)


def _start_database_again(data: Path) -> None:
    say(_("The database ended; it is started again."))
    try:
        start_database(data)
    except Failed as failure:
        say(str(failure))


def _announce(host: str, port: int) -> bool:
    """Say where the office is, once it answers."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - we only ask there
    with suppress(OSError, http.client.HTTPException):
        connection = http.client.HTTPConnection(here, port, timeout=0.5)
        connection.request("GET", "/accounts/login/")
        connection.getresponse()
        connection.close()
        shown = f"[{here}]" if ":" in here else here
        say(_("Châu Bản is open at http://{host}:{port}/ (Ctrl-C stops it)").format(host=shown, port=port))
        return True
    return False


def _stop(children: list[Child]) -> None:
    """Web and worker together, each finishing what it does."""
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + PATIENCE
    for child in children:
        child.stop(deadline)
