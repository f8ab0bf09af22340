"""From the words of a paper to proposed fields: the order in which they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from chauban.vault.pages import PageText

from .citations import find_citations
from .dates import read_date, read_place
from .head import Head, find_anchor, read_head
from .issuers import Around, read_issuer
from .lines import as_unicode_page, flow_of, pieces_of, rows_of
from .noise import Cleaned, clean
from .recipients import read_recipients
from .shapes import Known, Proposals
from .signers import find_block, read_signer
from .symbols import Symbol, read_symbol
from .titles import (
    contradicts,
    find_title,
    has_about,
    letter_subject_rows,
    read_kind,
    read_subject,
    titled_subject_rows,
)
from .urgency import read_urgency

#: The head is looked for on the first pages only: covers and slips may come before it, annexes after.
_HEAD_PAGES = 2


@dataclass(frozen=True)
class _Paper:
    """One paper made ready: its pages from the one with the head on, without others' stamps and marks."""

    pages: Sequence[PageText]
    cleaned: Sequence[Cleaned]
    head: Head
    known: Known
    today: date
    #: All the text, in which the proper writing of names printed in capitals is looked up.
    evidence: str

    @property
    def digital(self) -> bool:
        """Whether the head was typed, so that its words are sure."""
        return self.pages[0].source == "digital"


def propose(pages: Sequence[PageText], known: Known, today: date | None = None) -> Proposals:
    """Proposed fields and cited papers of one paper. Pure: the same words and lists give the same proposals.

    `today` is the day of arrival (now by default); papers dated after it are not believed.
    """
    out = Proposals()
    paper = _make_ready(pages, known, today or datetime.now(UTC).date())
    if paper is None:
        return out
    symbol = _read_head_fields(out, paper)
    _read_title(out, paper, symbol)
    _read_end(out, paper)
    body = [p for i, c in enumerate(paper.cleaned) for p in c.pieces if i or p.middle > paper.head.bottom]
    out.cited = find_citations(flow_of(body), known, symbol.whole if symbol else "", paper.today)
    return out


def _make_ready(pages: Sequence[PageText], known: Known, today: date) -> _Paper | None:
    """The paper from its head on, or None when no page has words."""
    ready = [as_unicode_page(page) for page in pages]
    ready = [page for page in ready if page.words]
    if not ready:
        return None
    cleaned = [clean(pieces_of(page)) for page in ready]
    first = _page_with_head(cleaned, ready)
    head = read_head(cleaned[first].pieces, ready[first].width, ready[first].height)
    evidence = "\n".join(p.text for c in cleaned for p in c.pieces)
    return _Paper(ready[first:], cleaned[first:], head, known, today, evidence)


def _page_with_head(cleaned: Sequence[Cleaned], pages: Sequence[PageText]) -> int:
    """Index of the first page that has the nation's or the Party's name near its top; else the first page."""
    for index, (page, words) in enumerate(zip(cleaned[:_HEAD_PAGES], pages, strict=False)):
        if find_anchor([p for p in page.pieces if p.middle < 0.5 * words.height]):
            return index
    return 0


def _read_head_fields(out: Proposals, paper: _Paper) -> Symbol | None:
    """Number, notation, place, date, issuer, superior, urgency."""
    head, known, digital = paper.head, paper.known, paper.digital
    symbol, proposals = read_symbol(head.number, known, head.system, head.usual, digital)
    out.offer("place", read_place(head.date, known, digital))
    sure_place = out.fields["place"].value if "place" in out.fields else ""
    around = Around(paper.evidence, symbol.notation if symbol else "", sure_place)
    proposals |= read_issuer(head.left, around, known, digital)
    for name, proposal in proposals.items():
        out.offer(name, proposal)
    out.offer("issued_on", read_date(head.date, paper.today, paper.cleaned[0].signed_on, digital))
    out.offer("urgency", read_urgency(paper.cleaned[0].pieces, paper.pages[0].height))
    return symbol


def _read_title(out: Proposals, paper: _Paper, symbol: Symbol | None) -> None:
    """Kind and subject."""
    rows = rows_of(paper.cleaned[0].pieces)
    under = letter_subject_rows(paper.head, rows)
    title = find_title(rows, paper.head, paper.known, paper.pages[0].height)
    kind = read_kind(title, symbol, paper.head, has_about(under), paper.known)
    out.offer("kind", kind)
    if title and symbol and not paper.digital and contradicts(title, symbol, paper.known):
        for name in ("notation", "symbol"):
            out.withdraw(name)
    is_letter = title is None and kind is not None and kind.value == "CV"
    subject = titled_subject_rows(title, rows) if title else under if is_letter or has_about(under) else []
    out.offer("subject", read_subject(subject, title is None, title, paper.evidence, paper.known, paper.digital))


def _read_end(out: Proposals, paper: _Paper) -> None:
    """Signer and recipients."""
    sheets = [c.pieces for c in paper.cleaned]
    block = find_block(sheets, [p.width for p in paper.pages])
    for name, proposal in read_signer(block, paper.known, paper.head.system, paper.digital).items():
        out.offer(name, proposal)
    out.offer("recipients", read_recipients(sheets, paper.digital))
