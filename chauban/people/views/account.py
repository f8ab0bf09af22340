"""One's own account, and the end of single sessions."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chauban.kernel.refused import Refused

from .. import queries
from ..acts.account import end_session
from ..rights import posts_today
from . import doer, found


@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Name, posts, password, second factors, sessions, language and look."""
    who = doer(request)
    context = {
        "who": who,
        "posts": posts_today(who),
        "authenticators": factors(queries.factors_of(who)),
        "sessions": queries.sessions_of(who),
    }
    return render(request, "people/me.html", context)


def factors(rows: list[Authenticator]) -> dict[str, Any]:
    """Second factors by kind, as allauth's own page has them."""
    kinds: dict[str, Any] = {}
    for row in rows:
        if row.type == Authenticator.Type.WEBAUTHN:
            kinds.setdefault("webauthn", []).append(row.wrap())
        else:
            kinds[row.type] = row.wrap()
    return kinds


@login_required
@require_POST
def end_one_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End a session: one's own, or anybody's by an administrator. Whose it is stays untold to others."""
    session = found(queries.session_of(pk))
    mine = session.user_id == doer(request).pk
    try:
        end_session(doer(request), session)
    except Refused:
        found(None)
    messages.success(request, _("Signed out there."))
    return redirect("people:me") if mine else redirect("people:person", session.user_id)
