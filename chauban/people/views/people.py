"""The list of people, and the page of one of them with all that an administrator may do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from chauban.kernel.figures import number_in
from chauban.kernel.refused import Refused

from .. import queries
from ..acts import account, person, post
from ..acts.absence import note_absence
from ..asking import person_of
from ..forms import (
    AbsenceDaysForm,
    ActForm,
    ClearanceForm,
    EndPostForm,
    FirstPostForm,
    PersonForm,
    PostForm,
    ReasonForm,
)
from ..gifts import open_questions, second_word
from ..models import Person
from ..states import Role
from . import administrators, found

#: First passwords made in one go; each costs the hash's own time.
SLIPS = 20
STATES = (
    ("active", gettext_lazy("Account open")),
    ("closed", gettext_lazy("Account closed")),
    ("without_post", gettext_lazy("Without a post")),
    ("without_password", gettext_lazy("No password yet")),
)


@administrators
def people(request: HttpRequest) -> HttpResponse:
    """People by given name, narrowed by words, unit, role and state."""
    wanted = _wanted(request)
    page = queries.people_page(
        wanted, after=number_in(request.GET.get("after")), before=number_in(request.GET.get("before"))
    )
    kept = {name: value for name, value in vars(wanted).items() if value}
    context = {
        "page": page,
        "wanted": wanted,
        "kept": urlencode(kept),
        "units": queries.units_here(),
        "roles": Role.choices,
        "states": STATES,
        "slips": min(SLIPS, len(page.rows)),
        "questions": open_questions(),
        "newer": f"?{urlencode({**kept, 'before': page.before})}" if page.before else "",
        "older": f"?{urlencode({**kept, 'after': page.after})}" if page.after else "",
    }
    return render(request, "people/people.html", context)


def _wanted(request: HttpRequest) -> queries.PeopleFilter:
    """What the address narrows the list to."""
    return queries.PeopleFilter(
        find=request.GET.get("find", "").strip()[:100],
        unit=number_in(request.GET.get("unit")),
        role=request.GET.get("role", "") if request.GET.get("role") in Role.values else "",
        state=request.GET.get("state", "") if request.GET.get("state") in dict(STATES) else "",
    )


@administrators
def add(request: HttpRequest) -> HttpResponse:
    """Somebody new, with a first post if it is known."""
    form = PersonForm(request.POST or None)
    first = FirstPostForm(request.POST or None, auto_id="post_%s")
    valid = all([form.is_valid(), first.is_valid()])  # both, so that all mistakes are shown at once
    if valid and form.attempt(lambda: _add(request, form, first)):
        messages.success(request, _("Added. Give a first password next, so that the person can sign in."))
        return redirect("people:person", form.added.pk)  # type: ignore[attr-defined]
    status = 422 if request.method == "POST" else 200
    return render(request, "people/add.html", {"form": form, "first": first}, status=status)


def _add(request: HttpRequest, form: PersonForm, first: FirstPostForm) -> None:
    """Person and post stand together or not at all; a refusal of the post is told at the post."""
    with transaction.atomic():
        added = person.add_person(person_of(request), form.fields_of_person())
        if first.cleaned_data["unit"] and not first.attempt(
            lambda: post.give_post(person_of(request), added, **first.cleaned_data)
        ):
            raise Refused(_("The post could not be given."))
    form.added = added  # type: ignore[attr-defined]


@administrators
def person_view(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: facts, posts, clearance, account, sessions, and the acts in place."""
    return _show(request, found(queries.person_page(pk)), {})


@dataclass(frozen=True)
class Deed:
    """Something an administrator does to a person: the form it takes, the act, what is said when it is done."""

    form: Callable[..., ActForm]
    run: Callable[[Person, Person, dict[str, Any]], Any]
    done: Any


def _change(me: Person, who: Person, values: dict[str, Any]) -> None:
    person.change_person(me, who, person.PersonFields(**values))


DEEDS = {
    "change": Deed(PersonForm, _change, gettext_lazy("Changed.")),
    "post": Deed(
        PostForm, lambda me, who, values: post.give_post(me, who, **values), gettext_lazy("The post is given.")
    ),
    "clearance": Deed(
        ClearanceForm,
        lambda me, who, values: person.set_clearance(me, who, **values),
        gettext_lazy("The clearance is set."),
    ),
    "absence": Deed(
        AbsenceDaysForm,
        lambda me, who, values: note_absence(me, who, **values),
        gettext_lazy("The absence is noted."),
    ),
    "close": Deed(
        ReasonForm,
        lambda me, who, values: account.close_account(me, who, **values),
        gettext_lazy("The account is closed; the person is signed out everywhere."),
    ),
    "factors": Deed(
        ReasonForm,
        lambda me, who, values: account.drop_second_factor(me, who, **values),
        gettext_lazy("The codes and keys are removed."),
    ),
    "ask": Deed(
        ActForm,
        lambda me, who, values: account.ask_first_password(me, who),
        gettext_lazy("Asked. Another administrator gives the password from this page, within a day."),
    ),
    "open": Deed(ActForm, lambda me, who, values: account.open_account(me, who), gettext_lazy("The account is open.")),
    "sessions": Deed(
        ActForm, lambda me, who, values: account.end_sessions(me, who), gettext_lazy("Signed out everywhere.")
    ),
    "unlock": Deed(ActForm, lambda me, who, values: account.unlock(me, who), gettext_lazy("May try again at once.")),
}


@administrators
@require_POST
def person_act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Do one of the deeds; a refusal is shown in its form, with what was typed."""
    page = found(queries.person_page(pk))
    if deed not in DEEDS:
        raise Http404
    form = DEEDS[deed].form(request.POST, auto_id=f"{deed}_%s")
    if form.attempt(lambda: DEEDS[deed].run(person_of(request), page.who, form.cleaned_data)):
        messages.success(request, DEEDS[deed].done)
        return redirect("people:person", pk)
    return _show(request, page, {deed: form}, status=422)


@administrators
@require_POST
def end_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Say when a post ends."""
    ending = found(queries.post_of(pk))
    form = EndPostForm(request.POST, auto_id=f"end{pk}_%s")
    if form.attempt(lambda: post.end_post(person_of(request), ending, **form.cleaned_data)):
        messages.success(request, _("The end of the post is entered."))
        return redirect("people:person", ending.person_id)
    return _show(request, found(queries.person_page(ending.person_id)), {}, ending={pk: form}, status=422)


@administrators
@require_POST
@sensitive_variables("password")
def first_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a first password and show it this once.

    Shown in the answer itself: to redirect, the password would have to lie somewhere in the meantime.
    """
    page = found(queries.person_page(pk))
    try:
        password = account.give_first_password(person_of(request), page.who)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("people:person", pk)
    context = {"slips": [(page.who, password)], "go_on": reverse("people:person", args=[pk])}
    return render(request, "people/first_password.html", context)


@administrators
@require_POST
@sensitive_variables("slips", "password")
def first_passwords(request: HttpRequest) -> HttpResponse:
    """First passwords for the first people of the list who have none, as after an import; a page of slips to print.

    Left out are those whom a second administrator must have a word about; they do not hold up those who come after.
    """
    slips: list[tuple[Person, str]] = []
    left = 0
    for who in queries.without_password(_wanted(request)):
        if len(slips) == SLIPS:
            break
        password = _given_alone(person_of(request), who)
        if password:
            slips.append((who, password))
        else:
            left += 1
    if left:
        messages.info(
            request,
            ngettext(
                "%(left)d person is left out: two administrators give that password, on the person's page.",
                "%(left)d people are left out: two administrators give their passwords, on each person's page.",
                left,
            )
            % {"left": left},
        )
    context = {"slips": slips, "go_on": f"{reverse('people:people')}?{request.GET.urlencode()}"}
    return render(request, "people/first_password.html", context)


def _given_alone(me: Person, who: Person) -> str | None:
    """A first password, or None where a second administrator must have a word: asked when it comes to each, since the
    password just given may have made its owner the second administrator."""
    try:
        return account.give_first_password(me, who) if second_word(who) in ("needless", "alone") else None
    except Refused:  # closed by somebody else meanwhile
        return None


def _show(
    request: HttpRequest,
    page: queries.PersonPage,
    bound: dict[str, ActForm],
    *,
    ending: dict[int, EndPostForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The person's page; `bound` and `ending` are forms that came back refused."""
    forms = {
        name: bound.get(name) or deed.form(auto_id=f"{name}_%s") for name, deed in DEEDS.items() if name != "change"
    }
    forms["change"] = bound.get("change") or PersonForm.of(page.who)
    forms["clearance"].initial = {"level": page.who.clearance}
    for held in [*page.posts_now, *page.posts_to_come]:
        held.end_form = (ending or {}).get(held.pk) or EndPostForm(  # type: ignore[attr-defined]
            auto_id=f"end{held.pk}_%s", initial={"ends_on": held.ends_on}
        )
    asked = any(question.asked_by_id == person_of(request).pk for question in page.questions)
    context = {
        "page": page,
        "who": page.who,
        "forms": forms,
        "is_me": page.who.pk == person_of(request).pk,
        "asked": asked,
    }
    return render(request, "people/person.html", context, status=status)
