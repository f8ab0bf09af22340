"""The fields of a paper as a clerk enters them: plain values between a form and an act."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

from chauban.kernel.text import fold
from chauban.people.models import Agency
from chauban.people.states import Secrecy
from chauban.rulebook.models import Kind

from .states import Urgency


@dataclass(frozen=True)
class PaperFields:
    """What is written on a paper. Texts are NFC; empty means not there."""

    kind: Kind | None = None
    number: str = ""
    notation: str = ""
    symbol: str = ""
    issued_on: dt.date | None = None
    place: str = ""
    issuer: Agency | None = None
    issuer_name: str = ""
    superior_name: str = ""
    subject: str = ""
    subject_withheld: bool = False
    signer_name: str = ""
    signer_post: str = ""
    signer_authority: str = ""
    recipients: str = ""
    language: str = "Tiếng Việt"
    page_count: int = 0
    note: str = ""
    reply_by: dt.date | None = None
    urgency: int = Urgency.NORMAL
    urgent_until: dt.datetime | None = None
    secrecy: int = Secrecy.NORMAL

    def values(self) -> dict[str, object]:
        """Field name to value, for a model."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def likeness(symbol: str, issuer_name: str, issued_on: dt.date | None) -> str:
    """The key that two copies of one paper share, or empty when too little is known to say so.

    NĐ 30/2020, phụ lục VI, III.1.h: number, notation and issuing body agree; we ask for the date besides, since
    numbers begin anew each year.
    """
    if not symbol or not issuer_name or issued_on is None:
        return ""
    squeezed = fold(symbol).replace(" ", "")
    return f"{squeezed}|{fold(issuer_name)}|{issued_on.isoformat()}"[:400]
