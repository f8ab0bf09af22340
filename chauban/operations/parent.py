"""A process that ends with its parent, however the parent ends."""

from __future__ import annotations

import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1


def end_with(parent: str | None, how: int = signal.SIGTERM) -> None:
    """Let the kernel send us `how` when our parent ends; `parent` is the process number it told us, or None."""
    if not parent:
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(how))
    if os.getppid() != int(parent):  # it ended before we could ask
        os._exit(1)
