"""The administrator's page of all acts, and what proves it to others: the signed head, its key, one line's proof."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chauban.kernel.figures import number_in
from chauban.kernel.refused import allowed
from chauban.people.models import Person

from . import heads, queries
from .forms import WantedForm
from .rights import check_may_read_journal
from .sealing import canonical

View = Callable[..., HttpResponse]


def _for_administrators(view: View) -> View:
    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not allowed(check_may_read_journal, cast(Person, request.user)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return login_required(checked)


@require_safe
@_for_administrators
def lines(request: HttpRequest) -> HttpResponse:
    """A page of the journal, newest first."""
    form = WantedForm(request.GET)
    form.is_valid()
    older_than, newer_than = number_in(request.GET.get("before")), number_in(request.GET.get("after"))
    page = queries.page(form.wanted(), older_than=older_than, newer_than=newer_than)
    context = {
        "form": form,
        "lines": page.lines,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "older": _address(request, "before", page.older_than),
        "newer": _address(request, "after", page.newer_than),
        "head": queries.newest_head(),
    }
    return render(request, "journal/lines.html", context)


def _address(request: HttpRequest, name: str, value: int | None) -> str:
    """This page's address with another place to begin."""
    if value is None:
        return ""
    query = request.GET.copy()
    for key in ("before", "after"):
        query.pop(key, None)
    query[name] = str(value)
    return f"?{query.urlencode()}"


@require_safe
@_for_administrators
def people(request: HttpRequest) -> JsonResponse:
    """Suggestions of whose acts are looked for: [{value, label, hint}]."""
    return JsonResponse(queries.people(request.GET.get("q", "")[:100]), safe=False)


@require_safe
@_for_administrators
def head(request: HttpRequest) -> HttpResponse:
    """The newest signed head, to be kept somewhere else: `chauban journal verify --head` takes it."""
    newest = queries.newest_head()
    if newest is None:
        raise Http404
    response = HttpResponse(f"{newest}\n", content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="journal-head-{newest.size}.txt"'
    return response


@require_safe
@_for_administrators
def key(request: HttpRequest) -> HttpResponse:
    """The public key by which anybody checks our heads."""
    public = heads.public_key()
    if public is None:
        raise Http404
    response = HttpResponse(heads.public_pem(public), content_type="application/x-pem-file")
    response.headers["Content-Disposition"] = 'attachment; filename="journal-key.pem"'
    return response


@require_safe
@_for_administrators
def proof(request: HttpRequest, line_id: int) -> HttpResponse:
    """That a line stands in the log under the newest head, as JSON; 404 for a line that is not theirs to read."""
    found = queries.inclusion(line_id)
    if found is None:
        raise Http404
    line = found.line
    content = canonical(line.pk, line.at, line.person_id, line.act, line.document_id, line.detail)
    return JsonResponse(
        {
            "line": content.decode(),
            "leaf_hash": found.hash.hex(),
            "leaf_index": found.index,
            "tree_size": found.head.size,
            "path": [step.hex() for step in found.path],
            "root": found.head.root.hex(),
            "head": str(found.head),
            "how": "RFC 9162, 2.1.3.2; leaf_hash = SHA-256(0x00 || line)",
        },
        headers={"Content-Disposition": f'attachment; filename="journal-line-{line_id}.json"'},
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
