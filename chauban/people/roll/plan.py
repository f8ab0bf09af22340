"""What the rows of a workbook would change, row by row; nothing is written here."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, TextChoices
from django.utils.translation import gettext_lazy as _

from chauban.kernel.refused import Refused

from ..models import Agency, Person, Post, Unit
from .known import Known, read_office

Row = dict[str, Any]


class State(TextChoices):
    """What a row would do."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    SAME = "same", _("Unchanged")
    WRONG = "wrong", _("Wrong")


@dataclass
class Line:
    """One row of the preview: where it stands in the file, whom it is about, what it would do or why it cannot."""

    sheet: str
    row: int
    about: str
    state: str
    detail: str = ""


@dataclass
class Plan:
    """All rows, and the rows of the database they would write, in the order of writing."""

    known: Known = field(default_factory=read_office)
    lines: list[Line] = field(default_factory=list)
    agencies: list[Agency] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    #: Columns to be written of rows that exist, by the row itself.
    changes: list[tuple[Model, dict[str, Any]]] = field(default_factory=list)

    def count(self) -> dict[str, int]:
        """How many rows there are in each state."""
        found = Counter(line.state for line in self.lines)
        return {state: found[state] for state in State.values}

    def digest(self) -> str:
        """Differs when the same file would now do something else."""
        text = "\n".join(f"{line.sheet}|{line.row}|{line.state}|{line.detail}" for line in self.lines)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def note(self, sheet: str, row: Row, about: str, run: Callable[[], tuple[str, str]]) -> Line:
        """Add the row's line: what `run` says it would do, or why it cannot."""
        try:
            state, detail = run()
        except Refused as refusal:
            state, detail = State.WRONG, str(refusal)
        line = Line(sheet, row["row"], about or "–", state, detail)
        self.lines.append(line)
        return line


def make_plan(rows: dict[str, list[Row]]) -> Plan:
    """The plan of a workbook's rows against the office as it stands now."""
    from .plan_bodies import plan_agencies, plan_units
    from .plan_people import plan_people

    plan = Plan()
    plan_agencies(plan, rows.get("agencies", []))
    plan_units(plan, rows.get("units", []))
    plan_people(plan, rows.get("people", []))
    return plan


def changed_columns(existing: Model, columns: dict[str, Any]) -> dict[str, Any]:
    """Those columns whose cell is filled and differs; an empty cell never takes away what is there."""
    return {
        column: value
        for column, value in columns.items()
        if value not in ("", None) and getattr(existing, column) != value
    }


def check_fits(kind: type[Model], columns: dict[str, Any]) -> None:
    """The values can stand in these columns; raises Refused naming the one that cannot."""
    for column, value in columns.items():
        about = kind._meta.get_field(column)
        assert isinstance(about, Field)
        try:
            about.clean(value, None)
        except ValidationError as error:
            raise Refused(f"{about.verbose_name}: {' '.join(error.messages)}") from None


def told(existing: Model, columns: dict[str, Any]) -> str:
    """The changes of a row in words: name: A → B."""
    return "; ".join(
        f"{existing._meta.get_field(column).verbose_name}: {getattr(existing, column) or '–'} → {value}"  # type: ignore[union-attr]
        for column, value in columns.items()
    )
