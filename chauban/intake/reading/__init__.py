"""Proposed fields of an arriving paper, read from its words. Pure: no Django, no database, no files but its own data.

A program proposes, a person decides: every value carries its place on the page and a confidence; what is not certain
enough is left out, and secrecy is never proposed.
"""

from .number_look import number_line, with_number_line
from .propose import propose
from .second_look import Strip, is_whole, lost_end, name_zone, signature_zone, strips, with_line, with_reread
from .shapes import ENOUGH, SURE, Citation, Known, KnownAgency, KnownKind, Place, Proposal, Proposals

__all__ = [
    "ENOUGH",
    "SURE",
    "Citation",
    "Known",
    "KnownAgency",
    "KnownKind",
    "Place",
    "Proposal",
    "Proposals",
    "Strip",
    "is_whole",
    "lost_end",
    "name_zone",
    "number_line",
    "propose",
    "signature_zone",
    "strips",
    "with_line",
    "with_number_line",
    "with_reread",
]
