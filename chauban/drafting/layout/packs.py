"""The figures of a regulation, read from `packs/*.yaml`; a draft is judged by the pack in force on its own date."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import yaml

FOLDER: Final = Path(__file__).parent / "packs"
System = Literal["party", "state"]


class Severity(StrEnum):
    """How much a finding weighs: it stops submission, it travels with the draft, or it is only advice."""

    BLOCKING = "blocking"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a pack says of one rule: its sentence in the regulation's own words, and where that stands."""

    id: str
    severity: Severity
    source: str
    says: str


@dataclass(frozen=True, slots=True)
class Figures:
    """How one element is to look; None where the regulation says nothing. Sizes and spaces in points."""

    source: str
    says: str
    size: tuple[float, float] | None = None
    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    capitals: bool | None = None
    align: str | None = None
    #: False: a paragraph of running text is not slanted as a whole; a word in it may be.
    slanted_whole: bool | None = None
    #: The word "Điều" and its number.
    lead_bold: bool | None = None
    ruled: bool | None = None
    #: First-line indents allowed, in millimetres.
    indent: tuple[float, ...] | None = None
    #: Least space between two paragraphs.
    space: float | None = None
    #: ("single", least, most) in lines, or ("exactly", least, most) in points.
    line: tuple[str, float, float] | None = None


@dataclass(frozen=True, slots=True)
class PageFigures:
    """Paper and margins in millimetres; each margin from least to most."""

    width: float
    height: float
    page_tolerance: float
    margin_tolerance: float
    top: tuple[float, float]
    bottom: tuple[float, float]
    left: tuple[float, float]
    right: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Wording:
    """Words and marks that the regulation prescribes."""

    heading: str
    motto: str
    number_colon: bool
    number_mark: str
    body_end: str
    authorities: dict[str, str]
    letter_subject: str
    ground_dash: bool
    ground_ends: tuple[str, ...]
    item_end: str
    keep: str
    first_recipient: tuple[str, ...]
    submitted: tuple[str, ...]


@dataclass(frozen=True)
class Pack:
    """The layout of one regulation."""

    code: str
    title: str
    system: System
    in_force_from: dt.date
    page: PageFigures
    fonts: tuple[str, ...]
    wording: Wording
    #: Form of a paper -> elements that must be there.
    required: dict[str, tuple[str, ...]]
    #: Name of a kind -> elements it goes without.
    not_required: dict[str, tuple[str, ...]]
    elements: dict[str, Figures]
    rules: dict[str, Rule]
    severities: dict[str, Severity]

    def rule(self, name: str) -> Rule | None:
        """What the pack says of a rule ("number.zero") or of an aspect of an element ("kind.size"); None when the
        pack does not have it."""
        if name in self.rules:
            return self.rules[name]
        element, _, aspect = name.rpartition(".")
        figures = self.elements.get(element)
        if figures is None or aspect not in self.severities:
            return None
        return Rule(name, self.severities[aspect], figures.source, figures.says)


def pack_for(system: System, day: dt.date) -> Pack:
    """The pack of a system in force on a day; the oldest for days before it."""
    packs = [pack for pack in all_packs() if pack.system == system]
    in_force = [pack for pack in packs if pack.in_force_from <= day]
    return in_force[-1] if in_force else packs[0]


@cache
def all_packs() -> tuple[Pack, ...]:
    """Every pack, oldest first."""
    loaded = [load(path.stem) for path in sorted(FOLDER.glob("*.yaml")) if path.stem != "common"]
    return tuple(sorted(loaded, key=lambda pack: pack.in_force_from))


def load(name: str) -> Pack:
    """One pack with everything it extends."""
    raw = _merged(name)
    rules = {key: Rule(key, Severity(r["severity"]), r["source"], r["says"]) for key, r in raw["rules"].items()}
    return Pack(
        code=raw["code"],
        title=raw["title"],
        system=raw["system"],
        in_force_from=raw["in_force_from"],
        page=_built(PageFigures, raw["page"]),
        fonts=tuple(raw["fonts"]),
        wording=_built(Wording, raw["wording"]),
        required={form: tuple(names) for form, names in raw["required"].items()},
        not_required={kind: tuple(names) for kind, names in raw["not_required"].items()},
        elements={name: _built(Figures, figures) for name, figures in raw["elements"].items()},
        rules=rules,
        severities={aspect: Severity(said) for aspect, said in raw["severities"].items()},
    )


def _merged(name: str) -> dict[str, Any]:
    raw: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    below = raw.pop("extends", None)
    return _laid_over(_merged(below), raw) if below else raw


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    both = dict(below)
    for key, said in above.items():
        both[key] = _laid_over(both[key], said) if isinstance(said, dict) and key in both else said
    return both


def _built(kind: Any, raw: dict[str, Any]) -> Any:
    """A dataclass from plain values; a key that it does not have is a mistake in the pack."""
    unknown = raw.keys() - {field.name for field in fields(kind)}
    if unknown:
        raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
    return kind(**{key: tuple(said) if isinstance(said, list) else said for key, said in raw.items()})
