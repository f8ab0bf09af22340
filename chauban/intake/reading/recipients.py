"""Recipients: the lines under "Nơi nhận:", one a line, without dashes and closing marks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chauban.kernel.text import collapse, fold

from .lexicon import repair
from .lines import Piece, rows_of
from .shape_of_text import letters
from .shapes import Proposal
from .signers import find_recipients_mark

_DASH = re.compile(r"^\s*[-–—+*•~=¬]\s*|^\s*[-–]?\s*(?=(nhu|luu)\b)", re.I)
_KEEP = re.compile(r"^\W*l[uư]u\b", re.I)


def read_recipients(pages: Sequence[Sequence[Piece]], digital: bool) -> Proposal | None:
    """The list under the first "Nơi nhận" of the paper."""
    for pieces in pages:
        mark = find_recipients_mark(pieces)
        if mark is None:
            continue
        rows = _rows_under(mark, pieces)
        items = _items(mark, rows)
        if items:
            trust = 0.95 if digital else _trust(rows)
            text = "\n".join(i if digital else repair(i) for i in items)
            return Proposal(text, trust, tuple(r.place for r in rows), "\n".join(r.text for r in rows))
    return None


def _rows_under(mark: Piece, pieces: Sequence[Piece]) -> list[Piece]:
    """Rows of the left column under the mark, until a wide gap or the line that says where the copy is kept."""
    column = [
        p for p in pieces if p.middle > mark.middle + 0.5 * mark.height and p.x0 < mark.x1 + 25 and p.x0 > mark.x0 - 40
    ]
    out: list[Piece] = []
    last = mark
    kept = False
    for row in rows_of(column):
        gap = row.middle - last.middle
        if gap > 3 * max(mark.height, 10) or (kept and (gap > 2 * max(last.height, 8) or not _goes_on(row, out))):
            break
        if len(letters(row.text)) < 2:
            continue
        out.append(row)
        kept = kept or bool(_KEEP.match(_DASH.sub("", fold(row.text))))
        last = row
    return out


def _goes_on(row: Piece, out: Sequence[Piece]) -> bool:
    """After the line "Lưu", only a line that plainly goes on with it is still of the list."""
    return bool(out) and not out[-1].text.rstrip().endswith(".") and not row.text.isdigit()


def _items(mark: Piece, rows: Sequence[Piece]) -> list[str]:
    """Rows joined to items; a row without a dash goes on with the one above when the others have dashes."""
    texts = [r.text for r in rows]
    dashed = sum(bool(re.match(r"^\s*[-–—+•¬]", t)) for t in texts) * 2 >= len(texts)
    items: list[str] = []
    for text in texts:
        fresh = bool(_DASH.match(text)) or bool(re.match(r"^\W*(nhu|luu)\b", fold(text)))
        if items and dashed and not fresh:
            items[-1] = f"{items[-1]} {text}"
        else:
            items.append(text)
    # A dash inside after the mark that closes an item begins the next: two rows were read as one.
    parts = [p for item in items for p in re.split(r"[,;]\s*[_~¬–—-]+\s*(?:[~¬-]\s*)?(?=[^\W\d_])", item)]
    return [i for i in (_tidy(i) for i in parts) if letters(i)]


def _tidy(item: str) -> str:
    return collapse(re.sub(r"^[\s\-–—+*•~=¬.]+", "", item)).rstrip(" ;:,./_")


def _trust(rows: Sequence[Piece]) -> float:
    told = [w.confidence for r in rows for w in r.words if any(c.isalnum() for c in w.text)]
    weak = sum(c < 0.5 for c in told) / len(told) if told else 1
    return min(0.95, sum(told) / len(told)) - 0.6 * weak if told else 0.0
