"""The files of a registered paper: which of them are there already, and which the worker still has to put together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from chauban.documents.models import DocumentFile, DocumentPage
from chauban.documents.states import FileRole
from chauban.people.identity import SYSTEM, acting
from chauban.vault.models import Page

from . import acts, workshop
from .models import Arrival
from .naming import pdf_name

Maker = Callable[[list[Page], Path], Path]


def file_papers(document_id: int, *, original: bool) -> None:
    """Put together a registered paper's searchable copy, and, when `original`, its pages as they were received."""
    with acting(SYSTEM):
        pages = [
            place.page
            for place in DocumentPage.objects.filter(document_id=document_id).select_related(
                "page__file", "page__archival"
            )
        ]
        name = Arrival.objects.filter(document_id=document_id).values_list("name", flat=True).first() or ""
        there = set(DocumentFile.objects.filter(document_id=document_id).values_list("role", flat=True))
    wanted = {FileRole.ARCHIVAL: workshop.collect} | ({FileRole.ORIGINAL: workshop.extract} if original else {})
    for role, make in wanted.items():
        if role not in there:
            _make(document_id, role, make, pages, name)


def _make(document_id: int, role: FileRole, make: Maker, pages: list[Page], name: str) -> None:
    with workshop.workfolder() as folder:
        file = workshop.keep(make(pages, folder / "made.pdf"), "application/pdf")
    acts.attach_files(None, document_id, role, file, pdf_name(name))
