"""The list of overdue work as a table: on the page, on paper and as a spreadsheet the same columns."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet

from chauban.routing.models import Assignment
from chauban.rulebook.standing import standing

#: Heading and width in millimetres of a sheet lying.
COLUMNS = (
    ("Số TT", 12), ("Số, ký hiệu", 34), ("Trích yếu", 92), ("Đơn vị hoặc người thực hiện", 46),
    ("Người giao", 38), ("Hạn xử lý", 24), ("Số ngày làm việc quá hạn", 24),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One piece of overdue work."""

    at: int
    work: Assignment
    days: int

    @property
    def giver(self) -> str:
        """Who gave it, or for whom."""
        return str(self.work.on_behalf_of or self.work.assigned_by)

    @property
    def values(self) -> tuple[int | str | dt.date | None, ...]:
        """As the columns have it."""
        paper = self.work.document
        return self.at, paper.symbol, paper.subject, str(self.work.holder), self.giver, self.work.due_on, self.days


@dataclass(frozen=True)
class OverdueList:
    """Overdue work on one day, as one person may read it."""

    on: dt.date
    agency: str
    person: str
    count: int
    rows: list[Row]

    @property
    def more(self) -> int:
        """How many rows were left out."""
        return self.count - len(self.rows)


def list_of(work: QuerySet[Assignment], on: dt.date, limit: int, *, agency: str, person: str) -> OverdueList:
    """The first `limit` rows, and how many there are; two statements."""
    found = [
        Row(at, each, standing(each.due_on, on).days if each.due_on else 0)
        for at, each in enumerate(work[:limit], start=1)
    ]
    return OverdueList(on, agency, person, len(found) if len(found) < limit else work.count(), found)
