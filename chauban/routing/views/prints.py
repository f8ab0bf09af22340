"""What is taken out of a paper's way as PDF: the handling slip, the line of steps, the working copy with its ink.

What makes a PDF is loaded by the first who asks, so that a site at rest stays small.
"""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from chauban.documents.models import Document
from chauban.documents.queries import readable
from chauban.kernel.refused import Refused
from chauban.people.asking import person_of
from chauban.registry.models import Entry
from chauban.registry.queries import entry_of, pages_of
from chauban.registry.rights import check_may_take_out

from ..queries.ink import inked


@login_required
@require_safe
def slip(request: HttpRequest, document: int) -> HttpResponse:
    """The handling slip of the regulation."""
    from ..printing import slip_pdf

    paper, entry = _to_take_out(request, document)
    if entry is None:
        raise Http404
    return _answer(slip_pdf(paper, entry), f"phieu-giai-quyet-{_number(entry)}")


@login_required
@require_safe
def steps(request: HttpRequest, document: int) -> HttpResponse:
    """The paper's way, step by step, with every line of the journal on it."""
    from ..printing import steps_pdf

    paper, entry = _to_take_out(request, document)
    return _answer(steps_pdf(paper, entry), f"qua-trinh-giai-quyet-{_number(entry)}")


@login_required
@require_safe
def inked_copy(request: HttpRequest, document: int) -> HttpResponse:
    """All pages with what was written on them. The original stays as it came."""
    from ..working_copy import inked_copy as drawn

    paper, entry = _to_take_out(request, document)
    pages = [
        (each.position, Path(each.page.archival.path), each.page.archival_number) for each in pages_of(paper)
    ]  # fmt: skip
    if not pages:
        raise Http404
    return _answer(drawn(pages, inked(paper)), f"van-ban-co-but-phe-{_number(entry)}")


def _to_take_out(request: HttpRequest, number: int) -> tuple[Document, Entry | None]:
    """The paper and its number in the book: 404 for who may not read it, 403 for who may only read it."""
    paper = get_object_or_404(readable().select_related("kind", "issuer"), pk=number)
    entry = entry_of(paper)
    try:
        check_may_take_out(person_of(request), paper, entry.volume.register if entry else None)
    except Refused as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    return paper, entry


def _number(entry: Entry | None) -> str:
    return f"{entry.number}-{entry.volume.label}" if entry else "van-ban"


def _answer(pdf: bytes, name: str) -> HttpResponse:
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
