"""The page on which a clerk checks what was read: the form filled with proposals, each beside its place on the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _

from chauban.documents.states import Urgency
from chauban.kernel.text import fold
from chauban.rulebook.models import Kind
from chauban.web import paper

from .forms import PaperForm
from .models import Arrival, Sheet
from .proposing import URGENCIES, day_of
from .reading import SURE

#: Names that a field goes by in the reading and in the form.
NAMES = {"issuer": "issuer_name", "superior": "superior_name", "signer": "signer_name"}
#: Rows of the form: (field, width in twelfths, may be marked on the page). The second group is folded away.
FIRST = (
    ("register", "w-8", False), ("arrived_on", "w-4", False), ("symbol", "w-8", True), ("issued_on", "w-4", True),
    ("issuer_name", "w-8", True), ("kind", "w-4", True), ("subject", "", True), ("signer_name", "w-6", True),
    ("signer_post", "w-6", True), ("urgency", "", False), ("urgent_until", "w-6 timed", True), ("secrecy", "", False),
    ("subject_withheld", "withheld", False), ("receiver", "w-8", False), ("reply_by", "w-4", True),
)  # fmt: skip
MORE = (
    ("superior_name", "w-8", True), ("place", "w-4", True), ("signer_authority", "w-8", True),
    ("page_count", "w-4", False), ("recipients", "", True), ("note", "", False),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One field of the form as the template shows it."""

    field: BoundField
    width: str
    markable: bool
    level: str = ""
    places: list[dict[str, Any]] | None = None


def seen(sheets: list[Sheet]) -> list[paper.Sheet]:
    """The sheets as the viewer takes them, numbered from 1."""
    return [
        paper.Sheet(
            number,
            sheet.page.width,
            sheet.page.height,
            reverse("intake:image", args=[sheet.pk]),
            reverse("intake:words", args=[sheet.pk]),
        )
        for number, sheet in enumerate(sheets, start=1)
    ]


def initial(arrival: Arrival, kinds: list[Kind], pages: int) -> dict[str, Any]:
    """Values for the form from what was read; a field that was not read surely enough is absent."""
    values: dict[str, Any] = {"page_count": pages or None}
    for name, proposal in arrival.proposals.items():
        value = proposal.get("value")
        if value:
            values[NAMES.get(name, name)] = _value(name, value, proposal, kinds)
    issuer = arrival.proposals.get("issuer", {})
    values["issuer"] = issuer.get("agency_id") or ""
    return values


def _value(name: str, value: str, proposal: dict[str, Any], kinds: list[Kind]) -> Any:
    if name == "issued_on":
        return day_of(value)
    if name == "urgency":
        return URGENCIES.get(value, Urgency.NORMAL)
    if name == "kind":
        return _kind_name(value, proposal.get("read_as", ""), kinds)
    return value


def _kind_name(code: str, read_as: str, kinds: list[Kind]) -> str:
    """The name of a kind by its abbreviation; where two share it, the one whose name stands on the paper."""
    named = [kind.name for kind in kinds if kind.code == code]
    printed = fold(read_as)
    return next((name for name in named if fold(name) in printed), named[0] if named else "")


def rows(form: PaperForm, arrival: Arrival | None, pages: int, chosen: tuple[tuple[str, str, bool], ...]) -> list[Row]:
    """The form's fields in their order, each with how surely and where it was read."""
    by_field = {NAMES.get(name, name): proposal for name, proposal in (arrival.proposals if arrival else {}).items()}
    if "symbol" not in by_field and "notation" in by_field:  # its number was written by hand, say
        by_field["symbol"] = by_field["notation"] | {"value": ""}
    return [_row(form, name, width, markable and pages > 0, by_field.get(name)) for name, width, markable in chosen]


def _row(form: PaperForm, name: str, width: str, markable: bool, proposal: dict[str, Any] | None) -> Row:
    bound = form[name]
    if proposal is None:
        return Row(bound, width, markable)
    if not proposal.get("value"):
        bound.help_text = escape(_("On the paper: %(text)s") % {"text": proposal["read_as"]})
        return Row(bound, width, markable, "unsure", proposal["places"] or None)
    if name == "urgency":
        bound.help_text = escape(_("On the paper: %(text)s") % {"text": proposal["read_as"]})
    changed = form.is_bound and name in form.changed_data
    level = "" if changed else "sure" if proposal["confidence"] >= SURE else "check"
    return Row(bound, width, markable, level, proposal["places"])


def needs_a_look(arrival: Arrival, chosen: tuple[tuple[str, str, bool], ...]) -> bool:
    """Whether one of these fields was read, but not surely."""
    names = {name for name, _width, _markable in chosen}
    return any(
        NAMES.get(name, name) in names and proposal["confidence"] < SURE for name, proposal in arrival.proposals.items()
    )
