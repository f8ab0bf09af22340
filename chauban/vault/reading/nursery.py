"""Children for readings, forked off a process that has all libraries loaded: to load them costs a third of a second,
a third of what the reading of a single page takes.

That process, the nursery, lives while papers come and a minute longer, and never opens a paper itself: each child sees
one paper and ends. The nursery ends when its parent is gone, however that ended, and the kernel then ends its children.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

#: The folder that holds the package `chauban`.
CODE = Path(__file__).resolve().parents[3]
Task = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Child:
    """A reading that goes on, head of its own process group. `told`: its messages as lines of JSON."""

    pid: int
    told: BinaryIO
    _ended: BinaryIO

    def wait(self) -> int:
        """The exit status when it has ended; minus the number of the signal that ended it."""
        # Without a word from the nursery it is gone, and its children with it.
        return int(self._ended.read() or -signal.SIGKILL)

    def kill(self) -> None:
        """End it and all it started."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # all of them have ended by themselves


@contextmanager
def child(task: Task, log: int) -> Iterator[Child]:
    """A child at work on the task (see `__main__`), its stderr in `log`. None of its processes is left afterwards."""
    with ExitStack() as open_files:
        open_files.enter_context(_nursery.kept())
        begun = _begin(task, log, open_files) or _begin(task, log, open_files)
        if begun is None:
            raise RuntimeError("the process that reads papers does not start")
        try:
            yield begun
        finally:
            begun.kill()


def _begin(task: Task, log: int, open_files: ExitStack) -> Child | None:
    """The child, once it said its process id; None when the nursery ended before that."""
    told, tell = os.pipe()
    ended, end = os.pipe()
    readers = [open_files.enter_context(os.fdopen(end_of_pipe, "rb")) for end_of_pipe in (told, ended)]
    try:
        _nursery.ask(json.dumps(task).encode(), [tell, log, end])
    finally:
        os.close(tell)
        os.close(end)
    first = readers[0].readline()
    return Child(int(first), readers[0], readers[1]) if first else None


#: What a process that reads strangers' files is told of ours: no address of a database, no password.
PASSED = {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TESSDATA_PREFIX", "OMP_THREAD_LIMIT", "PYTHONUTF8"}


#: Seconds without a paper after which the process ends; the next paper waits for a new one.
REST_SECONDS = 60.0


class _Nursery:
    """This process's nursery, started with the first reading."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._needed = 0
        self._rest: threading.Timer | None = None

    @contextmanager
    def kept(self) -> Iterator[None]:
        """It stays while the block lasts, and ends when nobody needed it for a while: it holds some sixty megabytes."""
        with self._lock:
            self._needed += 1
            if self._rest is not None:
                self._rest.cancel()
        try:
            yield
        finally:
            with self._lock:
                self._needed -= 1
                self._rest = threading.Timer(REST_SECONDS, self._end_unneeded)
                self._rest.daemon = True
                self._rest.start()

    def _end_unneeded(self) -> None:
        with self._lock:
            if not self._needed:
                self.close()
                self._control = self._process = None

    def ask(self, task: bytes, files: list[int]) -> None:
        """Have a child begin with the task and these open files."""
        with self._lock:
            if self._control is None or self._process is None or self._process.poll() is not None:
                self._start()
            assert self._control is not None
            try:
                socket.send_fds(self._control, [task], files)
            except OSError:  # it ended this moment
                self._start()
                socket.send_fds(self._control, [task], files)

    def close(self) -> None:
        """Let it end."""
        if self._control is not None and self._process is not None:
            self._control.close()
            self._process.wait()

    def _start(self) -> None:
        self.close()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "chauban.vault.reading"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env={name: value for name, value in os.environ.items() if name in PASSED} | {"PYTHONPATH": str(CODE)},
                start_new_session=True,
            )


_nursery = _Nursery()
atexit.register(_nursery.close)
