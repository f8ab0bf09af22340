"""The archival PDF: the received pages without loss, straight, with a text layer, as PDF/A-2b; and papers made from
its pages.

A scan is not drawn anew: its own picture stays as it came and is turned by a matrix. Only a page whose letters mean
nothing to a machine becomes a picture.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Matrix, Page, Pdf, pdfa

from chauban.vault.reading.geometry import Box, normal, visible_box
from chauban.vault.reading.hiddentext import strip_hidden_text
from chauban.vault.reading.opening import DAMAGED, lose, make_harmless
from chauban.vault.reading.programs import child_of_ours
from chauban.vault.reading.sheet import Sheet
from chauban.vault.reading.textform import shapeless_font, text_form

FLAVOUR = "2b"
#: What a page drawn anew into a box of its own has no use for.
PAGE_LOSES = (
    "/CropBox",
    "/TrimBox",
    "/ArtBox",
    "/BleedBox",
    "/Rotate",
    "/Annots",
    "/StructParents",
    "/UserUnit",
    "/Tabs",
    "/Metadata",
)
#: A page of a paper: the PDF it is in, its number there counted from 1, and degrees clockwise to turn it (multiples
#: of 90).
Part = tuple[Path, int, int]


def write_archival(clean: Path, sheets: list[Sheet], out: Path) -> list[str]:
    """Write the searchable PDF/A of a read paper.

    Returns warnings: `not-searchable:page` for a page that could not be given its text, `not-pdfa` when no PDF/A
    could be made of the whole.
    """
    warnings: list[str] = []
    with Pdf.open(clean) as pdf:
        read_anew = [sheet for sheet in sheets if sheet.read_anew]
        if read_anew:
            font = shapeless_font(pdf)
            for sheet in read_anew:
                try:
                    _replace_page(pdf, pdf.pages[sheet.page.number - 1], sheet, font)
                except DAMAGED:
                    warnings.append(f"not-searchable:{sheet.page.number}")
            # It describes pages by marks in their old content.
            lose(pdf.Root, ("/StructTreeRoot", "/MarkInfo"))
        return warnings + _save_pdfa(pdf, out)


def assemble(parts: Iterable[Part], out: Path) -> None:
    """Make one archival PDF of chosen pages of archival PDFs, in the order given, with their text layers."""
    with _collected(parts) as pdf:
        _save_pdfa(pdf, out)


def extract_original(parts: Iterable[Part], out: Path) -> None:
    """Make one PDF of chosen pages of received PDFs as they came, except for what acts by itself.

    Signatures do not survive this: they are about the whole file. Raises `pikepdf.PasswordError` for a locked PDF.
    """
    with _collected(parts) as pdf:
        make_harmless(pdf)
        pdf.save(out)


def _collected(parts: Iterable[Part]) -> Pdf:
    """A new PDF in memory with the pages. Raises ValueError for a page that is not there or no pages at all."""
    pdf = Pdf.new()
    with ExitStack() as stack:
        opened: dict[Path, Pdf] = {}
        for path, number, turn in parts:
            if path not in opened:
                opened[path] = stack.enter_context(Pdf.open(path))
            pages = opened[path].pages
            if not 1 <= number <= len(pages):
                raise ValueError(f"the PDF has no page {number}")
            # A page taken twice arrives the second time as it was left the first time, so the turn is not added to it.
            rotation = pages[number - 1].rotation
            pdf.pages.append(pages[number - 1])
            pdf.pages[-1].rotate((rotation + turn) % 360, relative=False)
        if not len(pdf.pages):
            raise ValueError("a paper has at least one page")
    return pdf


def _replace_page(pdf: Pdf, page: Page, sheet: Sheet, font: pikepdf.Object) -> None:
    """Lay the page's own content, turned and levelled, and the new text into a page of the size it is looked at."""
    if sheet.strip_hidden:
        strip_hidden_text(pdf, page)
    content = _as_form(page)
    drawing = sheet.view.matrix.encode()
    if sheet.picture is not None:
        content = _picture_form(pdf, sheet.picture)
        drawing = _fit(sheet.view.width, sheet.view.height, content)
    layers = Dictionary(Paper=content, Text=text_form(pdf, sheet.page, font))
    lose(page.obj, PAGE_LOSES)
    page.obj.MediaBox = [0, 0, round(sheet.view.width, 3), round(sheet.view.height, 3)]
    page.obj.Resources = Dictionary(XObject=layers)
    page.obj.Contents = pdf.make_stream(b"q %s cm /Paper Do Q /Text Do" % drawing)


def _as_form(page: Page) -> pikepdf.Object:
    """The content of a page as a form, which keeps whatever it does to the graphics state to itself."""
    form = page.as_form_xobject(handle_transformations=False)
    # Until it is written, the form only points at the content of the page, which is about to be replaced.
    form.write(form.read_bytes())
    left, bottom, right, top = visible_box(_box(page.mediabox), _box(page.cropbox))
    form.BBox = [left, bottom, right, top]
    return form


def _box(box: pikepdf.Object) -> Box:
    left, bottom, right, top = (float(side) for side in box)
    return normal((left, bottom, right, top))


def _fit(width: float, height: float, form: pikepdf.Object) -> bytes:
    """The matrix that makes a form fill the page."""
    left, bottom, right, top = (float(side) for side in form.BBox)
    return (
        Matrix().translated(-left, -bottom) @ Matrix().scaled(width / (right - left), height / (top - bottom))
    ).encode()


def _picture_form(pdf: Pdf, picture: Path) -> pikepdf.Object:
    import img2pdf  # seldom needed

    sheet = picture.with_suffix(".sheet.pdf")
    sheet.write_bytes(img2pdf.convert(picture.read_bytes()))
    with Pdf.open(sheet) as one:
        return pdf.copy_foreign(one.pages[0].as_form_xobject())


def _save_pdfa(pdf: Pdf, out: Path) -> list[str]:
    """Save as PDF/A-2b, proven by pikepdf's validator.

    What lacks fonts or has other colours goes through Ghostscript first.
    """
    plain, mended = out.with_suffix(".plain.pdf"), out.with_suffix(".mended.pdf")
    try:
        _save_proven(pdf, out)
    except pdfa.PdfaError:
        pdf.save(plain)
        return _save_through_ghostscript(plain, mended, out)
    finally:
        plain.unlink(missing_ok=True)
        mended.unlink(missing_ok=True)
    return []


def _save_proven(pdf: Pdf, out: Path) -> None:
    _separate_masks(pdf)
    pdfa.save(pdf, out, FLAVOUR)


def _separate_masks(pdf: Pdf) -> None:
    """Give every picture a transparency mask of its own.

    Some writers list masks among the pictures too, and the validator proves nothing about an object with two roles.
    """
    pictures = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and "/SMask" in thing]
    for picture in pictures:
        mask = picture.SMask
        if isinstance(mask, pikepdf.Stream):
            own = pikepdf.Stream(pdf, mask.read_raw_bytes())
            for key, value in mask.items():
                if key != "/Length":
                    own[key] = value
            picture.SMask = own


def _save_through_ghostscript(plain: Path, mended: Path, out: Path) -> list[str]:
    command = ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=pdfwrite", f"-dPDFA={FLAVOUR[0]}"]
    command += ["-dPDFACompatibilityPolicy=1", "-sColorConversionStrategy=RGB", "-dAutoRotatePages=/None"]
    # Pictures stay as good as they came.
    command += ["-dAutoFilterColorImages=false", "-dAutoFilterGrayImages=false", "-dDownsampleMonoImages=false"]
    command += ["-dColorImageFilter=/FlateEncode", "-dGrayImageFilter=/FlateEncode", "-dPassThroughJPEGImages=true"]
    command += [f"-sOutputFile={mended}", str(plain)]
    try:
        subprocess.run(child_of_ours(command), check=True, capture_output=True)
        with Pdf.open(mended) as pdf:
            _save_proven(pdf, out)
    except (subprocess.CalledProcessError, pikepdf.PdfError, pdfa.PdfaError) as problem:
        print(f"no PDF/A: {problem}")  # into the log of the reading
        plain.replace(out)
        return ["not-pdfa"]
    return []
