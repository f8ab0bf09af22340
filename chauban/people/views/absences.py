"""Absences, on one's own page: one's own, and for heads those of their unit. An administrator notes those of others on
their page (`people.DEEDS`)."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chauban.kernel.refused import Refused, allowed

from ..absences import absence_of, led_by
from ..acts.absence import call_off_absence, note_absence
from ..asking import person_of
from ..forms import AbsenceForm
from ..rights import check_may_note_absence
from . import found
from .account import show_me


@login_required
@require_POST
def note(request: HttpRequest) -> HttpResponse:
    """Note that somebody is away."""
    me = person_of(request)
    form = AbsenceForm(request.POST, me=me, others=led_by(me), auto_id="absence_%s")
    if form.attempt(lambda: note_absence(me, **form.cleaned_data)):
        messages.success(request, _("The absence is noted."))
        return redirect("people:me")
    return show_me(request, absence=form, status=422)


@login_required
@require_POST
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """They are back before the day, or did not go."""
    me, absence = person_of(request), found(absence_of(pk))
    at_home = absence.person in [me, *led_by(me)]
    if not allowed(check_may_note_absence, me, absence.person):
        found(None)
    try:
        call_off_absence(me, absence)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The absence is called off."))
    return redirect("people:me") if at_home else redirect("people:person", absence.person_id)
