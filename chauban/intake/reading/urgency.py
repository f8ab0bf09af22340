"""The urgency stamp, only where it stands alone as a stamp does. Secrecy is never proposed."""

from __future__ import annotations

from collections.abc import Sequence

from chauban.kernel.text import collapse, fold

from .lines import Piece
from .shape_of_text import in_capitals
from .shapes import Proposal

STAMPS = {"khan": "khan", "thuong khan": "thuong_khan", "hoa toc": "hoa_toc", "hoa toc hen gio": "hoa_toc_hen_gio"}


def read_urgency(pieces: Sequence[Piece], height: float) -> Proposal | None:
    """A piece in capitals in the upper half of page 1 that says only this, with nothing close beside it."""
    for piece in pieces:
        said = collapse("".join(c if c.isalpha() else " " for c in fold(piece.text)))
        if said in STAMPS and in_capitals(piece.text) and piece.middle < 0.5 * height and _alone(piece, pieces):
            return Proposal(STAMPS[said], min(0.95, 0.4 + 0.6 * piece.confidence), (piece.place,), piece.text)
    return None


def _alone(piece: Piece, pieces: Sequence[Piece]) -> bool:
    """No other words within three heights on its line."""
    for other in pieces:
        if (
            other is piece
            or abs(other.middle - piece.middle) > 0.6 * piece.height
            or not any(c.isalnum() for c in other.text)
        ):
            continue
        if other.x0 - piece.x1 < 3 * piece.height and piece.x0 - other.x1 < 3 * piece.height:
            return False
    return True
