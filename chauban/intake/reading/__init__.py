"""Proposed fields of an arriving paper, read from its words. Pure: no Django, no database, no files but its own data.

A program proposes, a person decides: every value carries its place on the page and a confidence; what is not certain
enough is left out, and secrecy is never proposed.
"""

from .propose import propose
from .shapes import ENOUGH, SURE, Citation, Known, KnownAgency, KnownKind, Place, Proposal, Proposals
from .signers import signature_zone, with_reread

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
    "propose",
    "signature_zone",
    "with_reread",
]
