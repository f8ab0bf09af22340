"""Rows of the sheets of agencies and units."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.kernel.text import fold

from ..models import Agency, Unit
from ..names import agency_code
from ..states import System
from .known import Known, name_key
from .plan import Line, Plan, Row, State, changed_columns, check_fits, told

YES = {"co", "x", "1", "yes", "true"}
NO = {"", "khong", "0", "no", "false"}


def plan_agencies(plan: Plan, rows: list[Row]) -> None:
    """Agencies may name a superior that stands further down in the same sheet: first all names, then the tree."""
    found: dict[int, Agency] = {}
    for row in rows:
        agency = _first_pass(plan, row, found)
        if agency is not None:
            found[row["row"]] = agency
    lines = {
        row["row"]: plan.note("agencies", row, row["name"], partial(_settle, plan, row, found[row["row"]]))
        for row in rows
        if row["row"] in found
    }
    while orphans := [at for at, each in found.items() if lines[at].state != State.WRONG and _is_orphan(plan, each)]:
        for at in orphans:
            lines[at].state, lines[at].detail = State.WRONG, _("The row of the superior agency is wrong.")
            plan.agencies = [each for each in plan.agencies if each is not found[at]]
            plan.changes = [(each, columns) for each, columns in plan.changes if each is not found[at]]
    for body, columns in plan.changes:  # units and people are planned for the bodies as they will be
        for column, value in columns.items():
            setattr(body, column, value)
    plan.lines.sort(key=lambda line: line.row)


def _first_pass(plan: Plan, row: Row, found: dict[int, Agency]) -> Agency | None:
    """The body of a row, known or to come, put where other rows can find it; its line is written if it is wrong."""
    try:
        columns = _columns(row)
        code = columns["code"]
        if code in plan.known.ended_codes:
            raise Refused(_("%(agency)s has this code.") % {"agency": plan.known.ended_codes[code].name})
        agency = _match(plan.known, row, columns)
        if any(agency is each for each in found.values()):
            raise Refused(_("This agency stands in the sheet twice."))
        if agency is None:
            agency = Agency(**columns)
            plan.known.add_agency(agency)
        elif code:
            plan.known.by_code[code] = agency
        return agency
    except Refused as refusal:
        plan.lines.append(Line("agencies", row["row"], row["name"] or "–", State.WRONG, str(refusal)))
        return None


def _is_orphan(plan: Plan, agency: Agency) -> bool:
    """Whether its superior is a new body whose own row is wrong."""
    superior = agency.parent
    return superior is not None and superior.pk is None and not any(superior is each for each in plan.agencies)


def _columns(row: Row) -> dict[str, Any]:
    if not row["name"]:
        raise Refused(_("The name is missing."))
    hosted = fold(row["hosted"])
    if hosted not in YES | NO:
        raise Refused(_("Write Có or Không in the column Làm việc tại đây."))
    columns = {field: row[field] for field in ("name", "short_name", "symbol", "place")}
    check_fits(Agency, columns)
    return columns | {"code": agency_code(row["code"]), "system": _system(row["system"]), "hosted": hosted in YES}


def _system(text: str) -> str:
    if not text:
        return System.PARTY
    for system in System:
        if fold(text) in (fold(str(system.label)), system.value):
            return system.value
    if fold(text) in SYSTEMS:
        return SYSTEMS[fold(text)]
    raise Refused(_("Unknown system: %(name)s.") % {"name": text})


#: As the template's choices have it, whatever language the interface speaks.
SYSTEMS = {"dang": "party", "nha nuoc": "state", "mat tran va doan the": "organisation", "khac": "other"}


def _match(known: Known, row: Row, columns: dict[str, Any]) -> Agency | None:
    """The body a row is about: of its code, or of its name when either has no code."""
    code = columns["code"]
    if code and code in known.by_code:
        return known.by_code[code]
    named = [
        each for each in known.agencies.get(name_key(row["name"]), []) if name_key(each.name) == name_key(row["name"])
    ]
    open_ones = [each for each in named if not (code and each.code)]
    if len(open_ones) > 1:
        raise Refused(_("Several agencies are called %(name)s: give the code.") % {"name": row["name"]})
    return open_ones[0] if open_ones else None


def _settle(plan: Plan, row: Row, agency: Agency) -> tuple[str, str]:
    """Put a body under its superior and say what its row would do."""
    superior = plan.known.agency(row["parent"]) if row["parent"] else None
    step = superior
    while step is not None:
        if step is agency:
            raise Refused(_("That body stands under this one."))
        step = step.parent
    if agency.pk is None:
        _check_name(plan, agency, row["name"], superior)
        agency.parent = superior
        plan.agencies.append(agency)
        return State.NEW, superior.name if superior else ""
    given = {name: value for name, value in _columns(row).items() if row.get(name)}
    changes = changed_columns(agency, given | ({"parent": superior} if superior else {}))
    if not changes:
        return State.SAME, ""
    if "name" in changes or "parent" in changes:
        _check_name(plan, agency, row["name"], superior or agency.parent)
    if changes.get("hosted") is False and _has_people(plan, agency):
        raise Refused(_("People hold posts in it. End their posts first."))
    words = told(agency, changes)
    agency.parent = superior or agency.parent
    plan.changes.append((agency, changes))
    return State.CHANGED, words


def _check_name(plan: Plan, agency: Agency, name: str, superior: Agency | None) -> None:
    """No other body of this very name stands there, as far as the rows before are settled; raises Refused."""
    for each in plan.known.agencies.get(name_key(name), []):
        settled = each.pk is not None or any(each is new for new in plan.agencies)
        if settled and each is not agency and each.name == name and each.parent is superior:
            raise Refused(_("A body of this name stands there already."))


def _has_people(plan: Plan, agency: Agency) -> bool:
    """Whether somebody holds a post in the body today or later."""
    return any(
        post.unit.agency is agency and (post.ends_on is None or post.ends_on >= today())
        for posts in plan.known.posts.values()
        for post in posts
    )


def plan_units(plan: Plan, rows: list[Row]) -> None:
    """Units are matched by their name within the body."""
    for row in rows:
        plan.note("units", row, row["name"], partial(_unit, plan, row))


def _unit(plan: Plan, row: Row) -> tuple[str, str]:
    if not row["name"] or not row["agency"]:
        raise Refused(_("The name or the agency is missing."))
    check_fits(Unit, {"name": row["name"], "symbol": row["symbol"]})
    agency = written(plan, plan.known.agency(row["agency"]))
    unit = plan.known.units.get((id(agency), name_key(row["name"])))
    if unit is None:
        if (id(agency), row["name"]) in plan.known.ended_units:
            raise Refused(_("A unit of this name is in this body already."))
        unit = Unit(agency=agency, name=row["name"], symbol=row["symbol"])
        plan.known.add_unit(unit)
        plan.units.append(unit)
        return State.NEW, agency.name
    changes = changed_columns(unit, {"symbol": row["symbol"]}) if unit.pk else {}
    if not changes:
        return State.SAME, ""
    plan.changes.append((unit, changes))
    return State.CHANGED, told(unit, changes)


def written(plan: Plan, agency: Agency) -> Agency:
    """The body, if it exists or its own row is in order; raises Refused otherwise."""
    if agency.pk is None and not any(agency is each for each in plan.agencies):
        raise Refused(_("The row of the agency %(name)s is wrong.") % {"name": agency.name})
    return agency
