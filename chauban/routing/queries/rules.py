"""Which rule a paper goes by, and the standing phrases of a leader."""

from __future__ import annotations

import re

from django.db.models import Q

from chauban.documents.models import Document
from chauban.kernel.text import fold
from chauban.people.models import Person
from chauban.registry.queries import entry_of

from ..models import Phrase, Rule


def rules() -> list[Rule]:
    """All rules in the order in which they are asked, with what they name. One statement."""
    related = ("agency", "kind", "issuer", "leader", "prereader", "straight_to")
    return list(Rule.objects.select_related(*related).order_by("agency__order", "agency", "order", "pk"))


def rule_for(document: Document) -> Rule | None:
    """The first rule in force that fits the paper, or None. A condition that a rule leaves out fits everything."""
    entry = entry_of(document)
    if entry is None:
        return None
    related = ("kind", "issuer", "leader", "prereader", "straight_to")
    asked = Rule.objects.filter(agency=entry.volume.register.agency_id, retired=False).select_related(*related)
    return next((rule for rule in asked if fits(rule, document)), None)


def fits(rule: Rule, document: Document) -> bool:
    """Whether the paper is of the rule's sort."""
    if rule.kind_id and rule.kind_id != document.kind_id:
        return False
    if rule.issuer_id and rule.issuer_id != document.issuer_id:
        return False
    words = [fold(word).strip() for word in rule.words.splitlines() if word.strip()]
    subject = fold(document.subject)
    return not words or any(re.search(rf"\b{re.escape(word)}\b", subject) for word in words)


def phrases(person: Person) -> list[Phrase]:
    """The person's own phrases, then the office's that they do not keep themselves. One statement."""
    found = list(Phrase.objects.filter(Q(person=person) | Q(person=None)).order_by("person", "order", "pk"))
    own = {phrase.text for phrase in found if phrase.person_id}
    return [phrase for phrase in found if phrase.person_id or phrase.text not in own]
