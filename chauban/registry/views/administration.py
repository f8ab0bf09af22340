"""Registers as data: added, changed, retired; a book opened for a new term."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from chauban.kernel.refused import Refused, allowed
from chauban.people.asking import person_of
from chauban.people.rights import check_is_administrator
from chauban.registry import acts, queries
from chauban.registry.forms import RegisterForm, VolumeForm
from chauban.registry.models import Register
from chauban.registry.rights import check_may_open

from .asking import tell


def _administrator_only(request: HttpRequest) -> None:
    if not allowed(check_is_administrator, person_of(request)):
        raise PermissionDenied


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new register."""
    _administrator_only(request)
    form = RegisterForm(request.POST or None)
    try:
        if form.is_valid():
            values = dict(form.cleaned_data)
            register = acts.add_register(person_of(request), values, values.pop("readers"))
            messages.success(request, _("Register “%(register)s” is added.") % {"register": register})
            return redirect("registry:registers")
    except Refused as refusal:
        tell(form, refusal)
    return _page(request, form, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """What a register takes, who keeps it and who reads it."""
    _administrator_only(request)
    register = get_object_or_404(queries.registers(), pk=pk)
    form = RegisterForm(request.POST or None, instance=register)
    try:
        if form.is_valid():
            values = dict(form.cleaned_data)
            readers, existing_too = values.pop("readers"), values.pop("existing_too")
            acts.change_register(person_of(request), register, values, readers, existing_too=existing_too)
            messages.success(request, _("Register “%(register)s” is changed.") % {"register": values["name"]})
            return redirect("registry:registers")
    except Refused as refusal:
        tell(form, refusal)
    return _page(request, form, register)


def _page(request: HttpRequest, form: RegisterForm, register: Register | None) -> HttpResponse:
    context = {"form": form, "register": register, "in_use": register is not None and queries.is_in_use(register)}
    return render(request, "registry/register.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of use, or back into it."""
    _administrator_only(request)
    register = get_object_or_404(queries.registers(), pk=pk)
    try:
        acts.retire_register(person_of(request), register, retired=request.POST.get("retired") == "1")
        messages.success(request, _("Register “%(register)s” is changed.") % {"register": register})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("registry:registers")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_book(request: HttpRequest, pk: int) -> HttpResponse:
    """A book for a new term, or for a year before its first paper comes."""
    register = get_object_or_404(queries.registers(), pk=pk)
    if not allowed(check_may_open, person_of(request), register):
        raise PermissionDenied
    form = VolumeForm(request.POST or None)
    try:
        if form.is_valid():
            acts.open_volume(person_of(request), register, **form.cleaned_data)
            messages.success(request, _("The book %(label)s is open.") % {"label": form.cleaned_data["label"]})
            return redirect("registry:registers")
    except Refused as refusal:
        tell(form, refusal)
    return render(
        request, "registry/open.html", {"form": form, "register": register}, status=422 if form.errors else 200
    )
