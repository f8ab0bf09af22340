"""Page images, words and files of a document: each fetched through row-level security, or not there at all."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from chauban.documents.models import DocumentFile, DocumentPage
from chauban.people.states import Secrecy
from chauban.vault import serving

from .. import watermark
from .asking import person_of


@login_required
@require_safe
def page_image(request: HttpRequest, pk: int, position: int) -> HttpResponseBase:
    """The picture of one page; over a classified one the reader's name and the time are drawn."""
    found = get_object_or_404(
        DocumentPage.objects.select_related("page__image", "document").defer("page__words", "page__text"),
        document=pk,
        position=position,
    )
    if found.document.secrecy == Secrecy.NORMAL:
        return serving.send(found.page.image)
    words = f"{person_of(request).full_name} – {timezone.localtime():%d/%m/%Y %H:%M}"
    response = HttpResponse(watermark.marked(Path(found.page.image.path), words), content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def page_words(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """The words of one page and where they stand, for selecting over the picture."""
    found = get_object_or_404(DocumentPage.objects.select_related("page"), document=pk, position=position)
    return JsonResponse(serving.words_for_viewer(found.page), safe=False)


@login_required
@require_safe
def file(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """One of the document's files, shown in the browser when it is safe to show."""
    found = get_object_or_404(DocumentFile.objects.select_related("file"), document=pk, pk=number)
    return serving.send(found.file, name=found.name, inline="save" not in request.GET)
