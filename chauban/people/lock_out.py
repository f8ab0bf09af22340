"""Wrong passwords: how many, of whom and from where, until signing in has to wait.

An outsider who guesses at an official's name locks that name for their own address only; the official goes on signing
in from theirs. A guess spread over many addresses meets the limit of the name, one over many names that of the address.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections import Counter
from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import get_adapter
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import HttpRequest
from django.utils import timezone

#: What one subscriber of an IPv6 line has; counted as one address.
IPV6_SUBSCRIBER = 64


def address(request: HttpRequest) -> str | None:
    """Where the request comes from, as it is counted: behind a proxy that we know, the one who asked the proxy.

    None for what came over no network.
    """
    try:
        told = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return None
    if told.version == 4:
        return str(told)
    return str(ipaddress.ip_network((told, IPV6_SUBSCRIBER), strict=False).network_address)


def is_locked(attempts: Iterable[AccessAttempt]) -> bool:
    """Whether a name has to wait, somewhere or everywhere, after these failures of it that are not forgotten yet."""
    by_address: Counter[str | None] = Counter()
    for attempt in attempts:
        by_address[attempt.ip_address] += attempt.failures_since_start
    most = max(by_address.values(), default=0)
    return most >= settings.AXES_FAILURE_LIMIT or by_address.total() >= settings.SIGN_IN_ATTEMPTS_OF_NAME


def _limits() -> tuple[int, int, int]:
    """Of a name from one address, of a name, of an address: in the order of AXES_LOCKOUT_PARAMETERS."""
    return settings.AXES_FAILURE_LIMIT, settings.SIGN_IN_ATTEMPTS_OF_NAME, settings.SIGN_IN_ATTEMPTS_OF_ADDRESS


class LockOut(AxesDatabaseHandler):
    """Three counts, each with a limit of its own; axes knows one limit only, so each count is scaled to it."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        counts = [
            attempts.aggregate(all=Sum("failures_since_start"))["all"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        ]
        return max(
            count * settings.AXES_FAILURE_LIMIT // limit for count, limit in zip(counts, _limits(), strict=True)
        )  # fmt: skip

    def open_again_at(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> dt.datetime:
        """When each of the three counts has fallen below its limit; a row is forgotten whole, a while after its last
        failure, and what is tried meanwhile does not count."""
        again = timezone.now()
        for attempts, limit in zip(self.get_user_attempts(request, credentials), _limits(), strict=True):
            rows = list(attempts.order_by("attempt_time").values_list("attempt_time", "failures_since_start"))
            counted = sum(failures for _, failures in rows)
            for moment, failures in rows:
                if counted >= limit:
                    again = max(again, moment + dt.timedelta(hours=settings.AXES_COOLOFF_TIME))
                    counted -= failures
        return again

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Forget the failures of this name from this address; an account of one's own clears no other count."""
        dropped: int = self.filter_user_attempts(request, credentials)[0].delete()[0]
        return dropped
