"""Pages, words and files of papers in the tray. The row that names them was fetched through row-level security."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from chauban.vault.serving import send, words_for_viewer

from .. import queries
from ..models import Sheet
from .access import arrival_of, clerks_only


@require_GET
@clerks_only
def image(request: HttpRequest, number: int) -> FileResponse:
    """The picture of one sheet."""
    sheets = Sheet.objects.select_related("page__image").defer("page__words", "page__text")
    return send(get_object_or_404(sheets, pk=number).page.image)


@require_GET
@clerks_only
def words(request: HttpRequest, number: int) -> JsonResponse:
    """The words of one sheet, for the viewer."""
    sheet = get_object_or_404(Sheet.objects.select_related("page"), pk=number)
    return JsonResponse(words_for_viewer(sheet.page), safe=False)


@require_GET
@clerks_only
def original(request: HttpRequest, number: int) -> FileResponse:
    """The file as it was received."""
    arrival = arrival_of(number)
    return send(arrival.file, name=arrival.name)


@require_GET
@clerks_only
def issuers(request: HttpRequest) -> JsonResponse:
    """Issuing bodies that fit what is being typed."""
    return JsonResponse(queries.issuers(request.GET.get("q", "")[:200]), safe=False)
