"""`chauban intake`: files from the command line into a registry's tray."""

from __future__ import annotations

import argparse
from typing import Any

from .commands import Failed
from .words import _, say


def intake(arguments: argparse.Namespace) -> int:
    """Take in every file, saying what became of each; the status is 1 when one was refused or cannot be read."""
    from chauban.intake.acts import receive
    from chauban.intake.states import Source, State
    from chauban.intake.wording import failure
    from chauban.kernel.refused import Refused

    unit, wrong = _registry(arguments.unit), 0
    for path in arguments.files:
        try:
            if not path.is_file():
                raise Refused(_("There is no such file."))
            arrival = receive(None, unit, Source.COMMAND, path.name, path)
            say(_("{file}: received by {unit} as {number}").format(file=path, unit=unit, number=arrival.pk))
            if arrival.state == State.FAILED:
                wrong += 1
                say(f"{path}: {' '.join(failure(arrival))}")
        except Refused as refusal:
            wrong += 1
            say(f"{path}: {refusal}")
    return 1 if wrong else 0


def _registry(wanted: str | None) -> Any:
    """The unit by name or number, or the only one that keeps a register."""
    from django.db.models import Q

    from chauban.people.identity import SYSTEM, acting
    from chauban.people.models import Unit

    with acting(SYSTEM):
        keepers = Unit.objects.filter(registers_kept__retired=False).distinct()
        if wanted:
            keepers = keepers.filter(Q(name=wanted) | Q(pk=int(wanted) if wanted.isdecimal() else None))
        found = list(keepers.order_by("pk")[:20])
    if len(found) == 1:
        return found[0]
    if not found:
        raise Failed(_("No unit here keeps a register, or none is called that."))
    names = "\n".join(f"  {unit.pk}: {unit.name}" for unit in found)
    raise Failed(_("Say with --unit which registry receives:") + "\n" + names)
