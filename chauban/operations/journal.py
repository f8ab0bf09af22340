"""`chauban journal verify` and `chauban journal heads`."""

from __future__ import annotations

import argparse
import sys

from .commands import Failed
from .words import _, say


def journal(arguments: argparse.Namespace) -> int:
    """Prove the whole log, or print every signed head."""
    return _verify(arguments) if arguments.what == "verify" else _heads()


def _verify(arguments: argparse.Namespace) -> int:
    from chauban.journal.verifying import verify

    if arguments.head and not arguments.head.is_file():
        raise Failed(_("There is no such file: {file}").format(file=arguments.head))
    try:
        proof = verify(arguments.head)
    except ValueError as error:
        raise Failed(_("This file holds no signed head: {file}").format(file=error)) from error
    for fault in proof.faults:
        say(fault)
    if not proof.holds:
        return 1
    say(_("The journal is whole: {lines} lines under {heads} heads.").format(lines=proof.lines, heads=proof.heads))
    say(_("Root: {root}").format(root=proof.root.hex()))
    return 0


def _heads() -> int:
    from chauban.journal.models import Head
    from chauban.journal.sealing import signed

    for head in Head.objects.order_by("size").iterator():
        sys.stdout.write(f"{signed(head)}\n")
    return 0
