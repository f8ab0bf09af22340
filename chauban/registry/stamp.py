"""The ĐẾN stamp (NĐ 30/2020, phụ lục IV, mẫu V: 35 mm x 50 mm): what it says, where it stands, how it is drawn.

It is drawn once, as SVG, for the viewer and for the working copy alike. The original is never touched. What writes PDF
is loaded by the first working copy, so that a site at rest stays small.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.html import escape
from PIL import Image, UnidentifiedImageError

from .models import Entry
from .stamp_place import ink_of, least_covered

if TYPE_CHECKING:
    import pikepdf

WIDTH_MM, HEIGHT_MM = 50.0, 35.0
POINTS_PER_MM = 72 / 25.4
INK = "#c8102e"
#: The metrics of Times New Roman; Debian's Liberation Serif 1 lacks most Vietnamese letters, Tinos has them all.
FONT = "Tinos, 'Liberation Serif', 'Times New Roman', serif"
#: The symbol under the head at the left, below which offices put the stamp: "Số 54-NQ/TW", "15/QĐ-UBND".
SYMBOL = re.compile(r"^(số:?|\d{1,5}[-/].+)$", re.IGNORECASE)


@dataclass(frozen=True)
class Face:
    """What is written on the stamp; empty fields stay dotted lines to be written by hand."""

    agency: str
    number: str
    date: str
    passed_to: str = ""
    dossier: str = ""


def face_of(entry: Entry) -> Face:
    """The stamp of an entry fetched with its volume, register and agency."""
    number = f"{entry.number:02d}" + (" (HỦY)" if entry.voided_at else "")
    return Face(entry.volume.register.agency.name, number, f"{entry.arrived_on:%d/%m/%Y}", entry.receiver)


def find_place(
    words: Sequence[Sequence[object]], width: float, height: float, image: Path | None = None
) -> tuple[float, float]:
    """The stamp's left upper corner in millimetres, where the page is empty.

    `words` are rows [text, x0, y0, x1, y1, ...] in points, `width` and `height` the page's in points; `image` shows
    ink that is no text. Nearest to the place below the symbol at the left, free of text wherever such a place
    exists; on a page full of text, where it covers least.
    """
    wide, high = width / POINTS_PER_MM, height / POINTS_PER_MM
    boxes = [tuple(float(str(side)) / POINTS_PER_MM for side in word[1:5]) for word in words]
    picture = _open(image)
    ink = ink_of(boxes, wide, high, picture)
    return least_covered(ink, WIDTH_MM, HEIGHT_MM, near=_wanted(words, wide, high))


def _open(image: Path | None) -> Image.Image | None:
    """The page's image, or None when there is none that can be read: the words then decide alone."""
    if image is None:
        return None
    try:
        return Image.open(image)
    except (OSError, UnidentifiedImageError):
        return None


def _wanted(words: Sequence[Sequence[object]], wide: float, high: float) -> tuple[float, float]:
    """Where an office would put it (mm): just below the symbol in the left upper part, or below the head."""
    bottoms = [
        float(str(word[4])) / POINTS_PER_MM
        for word in words
        if SYMBOL.match(str(word[0]))
        and float(str(word[1])) / POINTS_PER_MM < wide * 0.45
        and float(str(word[4])) / POINTS_PER_MM < high * 0.3
    ]
    return 15.0, (max(bottoms) + 3 if bottoms else 45.0)


def svg(face: Face) -> str:
    """The stamp as SVG, one user unit a millimetre; Vietnamese whatever the interface speaks."""
    fitted = _fit(face.agency.upper(), 47.0, 2.9)
    rows = (("Số:", face.number, 17.0), ("Ngày:", face.date, 22.3))
    below = (("Chuyển:", face.passed_to, 27.6), ("Số và ký hiệu HS:", face.dossier, 32.9))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 50 35" width="50mm" height="35mm" class="arrival-stamp"'
        f' role="img" aria-hidden="true" font-family="{FONT}" font-weight="400" fill="{INK}">'
        f'<g fill="none" stroke="{INK}" stroke-width="0.5"><rect x="0.4" y="0.4" width="49.2" height="34.2"/></g>'
        f'<g fill="none" stroke="{INK}" stroke-width="0.3"><path d="M0.4 11.6H49.6M0.4 23.9H49.6M17 11.6V23.9"/></g>'
        + "".join(fitted)
        + '<text x="8.7" y="19.6" font-size="5.4" font-weight="700" text-anchor="middle">ĐẾN</text>'
        + "".join(_row(18.2, 48.6, *row) for row in rows)
        + "".join(_row(1.6, 48.6, *row) for row in below)
        + "</svg>"
    )


#: Mean advances of the serif in ems: of bold capitals, of small letters, of bold small letters.
CAPITAL, SMALL, BOLD = 0.72, 0.46, 0.53


def _fit(text: str, room: float, size: float) -> list[str]:
    """The agency's name centred on one line, or two, in letters small enough for the room (mm)."""
    lines = [text] if len(text) * CAPITAL * size <= room else _halves(text)
    size = min(size, room / (max(len(line) for line in lines) * CAPITAL))
    first = 7.0 if len(lines) == 1 else 5.2
    return [
        f'<text x="25" y="{first + at * (size + 1.1):.2f}" font-size="{size:.2f}" font-weight="700"'
        f' text-anchor="middle">{escape(line)}</text>'
        for at, line in enumerate(lines)
    ]


def _halves(text: str) -> list[str]:
    """Two lines as equal as the words allow."""
    words = text.split()
    if len(words) < 2:
        return [text]
    cuts = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    return list(min(cuts, key=lambda cut: max(map(len, cut))))


def _row(left: float, right: float, label: str, value: str, y: float) -> str:
    """A label and what stands on its dotted line; a long value is cut, since the book has it whole."""
    start = left + len(label) * SMALL * 3.3 + 1.2
    most = int((right - start - 0.4) / (BOLD * 3.3))
    shown = value if len(value) <= most else value[: most - 1].rstrip() + "…"
    label_text = f'<text x="{left}" y="{y}" font-size="3.3">{label}</text>'
    dots = f'<path d="M{start:.1f} {y + 0.5}H{right}" stroke="{INK}" stroke-width="0.25" stroke-dasharray="0.3 0.7"/>'
    written = f'<text x="{start + 0.4:.1f}" y="{y}" font-size="3.3" font-weight="700">{escape(shown)}</text>'
    return label_text + dots + (written if shown else "")


def working_copy(pages: Sequence[tuple[Path, int]], face: Face, place: tuple[float, float]) -> bytes:
    """A new PDF of `pages` (file, page number from 1) with the stamp drawn on the first, as vectors.

    `place` is the stamp's left upper corner in millimetres on the page as one looks at it.
    """
    import pikepdf

    copy = pikepdf.new()
    opened: dict[Path, pikepdf.Pdf] = {}
    for path, number in pages:
        if path not in opened:
            opened[path] = pikepdf.open(path)
        copy.pages.append(opened[path].pages[number - 1])
    _overlay(copy.pages[0], face, place)
    out = io.BytesIO()
    copy.save(out)
    for source in opened.values():
        source.close()
    return out.getvalue()


def _overlay(page: pikepdf.Page, face: Face, place: tuple[float, float]) -> None:
    """Lay a page of equal size that holds nothing but the stamp over `page`; a turned page is looked at turned."""
    import pikepdf
    from weasyprint import HTML

    box = [float(side) for side in page.trimbox]
    wide, high = box[2] - box[0], box[3] - box[1]
    if int(page.obj.get("/Rotate", 0)) % 180:
        wide, high = high, wide
    sheet = HTML(string=_sheet(face, place, wide / POINTS_PER_MM, high / POINTS_PER_MM)).write_pdf()
    with pikepdf.open(io.BytesIO(sheet)) as drawn:
        page.add_overlay(drawn.pages[0], pikepdf.Rectangle(*box))


def _sheet(face: Face, place: tuple[float, float], wide: float, high: float) -> str:
    x, y = place
    return (
        f"<!doctype html><style>@page{{size:{wide:.3f}mm {high:.3f}mm;margin:0}}body{{margin:0}}"
        f"div{{position:absolute;left:{x:.2f}mm;top:{y:.2f}mm;width:50mm;height:35mm}}"
        f"svg{{display:block}}</style><div>{svg(face)}</div>"
    )
