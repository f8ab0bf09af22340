"""The layout check (kiểm tra thể thức) of a draft."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import replace

from .elements import find_elements
from .findings import Fault, Finding, Report
from .packs import Pack, System, pack_for
from .rules import RULES, Checked
from .rules.checked import Known
from .word.draft import read_draft


def check(data: bytes, system: System, day: dt.date, known: Known | None = None) -> Report:
    """Judge a DOCX by the pack of its system in force on its day.

    `known` says what the caller knows of a cited document. Raises `Refused` with a sentence when the bytes are no DOCX
    that can be read.
    """
    draft = read_draft(data)
    elements = find_elements(draft)
    pack = pack_for(system, day)
    page = Checked(draft, elements, pack, day, known)
    faults = (fault for rule in RULES for fault in rule(page))
    return Report(hashlib.sha256(data).hexdigest(), pack.code, elements, tuple(_weighed(faults, pack)))


def _weighed(faults: Iterable[Fault], pack: Pack) -> list[Finding]:
    """Faults of rules that the pack has, the same fault at several places once, in order of the page."""
    found: dict[object, Finding] = {}
    for fault in faults:
        finding = _finding(fault, pack)
        if finding is None:
            continue
        key = (fault.rule, str(fault.found), str(fault.required), fault.remedy)
        first = found.setdefault(key, finding)
        if first is not finding:
            found[key] = replace(first, also=(*first.also, fault.place))
    return sorted(found.values(), key=lambda f: (f.place.part, f.place.block, f.place.paragraph, f.place.start))


def _finding(fault: Fault, pack: Pack) -> Finding | None:
    rule = pack.rule(fault.rule)
    if rule is None:
        return None
    return Finding(
        rule.id,
        rule.severity,
        fault.place,
        fault.found,
        fault.required,
        f"{pack.title}, {rule.source}",
        rule.says,
        fault.remedy,
    )
