"""A part of a page read once more, closer: where a seal or a signature lies over print."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

from chauban.vault.pages import Word
from chauban.vault.reading.ocr import Layout, recognise
from chauban.vault.reading.programs import child_of_ours
from chauban.vault.reading.straighten import has_colour

#: x0, y0, x1, y1 in the page's points.
Box = tuple[float, float, float, float]
#: The part is drawn at so many dots an inch, from the archival PDF: the scanner's own picture, not the screen's.
DPI = 300
MOST_DOTS = 12_000_000
#: Seconds and bytes after which a drawing is given up.
PATIENCE, MEMORY = 60, 2048 * 1024 * 1024
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
    dpi: float
    folder: Path

    def block(self) -> tuple[Word, ...]:
        """All of it read as one block of text, without coloured ink. Words are in the page's points.

        Raises RuntimeError when Tesseract is not in order.
        """
        light = without_ink(self.picture)
        return self._read(light if has_colour(self.picture) else print_alone(light), 0, 0, "block")

    def line(self, box: Box) -> Iterator[tuple[Word, ...]]:
        """One line of it, read in two ways whose faults differ: smoothed, and as it is or, in grey,
        with only what is as dark as print.

        Raises RuntimeError when Tesseract is not in order.
        """
        scale = self.dpi / 72
        left, top = max(round((box[0] - self.x) * scale), 0), max(round((box[1] - self.y) * scale), 0)
        right, bottom = round((box[2] - self.x) * scale), round((box[3] - self.y) * scale)
        right, bottom = min(right, self.picture.width), min(bottom, self.picture.height)
        if right - left < 10 or bottom - top < 10:
            return
        light = without_ink(self.picture.crop((left, top, right, bottom)))
        other = light if has_colour(self.picture) else print_alone(light)
        for sheet in (light.filter(ImageFilter.MedianFilter(3)), other):
            yield self._read(sheet, left / scale, top / scale, "line")

    def _read(self, sheet: Image.Image, dx: float, dy: float, layout: Layout) -> tuple[Word, ...]:
        found = recognise(sheet, self.dpi, "vie", self.folder / "part", layout=layout).words
        x, y = self.x + dx, self.y + dy
        return tuple(replace(w, x0=w.x0 + x, y0=w.y0 + y, x1=w.x1 + x, y1=w.y1 + y) for w in found)


@contextmanager
def drawn(archival: Path, page: int, box: Box) -> Iterator[Closer | None]:
    """A box of a page (counted from 1) of an archival PDF, drawn in a process of its own, since the pictures in it came
    from outside; None when that fails."""
    area = (box[2] - box[0]) * (box[3] - box[1]) / 72**2
    dpi = min(DPI, (MOST_DOTS / max(area, 1)) ** 0.5)
    with tempfile.TemporaryDirectory(prefix="closer-") as folder:
        out = Path(folder) / "drawn.ppm"
        command = [sys.executable, "-P", "-m", __name__, str(archival), str(page), str(dpi), str(out)]
        try:
            ended = subprocess.run(
                child_of_ours([*command, *map(str, box)]), capture_output=True, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            yield None
            return
        if ended.returncode or not out.exists():
            yield None
            return
        with Image.open(out) as picture:
            yield Closer(picture.copy(), box[0], box[1], dpi, Path(folder))


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


def _draw(archival: Path, number: int, dpi: float, out: Path, box: Box) -> None:
    """Draw a box of a page into a file; runs in the child process."""
    import pypdfium2 as pdfium

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with pdfium.PdfDocument(archival) as document:
        page = document[number - 1]
        width, height = page.get_size()
        cut = (box[0], height - box[3], width - box[2], box[1])
        page.render(scale=dpi / 72, crop=tuple(max(side, 0) for side in cut)).to_pil().convert("RGB").save(out)


if __name__ == "__main__":
    archival, number, dpi, out, *sides = sys.argv[1:]
    _draw(Path(archival), int(number), float(dpi), Path(out), (*map(float, sides),))  # type: ignore[arg-type]
