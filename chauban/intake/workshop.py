"""The worker's part: bytes in, pages out. Nothing here writes rows; the acts do, in one transaction each.

A worker killed at any moment leaves at most bytes in the vault that no row names and an arrival in state READING; the
job is given to another worker, which begins anew.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from PIL import Image

from chauban.kernel.text import as_unicode, looks_legacy, nfc
from chauban.people.identity import SYSTEM, acting
from chauban.vault import store
from chauban.vault.models import File, Page
from chauban.vault.reading import Limits, Progress, Reading, Unreadable, run_reading

from . import acts
from .closer_look import look_closer
from .made import Arranged, Made, MadeFile, MadePage
from .models import Arrival, Sheet
from .queries import holds_foreign_pages

#: Progress is written at most this often, in seconds.
TELL_EVERY = 0.5
#: A clerk who goes on turning pages while they are read is followed this many times in one job.
ROUNDS = 50


def bring_up_to_date(arrival_id: int) -> None:
    """Do all that the machine has to do for an arrival; for one that waits for nothing, nothing."""
    arrival = acts.start_reading(None, arrival_id)
    if arrival is None:
        return
    try:
        with acting(SYSTEM):
            read_before = arrival.sheets.exists()
        if read_before:
            _follow_arrangement(arrival)
        else:
            acts.finish_reading(None, arrival_id, read_whole(arrival))
    except Unreadable as refusal:
        acts.fail_reading(None, arrival_id, refusal.reason)


def read_whole(arrival: Arrival) -> Made:
    """Read an arrival's file in a child process and put what it makes into the vault. Raises Unreadable."""
    with acting(SYSTEM):
        file = File.objects.get(pk=arrival.file_id)
    with workfolder() as folder:
        reading = _read(Path(file.path), folder / "work", _Teller(arrival.pk), look_closer)
        images = [keep(path, "image/webp") for path in reading.page_images]
        archival = keep(reading.archival_pdf, "application/pdf")
    pages = [
        _made(reading, number, file.sha256, image.sha256, archival.sha256)
        for number, image in enumerate(images, start=1)
    ]
    return Made([archival, *images], pages, reading.signed, reading.warnings)


def _read(
    path: Path,
    workdir: Path,
    tell: _Teller | None = None,
    finish: Callable[[Reading], Reading] | None = None,
) -> Reading:
    return run_reading(
        path,
        workdir,
        timeout=settings.READING_TIMEOUT,
        processes=settings.READING_PROCESSES,
        limits=Limits(pages=settings.PAGE_LIMIT),
        progress=tell,
        finish=finish,
    )


class _Teller:
    """Writes progress: a new stage at once, pages at most twice a second."""

    def __init__(self, arrival_id: int) -> None:
        self._arrival_id = arrival_id
        self._stage = ""
        self._told_at = 0.0

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.stage != self._stage or now - self._told_at >= TELL_EVERY:
            self._stage, self._told_at = progress.stage, now
            acts.note_progress(self._arrival_id, progress.stage, progress.done, progress.total)


def _made(reading: Reading, number: int, file: str, image: str, archival: str) -> MadePage:
    """One page of a reading as the vault keeps it; text in an old encoding is kept in Unicode."""
    page = reading.pages[number - 1]
    encoding = looks_legacy(page.text)
    words = [replace(word, text=as_unicode(word.text, encoding) if encoding else nfc(word.text)) for word in page.words]
    return MadePage(
        file=file, number=number, turn=0, width=page.width, height=page.height, image=image, archival=archival,
        archival_number=number, source=page.source, text=replace(page, words=tuple(words)).text,
        words=[[w.text, *(round(v, 2) for v in (w.x0, w.y0, w.x1, w.y1)), round(w.confidence, 3), w.line, w.bold,
                w.italic, round(w.size, 1)] for w in words],
    )  # fmt: skip


def _follow_arrangement(arrival: Arrival) -> None:
    """Turn what clerks turned, give a parted paper its own file, until the paper is as they want it."""
    for _ in range(ROUNDS):
        with acting(SYSTEM):
            sheets = list(
                Sheet.objects.filter(arrival=arrival).select_related("page__archival", "page__file", "page__image")
            )
            parted = holds_foreign_pages(arrival)
        turned = [sheet for sheet in sheets if sheet.turn != sheet.page.turn]
        make = _turned_pages if turned else _own_file if parted else _nothing
        if acts.finish_arranging(None, arrival.pk, make(turned or sheets)):
            return
    raise RuntimeError("the paper is being changed faster than it can be read")


def _nothing(_sheets: list[Sheet]) -> Arranged:
    return Arranged([], {})


def _turned_pages(sheets: list[Sheet]) -> Arranged:
    files: list[MadeFile] = []
    pages: dict[int, MadePage] = {}
    for sheet in sheets:
        page, made = turn_page(sheet.page, sheet.turn)
        pages[sheet.pk] = page
        files += made
    return Arranged(files, pages)


def turn_page(page: Page, turn: int) -> tuple[MadePage, list[MadeFile]]:
    """A page turned by hand to `turn` and read again, with the files made for it; none when it was so turned before.

    When the machine insists on another direction, the clerk has the last word: the page is turned as asked, and its
    words go with it.
    """
    from chauban.vault.reading.archive import assemble

    with acting(SYSTEM):
        before = Page.objects.filter(file=page.file_id, number=page.number, turn=turn).first()
    if before is not None:
        return _as_made(before), []
    by = (turn - page.turn) % 360
    with workfolder() as folder:
        assemble([(Path(page.archival.path), page.archival_number, by)], folder / "turned.pdf")
        reading = _read(folder / "turned.pdf", folder / "work")
        if reading.turned == [0]:
            image, archival = keep(reading.page_images[0], "image/webp"), keep(reading.archival_pdf, "application/pdf")
            made = _made(reading, 1, page.file_id, image.sha256, archival.sha256)
            return replace(made, number=page.number, turn=turn), [image, archival]
        _turn_image(Path(page.image.path), by, folder / "turned.webp")
        image, archival = keep(folder / "turned.webp", "image/webp"), keep(folder / "turned.pdf", "application/pdf")
    made = MadePage(
        page.file_id, page.number, turn, *turned_size(page, by), image.sha256, archival.sha256, 1, page.source,
        page.text, turned_words(page, by),
    )  # fmt: skip
    return made, [image, archival]


def _as_made(page: Page) -> MadePage:
    return MadePage(
        page.file_id, page.number, page.turn, page.width, page.height, page.image_id, page.archival_id,
        page.archival_number, page.source, page.text, page.words,
    )  # fmt: skip


def turned_size(page: Page, by: int) -> tuple[float, float]:
    """Width and height after turning."""
    return (page.height, page.width) if by % 180 else (page.width, page.height)


def turned_words(page: Page, by: int) -> list[list[object]]:
    """The page's words with their boxes turned clockwise by `by` degrees."""
    w, h = page.width, page.height
    turn = {
        0: lambda x0, y0, x1, y1: (x0, y0, x1, y1),
        90: lambda x0, y0, x1, y1: (h - y1, x0, h - y0, x1),
        180: lambda x0, y0, x1, y1: (w - x1, h - y1, w - x0, h - y0),
        270: lambda x0, y0, x1, y1: (y0, w - x1, y1, w - x0),
    }[by]
    return [[word[0], *turn(*word[1:5]), *word[5:]] for word in page.words]


def _turn_image(path: Path, by: int, out: Path) -> None:
    with Image.open(path) as image:
        image.rotate(-by, expand=True).save(out, "WEBP", quality=80)


def _own_file(sheets: list[Sheet]) -> Arranged:
    """A file of just these sheets' pages, with a searchable copy; images and words are as they were."""
    with workfolder() as folder:
        original = keep(extract([sheet.page for sheet in sheets], folder / "original.pdf"), "application/pdf")
        archival = keep(collect([sheet.page for sheet in sheets], folder / "archival.pdf"), "application/pdf")
    pages = {
        sheet.pk: replace(
            _as_made(sheet.page), file=original.sha256, number=number, turn=0, archival=archival.sha256,
            archival_number=number,
        )
        for number, sheet in enumerate(sheets, start=1)
    }  # fmt: skip
    return Arranged([original, archival], pages, original.sha256)


def collect(pages: list[Page], out: Path) -> Path:
    """One searchable PDF of these pages; returns `out`."""
    from chauban.vault.reading.archive import assemble

    assemble([(Path(page.archival.path), page.archival_number, 0) for page in pages], out)
    return out


def extract(pages: list[Page], out: Path) -> Path:
    """One PDF of these pages as they were received, or of their searchable copies where they came in another form."""
    import pikepdf

    from chauban.vault.reading.archive import extract_original

    if any(page.file.media_type != "application/pdf" for page in pages):
        return collect(pages, out)
    try:
        extract_original([(Path(page.file.path), page.number, 0) for page in pages], out)
    except pikepdf.PdfError:
        return collect(pages, out)
    return out


def keep(path: Path, media_type: str) -> MadeFile:
    """A made file's bytes in the vault. Raises Unreadable("no-room") when the disk is full."""
    try:
        stored = store.put(settings.VAULT, path, limit_bytes=2**40)
    except store.StoreFull as problem:
        raise Unreadable("no-room") from problem
    return MadeFile(stored.sha256, stored.size, media_type)


@contextmanager
def workfolder() -> Iterator[Path]:
    """A folder for one piece of work, gone afterwards."""
    base = Path(settings.FILE_UPLOAD_TEMP_DIR)
    base.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="reading-", dir=base))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
