"""Values that go into and come out of the reading of fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

System = Literal["party", "state"]

#: Below this a proposal is left out: blank rather than wrong.
ENOUGH = 0.6
#: Below this a proposal is shown marked as uncertain.
SURE = 0.85


@dataclass(frozen=True, slots=True)
class Place:
    """Where on the paper a value was read: page number from 1 and one box around its words, in points."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """A value for one field. `read_as` is the text on the page before any correction; `confidence` is 0..1, an
    estimate of how often such a value is right. `agency_id` is set for an issuer found in the office's own list."""

    value: str
    confidence: float
    places: tuple[Place, ...] = ()
    read_as: str = ""
    agency_id: int | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """Another paper named in this one. `kind` is a code; `issued_on` ISO or ""; `issuer` as written or ""."""

    symbol: str
    kind: str
    issued_on: str
    issuer: str
    place: Place
    read_as: str


@dataclass(frozen=True, slots=True)
class KnownAgency:
    """An agency in the office's list."""

    id: int
    name: str
    symbol: str = ""
    superior: str = ""


@dataclass(frozen=True, slots=True)
class KnownKind:
    """A kind of paper in the office's list."""

    code: str
    name: str
    system: System


@dataclass(frozen=True, eq=False)
class Known:
    """The office's own lists; what is in them is trusted over what print looks like.

    Two are never equal, so that tables made of one are kept by which it is, without comparing its lists.
    """

    agencies: tuple[KnownAgency, ...] = ()
    kinds: tuple[KnownKind, ...] = ()
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass
class Proposals:
    """Everything read from one paper. A field that is not certain enough is absent. `partly` keeps what was read of
    fields that are absent (say "ngày tháng 4 năm 2017"), to show beside the empty box."""

    fields: dict[str, Proposal] = field(default_factory=dict)
    cited: tuple[Citation, ...] = ()
    partly: dict[str, str] = field(default_factory=dict)

    def offer(self, name: str, proposal: Proposal | None) -> None:
        """Keep a proposal that is certain enough; note the text of one that is not."""
        if proposal is None:
            return
        if proposal.value and proposal.confidence >= ENOUGH:
            self.fields[name] = proposal
        elif proposal.read_as:
            self.partly[name] = proposal.read_as

    def withdraw(self, name: str) -> None:
        """Take a proposal back, keeping what was read."""
        gone = self.fields.pop(name, None)
        if gone:
            self.partly[name] = gone.read_as
