"""Units: phòng, ban, leadership of an agency."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _

from chauban.journal.act import Doer, act, record
from chauban.kernel.refused import Refused

from ..models import Agency, Unit
from ..names import named, tidy
from ..rights import check_is_administrator
from .agency import check_is_no_day_to_come
from .changes import apply


@act
def add_unit(doer: Doer, agency: Agency, *, name: str, symbol: str = "", order: int = 0) -> Unit:
    """A new part of an agency; raises Refused on a missing or used name, or an abolished agency."""
    check_is_administrator(doer)
    # Nobody abolishes it meanwhile, or adds a unit of the same name.
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    if agency.abolished_on is not None:
        raise Refused(_("This body is abolished already."))
    clean = _free_name(agency, name, None)
    unit = Unit.objects.create(agency=agency, name=clean, symbol=tidy(symbol), order=order)
    record(doer, "people.unit_added", unit=unit.pk, name=unit.name, agency=agency.name)
    return unit


@act
def change_unit(doer: Doer, unit: Unit, *, name: str, symbol: str = "", order: int = 0) -> Unit:
    """Rename a unit or move it in the order; raises Refused on a missing or used name."""
    check_is_administrator(doer)
    unit = Unit.objects.select_for_update(no_key=True).select_related("agency").get(pk=unit.pk)
    columns = {"name": _free_name(unit.agency, name, unit), "symbol": tidy(symbol), "order": order}
    changes = apply(unit, columns)
    record(doer, "people.unit_changed", unit=unit.pk, name=unit.name, agency=unit.agency.name, changes=changes)
    return unit


@act
def dissolve_unit(doer: Doer, unit: Unit, on: dt.date) -> Unit:
    """End a unit; raises Refused while people hold posts in it after that day, and for a day to come."""
    check_is_administrator(doer)
    unit = Unit.objects.select_for_update(of=("self",)).select_related("agency").get(pk=unit.pk)
    if unit.dissolved_on is not None:
        raise Refused(_("This unit is dissolved already."))
    check_is_no_day_to_come(on)
    if unit.posts.filter(Q(ends_on=None) | Q(ends_on__gt=on)).exists():
        raise Refused(_("People hold posts in it after that day. End their posts first."), field="on")
    unit.dissolved_on = on
    unit.save(update_fields=["dissolved_on"])
    record(doer, "people.unit_dissolved", unit=unit.pk, name=unit.name, agency=unit.agency.name, on=on)
    return unit


def _free_name(agency: Agency, name: str, unit: Unit | None) -> str:
    clean = named(name, _("Say what the unit is called."), "name")
    others = agency.units.exclude(pk=unit.pk) if unit else agency.units.all()
    if others.filter(name=clean).exists():
        raise Refused(_("A unit of this name is in this body already."), field="name")
    return clean
