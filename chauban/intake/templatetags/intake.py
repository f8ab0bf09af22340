"""What the tray's templates say of an arrival in words."""

from __future__ import annotations

from django import template

from chauban.documents.states import Urgency

from .. import wording
from ..models import Arrival
from ..proposing import URGENCIES

register = template.Library()


@register.filter
def stage_words(arrival: Arrival) -> str:
    """What the machine is doing with it."""
    return wording.stage(arrival)


@register.filter
def failure_words(arrival: Arrival) -> tuple[str, str]:
    """What is wrong, and what to do."""
    return wording.failure(arrival)


@register.filter
def warning_words(arrival: Arrival) -> str:
    """What to look at, as one line."""
    return "; ".join(wording.warnings(arrival))


@register.filter
def urgency_read(arrival: Arrival) -> Urgency:
    """The level of the stamp that was read on the paper."""
    value = arrival.proposals.get("urgency", {}).get("value", "")
    return URGENCIES.get(value, Urgency.NORMAL)


@register.filter
def proposed(arrival: Arrival, name: str) -> str:
    """What was read for a field."""
    return str(arrival.proposals.get(name, {}).get("value", ""))
