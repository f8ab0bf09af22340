"""What a reading is asked and what it gives: plain values, and their form in `reading.json`."""

from __future__ import annotations

import json
import os
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any, Literal

from chauban.vault.pages import PageText, Word

Stage = Literal["converting", "reading", "archiving"]
Kind = Literal["pdf", "jpeg", "png", "tiff", "docx"]

RESULT_NAME = "reading.json"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may demand before it is refused."""

    pages: int = 600
    #: Of one picture, in dots. A 600 dpi A3 scan has 70 million.
    pixels: int = 150_000_000
    #: Sum of the unpacked parts of a .docx, in bytes.
    unpacked_bytes: int = 600_000_000
    #: Number of parts of a .docx.
    entries: int = 5_000
    #: Side of a PDF page in points; PDF itself knows no more than 14400 (5 m).
    page_side: float = 14_400
    #: For LibreOffice to lay out a .docx, in seconds.
    conversion_seconds: int = 180


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reading has come: pages done of pages there are, in one stage. `total` is 0 while unknown."""

    stage: Stage
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A file made readable. The lists have one entry a page, in the order of the pages.

    `turned`: how many degrees clockwise the page was turned, beyond what the file itself says, to stand upright;
    `skew`: how many it was then turned to be level. `signed`: the file carries PDF signatures, which only the original
    keeps.
    `warnings` are lasting codes, with `:page` where they concern one page:

    worthless-text   the text layer of the page is no text of any language; it was thrown away and the page read anew
    earlier-ocr      a scan whose hidden text, read earlier by some program, is good Vietnamese and was kept
    legacy-encoding  the text is Vietnamese in TCVN3 or VNI and was kept as it is (see `legacy.to_unicode`)
    no-text          nothing could be read on the page
    page-broken      the page cannot be shown; it counts as an empty one
    not-searchable   the archival PDF has the page without its text
    not-pdfa         the archival PDF is a plain PDF
    repaired         the file was damaged and has been mended for reading
    active-content   scripts or actions were left out of the archival PDF
    embedded-files   files carried inside the PDF were left out; they may be enclosures somebody ought to see
    macros           the Word document carries macros, which were not run
    """

    kind: Kind
    pages: list[PageText]
    archival_pdf: Path
    page_images: list[Path]
    turned: list[int]
    skew: list[float]
    signed: bool = False
    warnings: list[str] = field(default_factory=list)


def save(reading: Reading, workdir: Path) -> None:
    """Write `reading.json` into `workdir`, whole or not at all. Paths are kept relative to `workdir`."""
    record = {
        "kind": reading.kind,
        "pages": [_page_record(page) for page in reading.pages],
        "archival_pdf": str(reading.archival_pdf.relative_to(workdir)),
        "page_images": [str(image.relative_to(workdir)) for image in reading.page_images],
        "turned": reading.turned,
        "skew": reading.skew,
        "signed": reading.signed,
        "warnings": reading.warnings,
    }
    unfinished = workdir / f"{RESULT_NAME}.part"
    with unfinished.open("w", encoding="utf-8") as sink:
        json.dump(record, sink, ensure_ascii=False, separators=(",", ":"))
        sink.flush()
        os.fsync(sink.fileno())
    unfinished.replace(workdir / RESULT_NAME)


def load(workdir: Path) -> Reading:
    """The reading saved in `workdir`. Raises FileNotFoundError when there is none."""
    record: dict[str, Any] = json.loads((workdir / RESULT_NAME).read_text(encoding="utf-8"))
    return Reading(
        kind=record["kind"],
        pages=[_page_value(page) for page in record["pages"]],
        archival_pdf=workdir / record["archival_pdf"],
        page_images=[workdir / image for image in record["page_images"]],
        turned=record["turned"],
        skew=record["skew"],
        signed=record["signed"],
        warnings=record["warnings"],
    )


def _page_record(page: PageText) -> dict[str, Any]:
    return {
        "number": page.number,
        "size": [page.width, page.height],
        "source": page.source,
        "words": [astuple(word) for word in page.words],
    }


def _page_value(record: dict[str, Any]) -> PageText:
    width, height = record["size"]
    words = tuple(Word(*values) for values in record["words"])
    return PageText(record["number"], width, height, words, record["source"])
