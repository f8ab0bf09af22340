"""`chauban doctor`: everything that can be checked is, and each fault is one sentence."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from ..words import _, say
from . import database, index, jobs, journal, letters, machine, registers, vault

#: One look at one thing: the faults found, in words.
Check = Callable[[bool], list[str]]
CHECKS: tuple[tuple[str, Check], ...] = (
    ("database", database.version_and_settings),
    ("database", database.migrations),
    ("database", database.roles),
    ("database", database.row_security),
    ("database", database.prepared_statements),
    ("vault", vault.files),
    ("vault", vault.temporary_files),
    ("registers", registers.numbers),
    ("journal", journal.log),
    ("index", index.follows),
    ("jobs", jobs.stuck),
    ("jobs", jobs.failed),
    ("letters", letters.letters),
    ("machine", machine.disk_space),
    ("machine", machine.programs),
    ("machine", machine.secrets),
)


def doctor(arguments: argparse.Namespace) -> int:
    """Say every fault; the status is 1 when there is one."""
    faults = examine(deep=arguments.deep)
    for fault in faults:
        say(f"- {fault}")
    if faults:
        say(_("{count} faults found.").format(count=len(faults)))
        return 1
    say(_("Everything is in order."))
    return 0


def examine(*, deep: bool) -> list[str]:
    """All faults. A check that cannot be made is a fault itself, and does not keep the others from being made."""
    faults = []
    for name, check in CHECKS:
        try:
            faults += check(deep)
        except Exception as error:
            faults.append(_("The check of {what} could not be made: {error}").format(what=name, error=error))
    return faults
