"""One's notices and letters, the list of overdue work, and after how long work goes up a level."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from chauban.kernel.clock import today
from chauban.kernel.figures import number_in
from chauban.kernel.refused import Refused, allowed
from chauban.people.asking import person_of
from chauban.people.rights import check_is_administrator, posts_today

from . import queries
from .acts import own
from .columns import COLUMNS, OverdueList, list_of
from .forms import LettersForm, RuleForm
from .rights import check_may_list_overdue

#: Rows of one print.
PDF_LIMIT, XLSX_LIMIT = 1_000, 20_000
PAGE_LIMIT = 200


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What the program or a person reminds of, the most pressing first."""
    person = person_of(request)
    context = {
        "notices": queries.notices(person),
        "weekly": queries.weekly_of(person),
        "may_list": allowed(check_may_list_overdue, person),
    }
    return render(request, "urging/notices.html", context)


@login_required
@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Put one notice aside; comes back to the page that asked, its own or the desk."""
    person = person_of(request)
    reminder = queries.reminder_of(person, pk)
    if reminder is None:
        raise Http404
    own.dismiss(person, reminder)
    if request.headers.get("HX-Request"):
        return HttpResponse()
    return redirect("desk:home" if request.POST.get("back") == "desk" else "urging:notices")


@login_required
@require_POST
def dismiss_list(request: HttpRequest) -> HttpResponse:
    """Put the week's list aside."""
    person = person_of(request)
    weekly = queries.weekly_of(person)
    if weekly is not None:
        own.dismiss_list(person, weekly)
    return redirect("desk:home" if request.POST.get("back") == "desk" else "urging:notices")


@login_required
@require_POST
def dismiss_all(request: HttpRequest) -> HttpResponse:
    """Put everything aside that the page showed."""
    shown = [number for text in request.POST.getlist("shown") if (number := number_in(text)) is not None]
    if shown:
        own.dismiss_all(person_of(request), shown[: queries.PAGE])
        messages.success(request, _("The notices that were shown are put aside."))
    return redirect("urging:notices")


@login_required
def letters(request: HttpRequest) -> HttpResponse:
    """How one wants to be written to, and the last letters."""
    person = person_of(request)
    form = LettersForm(request.POST) if request.method == "POST" else LettersForm.of(queries.preference_of(person))
    if _done(form, lambda: own.choose_letters(person, **form.cleaned_data)):
        messages.success(request, _("This is how you are written to from now on."))
        return redirect("urging:letters")
    context = {"form": form, "who": person, "letters": queries.letters_of(person)}
    return render(request, "urging/letters.html", context, status=422 if form.errors else 200)


def _done(form: LettersForm | RuleForm, run: Callable[[], object]) -> bool:
    """Run the act if the form is valid; whether it was done. A refusal is shown at its field."""
    if not form.is_valid():
        return False
    try:
        run()
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


@login_required
@require_safe
def overdue(request: HttpRequest) -> HttpResponse:
    """Overdue work that whoever asks may read, the oldest first."""
    found = _overdue(request, PAGE_LIMIT)
    text = ngettext("%(count)s piece of overdue work", "%(count)s pieces of overdue work", found.count)
    return render(request, "urging/overdue.html", {"list": found, "lead": text % {"count": found.count}})


@login_required
@require_safe
def overdue_pdf(request: HttpRequest) -> HttpResponseBase:
    """The same on paper."""
    from .printing import overdue_pdf as written  # loaded by the first who asks

    found = _overdue(request, PDF_LIMIT)
    own.print_overdue(person_of(request), form="pdf", rows=len(found.rows))
    return _file(written(found), "pdf")


@login_required
@require_safe
def overdue_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The same as a spreadsheet."""
    from chauban.routing.spreadsheet import list_xlsx

    found = _overdue(request, XLSX_LIMIT)
    own.print_overdue(person_of(request), form="xlsx", rows=len(found.rows))
    return _file(list_xlsx(COLUMNS, (row.values for row in found.rows)), "xlsx")


def _overdue(request: HttpRequest, limit: int) -> OverdueList:
    person = person_of(request)
    if not allowed(check_may_list_overdue, person):
        raise PermissionDenied
    agency = posts_today(person)[0].unit.agency
    return list_of(queries.overdue(today()), today(), limit, agency=agency.name, person=person.full_name)


def _file(file: IO[bytes], kind: str) -> FileResponse:
    response = FileResponse(file, as_attachment=kind == "xlsx", filename=f"viec-qua-han-{today():%Y-%m-%d}.{kind}")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """After how many working days overdue work goes up a level, by agency."""
    return _rules(request, None, None)


@login_required
@require_POST
def set_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Another number of days for one agency."""
    line = next((each for each in queries.rules() if each.agency.pk == pk), None)
    if line is None:
        raise Http404
    form = RuleForm(request.POST, auto_id=f"rule-{pk}-%s")
    if _done(form, lambda: own.set_rule(person_of(request), line.agency, **form.cleaned_data)):
        messages.success(request, _("Changed."))
        return redirect("urging:rules")
    return _rules(request, pk, form)


def _rules(request: HttpRequest, pk: int | None, bound: RuleForm | None) -> HttpResponse:
    if not allowed(check_is_administrator, person_of(request)):
        raise PermissionDenied
    lines = [
        (each, bound if bound and each.agency.pk == pk
         else RuleForm(initial={"days": each.days}, auto_id=f"rule-{each.agency.pk}-%s"))
        for each in queries.rules()
    ]  # fmt: skip
    return render(request, "urging/rules.html", {"lines": lines}, status=422 if bound else 200)
