"""Reading a file in a process of its own, so that a harmful file harms nothing but its own reading."""

from __future__ import annotations

import json
import shutil
import signal
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from chauban.vault.reading import nursery
from chauban.vault.reading.refusal import Unreadable
from chauban.vault.reading.result import Limits, Progress, Reading, load

MIB = 1024 * 1024
LOG_NAME = "reading.log"


def run_reading(
    path: Path,
    workdir: Path,
    *,
    timeout: float = 1800,
    memory_limit_bytes: int = 4096 * MIB,
    processes: int = 2,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    progress: Callable[[Progress], None] | None = None,
    finish: Callable[[Reading], Reading] | None = None,
) -> Reading:
    """Read the file at `path` in a child process and return what it made in `workdir`.

    `workdir` belongs to the reading: whatever is in it is removed first, so a reading killed at any moment is simply
    run again. `timeout` is in seconds; `memory_limit_bytes` bounds the address space of each process taking part.
    `processes` pages are read side by side. `progress` is called in this thread, once a page and stage. `finish`, a
    function of a module, is given the reading in the child process; what it returns is the reading.

    Raises `Unreadable` for whatever goes wrong with the file, FileNotFoundError when it is not there, ValueError when
    it lies inside `workdir`. All processes of the reading are gone when this returns or raises, and die on their own if
    this process dies.
    """
    path, workdir = path.resolve(strict=True), workdir.resolve()
    if path.is_relative_to(workdir):
        raise ValueError("the working folder would be emptied and the file with it")
    shutil.rmtree(workdir, ignore_errors=True)
    workdir.mkdir(parents=True)
    task = {"path": str(path), "workdir": str(workdir), "memory": memory_limit_bytes}
    task |= {"processes": processes, "limits": asdict(limits)}
    task |= {"finish": (finish.__module__, finish.__name__) if finish else None}
    with (workdir / LOG_NAME).open("wb") as log, nursery.child(task, log.fileno()) as child:
        refusal = _listen(child, timeout, progress)
    if refusal is not None:
        raise refusal
    return load(workdir)


def _listen(child: nursery.Child, timeout: float, progress: Callable[[Progress], None] | None) -> Unreadable | None:
    """Follow the child to its end; returns why it failed, or None when it did not."""
    late = threading.Event()

    def stop() -> None:
        late.set()
        child.kill()

    alarm = threading.Timer(timeout, stop)
    alarm.daemon = True
    alarm.start()
    refusal: Unreadable | None = None
    try:
        for line in child.told:
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
