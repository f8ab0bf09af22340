"""The day in the office, which may differ from the day in UTC."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def today() -> dt.date:
    """Today's date in the office's time zone."""
    return timezone.localdate()
