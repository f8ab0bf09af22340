"""What was written by hand on a paper, page by page, ready to be laid over the images."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from chauban.documents.models import Document
from chauban.people.models import Person

from ..drawing import Path, corner, paths
from ..models import Ink


@dataclass(frozen=True)
class Mark:
    """What one annotation wrote on one page."""

    annotation: int
    author: Person
    on_behalf_of: Person | None
    proposed: bool
    at: dt.datetime
    #: Where the author's name is put, in points.
    x: float
    y: float
    paths: list[Path]


@dataclass(frozen=True)
class InkedPage:
    """A page with ink on it; width and height in points."""

    number: int
    width: float
    height: float
    marks: list[Mark]


def inked(document: Document) -> list[InkedPage]:
    """The paper's pages that were written on, in order. One statement; row-level security hides another's papers."""
    rows = (
        Ink.objects.filter(document=document)
        .select_related("annotation__author", "annotation__on_behalf_of", "page__page")
        .defer("page__page__words", "page__page__text")
        .order_by("page__position", "annotation")
    )
    return [
        InkedPage(page.position, page.page.width, page.page.height, list(_marks(found)))
        for page, found in groupby(rows, key=lambda row: row.page)
    ]


def _marks(rows: Iterator[Ink]) -> Iterator[Mark]:
    for row in rows:
        said = row.annotation
        yield Mark(
            said.pk, said.author, said.on_behalf_of, said.proposed, said.at, *corner(row.strokes), paths(row.strokes)
        )
