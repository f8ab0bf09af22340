"""Running programs of the system from a reading."""

from __future__ import annotations

import shutil


def child_of_ours(command: list[str]) -> list[str]:
    """The command, so started that the kernel kills it when the thread that starts it ends, for instance by `kill -9`."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--", *command] if setpriv else command
