"""Running programs of the system from a reading."""

from __future__ import annotations

import os
import shutil


def child_of_ours(command: list[str]) -> list[str]:
    """The command, started so that the kernel kills it when the thread that starts it ends, say by `kill -9`."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--", *command] if setpriv else command


def one_thread() -> dict[str, str]:
    """The environment in which Tesseract works in one thread; its own threads mostly wait for each other."""
    return {**os.environ, "OMP_THREAD_LIMIT": "1"}
