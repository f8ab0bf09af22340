"""The machine: room on the disk, the programs that read papers, secrets that stay secret."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys

from django.conf import settings

from ..words import _

LEAST_FREE_BYTES = 2 * 1024**3
#: Program, what it is asked, and what its answer must contain.
PROGRAMS = (
    ("tesseract", ["--list-langs"], "vie"),
    ("soffice", ["--version"], "LibreOffice"),
    ("gs", ["--version"], "."),
)
OLDEST_PYTHON = (3, 11)


def disk_space(deep: bool) -> list[str]:
    """Enough room for the next days' scans."""
    free = shutil.disk_usage(settings.DATA).free
    if free >= LEAST_FREE_BYTES:
        return []
    return [_("Only {free} MB are free on the disk of {folder}.").format(free=free // 1024**2, folder=settings.DATA)]


def programs(deep: bool) -> list[str]:
    """The Debian packages of `requirements/debian.txt` are there and answer."""
    faults = []
    if sys.version_info < OLDEST_PYTHON:
        faults.append(_("Python {version} is too old.").format(version=sys.version.split()[0]))
    for program, question, expected in PROGRAMS:
        if shutil.which(program) is None:
            faults.append(_("The program {program} is not installed.").format(program=program))
        elif expected not in _answer(program, question):
            told = _("The program {program} lacks {what}, or does not run.")
            faults.append(told.format(program=program, what=expected if expected != "." else _("a version")))
    return faults


def _answer(program: str, question: list[str]) -> str:
    try:
        done = subprocess.run([program, *question], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr


def secrets(deep: bool) -> list[str]:
    """Nobody but the office's own account of this machine reads the keys."""
    folder = settings.DATA / "secrets"
    faults = []
    for path in (folder, *sorted(folder.iterdir())):
        about = path.stat()
        if stat.S_IMODE(about.st_mode) & 0o077:
            faults.append(_("Others on this machine can read {path}; run chmod go-rwx on it.").format(path=path))
        if about.st_uid != os.getuid():
            faults.append(_("{path} belongs to another account.").format(path=path))
    return faults
