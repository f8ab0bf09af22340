"""What the worker made of a file, as plain values between its workshop and the acts that write them down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file whose bytes are in the vault and whose row is still to be written."""

    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page that was read: the fields of `vault.Page`, files by their digest."""

    file: str
    number: int
    turn: int
    width: float
    height: float
    image: str
    archival: str
    archival_number: int
    source: str
    text: str
    words: list[list[Any]]


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was read whole: its pages in order, and the files to be named with them."""

    files: list[MadeFile]
    pages: list[MadePage]
    signed: bool = False
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Arranged:
    """Pages made anew for sheets that were turned, or parted from another paper.

    `pages`: number of the sheet -> its new page. `file`: digest of the paper's own file, when it has got one.
    """

    files: list[MadeFile]
    pages: dict[int, MadePage]
    file: str = ""
