"""A leader's standing phrases."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from chauban.kernel.refused import Refused
from chauban.people.asking import person_of

from .. import acts
from ..forms.leader import PhraseForm
from ..models import Phrase
from ..queries.rules import phrases as phrases_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def phrases(request: HttpRequest) -> HttpResponse:
    """One's own phrases and the office's; a new one is added here."""
    person, form = person_of(request), PhraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            acts.add_phrase(person, form.cleaned_data["text"])
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("The phrase is kept."))
            return redirect("routing:phrases")
    found = phrases_of(person)
    context = {
        "form": form,
        "own": [each for each in found if each.person_id],
        "common": [each for each in found if not each.person_id],
    }
    return render(request, "routing/leader_phrases.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def change(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Move a phrase up or down, or forget it."""
    if deed not in ("up", "down", "remove"):
        raise Http404
    person, phrase = person_of(request), get_object_or_404(Phrase, pk=pk)
    try:
        if deed == "remove":
            acts.remove_phrase(person, phrase)
        else:
            acts.move_phrase(person, phrase, earlier=deed == "up")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("routing:phrases")
