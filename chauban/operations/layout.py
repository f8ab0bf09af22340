"""`chauban layout`: the layout check of a Word file from the command line."""

from __future__ import annotations

import argparse

from .commands import Failed
from .words import _, say


def layout(arguments: argparse.Namespace) -> int:
    """Say every finding, and with --mended write a copy in which the mechanical ones are mended.

    The status is 1 when something stands that must not leave the office so.
    """
    from chauban.drafting.layout import Severity, check, mend
    from chauban.kernel.clock import today
    from chauban.kernel.refused import Refused

    if arguments.mended and arguments.mended.exists():
        raise Failed(_("{file} is there already; nothing was written.").format(file=arguments.mended))
    try:
        data = arguments.file.read_bytes()
        report = check(data, arguments.system, arguments.date or today())
    except (OSError, Refused) as refusal:
        raise Failed(f"{arguments.file}: {refusal}") from refusal
    weights = {Severity.BLOCKING: _("must be mended"), Severity.WARNING: _("warning"), Severity.HINT: _("advice")}
    for finding in report.findings:
        text = f" “{finding.place.text}”" if finding.place.text else ""
        say(f"{weights[finding.severity]}: {finding.name}{text}")
        say(_("   found: {found}; required: {required}").format(found=finding.found, required=finding.required))
        say(f"   {finding.source}")
    blocking = sum(finding.severity == Severity.BLOCKING for finding in report.findings)
    say(
        _("{count} findings, {blocking} of which must be mended.").format(count=len(report.findings), blocking=blocking)
    )
    if arguments.mended:
        arguments.mended.write_bytes(mend(data, report.findings))
        say(_("The mended copy is {file}.").format(file=arguments.mended))
    return 1 if blocking else 0
