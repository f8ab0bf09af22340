"""A part of a page read once more, closer: where a seal or a signature lies over print."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageChops

from chauban.vault.pages import PageText, Word
from chauban.vault.reading.ocr import recognise

#: Difference of the strongest and the weakest of red, green and blue (0..255) from which a dot counts as coloured.
INK = 60


def readings(
    page: PageText, image: Path, box: tuple[float, float, float, float], language: str = "vie"
) -> Iterator[tuple[Word, ...]]:
    """What can be read in a box (x0, y0, x1, y1 in the page's points), each time another way: first with coloured ink
    made white, then as it is. The caller takes the first that serves; words are in the page's points.

    Raises RuntimeError when Tesseract is not in order.
    """
    with Image.open(image) as picture:
        scale = picture.width / page.width
        x0, y0, x1, y1 = (round(side * scale) for side in box)
        part = picture.convert("RGB").crop((x0, y0, x1, y1))
    with tempfile.TemporaryDirectory(prefix="closer-") as folder:
        for sheet in (without_ink(part), part.convert("L")):
            found = recognise(sheet, 72 * scale, language, Path(folder) / "part", as_block=True).words
            yield tuple(_moved(word, box[0], box[1]) for word in found)


def without_ink(picture: Image.Image) -> Image.Image:
    """A grey picture of the print alone: seals and signatures are coloured and made white, print is not."""
    red, green, blue = picture.split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    weakest = ImageChops.darker(ImageChops.darker(red, green), blue)
    coloured = ImageChops.subtract(strongest, weakest).point(lambda value: 255 if value > INK else 0)
    grey = picture.convert("L")
    grey.paste(255, mask=coloured)
    return grey


def _moved(word: Word, x: float, y: float) -> Word:
    return replace(word, x0=word.x0 + x, y0=word.y0 + y, x1=word.x1 + x, y1=word.y1 + y)
