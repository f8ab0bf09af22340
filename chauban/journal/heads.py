"""Signed heads: what they sign, the key they are signed with, and the file that holds them outside the database."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings

from chauban import secrets_kept


@dataclass(frozen=True)
class SignedHead:
    """The log as it stood when it had `size` lines: its root, and our signature under both."""

    size: int
    root: bytes
    at: dt.datetime
    signature: bytes = b""

    @property
    def statement(self) -> str:
        """What the signature is over."""
        hour = self.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
        return f"chauban-journal {self.size} {self.root.hex()} {hour}"

    def __str__(self) -> str:
        """One line of the file of heads."""
        return f"{self.statement} {self.signature.hex()}"

    @classmethod
    def read(cls, line: str) -> SignedHead:
        """The head on a line of the file; raises ValueError when it is none."""
        word, size, root, at, signature = line.split()
        if word != "chauban-journal":
            raise ValueError("not a head of the journal")
        return cls(int(size), bytes.fromhex(root), dt.datetime.fromisoformat(at), bytes.fromhex(signature))

    def signed(self) -> SignedHead:
        """The same head under this installation's signature; the key is made on first use."""
        return SignedHead(self.size, self.root, self.at, _private_key().sign(self.statement.encode()))

    def is_ours(self, key: Ed25519PublicKey) -> bool:
        """Whether `key` signed it."""
        try:
            key.verify(self.signature, self.statement.encode())
        except InvalidSignature:
            return False
        return True


def _fresh_key() -> str:
    return Ed25519PrivateKey.generate().private_bytes_raw().hex()


def _private_key() -> Ed25519PrivateKey:
    """The signing key; its public half is written beside the data whenever that is missing or another."""
    kept = secrets_kept.text(settings.DATA, "journal-key", _fresh_key)
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept))
    _keep_public(public_pem(key.public_key()))
    return key


def _keep_public(pem: bytes) -> None:
    """Write the public key's file, unless it holds it already; durable on return, and whole whenever it is read."""
    path: Path = settings.JOURNAL_KEY
    with suppress(FileNotFoundError):
        if path.read_bytes() == pem:
            return
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as aside:
        aside.write(pem)
        aside.flush()
        os.fchmod(aside.fileno(), 0o644)
        os.fsync(aside.fileno())
    Path(aside.name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def public_pem(key: Ed25519PublicKey) -> bytes:
    """The public key as a PEM file."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def public_key() -> Ed25519PublicKey | None:
    """The key by which anybody checks our heads, or None before the first head was signed.

    Raises ValueError when the file holds something else.
    """
    try:
        key = load_pem_public_key(settings.JOURNAL_KEY.read_bytes())
    except FileNotFoundError:
        return None
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError(f"{settings.JOURNAL_KEY} is not an Ed25519 public key")
    return key


@contextmanager
def file_to_ourselves() -> Iterator[None]:
    """Whoever else would write heads waits until the block ends."""
    with settings.JOURNAL_HEADS.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def append_to_file(heads: Iterable[SignedHead]) -> None:
    """Write heads to the file outside the database; durable on return. A line that a power cut tore is taken off."""
    with settings.JOURNAL_HEADS.open("ab+") as file:
        file.seek(max(0, file.tell() - 1000))
        torn = file.read().rpartition(b"\n")[2]
        file.truncate(file.tell() - len(torn))
        file.write("".join(f"{head}\n" for head in heads).encode())
        file.flush()
        os.fsync(file.fileno())


def in_file(path: Path, end: int | None = None) -> Iterator[SignedHead]:
    """The heads of a file, one a line, in the order they stand; raises ValueError naming a line that is none.

    A last line torn by a power cut is left out. With `end`, only the whole lines among the first so many bytes.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if end is not None and (file.tell() > end or not line.endswith(b"\n")):
                return
            try:
                head = SignedHead.read(line.decode(errors="replace"))
            except ValueError as error:
                if line.endswith(b"\n"):
                    raise ValueError(f"{path}:{number}") from error
                return
            yield head


def bytes_in_file() -> int:
    """How long the file of heads is."""
    return settings.JOURNAL_HEADS.stat().st_size if settings.JOURNAL_HEADS.exists() else 0


def last_in_file() -> SignedHead | None:
    """The newest head in the file; reads only the file's end. Raises ValueError when that is no head."""
    try:
        with settings.JOURNAL_HEADS.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - 1000))
            lines = file.read().split(b"\n")[:-1]
    except FileNotFoundError:
        return None
    return SignedHead.read(lines[-1].decode(errors="replace")) if lines else None
