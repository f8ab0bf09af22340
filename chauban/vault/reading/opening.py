"""Opening a received PDF: what it demands, and a copy of it without anything that acts by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Name, Pdf
from pikepdf.sanitize import Sanitizer

from chauban.vault.reading.geometry import normal
from chauban.vault.reading.refusal import Unreadable
from chauban.vault.reading.result import Limits

#: What the catalog of a derived copy loses: forms and signature data mean nothing once the bytes differ from the
#: signed ones.
CATALOG_LOSES = (
    "/AcroForm",
    "/Perms",
    "/DSS",
    "/Extensions",
    "/OpenAction",
    "/AA",
    "/Requirements",
    "/Legal",
    "/Collection",
)
MILLION = 1_000_000
#: What pikepdf raises on objects that are not what they should be.
DAMAGED = (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)


@dataclass(frozen=True, slots=True)
class Opened:
    """A received PDF made harmless: `clean` is the path of the copy, `warnings` as in `Reading`."""

    clean: Path
    page_count: int
    signed: bool
    warnings: list[str]


def open_received(path: Path, clean: Path, limits: Limits) -> Opened:
    """Check a received PDF and write its harmless copy to `clean`; the received file is not touched.

    Raises `Unreadable`: password, broken, too-many-pages, page-too-large, picture-too-large.
    """
    with _open(path) as pdf:
        count = _checked_page_count(pdf, limits)
        warnings = ["repaired"] if pdf.get_warnings() else []
        signed = _is_signed(pdf)
        warnings += _carries(pdf)
        _write_clean(pdf, clean)
    _check_renders(clean, count)
    return Opened(clean, count, signed, warnings)


def _write_clean(pdf: Pdf, clean: Path) -> None:
    try:
        make_harmless(pdf)
        # Appearances of stamps and signatures become part of the page, so that turning and levelling turns them too.
        pdf.flatten_annotations()
        # Flattened, a signature brings along fonts of the form that it does not use and nobody embedded: no PDF/A.
        pdf.remove_unreferenced_resources()
        lose(pdf.Root, CATALOG_LOSES)
        # LibreOffice's own mark of its own bytes, of which the validator of PDF/A knows nothing.
        lose(pdf.trailer, ("/DocChecksum",))
        pdf.save(clean, encryption=False)
    except DAMAGED as problem:
        raise Unreadable("broken") from problem


def make_harmless(pdf: Pdf) -> None:
    """Take out, in memory, whatever in a PDF runs, plays, opens, sends or carries something along."""
    cleaner = Sanitizer().remove_javascript().remove_external_access().remove_attachments().remove_multimedia()
    cleaner.remove_collection().remove_private_app_data().remove_search_index().remove_thumbnails().apply(pdf)
    lose(pdf.Root, ("/OpenAction", "/AA"))
    for page in pdf.pages:
        lose(page.obj, ("/AA",))


def lose(dictionary: pikepdf.Object, keys: Iterable[str]) -> None:
    """Remove the keys that are there."""
    for key in keys:
        if key in dictionary:
            del dictionary[key]


def _open(path: Path) -> Pdf:
    """Open a PDF, with the empty password when it wants one; qpdf mends what can be mended."""
    try:
        return pikepdf.open(path)
    except pikepdf.PasswordError as problem:
        raise Unreadable("password") from problem
    except DAMAGED as problem:
        raise Unreadable("broken") from problem


def _checked_page_count(pdf: Pdf, limits: Limits) -> int:
    try:
        count = len(pdf.pages)
        if count > limits.pages:
            raise Unreadable("too-many-pages", pages=count, limit=limits.pages)
        for number, page in enumerate(pdf.pages, start=1):
            _check_page(page, number, limits)
    except DAMAGED as problem:
        raise Unreadable("broken") from problem
    if not count:
        raise Unreadable("broken")
    return count


def _check_page(page: pikepdf.Page, number: int, limits: Limits) -> None:
    """Boxes and pictures are judged by what they state, before anything is unpacked."""
    left, bottom, right, top = normal(tuple(float(side) for side in page.mediabox))  # type: ignore[arg-type]
    if not 1 <= right - left <= limits.page_side or not 1 <= top - bottom <= limits.page_side:
        raise Unreadable("page-too-large", page=number)
    for picture in page.get_images().values():
        pixels = int(picture.get("/Width", 0)) * int(picture.get("/Height", 0))
        if pixels > limits.pixels:
            raise Unreadable("picture-too-large", limit=limits.pixels // MILLION)


def _is_signed(pdf: Pdf) -> bool:
    """Whether any form field is a signature that has been given."""
    form = pdf.Root.get("/AcroForm")
    fields = form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None
    pending: list[tuple[Any, Any]] = [(field, None) for field in fields] if isinstance(fields, pikepdf.Array) else []
    seen: set[tuple[int, int]] = set()
    while pending:
        field, inherited = pending.pop()
        if not isinstance(field, pikepdf.Dictionary) or field.objgen in seen:
            continue
        if field.is_indirect:
            seen.add(field.objgen)
        kind = field.get("/FT", inherited)
        if kind == Name.Sig and "/V" in field:
            return True
        kids = field.get("/Kids")
        pending += [(kid, kind) for kid in kids] if isinstance(kids, pikepdf.Array) else []
    return False


def _carries(pdf: Pdf) -> list[str]:
    """Warnings of what the clean copy will lack."""
    try:
        found = ["active-content"] if _is_active(pdf) else []
        return [*found, "embedded-files"] if len(pdf.attachments) else found
    except DAMAGED:
        return ["active-content"]  # nobody can say; better one warning too many


def _is_active(pdf: Pdf) -> bool:
    """Whether there is something `make_harmless` exists for; links to the web are everyday and do not count."""
    names: Any = pdf.Root.get("/Names", {})
    if "/JavaScript" in names or "/AA" in pdf.Root:
        return True
    harmful = {Name.JavaScript, Name.Launch, Name.SubmitForm, Name.ImportData, Name.GoToE, Name.RichMediaExecute}
    return any(isinstance(thing, pikepdf.Dictionary) and thing.get("/S") in harmful for thing in _dictionaries(pdf))


def _dictionaries(pdf: Pdf) -> list[Any]:
    """The indirect dictionaries of the file and the actions written directly inside annotations and the catalog."""
    found: list[Any] = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary)]
    return found + [thing[key] for thing in found for key in ("/A", "/OpenAction") if key in thing]


def _check_renders(clean: Path, count: int) -> None:
    """Raise `Unreadable` (broken) unless PDFium can open the copy and show at least one of its pages."""
    try:
        document = pdfium.PdfDocument(clean)
    except pdfium.PdfiumError as problem:
        raise Unreadable("broken") from problem
    try:
        for index in range(min(count, len(document))):
            try:
                document[index].close()
                return
            except pdfium.PdfiumError:
                continue
    finally:
        document.close()
    raise Unreadable("broken")
