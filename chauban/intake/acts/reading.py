"""What the machine does with a paper: it begins to read, tells how far it is, and ends with pages or with a reason."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import connection

from chauban.documents.models import Document, DocumentFile
from chauban.documents.states import FileRole
from chauban.journal.act import Doer, act, record
from chauban.people.identity import SYSTEM, acting
from chauban.vault import store
from chauban.vault.models import File, Page

from ..made import Arranged, Made, MadeFile, MadePage
from ..models import Arrival, Sheet
from ..proposing import propose_for
from ..queries import holds_foreign_pages
from ..states import BUSY, State
from .moving import defer_forgetting, keep_from_being_forgotten, move


@act
def start_reading(doer: Doer, arrival_id: int) -> Arrival | None:
    """Begin to read, or begin anew what a killed worker left. None when there is nothing to do any more."""
    arrival = Arrival.objects.select_for_update(of=("self",)).filter(pk=arrival_id, state__in=BUSY).first()
    if arrival is None:
        record(doer, "intake.nothing_to_read", arrival=arrival_id)
        return None
    if arrival.state == State.READING:
        move(arrival, State.WAITING)
    arrival.pages_done = arrival.pages_total = 0
    move(arrival, State.READING, "pages_done", "pages_total")
    record(doer, "intake.reading_started", arrival=arrival.pk)
    return arrival


def note_progress(arrival_id: int, stage: str, done: int, total: int) -> None:
    """Write how far the reading is, for the tray to show. No act: it is of no account a minute later."""
    with acting(SYSTEM):
        Arrival.objects.filter(pk=arrival_id, state=State.READING).update(
            stage=stage, pages_done=done, pages_total=total
        )


@act
def finish_reading(doer: Doer, arrival_id: int, made: Made) -> bool:
    """Write a file's pages and what they propose; the paper waits to be checked. False when nobody waits for it."""
    arrival = _still_reading(doer, arrival_id)
    if arrival is None:
        defer_forgetting([file.sha256 for file in made.files])
        return False
    pages = _write(made.files, made.pages)
    arrival.sheets.all().delete()
    Sheet.objects.bulk_create(
        Sheet(arrival=arrival, position=position, page=pages[page.file, page.number, page.turn], turn=page.turn)
        for position, page in enumerate(made.pages, start=1)
    )
    arrival.signed, arrival.warnings = made.signed, made.warnings
    _ready(arrival, "signed", "warnings")
    record(doer, "intake.read", arrival=arrival.pk, pages=len(made.pages))
    return True


@act
def finish_arranging(doer: Doer, arrival_id: int, arranged: Arranged) -> bool:
    """Put pages made anew in their places. False when a clerk changed the paper meanwhile, so that more is to do."""
    arrival = _still_reading(doer, arrival_id)
    if arrival is None:
        defer_forgetting([file.sha256 for file in arranged.files])
        return True
    sheets = list(arrival.sheets.select_related("page"))
    if not arranged.file or {sheet.pk for sheet in sheets} == set(arranged.pages):
        _replace_pages(arrival, sheets, arranged)
    else:
        defer_forgetting([file.sha256 for file in arranged.files])
    record(doer, "intake.arranged", arrival=arrival.pk)
    if any(sheet.turn != sheet.page.turn for sheet in sheets) or holds_foreign_pages(arrival):
        return False
    _ready(arrival)
    return True


def _replace_pages(arrival: Arrival, sheets: list[Sheet], arranged: Arranged) -> None:
    pages = _write(arranged.files, arranged.pages.values())
    former = {arrival.file_id, *(sheet.page.file_id for sheet in sheets)}
    for sheet in sheets:
        made = arranged.pages.get(sheet.pk)
        if made is None:
            continue
        if arranged.file:  # in a file of its own a page stands as it was turned last
            sheet.turn = (sheet.turn - sheet.page.turn) % 360
        sheet.page = pages[made.file, made.number, made.turn]
    Sheet.objects.bulk_update(sheets, ["page", "turn"])
    if arranged.file:
        arrival.file_id = arranged.file
        arrival.save(update_fields=["file"])
        forget(former - {arranged.file}, everywhere=True)


@act
def fail_reading(doer: Doer, arrival_id: int, reason: str) -> None:
    """The file cannot be read, for a reason of `chauban.vault.reading`; it stays in the tray."""
    arrival = _still_reading(doer, arrival_id)
    if arrival is not None:
        arrival.failure = reason
        move(arrival, State.FAILED, "failure")
        record(doer, "intake.failed", arrival=arrival.pk, reason=reason)


@act
def attach_files(doer: Doer, document_id: int, role: FileRole, file: MadeFile, name: str) -> None:
    """Add a file that was put together after the paper was registered; a second time changes nothing."""
    document = Document.objects.get(pk=document_id)
    _write_files([file])
    if not DocumentFile.objects.filter(document=document, role=role).exists():
        DocumentFile.objects.create(document=document, file_id=file.sha256, role=role, name=name)
    record(doer, "intake.file_attached", document_id=document_id, role=str(role))


def forget(digests: Iterable[str], *, everywhere: bool = False) -> None:
    """Drop files that nothing names any more, bytes included; `everywhere` what the scan folder kept of them, too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT intake_forget(%s)", [sorted(digests)])
        defer_forgetting([row[0] for row in cursor.fetchall()], everywhere=everywhere)


def _still_reading(doer: Doer, arrival_id: int) -> Arrival | None:
    """The locked arrival, or None (with a line saying so) when it was discarded or erased meanwhile."""
    arrival = Arrival.objects.select_for_update(of=("self",)).filter(pk=arrival_id, state=State.READING).first()
    if arrival is None:
        record(doer, "intake.reading_came_to_nothing", arrival=arrival_id)
    return arrival


def _ready(arrival: Arrival, *also: str) -> None:
    propose_for(arrival)
    arrival.stage = arrival.failure = ""
    move(arrival, State.READY, "stage", "failure", "proposals", "citations", *also)


def _write(files: Iterable[MadeFile], pages: Iterable[MadePage]) -> dict[tuple[str, int, int], Page]:
    """Write rows of files and pages that are not there yet; all the pages by (file, number, turn).

    Files made for pages that were there already are forgotten: no page will ever name them.
    """
    written, wanted = _write_files(files), list(pages)
    Page.objects.bulk_create([_row(page) for page in wanted], ignore_conflicts=True)
    found = Page.objects.filter(file__in={page.file for page in wanted}).defer("words", "text")
    named = {digest for page in found for digest in (page.file_id, page.image_id, page.archival_id)}
    if written - named:
        forget(written - named)
    return {(page.file_id, page.number, page.turn): page for page in found}


def _write_files(files: Iterable[MadeFile]) -> set[str]:
    """Write rows of files that are not there yet; returns the digests of all.

    Raises FileNotFoundError when bytes are gone, since another paper that had the same was erased meanwhile.
    """
    keep_from_being_forgotten()
    rows = [File(sha256=file.sha256, size=file.size, media_type=file.media_type) for file in files]
    for row in rows:
        if not store.path_of(settings.VAULT, row.sha256).is_file():
            raise FileNotFoundError(row.sha256)
    File.objects.bulk_create(rows, ignore_conflicts=True)
    return {row.sha256 for row in rows}


def _row(page: MadePage) -> Page:
    return Page(
        file_id=page.file,
        number=page.number,
        turn=page.turn,
        width=page.width,
        height=page.height,
        image_id=page.image,
        archival_id=page.archival,
        archival_number=page.archival_number,
        source=page.source,
        text=page.text,
        words=page.words,
    )
