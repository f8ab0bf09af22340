"""The processes of a running office: started, watched, started again with growing patience, stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field

#: Seconds before a process that ended is started again: doubled each time, forgotten once it has lived a while.
FIRST_WAIT = 0.2
LONGEST_WAIT = 15.0
STEADY_AFTER = 30.0


def command(*words: str) -> list[str]:
    """How `chauban` is called from itself."""
    return [sys.executable, "-m", "chauban.cli", *words]


@dataclass
class Child:
    """One process that must always run."""

    name: str
    words: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = FIRST_WAIT
    again_at: float = field(default=0.0)

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches us alone."""
        environment = os.environ | {"CHAUBAN_PARENT": str(os.getpid())}
        self.process = subprocess.Popen(command(*self.words), env=environment, start_new_session=True)
        self.started = time.monotonic()

    def watch(self) -> int | None:
        """Start it again when it is time to; returns the exit status when it was just found to have ended."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.again_at:
                self.start()
            return None
        status = self.process.poll()
        if status is None:
            return None
        self._sweep()
        self.wait = FIRST_WAIT if now - self.started > STEADY_AFTER else min(self.wait * 2, LONGEST_WAIT)
        self.process, self.again_at = None, now + self.wait
        return status

    def ask_to_stop(self) -> None:
        """Tell it to finish what it does."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def stop(self, deadline: float) -> None:
        """Wait until it has ended; at the deadline (of the monotonic clock) it is killed with all it started."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.1, deadline - time.monotonic()))
        self._sweep()
        self.process.wait()

    def _sweep(self) -> None:
        """Kill whatever is left of its group: processes it started, and itself."""
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
