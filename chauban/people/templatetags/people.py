"""What this room's templates say of times and devices."""

from __future__ import annotations

import datetime as dt

from django import template
from django.utils import timezone

from ..lock_out import LockOut

register = template.Library()


@register.simple_tag(takes_context=True)
def try_again_at(context: template.Context) -> dt.datetime:
    """The moment from which whoever was just locked out may try again."""
    request = context["request"]
    return timezone.localtime(LockOut().open_again_at(request, request.axes_credentials))


@register.filter
def browser(user_agent: str) -> str:
    """A browser and system in two words out of its long name."""
    names = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = tuple(
        (name, name.removesuffix(" OS")) for name in ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
    )
    found = [next((word for mark, word in words if mark in user_agent), "") for words in (names, systems)]
    return ", ".join(word for word in found if word) or user_agent[:40] or "–"
