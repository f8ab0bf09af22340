"""Rules by which papers find their way, papers that go straight down by them, and standing phrases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from chauban.documents.models import Document
from chauban.documents.states import Basis
from chauban.journal.act import Doer, act, record
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.people.models import Agency
from chauban.people.rights import check_is_administrator, somebody
from chauban.rulebook.calendar import add_working_days

from .. import states
from ..models import Assignment, Phrase, Rule
from ..plans import Given
from ..queries.rules import rule_for
from ..rights import check_may_receive_by_rule, check_may_submit, chiefs_of
from .giving import give, told
from .way import let_read, note, settle, take

MOST_PHRASES = 40
#: What a rule says besides the papers it is for, as its line in the journal keeps it.
RULED = ("issuer", "words", "leader", "prereader", "straight_to", "days")


@act
def send_straight(doer: Doer, document: Document) -> Assignment:
    """Send a paper straight to the unit that handles its sort by rule; the chief of office judges what comes of it.

    Raises Refused when no rule says so, or somebody handles it already.
    """
    person = somebody(doer)
    on_behalf_of = check_may_submit(person, document)
    rule = rule_for(document)
    if rule is None or rule.straight_to is None:
        raise Refused(_("No rule sends this paper straight down."))
    take(document.pk)
    due_on = add_working_days(today(), rule.days) if rule.days else None
    plan = [Given(states.Part.LEAD, rule.straight_to, due_on)]
    (made,) = give(person, document, plan, on_behalf_of=on_behalf_of)
    # Who stands in for a chief reads what was given to the chief, not what the register shows them.
    let_read(person, document, Basis.ASSIGNED, chiefs_of(document))
    note(
        person, "routing.sent_straight", document, on_behalf_of, rule=str(rule.field or rule.kind or ""), **told([made])
    )
    settle(document)
    return made


@act
def write_rule(doer: Doer, agency: Agency, values: Mapping[str, object], rule: Rule | None = None) -> Rule:
    """Add a rule, or change one; raises Refused when it says nothing or names somebody who leads nothing."""
    check_is_administrator(doer)
    rule = rule or Rule(agency=agency, order=_last(agency) + 1)
    for name, value in values.items():
        setattr(rule, name, value)
    if rule.leader is None and rule.straight_to is None and rule.days is None:
        raise Refused(_("Say to whom such papers go, or in how many days they are handled."))
    if rule.straight_to is not None and rule.leader is not None:
        raise Refused(_("Such papers go to a leader or straight down, not both."), field="straight_to")
    if rule.prereader is not None and rule.leader is None:
        raise Refused(_("Who reads it first reads it for a leader."), field="prereader")
    if rule.prereader is not None and rule.prereader_id == rule.leader_id:
        raise Refused(_("Who reads it first is another than who decides."), field="prereader")
    for name in ("leader", "prereader"):
        check_may_receive_by_rule(getattr(rule, name), name)
    rule.save()
    says: dict[str, Any] = {name: str(value) for name in RULED if (value := getattr(rule, name)) not in (None, "")}
    record(doer, "routing.rule_written", rule=rule.pk, field=rule.field, kind=str(rule.kind or ""), **says)
    return rule


def _last(agency: Agency) -> int:
    return Rule.objects.filter(agency=agency).aggregate(last=Max("order"))["last"] or 0


@act
def retire_rule(doer: Doer, rule: Rule, *, retired: bool) -> None:
    """Stop a rule, or put it in force again; papers that went by it stay as they are."""
    check_is_administrator(doer)
    rule.retired = retired
    rule.save(update_fields=["retired"])
    record(doer, "routing.rule_retired" if retired else "routing.rule_restored", rule=rule.pk, field=rule.field)


@act
def move_rule(doer: Doer, rule: Rule, *, earlier: bool) -> None:
    """Let a rule be asked before (or after) its neighbour; at the end of the list nothing changes."""
    check_is_administrator(doer)
    rules = list(Rule.objects.select_for_update().filter(agency=rule.agency).order_by("order", "pk"))
    at = next(index for index, each in enumerate(rules) if each.pk == rule.pk)
    other = at - 1 if earlier else at + 1
    if 0 <= other < len(rules):
        rules[at], rules[other] = rules[other], rules[at]
    for order, each in enumerate(rules):
        each.order = order
    Rule.objects.bulk_update(rules, ["order"])
    record(doer, "routing.rule_moved", rule=rule.pk, field=rule.field)


@act
def add_phrase(doer: Doer, text: str, *, common: bool = False) -> Phrase:
    """Keep a standing phrase of one's own, or as an administrator one of the whole office (`common`).

    Raises Refused on an empty one, one too many, one kept already.
    """
    person, text = None if common else somebody(doer), " ".join(text.split())
    if common:
        check_is_administrator(doer)
    if not text:
        raise Refused(_("Write the phrase."), field="text")
    if Phrase.objects.filter(person=person).count() >= MOST_PHRASES:
        raise Refused(_("%(many)s phrases are kept; remove one first.") % {"many": MOST_PHRASES}, field="text")
    last = Phrase.objects.filter(person=person).aggregate(last=Max("order"))["last"] or 0
    try:
        with transaction.atomic():
            phrase = Phrase.objects.create(person=person, text=text, order=last + 1)
    except IntegrityError as conflict:
        raise Refused(_("This phrase is kept already."), field="text") from conflict
    record(doer, "routing.phrase_added", phrase=text)
    return phrase


@act
def remove_phrase(doer: Doer, phrase: Phrase) -> None:
    """Forget a phrase of one's own, or as an administrator one of the office; raises Refused for another's."""
    _check_is_own(doer, phrase)
    phrase.delete()
    record(doer, "routing.phrase_removed", phrase=phrase.text)


@act
def move_phrase(doer: Doer, phrase: Phrase, *, earlier: bool) -> None:
    """Put a phrase before (or after) its neighbour; raises Refused as `remove_phrase` does."""
    _check_is_own(doer, phrase)
    phrases = list(Phrase.objects.filter(person=phrase.person_id))
    at = next(index for index, each in enumerate(phrases) if each.pk == phrase.pk)
    other = at - 1 if earlier else at + 1
    if 0 <= other < len(phrases):
        phrases[at], phrases[other] = phrases[other], phrases[at]
    for order, each in enumerate(phrases):
        each.order = order
    Phrase.objects.bulk_update(phrases, ["order"])
    record(doer, "routing.phrase_moved", phrase=phrase.text)


def _check_is_own(doer: Doer, phrase: Phrase) -> None:
    if phrase.person_id is None:
        check_is_administrator(doer)
    elif phrase.person_id != somebody(doer).pk:
        raise Refused(_("This phrase is not yours."))
