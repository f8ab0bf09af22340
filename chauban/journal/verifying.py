"""Proving the log: every line against its leaf, every leaf against the signed heads, inside and outside the database.

Runs in the owner's role, in one snapshot, and streams: memory does not grow with the journal.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from . import heads
from .glancing import overdue
from .heads import SignedHead
from .merkle import Tree, leaf_hash
from .models import Head
from .sealing import canonical, signed

#: After so many faults the picture is clear.
MOST_FAULTS = 20
LEAVES = """
SELECT f.index, f.line_id, f.hash, l.id, l.at, l.person_id, l.act, l.document_id, l.detail::text
FROM journal_leaf f LEFT JOIN journal_line l ON l.id = f.line_id ORDER BY f.index
"""
#: Lines that no leaf covers and that do not wait to be sealed: written past the trigger.
SLIPPED_IN = """
SELECT l.id FROM journal_line l LEFT JOIN journal_leaf f ON f.line_id = l.id
LEFT JOIN journal_unsealed u ON u.line_id = l.id
WHERE f.line_id IS NULL AND u.line_id IS NULL ORDER BY l.id LIMIT 1
"""
GONE_WAITING = """
SELECT u.line_id FROM journal_unsealed u LEFT JOIN journal_line l ON l.id = u.line_id WHERE l.id IS NULL LIMIT 1
"""


@dataclass
class Proof:
    """What was proved and what is wrong, the first bad line first."""

    lines: int = 0
    heads: int = 0
    root: bytes = b""
    faults: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.faults


@dataclass(frozen=True)
class Claim:
    """A head and who tells of it: `database`, `file` or `older`."""

    head: SignedHead
    source: str

    @property
    def teller(self) -> str:
        """Who tells of it, in words."""
        words = {"database": _("in the database"), "file": _("in the file of heads"), "older": _("held by you")}
        return words[self.source]


class TooMuch(Exception):
    """Enough faults were found."""


def verify(older: Path | None = None) -> Proof:
    """Prove the whole log, and that it continues the heads of the file `older`, kept by somebody since.

    Raises ValueError when `older` holds no head.
    """
    held = list(heads.in_file(older)) if older else []
    if older and not held:
        raise ValueError(f"{older}")
    with transaction.atomic():
        if not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        return _Verifier(held).run()


class _Verifier:
    """One walk over leaves and heads side by side. Make it before the transaction's first query.

    Heads are written to the file once they are committed: what the file held before the snapshot, the snapshot must
    hold too. What it is given meanwhile the snapshot does not know, so the file is read only as far as it went then.
    """

    def __init__(self, held: list[SignedHead]) -> None:
        self.last_told = self._last_in_file()
        self.told_bytes = heads.bytes_in_file()
        self.proof, self.tree, self.held = Proof(), Tree(), held
        self.key: Ed25519PublicKey | None = heads.public_key()
        self.leaves = self._leaves()
        self.next_place = 0

    def fault(self, sentence: str) -> None:
        self.proof.faults.append(sentence)
        if len(self.proof.faults) >= MOST_FAULTS:
            raise TooMuch

    def run(self) -> Proof:
        late = overdue()  # asked first: in the snapshot they wait on, however long the reading takes
        try:
            self._walk()
            self._check_waiting()
            for sentence in late:
                self.fault(sentence)
        except TooMuch:
            self.proof.faults.append(_("There are more faults; the search stopped here."))
        self.proof.lines, self.proof.root = self.tree.size, self.tree.root
        return self.proof

    def _walk(self) -> None:
        last_good = 0
        for size, claims in groupby(self._claims(), key=lambda claim: claim.head.size):
            known = list(claims)
            self._grow(size)
            self._check_sources(size, {claim.source for claim in known})
            if all([self._stands(claim, last_good) for claim in known]):
                last_good = size
            self.proof.heads += 1
        if next(self.leaves, None):
            self.fault(_("Lines after place %(size)s are in the log under no head.") % {"size": self.tree.size})

    def _claims(self) -> Iterator[Claim]:
        stored = (Claim(signed(head), "database") for head in Head.objects.order_by("size").iterator(chunk_size=2000))
        told = (Claim(head, "file") for head in self._file())
        held = (Claim(head, "older") for head in sorted(self.held, key=lambda head: head.size))
        return heapq.merge(stored, told, held, key=lambda claim: claim.head.size)

    def _file(self) -> Iterator[SignedHead]:
        """The file's heads of then, as long as they are well-formed and in order."""
        last = 0
        try:
            for head in heads.in_file(settings.JOURNAL_HEADS, self.told_bytes):
                if head.size <= last:
                    told = _("The file of heads is out of order after the head of %(size)s lines.")
                    self.fault(told % {"size": last})
                    return
                last = head.size
                yield head
        except ValueError as error:
            self.fault(_("The file of heads has a line that is no head: %(place)s.") % {"place": error})

    def _last_in_file(self) -> int:
        try:
            last = heads.last_in_file()
        except ValueError:
            return 0
        return last.size if last else 0

    def _check_sources(self, size: int, sources: set[str]) -> None:
        if "database" not in sources:
            self.fault(_("The head of %(size)s lines is missing from the database.") % {"size": size})
        if "file" not in sources and size <= self.last_told:
            self.fault(_("The head of %(size)s lines is missing from the file of heads.") % {"size": size})

    def _stands(self, claim: Claim, last_good: int) -> bool:
        """Check one head against the tree grown to its size."""
        head, before = claim.head, len(self.proof.faults)
        if self.key is None or not head.is_ours(self.key):
            self.fault(
                _("The head of %(size)s lines (%(source)s) is not signed by this office's key.")
                % {"size": head.size, "source": claim.teller}
            )
        if self.tree.size < head.size:
            self.fault(
                _("The log was cut: a head (%(source)s) tells of %(size)s lines, there are %(there)s.")
                % {"size": head.size, "source": claim.teller, "there": self.tree.size}
            )
        elif self.tree.size == head.size and self.tree.root != head.root:
            self.fault(
                _("The log differs from its head of %(size)s lines (%(source)s): changed after place %(good)s.")
                % {"size": head.size, "source": claim.teller, "good": last_good}
            )
        return len(self.proof.faults) == before

    def _grow(self, size: int) -> None:
        """Take leaves into the tree until it has `size` of them, checking each one's line."""
        while self.tree.size < size:
            leaf = next(self.leaves, None)
            if leaf is None:
                return
            index, line_id, stored, *line = leaf
            if index != self.next_place:
                places = {"from": self.next_place, "to": index - 1}
                self.fault(_("Places %(from)s to %(to)s of the log are missing.") % places)
            self.next_place = index + 1
            self._check_line(index, line_id, bytes(stored), line)
            self.tree.append(bytes(stored))

    def _check_line(self, index: int, line_id: int, stored: bytes, line: list[Any]) -> None:
        place = {"line": line_id, "place": index}
        if line[0] is None:
            self.fault(_("Line %(line)s (place %(place)s) was removed.") % place)
            return
        number, at, person_id, act, document_id, detail = line
        digest = leaf_hash(canonical(number, at, person_id, act, document_id, json.loads(detail)))
        if digest == stored:
            return
        elsewhere = _place_of(digest)
        if elsewhere is None:
            self.fault(_("Line %(line)s (place %(place)s) was altered.") % place)
        else:
            self.fault(
                _("Line %(line)s (place %(place)s) was put there from place %(from)s.") % {**place, "from": elsewhere}
            )

    def _leaves(self) -> Iterator[tuple[Any, ...]]:
        with connection.chunked_cursor() as cursor:
            cursor.execute(LEAVES)
            while rows := cursor.fetchmany(2000):
                yield from rows

    def _check_waiting(self) -> None:
        """Lines outside the log: each one really waits."""
        if slipped := _first(SLIPPED_IN):
            self.fault(_("Line %(line)s was slipped in: it is neither sealed nor waits to be.") % {"line": slipped})
        if gone := _first(GONE_WAITING):
            self.fault(_("Line %(line)s was removed before it was sealed.") % {"line": gone})


def _place_of(digest: bytes) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT index FROM journal_leaf WHERE hash = %s ORDER BY index LIMIT 1", [digest])
        row = cursor.fetchone()
    return row[0] if row else None


def _first(sql: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        row = cursor.fetchone()
    return row[0] if row else None
