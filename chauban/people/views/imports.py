"""Import from a workbook: template, upload, preview, confirmation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from chauban.kernel.figures import number_in
from chauban.kernel.refused import Refused

from .. import queries
from ..acts.roll import import_draft, keep_draft
from ..asking import person_of
from ..forms import WorkbookForm
from ..models import ImportDraft
from ..roll.columns import SHEETS
from ..roll.plan import Line, State, make_plan
from ..roll.template import template
from ..roll.workbook import read
from . import administrators, found

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Rows of the preview on one page.
SHOWN = 200


@administrators
def upload(request: HttpRequest) -> HttpResponse:
    """Take a workbook and go on to its preview."""
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.attempt(lambda: _keep(request, form)):
        return redirect("people:import-preview")
    waiting = queries.draft_of(person_of(request))
    context = {"form": form, "waiting": waiting if waiting and not waiting.done_at else None}
    return render(request, "people/import.html", context, status=422 if request.method == "POST" else 200)


def _keep(request: HttpRequest, form: WorkbookForm) -> ImportDraft:
    file = form.cleaned_data["file"]
    return keep_draft(person_of(request), file.name, read(file, file.size))


@administrators
def download_template(request: HttpRequest) -> HttpResponse:
    """The empty workbook with its explanations."""
    headers = {"Content-Disposition": 'attachment; filename="mau-nhap-to-chuc-nhan-su.xlsx"'}
    return HttpResponse(template(), content_type=XLSX, headers=headers)


@administrators
def preview(request: HttpRequest) -> HttpResponse:
    """Row by row what the workbook would do; nothing is written."""
    draft = queries.draft_of(person_of(request))
    if draft is None or draft.done_at:
        return redirect("people:import")
    plan = make_plan(draft.rows)
    count = plan.count()
    state = request.GET.get("state", "")
    lines = [line for line in plan.lines if not state or line.state == state]
    start = number_in(request.GET.get("from")) or 0
    context = {
        "draft": draft,
        "count": count,
        "states": [(value, label, count[value]) for value, label in State.choices],
        "state": state,
        "lines": _titled(lines[start : start + SHOWN]),
        "newer": f"?state={state}&from={max(0, start - SHOWN)}" if start else "",
        "older": f"?state={state}&from={start + SHOWN}" if len(lines) > start + SHOWN else "",
        "shown": _("Rows %(first)s to %(last)s of %(all)s")
        % {"first": start + 1, "last": min(len(lines), start + SHOWN), "all": len(lines)},
        "ready": count[State.NEW] + count[State.CHANGED],
        "wrong": count[State.WRONG],
        "digest": plan.digest(),
    }
    return render(request, "people/import_preview.html", context)


def _titled(lines: list[Line]) -> list[tuple[str, Line, str]]:
    titles = {sheet.key: sheet.title for sheet in SHEETS}
    labels = {value: str(label) for value, label in State.choices}
    return [(titles[line.sheet], line, labels[line.state]) for line in lines]


@administrators
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Write what the preview showed."""
    draft = found(queries.draft_of(person_of(request)))
    try:
        count = import_draft(person_of(request), draft, request.POST.get("digest", ""))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("people:import-preview")
    done = count[State.NEW] + count[State.CHANGED]
    messages.success(request, ngettext("%(done)s row imported.", "%(done)s rows imported.", done) % {"done": done})
    return redirect("people:people")
