"""From which moment a page's stream has to go on."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class Moment:
    """Notes when the request began: whatever is told from then on may not be on the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.live_since = str(time.time_ns() // 1_000_000)  # type: ignore[attr-defined]
        return self.get_response(request)
