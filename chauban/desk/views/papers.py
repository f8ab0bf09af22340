"""Page images, words and files of a document: each fetched through row-level security, or not there at all."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from chauban.documents import watermark
from chauban.documents.models import DocumentFile, DocumentPage
from chauban.kernel.refused import Refused
from chauban.people.asking import person_of
from chauban.registry.queries import entry_of
from chauban.registry.rights import check_may_take_out
from chauban.vault import serving


@login_required
@require_safe
def page_image(request: HttpRequest, pk: int, position: int) -> HttpResponseBase:
    """The picture of one page; over a classified one the reader's name and the time are drawn."""
    found = get_object_or_404(
        DocumentPage.objects.select_related("page__image", "document").defer("page__words", "page__text"),
        document=pk,
        position=position,
    )
    return watermark.page_image(found, person_of(request))


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
    found = get_object_or_404(DocumentFile.objects.select_related("file", "document"), document=pk, pk=number)
    entry = entry_of(found.document)
    try:
        check_may_take_out(person_of(request), found.document, entry.volume.register if entry else None)
    except Refused as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    return serving.send(found.file, name=found.name, inline="save" not in request.GET)
