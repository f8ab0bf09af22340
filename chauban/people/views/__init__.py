"""Pages of people and agencies; what they share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from chauban.kernel.refused import allowed

from ..asking import person_of
from ..rights import check_is_administrator

P = ParamSpec("P")
T = TypeVar("T")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def administrators(view: View[P]) -> View[P]:
    """A page for administrators: others are told so (403), strangers are sent to the door."""

    @login_required
    @wraps(view)
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not allowed(check_is_administrator, person_of(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return cast(View[P], checked)


def found(thing: T | None) -> T:
    """The thing, or the page that says there is nothing here."""
    if thing is None:
        raise Http404
    return thing
