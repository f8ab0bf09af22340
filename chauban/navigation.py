"""What the top of every page shows, and to whom."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chauban.people.models import Person
from chauban.people.rights import delegations_now, givers, holds, posts_today
from chauban.people.states import Role, Scope
from chauban.routing.rights import HEADS, LEADERS


@dataclass(frozen=True)
class Place:
    """A place in the main navigation."""

    label: str
    url: str
    icon: str
    current: bool
    key: str


@dataclass(frozen=True)
class Office:
    """The agency whose office the person works in."""

    name: str
    short: str


@dataclass(frozen=True)
class Signed:
    """Who is signed in, as the top of the page says it."""

    name: str
    post: str
    url: str


#: (label, url name, icon, shortcut, roles that see it; none means everybody)
PLACES = (
    (gettext_lazy("Desk"), "desk:home", "desk", "g b", ()),
    (gettext_lazy("For my opinion"), "routing:up", "pen", "g y", LEADERS),
    (gettext_lazy("Tray"), "intake:tray", "tray", "g t", (Role.CLERK,)),
    (gettext_lazy("To submit"), "routing:to-submit", "send", "g r", (Role.CLERK,)),
    (gettext_lazy("Picture"), "routing:picture", "screen", "g a", HEADS),
    (gettext_lazy("Documents"), "desk:documents", "file", "g v", ()),
    (gettext_lazy("Registers"), "registry:registers", "book", "g s", ()),
    (gettext_lazy("People"), "people:people", "people", "g n", (Role.ADMINISTRATOR,)),
    (gettext_lazy("Rules for papers"), "routing:rules", "book", "g q", (Role.ADMINISTRATOR,)),
    (gettext_lazy("Working calendar"), "rulebook:calendar", "calendar", "g l", (Role.ADMINISTRATOR,)),
    (gettext_lazy("Journal"), "journal:lines", "seal", "g k", (Role.ADMINISTRATOR,)),
)


def context(request: HttpRequest) -> dict[str, object]:
    """Template context of every page; see `chauban/web/README.md` for the shapes."""
    user = getattr(request, "user", None)
    if not isinstance(user, Person):
        return {"navigation": [], "office": Office(_("Digital office of the Party committee"), "Châu Bản")}
    posts = posts_today(user)
    return {
        "navigation": list(places(user, request.path)),
        "office": Office(posts[0].unit.agency.name, posts[0].unit.agency.short_name) if posts else None,
        "standing_in": delegations_now(user),
        "now": timezone.now(),
        "person": Signed(user.full_name, posts[0].title if posts else "", reverse("people:me")),
        "register_only": settings.MODE == "register_only",
    }


def places(person: Person, path: str) -> list[Place]:
    """The places `person` may go, the one they are at marked."""
    found = []
    for label, name, icon, key, roles in PLACES:
        if roles and not holds(person, *roles) and not (roles is LEADERS and givers(person, Scope.ANNOTATIONS)):
            continue
        url = reverse(name)
        current = path == url if url == "/" else path.startswith(url)
        found.append(Place(str(label), url, icon, current, key))
    return found
