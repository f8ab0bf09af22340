"""Finding how a scan lies: whether its lines run across or up the sheet, and by how many degrees they lean."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from chauban.vault.reading.programs import child_of_ours, one_thread

#: Long side, in dots, of the small picture the lean is measured on: a line of text is still about eight dots high.
MEASURED_SIDE = 800
#: Scanners and hands lean pages by less than this, in degrees; more is a drawing.
STEEPEST = 8.0
#: A lean below this, in degrees, moves nothing by more than a letter's width over a page: not worth touching the page.
LEVEL_ENOUGH = 0.2
#: The best lean must be so many times clearer than a level reading before the page is touched.
CLEARER = 1.03
#: How many times clearer the lines must run up the sheet than across it to believe the page lies on its side.
ON_ITS_SIDE = 1.25
#: Dots whose strongest and weakest of red, green and blue differ by more are coloured.
COLOURED = 48
OSD_SIDE = 2000
OSD_TIMEOUT = 60
_ROTATE = re.compile(rb"Rotate: (\d+)")
_CONFIDENCE = re.compile(rb"Orientation confidence: ([\d.]+)")


def lean(sheet: Image.Image) -> float:
    """How many degrees the sheet must be turned clockwise for its lines to be level; 0.0 when they are or nobody can
    say.

    The right angle is the one at which the ink falls most sharply into rows. Three passes, each finer.
    """
    ink = _ink(sheet)
    best, level = 0.0, _sharpness(ink)
    if level == 0:
        return 0.0
    sharpest = level
    for step, reach in ((1.0, STEEPEST), (0.25, 0.75), (0.05, 0.2)):
        middle = best
        count = round(reach / step)
        for angle in (middle + step * number for number in range(-count, count + 1)):
            sharpness = _sharpness(_turned(ink, angle))
            if sharpness > sharpest:
                best, sharpest = angle, sharpness
    certain = sharpest > CLEARER * level and abs(best) < STEEPEST - 0.5
    return round(best, 2) if certain and abs(best) >= LEVEL_ENOUGH else 0.0


def lies_on_its_side(sheet: Image.Image) -> bool:
    """Whether lines of text seem to run up or down the sheet rather than across."""
    ink = _ink(sheet)
    across, up = _sharpness(ink), _sharpness(ink.transpose(Image.Transpose.ROTATE_90))
    return up > ON_ITS_SIDE * across


def turn_by_osd(sheet: Image.Image, scratch: Path) -> int | None:
    """Ask Tesseract how many degrees clockwise (0, 90, 180, 270) the sheet must be turned; None when it cannot say."""
    small = sheet.convert("L")
    small.thumbnail((OSD_SIDE, OSD_SIDE))
    small.save(scratch)
    command = child_of_ours(["tesseract", str(scratch), "stdout", "-l", "osd", "--psm", "0"])
    try:
        answer = subprocess.run(command, capture_output=True, timeout=OSD_TIMEOUT, env=one_thread()).stdout
    except subprocess.TimeoutExpired:
        return None
    finally:
        scratch.unlink()
    rotate, confidence = _ROTATE.search(answer), _CONFIDENCE.search(answer)
    if not rotate or not confidence or float(confidence[1]) <= 0:
        return None
    return int(rotate[1])


def turned(sheet: Image.Image, degrees: int) -> Image.Image:
    """The sheet turned clockwise by a multiple of 90 degrees."""
    ways = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}
    return sheet.transpose(ways[degrees]) if degrees else sheet


def levelled(sheet: Image.Image, degrees: float) -> Image.Image:
    """The sheet turned clockwise by a few degrees about its middle, its size unchanged, corners white."""
    if not degrees:
        return sheet
    return sheet.rotate(-degrees, resample=Image.Resampling.BILINEAR, fillcolor="white")


def has_colour(sheet: Image.Image) -> bool:
    """Whether anything on the sheet (a stamp, ink) is coloured."""
    if sheet.mode == "L":
        return False
    red, green, blue = sheet.reduce(4).split()
    spread = ImageChops.subtract(
        ImageChops.lighter(ImageChops.lighter(red, green), blue), ImageChops.darker(ImageChops.darker(red, green), blue)
    )
    return bool(spread.getextrema()[1] > COLOURED)  # type: ignore[operator]


def _ink(sheet: Image.Image) -> Image.Image:
    """A small picture of the sheet with ink white on black, without its outer edge, where scanners leave black bars."""
    width, height = sheet.size
    inner = sheet.convert("L").crop((width // 25, height // 25, width - width // 25, height - height // 25))
    inner.thumbnail((MEASURED_SIDE, MEASURED_SIDE), Image.Resampling.BOX, reducing_gap=1.0)
    mean = ImageStat.Stat(inner).mean[0]
    threshold = mean * 0.75
    return inner.point(lambda value: 255 if value < threshold else 0)


def _turned(ink: Image.Image, degrees: float) -> Image.Image:
    return ink.rotate(-degrees, resample=Image.Resampling.NEAREST, fillcolor=0)


def _sharpness(ink: Image.Image) -> float:
    """How strongly neighbouring rows differ in ink: high where lines of text and the gaps between them alternate."""
    rows = ink.resize((1, ink.height), Image.Resampling.BOX)
    steps = ImageChops.difference(rows, ImageChops.offset(rows, 0, 1))
    return float(ImageStat.Stat(steps).sum2[0])
