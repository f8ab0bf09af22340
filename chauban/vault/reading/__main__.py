"""The child process of `run_reading`: reads one file, tells progress on stdout as JSON lines, writes reading.json."""

from __future__ import annotations

import argparse
import ctypes
import errno
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from chauban.vault.reading.refusal import Unreadable
from chauban.vault.reading.result import Progress, limits_from, save

PR_SET_PDEATHSIG = 1


def main() -> int:
    """Exit status 0: read; 1: refused, with the reason as last line on stdout. Anything else is a crash."""
    arguments = _arguments()
    _die_with(arguments.parent)
    resource.setrlimit(resource.RLIMIT_AS, (arguments.memory, arguments.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Libraries may print; the real stdout is for the parent alone.
    out = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(2, 1)

    def tell(message: dict[str, object]) -> None:
        out.write(json.dumps(message) + "\n")

    try:
        _read(arguments, tell_progress=lambda progress: tell(asdict(progress)))
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


def _read(arguments: argparse.Namespace, tell_progress: Callable[[Progress], None]) -> None:
    from chauban.vault.reading.paper import read_paper

    reading = read_paper(
        arguments.path,
        arguments.workdir,
        language=arguments.language,
        processes=arguments.processes,
        limits=arguments.limits,
        progress=tell_progress,
    )
    save(reading, arguments.workdir)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m chauban.vault.reading")
    parser.add_argument("path", type=Path)
    parser.add_argument("workdir", type=Path)
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--memory", type=int, required=True)
    parser.add_argument("--language", required=True)
    parser.add_argument("--processes", type=int, required=True)
    parser.add_argument("--limits", type=limits_from, required=True)
    return parser.parse_args()


def _die_with(parent: int) -> None:
    """Have the kernel kill this process when the one that started it is gone."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we could ask
        sys.exit(2)


if __name__ == "__main__":
    sys.exit(main())
