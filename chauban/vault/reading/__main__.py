"""The nursery and its children: loads the libraries, then forks a child for each task it is sent.

A child reads one file, tells its process id and then its progress on stdout as JSON lines, and writes reading.json.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import gc
import json
import os
import resource
import select
import signal
import socket
import traceback
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any

from chauban.vault.reading import archive, paper  # noqa: F401 - loaded once for all children
from chauban.vault.reading.refusal import Unreadable
from chauban.vault.reading.result import Limits, Progress, Reading, save

PR_SET_PDEATHSIG = 1
#: Bytes of the longest task.
LONGEST = 65536
CRASHED = 2


def main() -> None:
    """Serve tasks until the parent is gone."""
    control = socket.socket(fileno=os.dup(0))
    #: A handle of each child that runs, with its process id and the pipe to tell its end into.
    running: dict[int, tuple[int, int]] = {}
    gc.freeze()  # what children share stays shared
    while True:
        ready, _, _ = select.select([control.fileno(), *running], [], [])
        for one in ready:
            if one in running:
                _tell_end(one, *running.pop(one))
                continue
            task, files, _, _ = socket.recv_fds(control, LONGEST, 3)
            if not task:
                return
            pid = _fork(json.loads(task), files, control)
            running[os.pidfd_open(pid)] = pid, files[2]


def _tell_end(handle: int, pid: int, tell: int) -> None:
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with contextlib.suppress(BrokenPipeError):  # when nobody waits for it any more
        os.write(tell, str(status).encode())
    os.close(tell)
    os.close(handle)


def _fork(task: dict[str, Any], files: list[int], control: socket.socket) -> int:
    """Start a child; the process id. Whatever it does, it does not come back from here."""
    if task["finish"]:
        import_module(task["finish"][0])  # loaded for all later children too
    nursery = os.getpid()
    pid = os.fork()
    if pid:
        os.close(files[0])
        os.close(files[1])
        return pid
    status = CRASHED
    try:
        control.close()
        _settle(nursery, files)
        status = _work(task)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(status)


def _settle(nursery: int, files: list[int]) -> None:
    """Head of a group of its own, to be killed with the nursery; stdin empty, stdout to the parent, stderr the log."""
    os.setsid()
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != nursery:  # it died before we could ask
        os._exit(CRASHED)
    empty = os.open(os.devnull, os.O_RDONLY)
    for file, number in zip((empty, *files[:2]), (0, 1, 2), strict=True):
        os.dup2(file, number)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))  # its own and those of the nursery's other children
    os.write(1, f"{os.getpid()}\n".encode())


def _work(task: dict[str, Any]) -> int:
    """Exit status 0: read; 1: refused, with the reason as last line on stdout. Anything else is a crash."""
    os.chdir(task["workdir"])
    resource.setrlimit(resource.RLIMIT_AS, (task["memory"], task["memory"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Libraries may print; the real stdout is for the parent alone.
    out = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(2, 1)

    def tell(message: dict[str, object]) -> None:
        out.write(json.dumps(message) + "\n")

    try:
        _read(task, tell_progress=lambda progress: tell(asdict(progress)))
    except Unreadable as refusal:
        tell({"reason": refusal.reason, "figures": refusal.figures})
        return 1
    except MemoryError:
        tell({"reason": "out-of-memory", "figures": {}})
        return 1
    except OSError as problem:
        if problem.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        tell({"reason": "no-room", "figures": {}})
        return 1
    return 0


def _read(task: dict[str, Any], tell_progress: Callable[[Progress], None]) -> None:
    workdir = Path(task["workdir"])
    reading = paper.read_paper(
        Path(task["path"]),
        workdir,
        processes=task["processes"],
        limits=Limits(**task["limits"]),
        progress=tell_progress,
    )
    if task["finish"]:
        module, name = task["finish"]
        finish: Callable[[Reading], Reading] = getattr(import_module(module), name)
        reading = finish(reading)
    save(reading, workdir)


if __name__ == "__main__":
    main()
