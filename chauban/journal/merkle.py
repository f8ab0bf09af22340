"""Merkle trees as RFC 9162 (section 2.1) shapes them: pure functions over hashes, no database.

A tree of `size` leaves is the row of its complete subtrees from left to right. A subtree is named by `(level, index)`:
it holds the leaves from `index * 2**level` to `(index + 1) * 2**level`; level 0 are the leaves themselves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce

#: The name of a complete subtree: level, index.
Place = tuple[int, int]
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf; its prefix keeps it from being taken for a node."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def cover(begin: int, end: int) -> list[Place]:
    """The complete subtrees that hold the leaves `begin` to `end`, left to right.

    `begin` must be where a subtree of that length may begin, as it always is in a proof.
    """
    places = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        places.append((level, begin >> level))
        begin += 1 << level
    return places


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over a row of complete subtrees, left to right."""
    if not hashes:
        return EMPTY_ROOT
    return reduce(lambda right, left: node_hash(left, right), reversed(hashes[:-1]), hashes[-1])


@dataclass
class Tree:
    """A tree that only grows, kept as its row of complete subtrees: constant memory for any number of leaves."""

    size: int = 0
    row: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> list[tuple[Place, bytes]]:
        """Add a leaf's hash; returns the nodes above it that became complete, lowest first."""
        finished = []
        level, index = 0, self.size
        while index & 1:
            leaf = node_hash(self.row.pop(), leaf)
            level, index = level + 1, index >> 1
            finished.append(((level, index), leaf))
        self.row.append(leaf)
        self.size += 1
        return finished

    @property
    def root(self) -> bytes:
        return fold(self.row)


def inclusion_places(index: int, size: int) -> list[list[Place]]:
    """Where the hashes of an inclusion proof stand (2.1.3.1), each as the row of subtrees it is folded from.

    Raises ValueError for a leaf outside the tree.
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf")
    begin, end = 0, size
    path = []
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(cover(middle, end))
            end = middle
        else:
            path.append(cover(begin, middle))
            begin = middle
    return path[::-1]


def _split(length: int) -> int:
    """The largest power of two smaller than `length`."""
    return 1 << ((length - 1).bit_length() - 1)


def inclusion_holds(leaf: bytes, index: int, size: int, path: Iterable[bytes], root: bytes) -> bool:
    """Whether the proof shows that `leaf` stands at `index` in the tree of that root (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root
