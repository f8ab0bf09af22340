"""What the cover and the first leaf of a book say."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Max, Min

from .models import Scope, Volume
from .queries import Period, printed


@dataclass(frozen=True)
class Cover:
    """The words of the cover; numbers and days are those of the rows that follow, None when there are none."""

    superior: str
    agency: str
    title: str
    label: str
    term: bool
    first: int | None
    last: int | None
    since: dt.date | None
    until: dt.date | None
    classified: bool
    count: int


def cover_of(volume: Volume, period: Period) -> Cover:
    """The cover of what the reader sees of a book in a period, in one statement; `volume` with register and agency."""
    rows = printed(volume, period)
    ends = rows.aggregate(Count("pk"), Min("number"), Max("number"), Min("arrived_on"), Max("arrived_on"))
    register = volume.register
    agency = register.agency
    return Cover(
        superior=agency.parent.name if agency.parent else "",
        agency=agency.name,
        title="SỔ ĐĂNG KÝ VĂN BẢN MẬT ĐẾN" if register.classified else "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN",
        label=volume.label,
        term=register.scope == Scope.TERM,
        first=ends["number__min"],
        last=ends["number__max"],
        since=period.since or ends["arrived_on__min"],
        until=period.until or ends["arrived_on__max"],
        classified=register.classified,
        count=ends["pk__count"],
    )
