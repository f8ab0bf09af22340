"""Names that files come with: kept for people to read, never trusted."""

from __future__ import annotations

import unicodedata

from chauban.kernel.text import collapse, from_legacy

LONGEST = 255


def clean_name(name: str) -> str:
    """The last part of a file name, composed, without characters that are not seen; "?" when nothing is left.

    >>> clean_name("../../etc/công  văn.pdf")
    'công văn.pdf'
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    seen = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in last)
    plain = collapse(from_legacy(seen)).strip(". ")
    if len(plain) > LONGEST:
        stem, dot, ending = plain.rpartition(".")
        plain = f"{stem[: LONGEST - len(ending) - 1]}{dot}{ending}" if dot and len(ending) < 10 else plain[:LONGEST]
    return plain or "?"
