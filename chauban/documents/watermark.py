"""The reader's name and the time over the image of a classified page, so that a photograph of it can be traced."""

from __future__ import annotations

import io
from pathlib import Path

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from chauban.people.models import Person
from chauban.people.states import Secrecy
from chauban.vault import serving

from .models import DocumentPage

#: The first of these that the machine has; all hold every Vietnamese letter.
FONTS = (
    "/usr/share/fonts/truetype/croscore/Arimo-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
)
#: Grey over paper and ink, faint enough to read through.
COLOUR = (110, 110, 110, 92)
TURN_DEGREES = 30


def page_image(found: DocumentPage, reader: Person) -> HttpResponseBase:
    """The picture of one page as `reader` is shown it. The page was fetched through row-level security."""
    if found.document.secrecy == Secrecy.NORMAL:
        return serving.send(found.page.image)
    words = f"{reader.full_name} – {timezone.localtime():%d/%m/%Y %H:%M}"
    response = HttpResponse(marked(Path(found.page.image.path), words), content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def marked(image: Path, words: str) -> bytes:
    """The page image as JPEG with `words` written over it again and again, aslant."""
    with Image.open(image) as opened:
        page = opened.convert("RGB")
    layer = _tile(page.size, words)
    page.paste(layer, (0, 0), layer)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=80)
    return out.getvalue()


def _tile(size: tuple[int, int], words: str) -> Image.Image:
    """A layer of the page's size covered with the words."""
    width, height = size
    font = ImageFont.truetype(next(name for name in FONTS if Path(name).exists()), max(12, width // 32))
    side = int((width**2 + height**2) ** 0.5)
    layer = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(layer)
    step_x, step_y = int(draw.textlength(words + "    ", font=font)), int(font.size * 5)
    for row, y in enumerate(range(0, side, step_y)):
        for x in range(-step_x if row % 2 else -step_x // 2, side, step_x):
            draw.text((x, y), words, font=font, fill=COLOUR)
    turned = layer.rotate(TURN_DEGREES)
    left, top = (side - width) // 2, (side - height) // 2
    return turned.crop((left, top, left + width, top + height))
