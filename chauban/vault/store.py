"""The file vault: every file once, under the SHA-256 of its bytes.

A file is first written under `tmp/`, made durable, and only then renamed to `ab/cd/<sha>`; so a name that is a digest
always holds the whole file, whatever moment the machine is switched off. The same bytes put twice are one file.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

CHUNK_BYTES = 1024 * 1024
#: What the system says when no more bytes fit: disk full, quota full, file-size limit of the process.
FULL_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
DIGEST = re.compile(r"[0-9a-f]{64}")


class StoreFull(Exception):
    """The disk, the quota or the file-size limit is exhausted; nothing was kept."""


class TooLarge(Exception):
    """The file has more bytes than this office accepts; nothing was kept."""

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"The file is larger than {limit_bytes} bytes.")
        self.limit_bytes = limit_bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in the vault: its digest (lower-case hex) and size in bytes."""

    sha256: str
    size: int


def put(root: Path, source: BinaryIO | Path, *, limit_bytes: int) -> Stored:
    """Keep the bytes of `source` (an open stream, read from where it stands, or a path) and say under which digest.

    When it returns, the file survives a power cut. Raises `TooLarge`, or `StoreFull`; other `OSError`s pass through.
    In every case of failure the temporary file is gone.
    """
    if isinstance(source, Path):
        with source.open("rb") as stream:
            return put(root, stream, limit_bytes=limit_bytes)
    with _full_disk_told(), _temporary(root) as (temporary, sink):
        digest, size = _copy(source, sink, limit_bytes)
        os.fsync(sink.fileno())
        os.fchmod(sink.fileno(), 0o440)
        _settle(temporary, path_of(root, digest))
    return Stored(digest, size)


def path_of(root: Path, sha256: str) -> Path:
    """Where the file of this digest stands or would stand. Raises ValueError for anything that is not a digest."""
    if not DIGEST.fullmatch(sha256):
        raise ValueError("not a SHA-256 digest in lower-case hexadecimal")
    return root / sha256[:2] / sha256[2:4] / sha256


def verify(root: Path, sha256: str) -> bool:
    """Whether the file is there and its bytes still have the digest it is named by. Reads the whole file."""
    try:
        with path_of(root, sha256).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False


def sweep_temporary(root: Path, older_than: float) -> int:
    """Remove what killed processes left under `tmp/` more than `older_than` seconds ago; returns how many files."""
    horizon = time.time() - older_than
    swept = 0
    for leftover in (root / "tmp").glob("*"):
        try:
            if leftover.stat().st_mtime < horizon:
                leftover.unlink()
                swept += 1
        except FileNotFoundError:
            continue  # its owner finished in this very moment
    return swept


def _copy(source: BinaryIO, sink: BinaryIO, limit_bytes: int) -> tuple[str, int]:
    """Copy everything, counting and hashing on the way."""
    digest = hashlib.sha256()
    size = 0
    while chunk := source.read(CHUNK_BYTES):
        size += len(chunk)
        if size > limit_bytes:
            raise TooLarge(limit_bytes)
        digest.update(chunk)
        sink.write(chunk)
    sink.flush()
    return digest.hexdigest(), size


def _settle(temporary: Path, final: Path) -> None:
    """Give the finished temporary file its lasting name, durably.

    A file already there is replaced: the bytes are the same, or the older copy has rotted.
    """
    root = temporary.parent.parent
    for folder in (final.parent.parent, final.parent):
        if not folder.is_dir():
            folder.mkdir(exist_ok=True)
    temporary.replace(final)
    # The name is durable only once every folder on the way to it is. Always all three: another process may have made
    # a folder a moment ago and not have made it durable yet.
    for folder in (final.parent, final.parent.parent, root):
        sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable: a renamed file survives a power cut only after this."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _temporary(root: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file under `tmp/`, removed again unless it was renamed away."""
    (root / "tmp").mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=root / "tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as sink:
            yield temporary, sink
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _full_disk_told() -> Iterator[None]:
    """Turn the system's several ways of saying "no room" into `StoreFull`."""
    try:
        yield
    except OSError as problem:
        if problem.errno in FULL_ERRORS:
            raise StoreFull("There is no room left in the file vault.") from problem
        raise
