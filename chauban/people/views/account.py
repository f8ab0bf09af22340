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
from ..absences import absences_of, led_by
from ..acts.account import end_session
from ..asking import person_of
from ..delegations import Lent, delegations_of
from ..forms import AbsenceForm, EndLendingForm, LendForm
from ..gifts import last_gift
from ..rights import may_lend, posts_today
from . import found


@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Name, posts, password, second factors, sessions, powers lent, language and look."""
    return show_me(request)


def show_me(
    request: HttpRequest,
    *,
    lend: LendForm | None = None,
    ending: dict[int, EndLendingForm] | None = None,
    absence: AbsenceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one's own account; `lend`, `ending` and `absence` are forms that came back refused."""
    who = person_of(request)
    others = led_by(who)
    context = {
        "who": who,
        "posts": posts_today(who),
        "authenticators": factors(queries.factors_of(who)),
        "sessions": queries.sessions_of(who),
        "gift": last_gift(who),
        "delegations": with_end_forms(delegations_of(who), ending or {}),
        "absences": absences_of([who.pk, *(each.pk for each in others)]),
        "absence": absence or AbsenceForm(me=who, others=others, auto_id="absence_%s"),
        "lend": (lend or LendForm.empty()) if may_lend(who) else None,
    }
    return render(request, "people/me.html", context, status=status)


def with_end_forms(lists: Lent, ending: dict[int, EndLendingForm]) -> Lent:
    """The lists with a form at each delegation that may still be ended; `ending` are forms that came back refused."""
    for each in [*lists.now, *lists.coming]:
        each.end_form = ending.get(each.pk) or EndLendingForm(auto_id=f"end{each.pk}_%s")  # type: ignore[attr-defined]
    return lists


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
    mine = session.user_id == person_of(request).pk
    try:
        end_session(person_of(request), session)
    except Refused:
        found(None)
    messages.success(request, _("Signed out there."))
    return redirect("people:me") if mine else redirect("people:person", session.user_id)
