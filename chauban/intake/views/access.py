"""The door of the tray: only for those who work at one."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from chauban.kernel.refused import Refused
from chauban.people.asking import person_of

from ..models import Arrival
from ..rights import check_has_a_tray

P = ParamSpec("P")
Body = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def clerks_only(view: Body[P]) -> Body[P]:
    """Whoever is signed in and keeps a registry; others are refused."""

    @login_required
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            check_has_a_tray(person_of(request))
        except Refused as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        return view(request, *args, **kwargs)

    return guarded


def arrival_of(number: int) -> Arrival:
    """The arrival, as far as the database shows it to whoever asks; 404 otherwise."""
    arrival = Arrival.objects.select_related("unit", "held_by", "file").filter(pk=number).first()
    if arrival is None:
        raise Http404
    return arrival
