"""What goes over the wire between an act and the streams: numbers only, never content.

A notification is a few words: `p:12` a person and `u:3` a unit whose desk it concerns, `d:5` the document it is about,
`b:12` who did it, `!` urgent, `s:…` a session that ended, `r:12` a person whose account or posts changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chauban.kernel.figures import number_in

CHANNEL = "chauban_live"
#: PostgreSQL takes payloads below 8000 bytes; the words that every piece repeats fit into the rest.
PIECE_BYTES = 7800


@dataclass(frozen=True)
class Told:
    """One notification."""

    people: frozenset[int] = frozenset()
    units: frozenset[int] = frozenset()
    document: int | None = None
    by: int | None = None
    urgent: bool = False
    session: str = ""
    recheck: int | None = None

    @classmethod
    def read(cls, payload: str) -> Told:
        """What a payload says; a word that is none is passed over."""
        found: dict[str, list[str]] = {}
        for word in payload.split():
            kind, _, value = word.partition(":")
            found.setdefault(kind, []).append(value)
        return cls(
            people=frozenset(_numbers(found.get("p", ()))),
            units=frozenset(_numbers(found.get("u", ()))),
            document=next(_numbers(found.get("d", ())), None),
            by=next(_numbers(found.get("b", ())), None),
            urgent="!" in found,
            session=next(iter(found.get("s", ())), ""),
            recheck=next(_numbers(found.get("r", ())), None),
        )


def payloads(people: Iterable[int], units: Iterable[int], document: int | None, urgent: bool) -> Iterator[str]:
    """The notifications that tell these people and units, each short enough; none when nobody is to be told."""
    words = [f"p:{number}" for number in sorted(set(people))] + [f"u:{number}" for number in sorted(set(units))]
    about = ([f"d:{document}"] if document is not None else []) + (["!"] if urgent else [])
    piece: list[str] = []
    size = 0
    for word in words:
        if size + len(word) + 1 > PIECE_BYTES:
            yield " ".join(piece + about)
            piece, size = [], 0
        piece.append(word)
        size += len(word) + 1
    if piece or about:
        yield " ".join(piece + about)


def _numbers(values: Iterable[str]) -> Iterator[int]:
    return (number for number in map(number_in, values) if number is not None)
