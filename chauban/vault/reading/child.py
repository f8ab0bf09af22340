"""Reading a file in a process of its own, so that a harmful file harms nothing but its own reading."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from chauban.vault.reading.refusal import Unreadable
from chauban.vault.reading.result import Limits, Progress, Reading, limits_json, load

#: The folder that holds the package `chauban`.
CODE = Path(__file__).resolve().parents[3]
MIB = 1024 * 1024
LOG_NAME = "reading.log"


def run_reading(
    path: Path,
    workdir: Path,
    *,
    timeout: float = 1800,
    memory_limit_bytes: int = 4096 * MIB,
    language: str = "vie",
    processes: int = 2,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    progress: Callable[[Progress], None] | None = None,
) -> Reading:
    """Read the file at `path` in a child process and return what it made in `workdir`.

    `workdir` belongs to the reading: whatever is in it is removed first, so a reading killed at any moment is simply
    run again. `timeout` is in seconds; `memory_limit_bytes` bounds the address space of each process taking part.
    `processes` pages are read side by side. `progress` is called in this thread, once a page and stage.

    Raises `Unreadable` for whatever goes wrong with the file, FileNotFoundError when it is not there, ValueError when
    it lies inside `workdir`. All processes of the reading are gone when this returns or raises, and die on their own if
    this process dies.
    """
    path, workdir = path.resolve(strict=True), workdir.resolve()
    if path.is_relative_to(workdir):
        raise ValueError("the working folder would be emptied and the file with it")
    shutil.rmtree(workdir, ignore_errors=True)
    workdir.mkdir(parents=True)
    command = [sys.executable, "-P", "-m", "chauban.vault.reading", str(path), str(workdir)]
    command += ["--parent", str(os.getpid()), "--memory", str(memory_limit_bytes), "--language", language]
    command += ["--processes", str(processes), "--limits", limits_json(limits)]
    with (workdir / LOG_NAME).open("wb") as log, _group(command, log.fileno()) as child:
        refusal = _listen(child, timeout, progress)
    if refusal is not None:
        raise refusal
    return load(workdir)


def _listen(
    child: subprocess.Popen[bytes], timeout: float, progress: Callable[[Progress], None] | None
) -> Unreadable | None:
    """Follow the child to its end; returns why it failed, or None when it did not."""
    late = threading.Event()

    def stop() -> None:
        late.set()
        _kill_group(child)

    alarm = threading.Timer(timeout, stop)
    alarm.daemon = True
    alarm.start()
    refusal: Unreadable | None = None
    try:
        assert child.stdout is not None  # opened as a pipe below
        for line in child.stdout:
            message = json.loads(line)
            if "reason" in message:
                refusal = Unreadable(message["reason"], **message["figures"])
            elif progress is not None:
                progress(Progress(**message))
        status = child.wait()
    finally:
        alarm.cancel()
    if late.is_set():
        return Unreadable("timeout", seconds=round(timeout))
    return refusal if status in (0, 1) and refusal else _fate(status)


def _fate(status: int) -> Unreadable | None:
    """What the exit status of a child that gave no reason says."""
    if status == 0:
        return None
    # Only the kernel's out-of-memory killer sends this signal without being asked by us.
    return Unreadable("out-of-memory" if status == -signal.SIGKILL else "crashed")


@contextmanager
def _group(command: list[str], log: int) -> Iterator[subprocess.Popen[bytes]]:
    """The child as head of its own process group, all of which is gone afterwards."""
    environment = {**os.environ, "PYTHONPATH": str(CODE)}
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=log,
        env=environment,
        start_new_session=True,
    ) as child:
        try:
            yield child
        finally:
            _kill_group(child)


def _kill_group(child: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # all of them have ended by themselves
