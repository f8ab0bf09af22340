"""From the words on an arrival's sheets to what is proposed for its fields, against the office's own lists."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from chauban.documents.states import Urgency
from chauban.kernel.clock import today
from chauban.people.models import Agency, Person
from chauban.people.states import System
from chauban.rulebook.models import Kind
from chauban.vault.models import Page
from chauban.vault.pages import PageText, Word

from .models import Arrival
from .reading import Known, KnownAgency, KnownKind, Proposals, propose

#: What the reading calls a level of urgency.
URGENCIES = {
    "khan": Urgency.URGENT,
    "thuong_khan": Urgency.VERY_URGENT,
    "hoa_toc": Urgency.EXPRESS,
    "hoa_toc_hen_gio": Urgency.EXPRESS_TIMED,
}


def propose_for(arrival: Arrival) -> None:
    """Set `proposals` and `citations` from the sheets as they now lie; the caller saves."""
    sheets = arrival.sheets.filter(dropped=False).select_related("page")
    pages = [page_text(sheet.page, number) for number, sheet in enumerate(sheets, start=1)]
    lists = known()
    found = propose(pages, lists, today()) if pages else Proposals()
    arrival.proposals = {name: asdict(proposal) for name, proposal in found.fields.items()} | {
        name: {"value": "", "confidence": 0.0, "places": [], "read_as": text} for name, text in found.partly.items()
    }
    kind = arrival.proposals.get("kind")
    if kind and kind["value"] not in {each.code for each in lists.kinds}:
        kind["value"] = ""  # a kind the office has not in use: the clerk sees what is printed, and chooses
    arrival.citations = [asdict(citation) for citation in found.cited]


def page_text(page: Page, number: int) -> PageText:
    """A page of the vault as the reading of fields takes it, as the paper's page `number`."""
    words = tuple(Word(*values) for values in page.words)
    return PageText(number, page.width, page.height, words, "digital" if page.source == "digital" else "ocr")


def known() -> Known:
    """The office's own lists, in three statements."""
    names = dict(Agency.objects.values_list("pk", "name"))
    agencies = [
        KnownAgency(pk, name, symbol, names.get(parent or 0, ""))
        for pk, name, symbol, parent in Agency.objects.values_list("pk", "name", "symbol", "parent_id")
    ]
    places = set(Agency.objects.exclude(place="").values_list("place", flat=True))
    kinds = Kind.objects.filter(retired=False, system__in=(System.PARTY, System.STATE))
    return Known(
        agencies=tuple(agencies),
        kinds=tuple(KnownKind(kind.code, kind.name, kind.system) for kind in kinds),  # type: ignore[arg-type]
        people=tuple(Person.objects.values_list("full_name", flat=True)),
        places=tuple(sorted(places)),
    )


def day_of(value: Any) -> dt.date | None:
    """A proposed ISO date as a date; None for anything else."""
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        return None
