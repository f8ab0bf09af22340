"""What kind of file it is, by its bytes and never by its name, and whether it is safe to unpack."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from chauban.vault.reading.refusal import Unreadable
from chauban.vault.reading.result import Kind, Limits

#: Writers of PDF may put up to this many bytes of other things before the header (ISO 32000, Annex H).
PDF_HEADER_WITHIN = 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UNPACK_CHUNK = 1024 * 1024
#: All that `zipfile` raises on damaged archives; RuntimeError is what it says to encrypted parts and to ways of packing
#: it does not know, which Word never writes.
DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    RuntimeError,
    EOFError,
    OSError,
)


def kind_of(path: Path) -> Kind:
    """The kind of the file. Raises `Unreadable` (empty, unknown-kind, old-word, password)."""
    with path.open("rb") as stream:
        head = stream.read(PDF_HEADER_WITHIN + 8)
    if not head:
        raise Unreadable("empty")
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return "tiff"
    if head.startswith(b"PK\x03\x04") and _is_docx(path):
        return "docx"
    if head.startswith(OLE):
        raise _ole_refusal(path)
    if b"%PDF-" in head:
        return "pdf"
    raise Unreadable("unknown-kind")


def check_docx(path: Path, limits: Limits) -> None:
    """Unpack every part of a .docx into nothing, to know its true size. Raises `Unreadable` (unpacks-too-large,
    broken).

    The sizes a ZIP file states about itself are not believed.
    """
    left = limits.unpacked_bytes
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > limits.entries:
                raise Unreadable("unpacks-too-large")
            for entry in archive.infolist():
                if entry.file_size > left:
                    raise Unreadable("unpacks-too-large")
                with archive.open(entry) as part:
                    while chunk := part.read(UNPACK_CHUNK):
                        left -= len(chunk)
                        if left < 0:
                            raise Unreadable("unpacks-too-large")
    except DAMAGED_ZIP as problem:
        raise Unreadable("broken") from problem


def has_macros(path: Path) -> bool:
    """Whether a Word document carries macros. They are never run; the reader is only told of them."""
    with zipfile.ZipFile(path) as archive:
        return any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())


def _is_docx(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except DAMAGED_ZIP:
        return False
    # Not "word/document.xml": some writers number that part.
    return "[Content_Types].xml" in names and any(name.startswith("word/document") for name in names)


def _ole_refusal(path: Path) -> Unreadable:
    """An OLE file is a .docx locked with a password, or an old .doc, or something else of that age."""
    with path.open("rb") as stream:
        start = stream.read(4 * 1024 * 1024)
    if "EncryptedPackage".encode("utf-16-le") in start:
        return Unreadable("password")
    if "WordDocument".encode("utf-16-le") in start:
        return Unreadable("old-word")
    return Unreadable("unknown-kind")
