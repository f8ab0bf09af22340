"""The fields of a paper as a clerk enters them: plain values between a form and an act."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, fields
from typing import Any, Protocol

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup, Q, Value
from django.db.models.sql.compiler import SQLCompiler

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


#: "54-NQ/TW", "15/QĐ-UBND", "2310 /UBND-TH", "12a/BC-ĐU": a number, then its notation.
SYMBOL = re.compile(r"(\d+[a-zđ]?)\s*[-/]\s*(\S.*)", re.IGNORECASE)


def split_symbol(symbol: str) -> tuple[str, str]:
    """Number and notation of a symbol; both empty when it is not written as "number-notation" or "number/notation"."""
    match = SYMBOL.fullmatch(symbol.strip())
    return (match[1][:20], match[2][:60]) if match else ("", "")


def issuer_named(name: str, chosen: str = "") -> Agency | None:
    """The agency of exactly this name: the one whose number was `chosen` from a list, if it still bears the name."""
    known = Agency.objects.filter(name__iexact=name)
    picked = known.filter(pk=chosen).first() if chosen.isdecimal() else None
    return picked or known.first()


class Alike(Protocol):
    """What likeness is made of: a document, or the fields of one."""

    @property
    def symbol(self) -> str: ...
    @property
    def issuer(self) -> Agency | None: ...
    @property
    def issuer_name(self) -> str: ...
    @property
    def issued_on(self) -> dt.date | None: ...


def likeness(paper: Alike) -> str:
    """Symbol, issuer and date, folded, with bars between: the key that copies of one paper share.

    The linked agency's name counts before the one written on the paper, since that is written in many ways.
    """
    symbol, issuer = fold(paper.symbol).replace(" ", ""), fold(paper.issuer.name if paper.issuer else paper.issuer_name)
    day = paper.issued_on.isoformat() if paper.issued_on else ""
    return "|".join(part.replace("|", " ") for part in (symbol, issuer, day))[:400]


def alike(paper: Alike) -> Q:
    """The condition on documents that may be the same paper; none when its symbol or its issuer is not known.

    NĐ 30/2020, phụ lục VI, III.1.h: number, notation and issuing body agree; the date too when both papers bear one,
    since numbers begin anew each year.
    """
    if not paper.symbol or not (paper.issuer or paper.issuer_name):
        return Q(pk__in=[])
    key = likeness(paper)
    undated = key.rpartition("|")[0] + "|"
    return Q(likeness__in=[key, undated]) if paper.issued_on else Q(Begins(F("likeness"), Value(undated)))


class Begins(Lookup):
    """That a text begins with another, by an operator the database trusts to tell nothing of rows one may not read
    (it is leakproof): LIKE it does not trust, and under row-level security would ask it of every document."""

    lookup_name = "begins"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """The condition in SQL."""
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        return f"{left} ^@ {right}", (*left_values, *right_values)
