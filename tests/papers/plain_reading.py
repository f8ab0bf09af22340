"""A plain reader of files for the bench: poppler for digital PDF, Tesseract for images. The product has its own."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import tempfile
from html import unescape
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageSequence

from chauban.intake.reading import Place, is_whole, signature_zone, with_reread
from chauban.vault.pages import PageText, Word

DPI = 200
#: Difference of the strongest and weakest of red, green, blue (0..255) from which a dot counts as coloured.
INK = 60


def digital_pages(pdf: Path) -> list[PageText]:
    """Words of a PDF that has text."""
    told = subprocess.run(
        ["pdftotext", "-bbox-layout", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    pages = []
    for number, page in enumerate(told.split("<page ")[1:], 1):
        width, height = (float(v) for v in re.findall(r'"(.+?)"', page[:80])[:2])
        words = []
        for line, block in enumerate(page.split("<line ")[1:]):
            for m in re.finditer(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', block):
                words.append(Word(unescape(m[5]), float(m[1]), float(m[2]), float(m[3]), float(m[4]), line=line))
        pages.append(PageText(number, width, height, tuple(words)))
    return pages


def images_of(path: Path) -> list[Image.Image]:
    """The pages of a scan as pictures of DPI dots an inch."""
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as doc:
            return [page.render(scale=DPI / 72).to_pil() for page in doc]
    return [frame.copy() for frame in ImageSequence.Iterator(Image.open(path))]


def without_ink(image: Image.Image) -> Image.Image:
    """Gray picture of the print only: what is coloured (seals, signatures) is made white. Print is black or gray: its
    red, green and blue are alike."""
    if image.mode not in ("RGB", "RGBA", "P"):
        return image.convert("L")
    colours = np.asarray(image.convert("RGB"), dtype=np.int16)
    gray = np.asarray(image.convert("L")).copy()
    gray[(colours.max(axis=2) - colours.min(axis=2)) > INK] = 255
    return Image.fromarray(gray)


def _tesseract(image: Path, *options: str) -> str:
    env = os.environ | {"OMP_THREAD_LIMIT": "1"}
    run = subprocess.run(["tesseract", str(image), "-", *options], capture_output=True, text=True, env=env, check=False)
    return run.stdout


def _upright(image: Image.Image, file: Path) -> Image.Image:
    image.convert("L").save(file, dpi=(DPI, DPI))
    turn = re.search(r"Rotate: (\d+)", _tesseract(file, "--psm", "0"))
    if turn and int(turn[1]):
        image = image.rotate(-int(turn[1]), expand=True)
        image.convert("L").save(file, dpi=(DPI, DPI))
    return image


def ocr_pages(path: Path) -> list[PageText]:
    """Words of a scan, the signature's block read twice. Tesseract's tables are kept beside the file, so that a second
    run is quick."""
    images = [_Sheet(path, number, image) for number, image in enumerate(images_of(path), 1)]
    pages = [sheet.page() for sheet in images]
    zone = signature_zone(pages)
    if zone:
        at = zone.page - 1
        before = pages[at]
        for clean in (True, False):
            if is_whole(pages[at], zone):
                break
            pages[at] = with_reread(before, zone, images[at].closer(zone, clean))
    return pages


class _Sheet:
    """One page of a scan and the tables kept for it."""

    def __init__(self, path: Path, number: int, image: Image.Image) -> None:
        self.path, self.number, self.image = path, number, image

    def _kept(self, name: str, *options: str, box: tuple[int, int, int, int] | None = None, clean: bool = False) -> str:
        kept = self.path.with_name(f"{self.path.name}.{self.number}{name}.tsv")
        if not kept.exists():
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "page.png"
                image = _upright(self.image, file)
                if box:
                    image = without_ink(image.crop(box)) if clean else image.crop(box).convert("L")
                    image.save(file, dpi=(DPI, DPI))
                table = _tesseract(file, "-l", "vie", *options, "tsv")
                kept.write_text(f"{image.width} {image.height}\n{table}", "utf-8")
        return kept.read_text("utf-8")

    def page(self) -> PageText:
        return _from_table(self._kept("", "--psm", "3"), self.number)

    def closer(self, zone: Place, clean: bool) -> list[Word]:
        """The words of a zone read as one block, in the page's points; `clean` without coloured ink."""
        x0, y0, x1, y1 = (int(v * DPI / 72) for v in (zone.x0, zone.y0, zone.x1, zone.y1))
        part = _from_table(
            self._kept(f".signature{clean:d}", "--psm", "6", box=(x0, y0, x1, y1), clean=clean), self.number
        )
        dx, dy = x0 * 72 / DPI, y0 * 72 / DPI
        return [Word(w.text, w.x0 + dx, w.y0 + dy, w.x1 + dx, w.y1 + dy, w.confidence, w.line) for w in part.words]


def _from_table(kept: str, number: int) -> PageText:
    size, table = kept.split("\n", 1)
    scale, words = 72 / DPI, []
    lines: dict[tuple[str, str, str], int] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] != "5" or not (row["text"] or "").strip():
            continue
        key = (row["block_num"], row["par_num"], row["line_num"])
        x, y, w, h = (int(row[k]) * scale for k in ("left", "top", "width", "height"))
        line = lines.setdefault(key, len(lines))
        words.append(Word(row["text"], x, y, x + w, y + h, max(0.0, float(row["conf"]) / 100), line))
    width, height = (int(v) * scale for v in size.split())
    return PageText(number, width, height, tuple(words), "ocr")
