"""A printed page after the office's scanner: skew, noise, blur, stamps, a number written by hand, an ĐẾN stamp.

Places of seals and signatures are as measured on real papers."""

from __future__ import annotations

import math
import random
import re
import subprocess
import zlib
from dataclasses import dataclass
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

DPI = 200
#: Dots a millimetre.
MM = DPI / 25.4
#: Words between the rings of a seal.
RING = "ĐẢNG BỘ · ỦY BAN · TỈNH VIỆT NAM ★ "
Box = tuple[float, float, float, float]
SCRIPT = "/usr/share/fonts/opentype/urw-base35/Z003-MediumItalic.otf"
BOLD = "/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf"


@dataclass(frozen=True)
class Way:
    """How one paper is scanned. `hand` = number and day by hand; `turn` in degrees clockwise."""

    mode: str
    skew: float
    noise: float
    blur: float
    hand: bool
    seal: bool
    arrival: bool
    turn: int
    suffix: str


def way_of(paper_id: str) -> Way:
    """The fixed way for a paper."""
    dice = random.Random(zlib.crc32(paper_id.encode()) + 9)
    return Way(
        mode=dice.choice(["RGB", "RGB", "L", "1"]), skew=dice.uniform(-2, 2), noise=dice.uniform(3, 14),
        blur=dice.uniform(0.3, 0.8), hand=dice.random() < 0.4, seal=dice.random() < 0.85,
        arrival=dice.random() < 0.3, turn=dice.choice([0] * 12 + [90, 180, 270]),
        suffix=dice.choice([".pdf", ".pdf", ".pdf", ".jpg", ".png", ".tiff"]),
    )  # fmt: skip


def _words(pdf: Path) -> list[list[tuple[str, Box]]]:
    """Words of each page with their boxes in pixels (poppler's list, since it keeps Vietnamese letters whole)."""
    told = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, text=True).stdout
    pages = []
    for page in told.split("<page ")[1:]:
        found = re.findall(r'xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', page)
        boxes = [(float(f[0]), float(f[1]), float(f[2]), float(f[3])) for f in found]
        k = DPI / 72
        at: list[Box] = [(b[0] * k, b[1] * k, b[2] * k, b[3] * k) for b in boxes]
        pages.append([(unescape(f[4]), box) for f, box in zip(found, at, strict=True)])
    return pages


def _find(words: list[tuple[str, Box]], text: str) -> Box | None:
    """Box of the last run of words that reads as `text`."""
    parts = text.split()
    for i in range(len(words) - len(parts), -1, -1):
        if [w for w, _ in words[i : i + len(parts)]] == parts:
            boxes = [b for _, b in words[i : i + len(parts)]]
            return boxes[0][0], boxes[0][1], boxes[-1][2], boxes[-1][3]
    return None


def _after(words: list[tuple[str, Box]], marks: tuple[str, ...], text: str) -> Box | None:
    """Box of `text` where it begins the word after one of `marks` (a number after Số, a day after ngày)."""
    for (mark, _), (word, (x0, y0, x1, y1)) in pairwise(words):
        if mark in marks and word.startswith(text):
            return x0, y0, x0 + (x1 - x0) * len(text) / len(word), y1
    return None


def _write_by_hand(image: Image.Image, box: Box, text: str, dice: random.Random) -> None:
    """Cover print and write `text` in blue script strokes, each digit a little turned and off the line."""
    x0, y0, x1, y1 = box
    ImageDraw.Draw(image).rectangle((x0, y0, x1 - 2, y1), fill="white")
    font = _font(SCRIPT, dice.randint(48, 58))
    step = (x1 - x0) / max(1, len(text))
    for i, char in enumerate(text):
        tile = Image.new("RGBA", (90, 90))
        ImageDraw.Draw(tile).text((24, 10), char, font=font, fill=(30, 50, dice.randint(130, 190), 255))
        tile = tile.rotate(dice.uniform(-14, 14), resample=Image.Resampling.BICUBIC)
        image.paste(tile, (int(x0 + i * step - 24), int(y0 - 26 + dice.randint(-5, 5))), tile)


def _font(path: str, size: int) -> Any:
    """The font, or Pillow's own where it is not installed."""
    return ImageFont.truetype(path, size) if Path(path).exists() else ImageFont.load_default(size)


def _seal(image: Image.Image, x: float, y: float, words: str) -> None:
    """A round red seal whose middle is at (x, y): 36 mm across, two rings with words between them, words inside."""
    r, red = round(18 * MM), (214, 40, 48)
    tile = Image.new("RGB", (2 * r + 12, 2 * r + 12), "white")
    draw, middle = ImageDraw.Draw(tile), r + 6
    for radius, width in ((r, 5), (r - 12, 2), (r - 60, 2)):
        draw.ellipse((middle - radius, middle - radius, middle + radius, middle + radius), outline=red, width=width)
    _around(tile, middle, r - 35, RING, red)
    font = _font(BOLD, 22)
    draw.text((middle, middle - 16), words[:12], font=font, fill=red, anchor="mm")
    draw.text((middle, middle + 16), "★", font=font, fill=red, anchor="mm")
    _overprint(image, tile, round(x - middle), round(y - middle))


def _around(tile: Image.Image, middle: int, radius: int, words: str, colour: tuple[int, int, int]) -> None:
    """Words along a circle, their heads outwards."""
    font = _font(BOLD, 21)
    for i, char in enumerate(words):
        angle = 2 * math.pi * i / len(words)
        letter = Image.new("RGBA", (40, 40))
        ImageDraw.Draw(letter).text((20, 20), char, font=font, fill=(*colour, 255), anchor="mm")
        letter = letter.rotate(-math.degrees(angle), resample=Image.Resampling.BICUBIC)
        at = (middle + radius * math.sin(angle) - 20, middle - radius * math.cos(angle) - 20)
        tile.paste(letter, (round(at[0]), round(at[1])), letter)


def _overprint(image: Image.Image, tile: Image.Image, x: int, y: int) -> None:
    """Lay ink on paper as ink does: print under it stays as dark as it was."""
    box = (max(x, 0), max(y, 0), min(x + tile.width, image.width), min(y + tile.height, image.height))
    part = tile.crop((box[0] - x, box[1] - y, box[2] - x, box[3] - y))
    image.paste(ImageChops.multiply(image.crop(box), part), box)


def _stroke(image: Image.Image, x: float, y: float, low: bool, dice: random.Random) -> None:
    """A signature: one blue line that wanders about the height y; a `low` one ends in a tail through the name."""
    points = [(x, y)]
    for _ in range(14):
        points.append((points[-1][0] + dice.randint(-18, 46), y + dice.randint(-55, 50)))
    if low:
        points.append((points[-1][0] - 120, y + 15 * MM))
    tile = Image.new("RGB", image.size, "white")
    ImageDraw.Draw(tile).line(points, fill=(35, 50, 160), width=4, joint="curve")
    _overprint(image, tile, 0, 0)


def _sign_and_seal(image: Image.Image, name: Box, sealed: bool, dice: random.Random) -> None:
    """Signature and seal over a typed name, where ten real papers (2011-2026) have them: the signature's middle 12 to
    16 mm above the name's; the seal over the signature's left third, its middle from 7 mm left to 3 mm right of where
    the name begins and 14.5 to 21 mm above it, so that its lower edge touches the name on about half of them."""
    middle = (name[1] + name[3]) / 2
    _stroke(image, name[0], middle - dice.uniform(12, 16) * MM, dice.random() < 0.2, dice)
    if sealed:
        across, above = dice.uniform(-7, 3), dice.uniform(14.5, 21)
        _seal(image, name[0] + across * MM, middle - above * MM, "CƠ QUAN")


def _arrival(image: Image.Image, dice: random.Random) -> None:
    """The receiving office's ĐẾN stamp with its own number and day, at the top left or right."""
    x, y = dice.choice([(120, 10), (1050, 10)]), 0
    left, top = x[0], x[1] + y
    draw, red = ImageDraw.Draw(image), (200, 30, 40)
    font = _font(BOLD, 26)
    draw.rectangle((left, top, left + 400, top + 135), outline=red, width=3)
    draw.text((left + 110, top + 6), "CÔNG VĂN ĐẾN", font=font, fill=red)
    draw.text((left + 14, top + 48), f"Số: {dice.randint(100, 3000)}", font=font, fill=red)
    draw.text((left + 14, top + 92), f"Ngày: {dice.randint(10, 28)}/11/2026", font=font, fill=red)


def _scan(image: Image.Image, way: Way, dice: random.Random) -> Image.Image:
    """What the scanner adds: turning, blur, grain, colour depth."""
    image = image.rotate(way.skew, resample=Image.Resampling.BICUBIC, fillcolor="white")
    image = image.filter(ImageFilter.GaussianBlur(way.blur))
    grain = np.random.default_rng(dice.randint(0, 9999)).normal(0, way.noise, (image.height, image.width, 1))
    image = Image.fromarray(np.clip(np.asarray(image, dtype=float) + grain, 0, 255).astype("uint8"))
    image = (
        image.convert("L").point(lambda v: 255 if v > 150 else 0).convert("1")
        if way.mode == "1"
        else image.convert(way.mode)
    )
    return image.rotate(-way.turn, expand=True) if way.turn else image


def scan(pdf: Path, paper_id: str, number: str, day: str, signer: str, folder: Path) -> Path:
    """Scan a made digital PDF into `folder`; returns the file."""
    way, dice = way_of(paper_id), random.Random(zlib.crc32(paper_id.encode()) + 5)
    pages = []
    with pypdfium2.PdfDocument(pdf) as doc:
        for index, (page, words) in enumerate(zip(doc, _words(pdf), strict=True)):
            image = page.render(scale=DPI / 72).to_pil().convert("RGB")
            if index == 0 and way.hand:
                for marks, text in ((("Số:", "Số"), number), (("ngày",), day)):
                    box = _after(words, marks, text)
                    if box:
                        _write_by_hand(image, box, text, dice)
            if index == 0 and way.arrival:
                _arrival(image, dice)
            name = _find(words, signer)
            if name:
                _sign_and_seal(image, name, way.seal, dice)
            pages.append(_scan(image, way, dice))
    path = folder / f"{paper_id}{way.suffix if len(pages) == 1 or way.suffix in ('.pdf', '.tiff') else '.pdf'}"
    extra: dict[str, Any] = {}
    if path.suffix in (".pdf", ".tiff"):
        extra = {"save_all": True, "append_images": pages[1:]}
    if path.suffix == ".pdf":
        extra["resolution"] = DPI
    pages[0].save(path, dpi=(DPI, DPI), **extra)
    return path
