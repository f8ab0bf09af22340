"""How long the reading of scans takes beside bare Tesseract on the same pages, two at a time, in one run.

    python bench/intake_speed.py [--rounds 3] [--plain]

Reads the PDFs in the folder CHAUBAN_REAL (those whose pages are scans), or a scan made here when it is not set. The
whole reading is timed as the office runs it: child process, judging, turning, levelling, OCR, page pictures, archival
PDF/A, the second look at number and signature, and the fields proposed.

The first reading of a worker also loads the libraries; that is told in a line of its own. Processor seconds count all
processes on either side; they say more than the clock where others use the machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path

import img2pdf
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont

from chauban.intake.closer_look import look_closer
from chauban.intake.reading import Known, propose
from chauban.vault.reading import Reading, run_reading
from chauban.vault.reading.judge import Way, judge
from chauban.vault.reading.sheet import draw, ocr_dpi
from chauban.vault.reading.textlayer import read_layer

PROCESSES = 2
TODAY = date(2026, 12, 31)
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"
SENTENCE = "Văn phòng Tỉnh ủy trân trọng kính mời các đồng chí dự hội nghị giao ban tháng này tại phòng họp số hai. "


def main() -> None:
    """Measure and print one line a paper, and the sum."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=2, help="the best of so many rounds counts, for both")
    parser.add_argument("--plain", action="store_true", help="without the second look at number and signature")
    asked = parser.parse_args()
    rounds, finish = asked.rounds, None if asked.plain else look_closer
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        papers = _papers(scratch)
        first, again = (_measure(partial(_read, papers[0], scratch / "work", finish))[0] for _ in range(2))
        print(f"The first reading of a worker takes {first - again:.2f} seconds more.")
        print(f"{'':40} {'':5} {'seconds of the clock':>26}  {'seconds of processor':>26}")
        headings = f"{'tesseract':>10} {'reading':>8} {'times':>6}"
        print(f"{'paper':40} {'pages':>5} {headings}   {headings}")
        total = [0.0, 0.0, 0.0, 0.0]
        pages = 0
        for paper in papers:
            sheets = _sheets(paper, scratch)
            if not sheets:
                continue
            figures = _best(rounds, partial(_bare, sheets)) + _best(
                rounds, partial(_read, paper, scratch / "work", finish)
            )
            total = [one + other for one, other in zip(total, figures, strict=True)]
            pages += len(sheets)
            _line(paper.name, len(sheets), figures)
        _line("all", pages, total)


def _line(name: str, pages: int, figures: Sequence[float]) -> None:
    clock, cpu, clock_reading, cpu_reading = figures
    print(f"{name[:40]:40} {pages:5} {clock:10.2f} {clock_reading:8.2f} {clock_reading / clock:6.2f}", end=" ")
    print(f"{cpu:11.2f} {cpu_reading:8.2f} {cpu_reading / cpu:6.2f}", flush=True)


def _best(rounds: int, what: Callable[[], None]) -> list[float]:
    """Seconds of the clock and of the processor (all child processes), each the least of all rounds."""
    measured = [_measure(what) for _ in range(rounds)]
    return [min(figures) for figures in zip(*measured, strict=True)]


def _measure(what: Callable[[], None]) -> tuple[float, float]:
    before, started = _processor(), time.perf_counter()
    what()
    return time.perf_counter() - started, _processor() - before


def _processor() -> float:
    """Seconds this process and all it started have used, also those whose parent still runs."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used) + sum(_used_by(pid) for pid in _running())


def _running() -> list[str]:
    """The process ids of children that go on: of readings, the process that forks them."""
    found: list[str] = []
    for file in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):  # that thread ended this moment
            found += file.read_text().split()
    return found


def _used_by(pid: str) -> float:
    """Seconds of a running child and of the children it has waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _papers(scratch: Path) -> list[Path]:
    real = os.environ.get("CHAUBAN_REAL")
    return sorted(Path(real).rglob("*.pdf")) if real else [_made_scan(scratch / "made.pdf")]


def _sheets(paper: Path, scratch: Path) -> list[Path]:
    """The pages as pictures, drawn as finely as the reading draws them; nothing unless every page needs OCR."""
    document = pdfium.PdfDocument(paper)
    layers = [read_layer(page) for page in document]
    if any(judge(layer).way is not Way.OCR for layer in layers):
        return []
    made = []
    for number, (page, layer) in enumerate(zip(document, layers, strict=True)):
        path = scratch / f"{paper.stem[:40]}-{number}.png"
        draw(page, ocr_dpi(layer)).convert("L").save(path, dpi=(ocr_dpi(layer),) * 2)
        made.append(path)
    return made


def _bare(sheets: list[Path]) -> None:
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}

    def one(sheet: Path) -> None:
        subprocess.run(["tesseract", sheet, "stdout", "-l", "vie"], capture_output=True, check=True, env=environment)

    with ThreadPoolExecutor(PROCESSES) as pool:
        list(pool.map(one, sheets))


def _read(paper: Path, workdir: Path, finish: Callable[[Reading], Reading] | None) -> None:
    reading = run_reading(paper, workdir, timeout=600, processes=PROCESSES, finish=finish)
    propose(reading.pages, Known(), TODAY)


def _made_scan(path: Path) -> Path:
    """Six leaning gray pages at 200 dots an inch."""
    font = ImageFont.truetype(FONT, 34)
    words = (SENTENCE * 30).split()
    sheets = []
    for number in range(6):
        sheet = Image.new("L", (1654, 2339), 250)
        pen = ImageDraw.Draw(sheet)
        for line in range(34):
            pen.text((200, 220 + line * 56), " ".join(words[line * 11 : line * 11 + 11]), font=font, fill=20)
        picture = path.with_name(f"made-{number}.jpg")
        sheet.rotate(number - 2.5, fillcolor=250, resample=Image.Resampling.BICUBIC).save(picture, dpi=(200, 200))
        sheets.append(str(picture))
    path.write_bytes(img2pdf.convert(sheets))
    return path


if __name__ == "__main__":
    main()
