"""A part of a page read once more, closer: where a seal or a signature lies over print."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageFilter

from chauban.vault.pages import Word
from chauban.vault.reading.ocr import Recognised, recognise, recognise_all
from chauban.vault.reading.straighten import has_colour

#: x0, y0, x1, y1 in the page's points.
Box = tuple[float, float, float, float]
#: The part is drawn at so many dots an inch, from the archival PDF: the scanner's own picture, not the screen's.
DPI = 300
#: Square points of the largest box that is drawn: half of an A3.
LARGEST = 842 * 595
#: Lines from which on they are read in two runs of Tesseract.
WORTH_TWO_RUNS = 4
#: Dots a line must have each way to be read.
SMALLEST = 10
#: Difference of the strongest and the weakest of red, green and blue (0..255) up to which a dot is no coloured ink.
GREYISH = 16
#: How far from print to paper (0..1) a dot may lie to count as print where a grey seal lies over it.
PRINT_SHARE = 0.42


@dataclass(frozen=True)
class Closer:
    """A box of a page, drawn fine. `x` and `y`: its top left in the page's points."""

    picture: Image.Image
    x: float
    y: float
    folder: Path

    @property
    def coloured(self) -> bool:
        """Whether there is colour in it."""
        return has_colour(self.picture)

    def block(self, *, with_ink: bool = False) -> tuple[Word, ...]:
        """All of it read as one block of text, without coloured ink unless that may be the text itself (names are
        stamped in red at some offices). Words are in the page's points.

        Raises RuntimeError when Tesseract is not in order.
        """
        light = without_ink(self.picture)
        sheet = self.picture if with_ink else light if self.coloured else print_alone(light)
        found = recognise(sheet, DPI, self.folder / "block", layout="block").words
        return tuple(_moved(word, self.x, self.y) for word in found)

    def line(self, box: Box) -> tuple[list[Image.Image], float, float]:
        """One line of it cut out in ways whose faults differ, and the page's points at its top left. In colour: without
        ink and smoothed, without ink, with ink; in grey: smoothed, only what is as dark as print. No pictures when the
        line is not in it."""
        scale = DPI / 72
        left, top = max(round((box[0] - self.x) * scale), 0), max(round((box[1] - self.y) * scale), 0)
        right, bottom = round((box[2] - self.x) * scale), round((box[3] - self.y) * scale)
        right, bottom = min(right, self.picture.width), min(bottom, self.picture.height)
        if right - left < SMALLEST or bottom - top < SMALLEST:
            return [], 0.0, 0.0
        part = self.picture.crop((left, top, right, bottom))
        light = without_ink(part)
        ways = [light.filter(ImageFilter.MedianFilter(3)), *([light, part] if self.coloured else [print_alone(light)])]
        return ways, self.x + left / scale, self.y + top / scale


def read_lines(asked: Sequence[tuple[Closer, Box]]) -> list[list[tuple[Word, ...]]]:
    """Each line as read in each way, words in the points of its page.

    Raises RuntimeError when Tesseract is not in order.
    """
    cut = [near.line(box) for near, box in asked]
    sheets = [sheet for ways, _, _ in cut for sheet in ways]
    if not sheets:
        return [[] for _ in asked]
    found = iter(_side_by_side(sheets, asked[0][0].folder))
    return [[tuple(_moved(word, x, y) for word in next(found).words) for _ in ways] for ways, x, y in cut]


def _side_by_side(sheets: Sequence[Image.Image], folder: Path) -> list[Recognised]:
    """The lines read in two runs at once, where there are enough of them to pay for the second start."""
    middle = len(sheets) // 2 if len(sheets) >= WORTH_TWO_RUNS else len(sheets)
    halves = [half for half in (sheets[:middle], sheets[middle:]) if half]
    # A name of its own for each: the number's line may be read at the same time as the signature's.
    stems = [folder / f"line-{uuid4().hex}" for _ in halves]
    with ThreadPoolExecutor(len(halves)) as pool:
        read = pool.map(lambda half, stem: recognise_all(half, DPI, stem, layout="line"), halves, stems)
        return [found for half in read for found in half]


def _moved(word: Word, x: float, y: float) -> Word:
    return replace(word, x0=word.x0 + x, y0=word.y0 + y, x1=word.x1 + x, y1=word.y1 + y)


@contextmanager
def drawn(archival: Path, parts: Sequence[tuple[int, Box]]) -> Iterator[list[Closer]]:
    """Boxes of pages (counted from 1) of an archival PDF, drawn; an empty list when that fails or a box is larger than
    any part of a letter. For the child process of a reading: the pictures came from outside."""
    with tempfile.TemporaryDirectory(prefix="closer-", dir=archival.parent) as folder:
        large = any((box[2] - box[0]) * (box[3] - box[1]) > LARGEST for _, box in parts)
        try:
            pictures = [] if large else _draw(archival, parts)
        except pdfium.PdfiumError:
            pictures = []
        yield [
            Closer(picture, box[0], box[1], Path(folder)) for (_, box), picture in zip(parts, pictures, strict=False)
        ]


def _draw(archival: Path, parts: Sequence[tuple[int, Box]]) -> list[Image.Image]:
    pictures = []
    with pdfium.PdfDocument(archival) as document:
        for number, box in parts:
            page = document[number - 1]
            width, height = page.get_size()
            cut = (box[0], height - box[3], width - box[2], box[1])
            image = page.render(scale=DPI / 72, crop=tuple(max(side, 0) for side in cut)).to_pil()
            pictures.append(image.convert("RGB").copy())
            page.close()
    return pictures


def without_ink(picture: Image.Image) -> Image.Image:
    """A grey picture of the print alone: the more coloured a dot, the whiter. Seals and pens are coloured, print is
    not; where they lie over print, ink is transparent and the dot stays dark."""
    red, green, blue = picture.split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    weakest = ImageChops.darker(ImageChops.darker(red, green), blue)
    colour = ImageChops.subtract(strongest, weakest).point(lambda value: max(0, value - GREYISH) * 2)
    return ImageChops.add(strongest, colour)


def print_alone(grey: Image.Image) -> Image.Image:
    """The picture with all that is clearly lighter than print made white: a seal scanned in grey."""
    counts = grey.histogram()
    darkest, paper = _level(counts, 0.01), _level(counts, 0.5)
    light = max(darkest + PRINT_SHARE * (paper - darkest), darkest + 1)
    return grey.point(lambda value: round(255 * min(max((value - darkest) / (light - darkest), 0), 1)))


def _level(counts: list[int], share: float) -> int:
    """The grey value below which so large a share of the dots lies."""
    left = share * sum(counts)
    for value, count in enumerate(counts):
        left -= count
        if left <= 0:
            return value
    return 255
