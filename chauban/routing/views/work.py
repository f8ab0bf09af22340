"""How a paper's work stands, and the files that came with what was said on it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from chauban.documents.queries import readable
from chauban.journal.queries import history
from chauban.kernel.refused import Refused
from chauban.people.asking import person_of
from chauban.registry.queries import entry_of
from chauban.registry.rights import check_may_take_out
from chauban.vault import serving

from ..models import WordFile
from ..panel import panel


@login_required
@require_safe
def work(request: HttpRequest, document: int) -> HttpResponse:
    """The part "Handling" of a document's page, asked for when something of it changed."""
    paper = get_object_or_404(readable().select_related("kind", "issuer"), pk=document)
    context = {"document": paper, "panel": panel(person_of(request), paper), "history": history(paper.pk)}
    return render(request, "routing/_work.html" if request.htmx else "routing/work.html", context)  # type: ignore[attr-defined]


@login_required
@require_safe
def word_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file that came with a word: always a download, for who may take the paper's own file out."""
    found = get_object_or_404(WordFile.objects.select_related("file", "document"), pk=pk)
    entry = entry_of(found.document)
    try:
        check_may_take_out(person_of(request), found.document, entry.volume.register if entry else None)
    except Refused as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    return serving.send(found.file, name=found.name, inline=False)
