"""Agencies: the tree of bodies that issue and receive documents."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from chauban.journal.act import Doer, act, record
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused

from ..models import Agency, Post
from ..names import agency_code, named, tidy
from ..rights import check_is_administrator
from ..states import System
from .changes import apply


@dataclass(frozen=True)
class AgencyFields:
    """What a form or a sheet says of an agency."""

    name: str
    short_name: str = ""
    code: str = ""
    symbol: str = ""
    parent: Agency | None = None
    system: str = System.PARTY
    place: str = ""
    hosted: bool = False
    order: int = 0


@act
def add_agency(doer: Doer, fields: AgencyFields) -> Agency:
    """A new body in the tree. Raises Refused on a missing name, a bad or used code, an abolished superior."""
    check_is_administrator(doer)
    lock_tree()
    agency = Agency(**_clean(fields, None))
    agency.save()
    record(doer, "people.agency_added", agency=agency.pk, name=agency.name, code=agency.code)
    return agency


@act
def change_agency(doer: Doer, agency: Agency, fields: AgencyFields) -> Agency:
    """Correct a body's entry; documents already registered keep the issuer's name they were registered with.

    Raises Refused as `add_agency` does, and when the new superior stands under the body itself.
    """
    check_is_administrator(doer)
    lock_tree()
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    if agency.hosted and not fields.hosted and _held_after(agency, today() - dt.timedelta(days=1)):
        raise Refused(_("People hold posts in it. End their posts first."), field="hosted")
    changes = apply(agency, _clean(fields, agency))
    record(doer, "people.agency_changed", agency=agency.pk, name=agency.name, changes=changes)
    return agency


@act
def abolish_agency(doer: Doer, agency: Agency, on: dt.date) -> Agency:
    """End a body's life; it stays in the lists of the past and is offered for new papers no more.

    Raises Refused while other bodies stand under it or people hold posts in it after that day, and for a day to come.
    """
    check_is_administrator(doer)
    lock_tree()
    agency = Agency.objects.select_for_update().get(pk=agency.pk)
    if agency.abolished_on is not None:
        raise Refused(_("This body is abolished already."))
    check_is_no_day_to_come(on)
    if agency.children.filter(abolished_on=None).exists():
        raise Refused(_("Other bodies stand under it. Move or abolish them first."), field="on")
    if _held_after(agency, on):
        raise Refused(_("People hold posts in it after that day. End their posts first."), field="on")
    agency.abolished_on = on
    agency.save(update_fields=["abolished_on"])
    record(doer, "people.agency_abolished", agency=agency.pk, name=agency.name, on=on)
    return agency


def check_is_no_day_to_come(on: dt.date) -> None:
    """What has ended is offered nowhere any more, from the moment it is entered; raises Refused for a day to come."""
    if on > today():
        raise Refused(_("It would end at once. Enter this on the day itself."), field="on")


def _clean(fields: AgencyFields, agency: Agency | None) -> dict[str, object]:
    """The columns as they may be written; raises Refused naming the field."""
    name = named(fields.name, _("Say what the body is called."), "name")
    code = agency_code(fields.code)
    others = Agency.objects.exclude(pk=agency.pk) if agency else Agency.objects.all()
    if code and (holder := others.filter(code=code).first()):
        raise Refused(_("%(agency)s has this code.") % {"agency": holder.name}, field="code")
    if others.filter(name=name, parent=fields.parent, abolished_on=None).exists():
        raise Refused(_("A body of this name stands there already."), field="name")
    _check_superior(agency, fields.parent)
    return {
        "name": name,
        "short_name": tidy(fields.short_name),
        "code": code,
        "symbol": tidy(fields.symbol),
        "parent": fields.parent,
        "system": fields.system,
        "place": tidy(fields.place),
        "hosted": fields.hosted,
        "order": fields.order,
    }


def _held_after(agency: Agency, day: dt.date) -> bool:
    """Whether somebody holds a post in the body after that day."""
    return Post.objects.filter(Q(ends_on=None) | Q(ends_on__gt=day), unit__agency=agency).exists()


def _check_superior(agency: Agency | None, superior: Agency | None) -> None:
    """No body stands under itself, at any distance, nor newly under an abolished one; raises Refused."""
    if superior is None or (agency and agency.parent_id == superior.pk):
        return
    if superior.abolished_on is not None:
        raise Refused(_("This superior body is abolished."), field="parent")
    above = dict(Agency.objects.values_list("pk", "parent_id"))
    step: int | None = superior.pk
    while agency and step is not None:
        if step == agency.pk:
            raise Refused(_("That body stands under this one."), field="parent")
        step = above[step]


def lock_tree() -> None:
    """Two who move bodies at once wait for each other, or between them they could tie a ring."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('people.tree'))")
