"""Names that files come with: kept for people to read, never trusted."""

from __future__ import annotations

import unicodedata
from pathlib import PurePath

from chauban.kernel.text import collapse, from_legacy

LONGEST = 255


def clean_name(name: str) -> str:
    """The last part of a file name, composed, without characters that are not seen; "?" when nothing is left.

    >>> clean_name("../../etc/công  văn.pdf")
    'công văn.pdf'
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    # TCVN3 writes "ư" as a soft hyphen, which is seen by nobody once it is not that letter.
    seen = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in from_legacy(last))
    plain = collapse(seen).strip(". ")
    if len(plain) > LONGEST:
        stem, dot, ending = plain.rpartition(".")
        plain = f"{stem[: LONGEST - len(ending) - 1]}{dot}{ending}" if dot and len(ending) < 10 else plain[:LONGEST]
    return plain or "?"


def pdf_name(name: str) -> str:
    """The name a PDF made from the file `name` goes by."""
    return f"{PurePath(name).stem[:250]}.pdf"
