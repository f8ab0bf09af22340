"""The ĐẾN stamp on page one: shown over the viewer, moved, and drawn into the working copy."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from chauban.documents import watermark
from chauban.documents.models import DocumentPage
from chauban.kernel.refused import Refused, allowed
from chauban.people.asking import person_of
from chauban.registry import acts, queries, stamp
from chauban.registry.forms import StampForm
from chauban.registry.models import Entry
from chauban.registry.rights import check_may_keep, check_may_take_out


def _with_page(pk: int) -> tuple[Entry, DocumentPage]:
    """The entry and its document's first page, or 404 when there is no scan."""
    found = get_object_or_404(queries.entries(), pk=pk)
    page = queries.pages_of(found.document).first()
    if page is None:
        raise Http404
    return found, page


def place_of(entry: Entry, page: DocumentPage) -> tuple[float, float]:
    """Where the stamp stands (mm): where it was put, else where page one is empty."""
    if entry.stamp_x is not None and entry.stamp_y is not None:
        return entry.stamp_x, entry.stamp_y
    sheet = page.page
    return stamp.find_place(sheet.words, sheet.width, sheet.height, Path(sheet.image.path))


@login_required
@require_safe
def overlay(request: HttpRequest, pk: int) -> HttpResponse:
    """The stamp as the viewer lays it over page one; its keeper can move it."""
    found, page = _with_page(pk)
    return _overlay(request, found, page)


@login_required
@require_POST
def moved(request: HttpRequest, pk: int) -> HttpResponse:
    """The stamp was put elsewhere, or back to its own choice."""
    found, page = _with_page(pk)
    form = StampForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    try:
        found = acts.move_stamp(person_of(request), found, form.cleaned_data["x"], form.cleaned_data["y"])
    except Refused as refusal:
        return HttpResponse(str(refusal), status=403, content_type="text/plain; charset=utf-8")
    return _overlay(request, found, page)


def _overlay(request: HttpRequest, found: Entry, page: DocumentPage) -> HttpResponse:
    x, y = place_of(found, page)
    context = {
        "entry": found, "x": f"{x:.1f}", "y": f"{y:.1f}",
        "width": stamp.WIDTH_MM, "height": stamp.HEIGHT_MM,
        "drawing": mark_safe(stamp.svg(stamp.face_of(found))),  # noqa: S308 (values are escaped there)
        "may_keep": allowed(check_may_keep, person_of(request), found.volume.register),
    }  # fmt: skip
    return render(request, "registry/_stamp.html", context)


@login_required
@require_safe
def page_one(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The image of page one."""
    _found, page = _with_page(pk)
    return watermark.page_image(page, person_of(request))


@login_required
@require_safe
def working_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """All pages as one PDF with the stamp on the first. The original stays as it came."""
    found, page = _with_page(pk)
    try:
        check_may_take_out(person_of(request), found.document, found.volume.register)
    except Refused as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    pages = [(Path(each.page.archival.path), each.page.archival_number) for each in queries.pages_of(found.document)]
    copy = stamp.working_copy(pages, stamp.face_of(found), place_of(found, page))
    response = HttpResponse(copy, content_type="application/pdf")
    name = f"van-ban-den-{found.number}-{found.volume.label}.pdf"
    response.headers["Content-Disposition"] = str(content_disposition_header(False, name))
    response.headers["Cache-Control"] = "private, no-store"
    return response
