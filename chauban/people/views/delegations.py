"""Powers lent: on one's own page, and all of them for the administrator."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chauban.kernel.figures import number_in
from chauban.kernel.refused import allowed

from ..acts.delegation import lend_powers, take_back_powers
from ..asking import person_of
from ..delegations import all_delegations, delegation_of
from ..forms import EndLendingForm, LendForm, OrderedLendForm
from ..rights import check_is_administrator, check_may_take_back
from . import administrators, found
from .account import show_me, with_end_forms


@login_required
@require_POST
def lend(request: HttpRequest) -> HttpResponse:
    """Lend one's own powers."""
    form, me = LendForm(request.POST, auto_id="lend_%s"), person_of(request)
    if form.attempt(lambda: lend_powers(me, me, **form.cleaned_data)):
        messages.success(request, _("The powers are lent."))
        return redirect("people:me")
    return show_me(request, lend=form, status=422)


@administrators
def delegations(request: HttpRequest) -> HttpResponse:
    """Everybody's delegations; a new one on a written order."""
    if request.method != "POST":
        return _show_all(request)
    form = OrderedLendForm(request.POST, auto_id="lend_%s")
    if form.attempt(lambda: lend_powers(person_of(request), **form.cleaned_data)):
        messages.success(request, _("The powers are lent."))
        return redirect("people:delegations")
    return _show_all(request, lend=form, status=422)


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one before its time; `?all` comes from the administrator's list and returns there."""
    delegation = found(delegation_of(pk))
    if not allowed(check_may_take_back, person_of(request), delegation):
        found(None)
    listed = "all" in request.GET and allowed(check_is_administrator, person_of(request))
    form = EndLendingForm(request.POST, auto_id=f"end{pk}_%s")
    if form.attempt(lambda: take_back_powers(person_of(request), delegation, **form.cleaned_data)):
        messages.success(request, _("The delegation is ended."))
    elif "reason" in form.errors:
        return (_show_all if listed else show_me)(request, ending={pk: form}, status=422)
    else:
        messages.error(request, " ".join(map(str, form.non_field_errors())))
    return redirect("people:delegations" if listed else "people:me")


def _show_all(
    request: HttpRequest,
    *,
    lend: OrderedLendForm | None = None,
    ending: dict[int, EndLendingForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    lists = with_end_forms(all_delegations(number_in(request.GET.get("before"))), ending or {})
    context = {
        "delegations": lists,
        "lend": lend or OrderedLendForm.empty(),
        "older": f"?before={lists.older}" if lists.older else "",
        "newer": "?" if "before" in request.GET else "",
    }
    return render(request, "people/delegations.html", context, status=status)
