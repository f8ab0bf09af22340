"""Codes of the reading put into the words of the office: why a file failed, what to look at, how far the machine is."""

from __future__ import annotations

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .models import Arrival
from .states import State

#: Reason -> (what is wrong, what to do).
FAILURES: dict[str, tuple[str | Promise, str | Promise]] = {
    "empty": (gettext_lazy("The file is empty."), gettext_lazy("Scan or send it again.")),
    "unknown-kind": (
        gettext_lazy(
            "This is not a PDF, a Word document (.docx) or a picture (JPEG, PNG, TIFF), whatever its name says."
        ),
        gettext_lazy("Ask the sender for a PDF."),
    ),
    "old-word": (
        gettext_lazy("This is a Word document of the old .doc kind."),
        gettext_lazy("Save it as .docx or PDF and send it again."),
    ),
    "password": (
        gettext_lazy("The file is protected by a password."),
        gettext_lazy("Ask the sender for one without a password."),
    ),
    "broken": (
        gettext_lazy("The file is damaged; no page of it can be shown."),
        gettext_lazy("Scan or send it again."),
    ),
    "too-many-pages": (
        gettext_lazy("The file has more pages than are taken in at once."),
        gettext_lazy("Scan it in parts."),
    ),
    "page-too-large": (
        gettext_lazy("A page of the file is larger than any paper; it may be damaged or harmful."),
        gettext_lazy("Ask the sender for another copy."),
    ),
    "picture-too-large": (
        gettext_lazy("A picture in the file unpacks to an enormous size; it may be damaged or harmful."),
        gettext_lazy("Ask the sender for another copy."),
    ),
    "unpacks-too-large": (
        gettext_lazy("The file unpacks to an enormous size; it may be damaged or harmful."),
        gettext_lazy("Ask the sender for another copy."),
    ),
    "not-convertible": (
        gettext_lazy("The Word document could not be laid out as pages."),
        gettext_lazy("Save it as PDF and send it again."),
    ),
    "timeout": (
        gettext_lazy("Reading took too long and was stopped."),
        gettext_lazy("Try again, or scan it in parts."),
    ),
    "out-of-memory": (
        gettext_lazy("Reading needed more memory than there is and was stopped."),
        gettext_lazy("Try again, or scan it in parts."),
    ),
    "crashed": (
        gettext_lazy("Reading it failed several times."),
        gettext_lazy("Try again; if it fails once more, scan it anew or tell the administrator."),
    ),
    "no-room": (
        gettext_lazy("There is no room left on the server's disk to read it."),
        gettext_lazy("Tell the administrator, then try again."),
    ),
}

#: Warning -> its words. Those not here are of no use to a clerk.
WARNINGS: dict[str, str | Promise] = {
    "legacy-encoding": gettext_lazy("written in an old font (TCVN3 or VNI), converted"),
    "worthless-text": gettext_lazy("its hidden text was worthless and was read anew"),
    "no-text": gettext_lazy("no text could be read"),
    "page-broken": gettext_lazy("a page cannot be shown"),
    "active-content": gettext_lazy("held scripts, which were left out of the copy shown"),
    "embedded-files": gettext_lazy(
        "carries files inside, which may be enclosures: open the file as received to see them"
    ),
    "macros": gettext_lazy("holds macros, which were not run"),
    "repaired": gettext_lazy("was damaged and has been mended"),
    "not-pdfa": gettext_lazy("the searchable copy is no PDF/A"),
}

STAGES: dict[str, str | Promise] = {
    "converting": gettext_lazy("Laying it out as pages"),
    "reading": gettext_lazy("Reading the pages"),
    "archiving": gettext_lazy("Making the searchable copy"),
}


def failure(arrival: Arrival) -> tuple[str, str]:
    """What is wrong with a file that could not be read, and what to do."""
    wrong, remedy = FAILURES.get(arrival.failure, FAILURES["crashed"])
    if arrival.failure == "too-many-pages":
        wrong = _("The file has more than %(limit)s pages, the most that are taken in at once.") % {
            "limit": settings.PAGE_LIMIT
        }
    return str(wrong), str(remedy)


def warnings(arrival: Arrival) -> list[str]:
    """What a clerk should know of a paper's file, each once, with the pages it concerns."""
    pages: dict[str, list[str]] = {}
    for each in arrival.warnings:
        code, _sep, page = each.partition(":")
        if code in WARNINGS:
            pages.setdefault(code, []).extend([page] if page else [])
    return [_with_pages(str(WARNINGS[code]), numbers) for code, numbers in pages.items()]


def _with_pages(sentence: str, numbers: list[str]) -> str:
    if not numbers:
        return sentence
    shown = ", ".join(numbers[:6]) + (" ..." if len(numbers) > 6 else "")
    return ngettext("%(what)s (page %(pages)s)", "%(what)s (pages %(pages)s)", len(numbers)) % {
        "what": sentence,
        "pages": shown,
    }


def stage(arrival: Arrival) -> str:
    """What the machine is doing with it now."""
    if arrival.state == State.WAITING:
        return _("Waiting its turn to be read")
    return str(STAGES.get(arrival.stage, _("Being read")))
