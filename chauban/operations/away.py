"""What people see while the database is away for some seconds: a plain sentence, not an error."""

from __future__ import annotations

from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

#: Seconds after which a browser or a proxy may ask again.
RETRY_AFTER = "5"


class DatabaseAway:
    """Looks whether the database answers before anything needs it; what was typed stays in the browser meanwhile.

    Costs nothing: Django makes this very check on a kept connection, once a request, when it is first used.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            with connection.cursor():
                pass
        except (OperationalError, InterfaceError):
            return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": RETRY_AFTER})
        return self.get_response(request)
