"""Loading the dated packs that come with the product, and setting days of the office's own calendar."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.db import transaction
from django.db.models import Manager, Model
from django.utils.translation import gettext as _

from chauban.journal.act import Doer, act, record
from chauban.kernel.refused import Refused
from chauban.people.names import named, tidy
from chauban.people.rights import check_is_administrator

from . import calendar
from .models import DayOff, Kind, Pack

M = TypeVar("M", bound=Model)
PACKS = Path(__file__).parent / "packs"
#: Years whose lunar new year the library knows.
YEARS = range(2000, 2100)


def load_packs(folder: Path = PACKS) -> int:
    """Bring the packs of `folder` into the database in the owner's role; returns how many were new or changed.

    A correction inside a pack reaches offices that have it, and a day gone from it goes there too. What the office
    edited itself (a kind's name or order, who verified a pack) is left as the office has it.
    """
    changed = 0
    for path in sorted(folder.glob("*.yaml")):
        with transaction.atomic():
            changed += _load(yaml.safe_load(path.read_text(encoding="utf-8")))
    return changed


def _load(data: dict[str, Any]) -> int:
    kinds, days = data.pop("kinds", []), data.pop("days", [])
    pack, changed = _put(Pack.objects, {"code": data["code"]}, {"in_force_until": None} | data)
    for order, (code, name) in enumerate(kinds):
        kind, new = Kind.objects.get_or_create(
            system=pack.system, name=name, defaults={"code": code, "order": order, "pack": pack}
        )
        corrected = kind.pack_id == pack.pk and kind.code != code
        if corrected:
            Kind.objects.filter(pk=kind.pk).update(code=code)
        changed |= new or corrected
    for day in days:
        changed |= _put(pack.days, {"day": day["day"]}, {"working": False, "source": ""} | day)[1]
    changed |= pack.days.exclude(day__in=[day["day"] for day in days]).delete()[0] > 0
    if changed:
        calendar.forget()
        record(None, "rulebook.pack_loaded", pack=pack.code, title=pack.title)
    return int(changed)


def _put(rows: Manager[M], key: dict[str, Any], columns: dict[str, Any]) -> tuple[M, bool]:
    """The row as the pack has it, and whether it was otherwise before."""
    row = rows.filter(**key).first()
    if row is not None and all(getattr(row, name) == value for name, value in columns.items()):
        return row, False
    return rows.update_or_create(**key, defaults=columns)[0], True


@act
def set_day(doer: Doer, day: dt.date, *, name: str, working: bool, source: str = "") -> DayOff:
    """Make `day` a day off or a working day of the office's own; raises Refused when it is so already."""
    check_is_administrator(doer)
    if day.year not in YEARS:
        raise Refused(_("The calendar is kept for the years 2000 to 2099."), field="day")
    calendar.forget()
    if calendar.is_working(day) == working:
        raise Refused(
            _("This is a working day already.") if working else _("Nobody works on this day already."), field="day"
        )
    columns = {"name": named(name, _("Say what the occasion is."), "name"), "working": working, "source": tidy(source)}
    row, _new = DayOff.objects.update_or_create(day=day, pack=None, defaults={**columns, "set_by": doer})
    record(doer, "rulebook.day_worked" if working else "rulebook.day_off", day=day, name=row.name)
    _changed()
    return row


@act
def unset_day(doer: Doer, row: DayOff) -> None:
    """Take back a day the office had set; the announcements and the law hold again. Raises Refused on theirs."""
    check_is_administrator(doer)
    if row.pack_id is not None:
        raise Refused(_("This day was announced. Set a day of your own over it instead."))
    row.delete()
    record(doer, "rulebook.day_given_back", day=row.day, name=row.name)
    _changed()


def _changed() -> None:
    """Read the calendar anew, also when somebody read it before this was committed."""
    calendar.forget()
    transaction.on_commit(calendar.forget)
