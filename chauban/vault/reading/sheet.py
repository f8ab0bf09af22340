"""Reading one page: judged, and where needed turned, levelled and put through OCR; and its picture for the screen."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import pypdfium2 as pdfium
from pikepdf import Matrix
from PIL import Image

from chauban.vault.pages import PageText, Source
from chauban.vault.reading import straighten
from chauban.vault.reading.geometry import View
from chauban.vault.reading.judge import Way, judge
from chauban.vault.reading.ocr import Recognised, recognise
from chauban.vault.reading.textlayer import TextLayer, page_view, read_layer

#: Resolution of the page pictures for the screen, dots an inch: an A4 page fills a tablet 820 points wide, its dots
#: doubled, and stays about as sharp as the scan itself when it is enlarged.
SCREEN_DPI = 200
#: What a page is drawn at for OCR: its own resolution within these bounds; without a picture to go by, the third.
COARSEST_DPI, FINEST_DPI, DRAWN_DPI = 200, 300, 250
#: However large the sheet, it is drawn with at most so many dots.
MOST_DOTS = 30_000_000
#: Given to words an earlier program read, of whose doubts nothing is known.
EARLIER_CONFIDENCE = 0.8


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that has been read. `view` is the page as turned and levelled.

    The rest is for the archival PDF. `read_anew`: its words come from this reading and are to be laid over it;
    `strip_hidden`: the text now hidden on it is to be thrown away; `picture`: it is to become this picture.
    """

    page: PageText
    image: Path
    view: View
    turned: int = 0
    skew: float = 0.0
    read_anew: bool = False
    strip_hidden: bool = False
    picture: Path | None = None
    warnings: list[str] = field(default_factory=list)


#: How a page was turned, how levelled, what was read, and its picture for the screen.
Attempt = tuple[int, float, Recognised, bytes]


class Reader:
    """Reads the pages of one PDF; may be called from several threads (PDFium itself is used by one at a time)."""

    def __init__(self, clean: Path, workdir: Path) -> None:
        self._document = pdfium.PdfDocument(clean)
        self._workdir = workdir
        self._pdfium = threading.Lock()
        self._aside = ThreadPoolExecutor(max_workers=1)

    def close(self) -> None:
        """Let go of the PDF."""
        self._aside.shutdown(cancel_futures=True)
        self._document.close()

    def read(self, number: int) -> Sheet:
        """Read the page of this number, counted from 1. A page PDFium cannot open is an empty one with a warning."""
        try:
            with self._pdfium:
                layer, way, warning, drawn = self._look(number)
        except pdfium.PdfiumError:
            return self._unshowable(number)
        warnings = [f"{warning}:{number}"] if warning else []
        if way in (Way.DIGITAL, Way.EARLIER_OCR):
            return self._as_it_is(number, layer, way, drawn, warnings)
        return self._by_ocr(number, layer, way, drawn, warnings)

    def _look(self, number: int) -> tuple[TextLayer, Way, str, Image.Image]:
        """Everything that needs PDFium: judge the page, and draw it as fine as the judgement asks."""
        page = self._document[number - 1]
        try:
            layer = read_layer(page)
            verdict = judge(layer)
            ocr = verdict.way in (Way.OCR, Way.OCR_AS_PICTURE)
            return layer, verdict.way, verdict.warning, draw(page, ocr_dpi(layer) if ocr else SCREEN_DPI)
        finally:
            page.close()

    def _as_it_is(self, number: int, layer: TextLayer, way: Way, drawn: Image.Image, warnings: list[str]) -> Sheet:
        words = tuple(layered.word for layered in layer.words)
        if way is Way.EARLIER_OCR:
            words = tuple(replace(word, confidence=EARLIER_CONFIDENCE) for word in words)
        source: Source = "digital" if way is Way.DIGITAL else "ocr"
        page = PageText(number, layer.view.width, layer.view.height, words, source)
        return Sheet(page, self._written(number, _screen_image(drawn)), layer.view, warnings=warnings)

    def _by_ocr(self, number: int, layer: TextLayer, way: Way, drawn: Image.Image, warnings: list[str]) -> Sheet:
        dpi = 72 * drawn.width / layer.view.width
        gray = drawn.convert("L")
        best = drawn if straighten.has_colour(drawn) else gray
        turn, skew, found, image = self._upright(number, gray, _for_screen(best, dpi), dpi)
        view = layer.view.turned(turn).levelled(skew)
        page = PageText(number, view.width, view.height, found.words, "ocr")
        if not found.words:
            warnings = [*warnings, f"no-text:{number}"]
        picture = self._page_picture(number, _straight(best, turn, skew)) if way is Way.OCR_AS_PICTURE else None
        return Sheet(page, self._written(number, image), view, turn, skew, True, bool(layer.words), picture, warnings)

    def _upright(self, number: int, gray: Image.Image, small: Image.Image, dpi: float) -> Attempt:
        """Turn, level and read; only a page that reads poorly costs more than one reading. The picture for the screen
        is made of the small one while Tesseract works."""
        best: Attempt | None = None
        for turn in self._turns(number, gray):
            attempt = straighten.turned(gray, turn)
            skew = straighten.lean(attempt)
            image = self._aside.submit(_upright_image, small, turn, skew)
            attempt = straighten.levelled(attempt, skew)
            found = recognise(attempt, dpi, self._workdir / f"text-{number:04}-{turn}")
            if best is None or found.score > best[2].score:
                best = turn, skew, found, image.result()
            if not found.poor:
                break
        assert best is not None  # `_turns` gives one at least
        return best

    def _turns(self, number: int, drawn: Image.Image) -> Iterator[int]:
        """The ways the page may have to be turned, likeliest first; the next one is for when the last read poorly."""
        tried: list[int] = []
        if not straighten.lies_on_its_side(drawn):
            tried.append(0)
            yield 0
        asked = straighten.turn_by_osd(drawn, self._workdir / f"osd-{number:04}.pgm")
        if asked is not None and asked not in tried:
            yield asked
        elif not tried:
            yield from (90, 270)
            yield 0

    def _page_picture(self, number: int, upright: Image.Image) -> Path:
        suffix = "png" if upright.mode == "L" else "jpg"
        path = self._workdir / f"picture-{number:04}.{suffix}"
        upright.save(path, quality=85)
        return path

    def _written(self, number: int, image: bytes) -> Path:
        path = self._workdir / f"page-{number:04}.webp"
        path.write_bytes(image)
        return path

    def _unshowable(self, number: int) -> Sheet:
        blank = Image.new("L", (SCREEN_DPI * 8, SCREEN_DPI * 11), 255)
        view = View(595.0, 842.0, Matrix())
        image = self._written(number, _screen_image(blank))
        return Sheet(PageText(number, 595.0, 842.0), image, view, warnings=[f"page-broken:{number}"])


def _straight(sheet: Image.Image, turn: int, skew: float) -> Image.Image:
    return straighten.levelled(straighten.turned(sheet, turn), skew)


def _upright_image(small: Image.Image, turn: int, skew: float) -> bytes:
    return _screen_image(_straight(small, turn, skew))


def _screen_image(sheet: Image.Image) -> bytes:
    """The picture of the page for the screen, in gray when there is no colour on it."""
    buffer = io.BytesIO()
    (sheet if straighten.has_colour(sheet) else sheet.convert("L")).save(buffer, "WEBP", quality=70, method=1)
    return buffer.getvalue()


def _for_screen(sheet: Image.Image, dpi: float) -> Image.Image:
    """The sheet no finer than the screen needs."""
    if dpi <= SCREEN_DPI * 1.1:
        return sheet
    size = (max(round(sheet.width * SCREEN_DPI / dpi), 1), max(round(sheet.height * SCREEN_DPI / dpi), 1))
    return sheet.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)


def ocr_dpi(layer: TextLayer) -> float:
    """Dots an inch a page is drawn at for OCR."""
    return min(max(layer.picture_dpi, COARSEST_DPI), FINEST_DPI) if layer.picture_dpi else DRAWN_DPI


def draw(page: pdfium.PdfPage, dpi: float) -> Image.Image:
    """The page as a person sees it, in RGB, at `dpi` or as fine as the bound on dots allows."""
    view = page_view(page)
    dots = view.width * view.height * (dpi / 72) ** 2
    scale = dpi / 72 * min(1.0, (MOST_DOTS / dots) ** 0.5)
    # WebP ends at 16383 dots a side.
    scale = min(scale, 16_000 / max(view.width, view.height))
    bitmap = page.render(scale=scale, rev_byteorder=True)
    try:
        drawn: Image.Image = bitmap.to_pil().convert("RGB").copy()
        return drawn
    finally:
        bitmap.close()
