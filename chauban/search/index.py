"""The index on disk: where it stands, how it is opened, filled, built anew and checked.

It can be thrown away: everything in it comes from the database, and the worker builds it again when it is missing,
of another version or doubted. Generations stand side by side under `settings.INDEX`; the file `current` names the one
in use, so that a new one is swapped in whole. The web only reads.
"""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy
from django.conf import settings
from django.db import Error, connection
from django.utils.translation import gettext as _

from chauban.documents.models import Document, Stale
from chauban.people.identity import SYSTEM, acting

from .entries import VERSION, entries, schema

#: Held while the index is written, so that a rebuild and the emptying of the outbox never cross.
LOCK = 7343
BATCH = 200
#: Lines of the outbox that are done at once.
DRAINED = 500
#: Memory for words not yet written; tantivy asks for at least 15 MB a thread.
HEAP_BYTES = 32_000_000
_opened: dict[Path, tantivy.Index] = {}


class IndexGone(Exception):
    """There is no index that can be read; the worker is about to build one."""


def current() -> Path | None:
    """The generation in use, or None."""
    try:
        name = (settings.INDEX / "current").read_text().strip()
    except OSError:
        return None
    folder = settings.INDEX / name
    return folder if name.startswith(f"v{VERSION}-") and folder.is_dir() else None


def searcher() -> tuple[tantivy.Index, tantivy.Searcher]:
    """The index as of its last commit. Raises IndexGone."""
    folder = current()
    if folder is None:
        raise IndexGone
    with doubting():
        index = _opened.get(folder)
        if index is None:
            index = tantivy.Index.open(str(folder))
            index.config_reader("manual")
            _opened.clear()
            _opened[folder] = index
        index.reload()
        return index, index.searcher()


@contextmanager
def doubting() -> Iterator[None]:
    """Whatever goes wrong inside is put down to a damaged index: noted for the worker, told as IndexGone.

    A damaged file can make the library panic, which does not come as an ordinary Exception. A database that went away
    or a disk that is full says nothing about the index.
    """
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, IndexGone, Error, OSError):
        raise
    except BaseException as damage:
        _opened.clear()
        settings.INDEX.mkdir(parents=True, exist_ok=True)
        (settings.INDEX / "doubted").touch()
        raise IndexGone from damage


def must_be_rebuilt() -> bool:
    """Whether there is no usable index, or a search met damage in it."""
    return current() is None or (settings.INDEX / "doubted").exists()


def drain() -> int:
    """Bring the index up to date with the outbox; returns how many of its lines were done.

    Runs as the machine. The lines go only after the index has them on disk, so a crash between the two means that the
    same documents are indexed twice, never that one is missed.
    """
    with acting(SYSTEM):
        folder = current()
        if folder is None or not _lock():
            return 0
        lines = list(Stale.objects.order_by("id").values_list("id", "document_id")[:DRAINED])
        if not lines:
            return 0
        with doubting():
            _replace(tantivy.Index.open(str(folder)), {document_id for _line, document_id in lines})
        _forget([line for line, _document in lines])
    return len(lines)


def _forget(lines: list[int]) -> None:
    """Take lines that the index has on disk from the outbox."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM documents_stale WHERE id = ANY(%s)", [lines])


def _replace(index: tantivy.Index, document_ids: set[int]) -> None:
    """Put the present state of documents in the place of what the index has of them, on disk when this returns."""
    writer = index.writer(HEAP_BYTES, 1)
    for number in document_ids:
        writer.delete_documents_by_query(tantivy.Query.term_query(schema(), "id", number))
    for entry in entries(document_ids):
        writer.add_document(entry)
    writer.commit()
    writer.wait_merging_threads()


def rebuild() -> int:
    """Build the index anew beside the old one and swap it in; returns how many documents it holds.

    Runs in the worker's or the owner's role. What changes meanwhile waits in the outbox. A build that breaks off leaves
    everything as it was, and what it had made to the next one, which removes it.
    """
    with _locked():
        _remove_all_but(current())
        folder = settings.INDEX / f"v{VERSION}-{time.time_ns()}-{uuid.uuid4().hex[:8]}"
        folder.mkdir(parents=True)
        writer = tantivy.Index(schema(), path=str(folder)).writer(HEAP_BYTES, 1)
        done = 0
        for ids in _all_documents():
            with acting(SYSTEM):
                for entry in entries(ids):
                    writer.add_document(entry)
            done += len(ids)
        writer.commit()
        writer.wait_merging_threads()
        _swap(folder)
        (settings.INDEX / "doubted").unlink(missing_ok=True)
    return done


def _all_documents() -> Iterator[list[int]]:
    """The numbers of all documents in batches."""
    last = 0
    while True:
        with acting(SYSTEM):
            ids = list(Document.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not ids:
            return
        last = ids[-1]
        yield ids


def _swap(folder: Path) -> None:
    """Make the generation the one in use and remove the others; who still reads one keeps its open files."""
    pointer = settings.INDEX / f".current-{uuid.uuid4().hex}"
    pointer.write_text(folder.name)
    pointer.replace(settings.INDEX / "current")
    _remove_all_but(folder)


def _remove_all_but(folder: Path | None) -> None:
    for other in settings.INDEX.glob("v*-*"):
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)


def _lock() -> bool:
    """Take the writers' lock for this transaction, unless somebody has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


@contextmanager
def _locked() -> Iterator[None]:
    """Hold the writers' lock over several transactions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def faults() -> list[str]:
    """What is wrong with the index, in sentences; runs in the worker's or the owner's role."""
    if current() is None:
        return [_("There is no search index; the worker builds it within seconds when it runs.")]
    waiting, total = _counts()  # before the index is opened: what comes after them may be in it already
    try:
        _index, found = searcher()
        with doubting():
            found.search(tantivy.Query.all_query(), limit=10)
    except IndexGone:
        return [_("The search index is damaged; the worker builds it anew when it runs.")]
    if waiting > 1000:
        return [_("%(count)d documents wait to be indexed; is the worker running?") % {"count": waiting}]
    if not waiting and found.num_docs < total:
        words = {"held": found.num_docs, "total": total}
        return [_("The search index holds %(held)d of %(total)d documents; rebuild it.") % words]
    return []


def _counts() -> tuple[int, int]:
    """How many lines wait in the outbox and how many documents there are, at one moment."""
    with acting(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM documents_stale), (SELECT count(*) FROM documents_document)")
        waiting, total = cursor.fetchone()
    return waiting, total
