"""The rules by which papers find their way, and the office's standing phrases: an administrator's pages."""

from __future__ import annotations

import functools
from collections.abc import Callable
from itertools import groupby
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chauban.documents.models import Document
from chauban.intake.queries import issuers
from chauban.kernel.refused import Refused
from chauban.people.asking import person_of
from chauban.people.models import Agency, Unit
from chauban.people.rights import check_is_administrator
from chauban.rulebook.models import Kind

from .. import acts
from ..forms.leader import PhraseForm
from ..forms.rules import RuleForm, TryForm, initial_of
from ..models import Phrase, Rule
from ..queries.rules import fits
from ..queries.rules import rules as all_rules
from ..queries.up import leaders

P = ParamSpec("P")
Body = Callable[Concatenate[HttpRequest, P], HttpResponse]


def administrators_only(view: Body[P]) -> Body[P]:
    """Whoever is signed in and administers the installation; others are refused."""

    @login_required
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            check_is_administrator(person_of(request))
        except Refused as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@administrators_only
def rules(request: HttpRequest) -> HttpResponse:
    """All rules in the order in which they are asked; with a sort of paper in the address, the rule that fits it."""
    return _page(request, PhraseForm())


@require_safe
@administrators_only
def agencies(request: HttpRequest) -> JsonResponse:
    """Issuing bodies that fit what is being typed."""
    found = issuers(request.GET.get("q", "")[:200])
    return JsonResponse([each for each in found if each["value"]], safe=False)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def rule(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new rule, or one to be changed."""
    found = get_object_or_404(Rule.objects.select_related("kind", "issuer", "agency"), pk=pk) if pk else None
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        agency = found.agency if found else form.cleaned_data["agency"]
        try:
            acts.write_rule(person_of(request), agency, form.said(), found)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The rule is kept."))
            return redirect("routing:rules")
    context = {"form": form, "rule": found, "kinds": _options()}
    return render(request, "routing/rule.html", context, status=422 if form.errors else 200)


@require_POST
@administrators_only
def rule_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Ask a rule earlier or later, retire it, use it again."""
    found = get_object_or_404(Rule, pk=pk)
    if deed in ("up", "down"):
        acts.move_rule(person_of(request), found, earlier=deed == "up")
    elif deed in ("retire", "restore"):
        acts.retire_rule(person_of(request), found, retired=deed == "retire")
    else:
        raise Http404
    return redirect("routing:rules")


@require_POST
@administrators_only
def phrase_add(request: HttpRequest) -> HttpResponse:
    """A phrase for every leader."""
    form = PhraseForm(request.POST)
    if form.is_valid():
        try:
            acts.add_phrase(person_of(request), form.cleaned_data["text"], common=True)
        except Refused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("The phrase is kept."))
            return redirect("routing:rules")
    return _page(request, form)


@require_POST
@administrators_only
def phrase_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Move a phrase of the office up or down, or forget it."""
    phrase = get_object_or_404(Phrase, pk=pk, person=None)
    if deed == "remove":
        acts.remove_phrase(person_of(request), phrase)
    elif deed in ("up", "down"):
        acts.move_phrase(person_of(request), phrase, earlier=deed == "up")
    else:
        raise Http404
    return redirect("routing:rules")


def _page(request: HttpRequest, phrase_form: PhraseForm) -> HttpResponse:
    found = all_rules()
    tried = TryForm(request.GET if "subject" in request.GET else None, **_sorts())
    by_agency = [(agency, list(rows)) for agency, rows in groupby(found, key=lambda each: each.agency)]
    context = {
        "by_agency": by_agency,
        "phrases": Phrase.objects.filter(person=None),
        "phrase_form": phrase_form,
        "tried": tried,
        "asked": tried.is_bound,
        "fitting": _fitting(tried, found),
        "kinds": _options(),
    }
    return render(request, "routing/rules.html", context, status=422 if phrase_form.errors else 200)


def _fitting(form: TryForm, found: list[Rule]) -> Rule | None:
    """The first rule in force that a paper of this sort goes by."""
    if not form.is_bound or not form.is_valid():
        return None
    values = form.cleaned_data
    paper = Document(kind=values["kind"], issuer=values["issuer"], subject=values["subject"])
    of_agency = (each for each in found if each.agency_id == values["agency"].pk and not each.retired)
    return next((each for each in of_agency if fits(each, paper)), None)


def _form(request: HttpRequest, rule: Rule | None) -> RuleForm:
    people = [each.person for each in leaders()]
    units = list(Unit.objects.filter(agency__hosted=True, dissolved_on=None).select_related("agency"))
    initial = initial_of(rule) if rule else None
    form = RuleForm(request.POST or None, initial=initial, people=people, units=units, **_sorts())
    if rule is not None:
        form.fields["agency"].disabled = True
    return form


def _sorts() -> dict[str, Any]:
    return {
        "agencies": list(Agency.objects.filter(hosted=True, abolished_on=None).order_by("order", "pk")),
        "kinds": list(Kind.objects.filter(retired=False).order_by("order", "name")),
    }


def _options() -> list[dict[str, str]]:
    """Kinds as the list of suggestions takes them; two systems may have one of the same name."""
    kinds = Kind.objects.filter(retired=False).order_by("order", "name")
    return [{"value": str(kind.pk), "label": kind.name, "hint": kind.get_system_display()} for kind in kinds]
