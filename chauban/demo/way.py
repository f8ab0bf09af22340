"""A living office: the demonstration's papers on their way, at every step of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import cycle
from typing import Any

import yaml
from django.db import connection

from chauban.documents.models import Document
from chauban.kernel.clock import today
from chauban.people.acts.post import end_post
from chauban.people.identity import acting
from chauban.people.models import Post
from chauban.registry.models import Entry
from chauban.routing.acts import add_phrase, retire_rule, send_straight, write_rule
from chauban.routing.queries.rules import rule_for
from chauban.rulebook.models import Kind

from .office import ADMINISTRATOR, Office
from .papers import DATA
from .roles import database_role
from .stories import CLOSED, OPEN, UP, know
from .telling import Telling, begin

#: The newest papers that nobody brought up yet; days of the last months whose papers all went their way.
FRESH, ALL_OF = 4, 60
#: Working days of the past from which most work is still open, in papers; of older papers one in so many is told.
LATELY, ONE_IN = 64, 4


def words() -> dict[str, Any]:
    """What people say, and the rules by which papers go."""
    found: dict[str, Any] = yaml.safe_load((DATA / "way.yaml").read_text(encoding="utf-8"))
    return found


def let_live(office: Office, entries: Sequence[Entry]) -> None:
    """Write the rules and phrases, then send the papers on their way; `entries` in the order of arrival."""
    said = words()
    _date_entries()
    with database_role("chauban_web"):
        _write_rules(office, said)
        _write_phrases(office, said)
    voided = set(Entry.objects.exclude(voided_at=None).values_list("pk", flat=True))
    plain = [entry for entry in reversed(entries) if not entry.document.secrecy and entry.pk not in voided]
    for entry, tell in zip(plain[FRESH:], _plot(plain[FRESH:]), strict=True):
        if tell is not None:
            telling = _begin(office, entry, said)
            (straight if tell not in UP and _goes_straight(telling) else tell)(telling)
    for entry in [entry for entry in reversed(entries) if entry.document.secrecy][:4]:
        _begin(office, entry, said, clerk="vanthumat").submit("chanhvp")
    _let_one_leave(office)


def _date_entries() -> None:
    """Papers were entered on the morning of their arrival; only the owner of the table can say so."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE registry_entry SET entered_at = least(entered_at, (arrived_on + time '07:01'"
            " + number % 9 * interval '1 minute') AT TIME ZONE 'Asia/Ho_Chi_Minh')"
        )


def _plot(entries: Sequence[Entry]) -> list[Callable[[Telling], None] | None]:
    """What becomes of each paper, the newest first: on its way up, then work in hand, then what is done."""
    begun = today() - dt.timedelta(days=ALL_OF)
    plot: list[Callable[[Telling], None] | None] = list(UP)
    in_hand, done = cycle(OPEN), cycle(CLOSED)
    for at, entry in enumerate(entries[len(UP) :]):
        if at < LATELY and at % 3 != 2:
            plot.append(next(in_hand))
        elif entry.arrived_on >= begun:
            plot.append(next(done) if at % 3 else know)
        else:
            plot.append(next(done) if at % ONE_IN == 0 else None)
    return plot[: len(entries)]


def _begin(office: Office, entry: Entry, said: dict[str, Any], clerk: str = "vanthu") -> Telling:
    return begin(office, Document(pk=entry.document_id), office.people[clerk], entry.arrived_on, said)


def _write_rules(office: Office, said: dict[str, Any]) -> None:
    administrator = office.people[ADMINISTRATOR]
    kinds = {(kind.system, kind.name): kind for kind in Kind.objects.all()}
    for spec in said["rules"]:
        values = {
            "field": spec["field"], "words": spec.get("words", ""), "days": spec.get("days"),
            "kind": kinds[tuple(spec["kind"])] if "kind" in spec else None,
            "issuer": office.agencies.get(spec.get("issuer", "")),
            "leader": office.people.get(spec.get("leader", "")),
            "prereader": office.people.get(spec.get("prereader", "")),
            "straight_to": office.units.get(spec.get("straight_to", "")),
        }  # fmt: skip
        rule = write_rule(administrator, office.agencies[spec["agency"]], values)
        if spec.get("retired"):
            retire_rule(administrator, rule, retired=True)


def _write_phrases(office: Office, said: dict[str, Any]) -> None:
    for username, phrases in said["phrases"].items():
        for phrase in phrases:
            add_phrase(office.people[username], phrase)
    for phrase in said["office"]:
        add_phrase(office.people[ADMINISTRATOR], phrase, common=True)


def _let_one_leave(office: Office) -> None:
    """One who holds work retired yesterday: somebody has to give it to another."""
    post = Post.objects.get(person=office.people["chuyenvien4"])
    with database_role("chauban_web"):
        end_post(office.people[ADMINISTRATOR], post, today() - dt.timedelta(days=1))


def _goes_straight(telling: Telling) -> bool:
    with database_role("chauban_web"), acting(telling.clerk):
        rule = rule_for(telling.document)
    return rule is not None and rule.straight_to is not None


def straight(telling: Telling) -> None:
    """By rule straight down to the unit that handles its sort."""
    telling.do(send_straight, telling.clerk.username, telling.document)
