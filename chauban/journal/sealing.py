"""The sealer: lines that wait become leaves of the Merkle log, and a signed head tells of them.

Runs in the worker every few seconds. Leaves stand in the order they were sealed, which within one sealing is the
order of the lines' numbers; a line whose transaction committed late stands after younger ones.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable

from django.db import connection
from django.utils import timezone

from chauban.people.identity import SYSTEM, acting

from . import heads
from .heads import SignedHead
from .merkle import Place, Tree, cover, leaf_hash
from .models import Head, Leaf, Line, Node, Unsealed

#: The advisory lock that keeps two sealers from making two different logs.
LOCK = 7344
BATCH_LINES = 5000


class Forked(Exception):
    """The stored tree does not have the root its newest head says; sealing stops until a person has looked."""


def canonical(
    line_id: int, at: dt.datetime, person_id: int | None, act: str, document_id: int | None, detail: object
) -> bytes:
    """What of a line is hashed: JSON with sorted keys, the hour in UTC to the microsecond."""
    content = {
        "id": line_id,
        "at": at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "person": person_id,
        "act": act,
        "document": document_id,
        "detail": detail,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def hash_of(line: Line) -> bytes:
    """The leaf's hash of a line."""
    return leaf_hash(canonical(line.pk, line.at, line.person_id, line.act, line.document_id, line.detail))


def seal() -> int:
    """Seal every line that waits; returns how many. Afterwards the newest head also stands in the file of heads.

    Needs the worker's database role. Raises Forked when the stored tree was tampered with.
    """
    sealed = 0
    while more := _seal_batch():
        sealed += more
    copy_heads_out()
    return sealed


def _seal_batch() -> int:
    with acting(SYSTEM):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        lines = list(Line.objects.filter(unsealed__isnull=False).order_by("pk")[:BATCH_LINES])
        if not lines:
            return 0
        tree = stored_tree()
        leaves, nodes = [], []
        for line in lines:
            digest = hash_of(line)
            leaves.append(Leaf(index=tree.size, line_id=line.pk, hash=digest))
            nodes += [Node(level=level, index=index, hash=value) for (level, index), value in tree.append(digest)]
        Leaf.objects.bulk_create(leaves, batch_size=1000)
        Node.objects.bulk_create(nodes, batch_size=1000)
        head = SignedHead(tree.size, tree.root, timezone.now()).signed()
        Head(size=head.size, root=head.root, at=head.at, signature=head.signature).save(force_insert=True)
        Unsealed.objects.filter(pk__in=[line.pk for line in lines]).delete()
    return len(lines)


def stored_tree() -> Tree:
    """The tree under the newest head, checked against it; raises Forked."""
    head = Head.objects.first()
    if head is None:
        return Tree()
    stored = hashes_at(cover(0, head.size))
    tree = Tree(head.size, [stored.get(place, b"") for place in cover(0, head.size)])
    if tree.root != bytes(head.root):
        raise Forked(f"head of size {head.size}")
    return tree


def hashes_at(places: Iterable[Place]) -> dict[Place, bytes]:
    """The stored hashes of complete subtrees, in two statements; what is not stored is not in the answer."""
    wanted = list(places)
    indexes = [index for level, index in wanted if level == 0]
    found: dict[Place, bytes] = {
        (0, index): bytes(value) for index, value in Leaf.objects.filter(index__in=indexes).values_list("index", "hash")
    }
    higher = Node.objects.filter(pk__in=[place for place in wanted if place[0] > 0])
    found.update({(level, index): bytes(value) for level, index, value in higher.values_list("level", "index", "hash")})
    return found


def copy_heads_out() -> None:
    """Bring the file of heads up to the database: what a crash kept from being written is written now."""
    with heads.file_to_ourselves():  # two sealers must not both write what they find missing
        last = heads.last_in_file()
        newer = Head.objects.filter(size__gt=last.size if last else 0).order_by("size")
        if newer:
            heads.append_to_file(signed(head) for head in newer)


def signed(head: Head) -> SignedHead:
    """A stored head as a value."""
    return SignedHead(head.size, bytes(head.root), head.at, bytes(head.signature))
