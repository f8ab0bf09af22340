"""One page through Tesseract, once: its words with places and confidence."""

from __future__ import annotations

import csv
import subprocess
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from PIL import Image

from chauban.vault.pages import Word
from chauban.vault.reading.plausible import plausibility
from chauban.vault.reading.programs import child_of_ours, one_thread

#: What Tesseract says when it is not installed whole; no fault of the page.
INSTALLATION_FAULTS = (b"Error opening data file", b"Failed loading language", b"read_params_file: Can't open")
WORD_LEVEL = "5"
#: Tesseract's name of the language papers are written in.
LANGUAGE = "vie"
Layout = Literal["page", "block", "line"]
#: Tesseract's numbers for them.
LAYOUTS: dict[Layout, str] = {"page": "3", "block": "6", "line": "7"}
#: Below these a result is so poor that the page may lie upside down.
POOR_CONFIDENCE = 0.6
POOR_SYLLABLES = 0.5
FEW_WORDS = 5


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was read on a sheet: words in points from its top left."""

    words: tuple[Word, ...]

    @property
    def score(self) -> float:
        """Sum of the confidence of all letters: the more and the surer, the better."""
        return sum(word.confidence * len(word.text) for word in self.words)

    @property
    def poor(self) -> bool:
        """Whether the page may have been read lying wrongly (or carries hardly any text)."""
        letters = sum(len(word.text) for word in self.words)
        if len(self.words) < FEW_WORDS or self.score < POOR_CONFIDENCE * letters:
            return True
        found = plausibility(" ".join(word.text for word in self.words))
        return found.words >= FEW_WORDS and found.syllables < POOR_SYLLABLES


def recognise(sheet: Image.Image, dpi: float, stem: Path, *, layout: Layout = "page") -> Recognised:
    """Read a sheet lying upright. The files it needs under the path `stem` are removed again.

    `layout`: what the sheet is. On a page Tesseract looks for columns and pictures; a block of text or a line it takes
    whole. Raises RuntimeError when Tesseract itself is not in order; a page it cannot read has no words.
    """
    return recognise_all([sheet], dpi, stem, layout=layout)[0]


def recognise_all(sheets: Sequence[Image.Image], dpi: float, stem: Path, *, layout: Layout) -> list[Recognised]:
    """Read several sheets in one run of Tesseract, since its start costs as much as reading a few lines; else as
    `recognise`."""
    pictures = [stem.with_name(f"{stem.name}-{number}.pgm") for number in range(len(sheets))]
    listing, table = stem.with_suffix(".txt"), stem.with_suffix(".tsv")
    command = ["tesseract", str(listing), str(stem), "-l", LANGUAGE, "--oem", "1", "--dpi", str(round(dpi))]
    command += ["--psm", LAYOUTS[layout], "tsv"]
    try:
        for sheet, picture in zip(sheets, pictures, strict=True):
            # Uncompressed and gray: written and read in milliseconds, and Tesseract would make it gray itself.
            sheet.convert("L").save(picture)
        listing.write_text("".join(f"{picture}\n" for picture in pictures), "utf-8")
        ended = subprocess.run(child_of_ours(command), capture_output=True, env=one_thread())
    finally:
        for file in (*pictures, listing):
            file.unlink(missing_ok=True)
    if ended.returncode or not table.exists():
        if any(fault in ended.stderr for fault in INSTALLATION_FAULTS):
            raise RuntimeError(f"Tesseract is not in order: {ended.stderr.decode(errors='replace')}")
        return [Recognised(())] * len(sheets)
    words = _words(table, 72 / dpi)
    table.unlink()
    return [Recognised(tuple(words.get(number, ()))) for number in range(1, len(sheets) + 1)]


def _words(table: Path, points_per_dot: float) -> dict[int, list[Word]]:
    """The words of Tesseract's TSV table by the number of their sheet, from 1; lines numbered in its reading order."""
    words: dict[int, list[Word]] = {}
    lines: dict[tuple[str, ...], int] = {}
    with table.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            text = unicodedata.normalize("NFC", row["text"] or "").strip()
            if row["level"] != WORD_LEVEL or not text:
                continue
            at = (row["page_num"], row["block_num"], row["par_num"], row["line_num"])
            line = lines.setdefault(at, len(lines))
            words.setdefault(int(row["page_num"]), []).append(_word(row, text, line, points_per_dot))
    return words


def _word(row: dict[str, str], text: str, line: int, scale: float) -> Word:
    left, top, width, height = (float(row[key]) * scale for key in ("left", "top", "width", "height"))
    box = cast("tuple[float, ...]", tuple(round(side, 2) for side in (left, top, left + width, top + height)))
    return Word(text, box[0], box[1], box[2], box[3], confidence=max(float(row["conf"]), 0) / 100, line=line)
