"""Reading a whole file, from its bytes to pages, pictures and the archival PDF. Runs in the child process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from chauban.vault.reading.archive import write_archival
from chauban.vault.reading.opening import open_received
from chauban.vault.reading.result import Kind, Limits, Progress, Reading
from chauban.vault.reading.sheet import Reader, Sheet
from chauban.vault.reading.sniff import check_docx, has_macros, kind_of

Told = Callable[[Progress], None]


def read_paper(
    path: Path,
    workdir: Path,
    *,
    processes: int = 2,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    progress: Told | None = None,
) -> Reading:
    """Read the file at `path`; everything made is written into the folder `workdir`, which exists.

    The file itself is only read, never changed, and its name means nothing. `processes` pages go through Tesseract
    side by side. Raises `Unreadable`. Meant to be run by `run_reading`, in a process that may die.
    """
    told = progress or (lambda _: None)
    kind = kind_of(path)
    warnings: list[str] = []
    source = _as_pdf(kind, path, workdir, limits, told, warnings)
    clean = workdir / "clean.pdf"
    opened = open_received(source, clean, limits)
    sheets = _read_sheets(clean, workdir, processes, opened.page_count, told)
    told(Progress("archiving", 0, opened.page_count))
    archival = workdir / "archival.pdf"
    warnings += opened.warnings + [warning for sheet in sheets for warning in sheet.warnings]
    warnings += write_archival(clean, sheets, archival)
    told(Progress("archiving", opened.page_count, opened.page_count))
    _tidy(workdir, {archival, *(sheet.image for sheet in sheets)})
    return Reading(
        kind=kind,
        pages=[sheet.page for sheet in sheets],
        archival_pdf=archival,
        page_images=[sheet.image for sheet in sheets],
        turned=[sheet.turned for sheet in sheets],
        skew=[sheet.skew for sheet in sheets],
        signed=opened.signed,
        warnings=warnings,
    )


def _as_pdf(kind: Kind, path: Path, workdir: Path, limits: Limits, told: Told, warnings: list[str]) -> Path:
    """The file as a PDF: itself, or converted."""
    if kind == "pdf":
        return path
    from chauban.vault.reading.convert import pictures_to_pdf, word_to_pdf

    told(Progress("converting", 0, 0))
    if kind != "docx":
        return pictures_to_pdf(path, workdir, limits)
    check_docx(path, limits)
    if has_macros(path):
        warnings.append("macros")
    return word_to_pdf(path, workdir, limits)


def _read_sheets(clean: Path, workdir: Path, processes: int, count: int, told: Told) -> list[Sheet]:
    """All pages, `processes` at a time, telling of each when it is done."""
    reader = Reader(clean, workdir)
    done = 0
    counting = threading.Lock()

    def read(number: int) -> Sheet:
        nonlocal done
        sheet = reader.read(number)
        with counting:
            done += 1
            told(Progress("reading", done, count))
        return sheet

    told(Progress("reading", 0, count))
    pool = ThreadPoolExecutor(max_workers=processes)
    try:
        return list(pool.map(read, range(1, count + 1)))
    finally:
        pool.shutdown(cancel_futures=True)
        reader.close()


def _tidy(workdir: Path, keep: set[Path]) -> None:
    """Remove what was needed only on the way."""
    for made in workdir.iterdir():
        if made.is_file() and made not in keep and made.suffix != ".log":
            made.unlink()
