"""What the check found: where, what, what is required, by which rule, how grave, and how it can be mended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from .elements import Elements
from .packs import Severity
from .place import Place
from .words import name_of

#: What mending changes: a property of runs, of a paragraph or of a section; a stretch of text; its case.
Target = Literal["run", "paragraph", "section", "text", "upper"]


@dataclass(frozen=True, slots=True)
class Remedy:
    """A mechanical change at each place of a finding."""

    target: Target
    #: Of "run": font, size, bold, italic, underline, color. Of "paragraph": align, before, first, line.
    #: Of "section": top, bottom, left, right, width, height, title_page. Of "text" and "upper" nothing.
    name: str = ""
    value: str | float | bool = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule reports; the pack then says how grave it is, or that it does not have the rule."""

    rule: str
    place: Place
    found: object
    required: object
    remedy: Remedy | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, at one place or at several alike. `found` and `required` are words in the language of the reader
    when they are turned to text."""

    rule: str
    severity: Severity
    place: Place
    found: object
    required: object
    #: Where the regulation says it, with the regulation's title.
    source: str
    #: The regulation's own sentence.
    says: str
    remedy: Remedy | None = None
    #: Other places of the very same fault.
    also: tuple[Place, ...] = ()

    @property
    def mendable(self) -> bool:
        """Whether `mend` can do it."""
        return self.remedy is not None

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place of the fault."""
        return (self.place, *self.also)

    @property
    def name(self) -> str:
        """The rule in words."""
        return name_of(self.rule)


@dataclass(frozen=True, slots=True)
class Report:
    """The result of checking exactly the bytes whose SHA-256 it names."""

    digest: str
    pack: str
    elements: Elements
    findings: tuple[Finding, ...] = field(default=())

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """Findings with which a draft may not be submitted."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.BLOCKING)
