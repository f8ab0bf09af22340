"""One page through Tesseract, once: its words with places and confidence."""

from __future__ import annotations

import csv
import subprocess
import unicodedata
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


def recognise(sheet: Image.Image, dpi: float, language: str, stem: Path, *, layout: Layout = "page") -> Recognised:
    """Read a sheet lying upright. The files it needs under the path `stem` are removed again.

    `layout`: what the sheet is. On a page Tesseract looks for columns and pictures; a block of text or a line it takes
    whole.
    Raises RuntimeError when Tesseract itself is not in order; a page it cannot read has no words.
    """
    # Uncompressed and gray: written and read in milliseconds, and Tesseract would make it gray itself.
    picture = stem.with_suffix(".pgm")
    sheet.convert("L").save(picture)
    command = ["tesseract", str(picture), str(stem), "-l", language, "--oem", "1", "--dpi", str(round(dpi))]
    command += ["--psm", LAYOUTS[layout], "tsv"]
    try:
        ended = subprocess.run(child_of_ours(command), capture_output=True, env=one_thread())
    finally:
        picture.unlink()
    table = stem.with_suffix(".tsv")
    if ended.returncode or not table.exists():
        if any(fault in ended.stderr for fault in INSTALLATION_FAULTS):
            raise RuntimeError(f"Tesseract is not in order: {ended.stderr.decode(errors='replace')}")
        return Recognised(())
    words = _words(table, 72 / dpi)
    table.unlink()
    return Recognised(words)


def _words(table: Path, points_per_dot: float) -> tuple[Word, ...]:
    """The words of Tesseract's TSV table, lines numbered in its reading order."""
    words: list[Word] = []
    lines: dict[tuple[str, str, str], int] = {}
    with table.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE):
            text = unicodedata.normalize("NFC", row["text"] or "").strip()
            if row["level"] != WORD_LEVEL or not text:
                continue
            line = lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), len(lines))
            words.append(_word(row, text, line, points_per_dot))
    return tuple(words)


def _word(row: dict[str, str], text: str, line: int, scale: float) -> Word:
    left, top, width, height = (float(row[key]) * scale for key in ("left", "top", "width", "height"))
    box = cast("tuple[float, ...]", tuple(round(side, 2) for side in (left, top, left + width, top + height)))
    return Word(text, box[0], box[1], box[2], box[3], confidence=max(float(row["conf"]), 0) / 100, line=line)
