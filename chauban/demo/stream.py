"""Papers of the demonstration: some hundreds registered over five months, some with files, some still in the tray."""

from __future__ import annotations

import tempfile
import uuid
from pathlib import Path
from typing import Any

from chauban.documents.acts import send_to_know
from chauban.documents.fields import PaperFields
from chauban.documents.models import Document
from chauban.intake import workshop
from chauban.intake.acts import receive
from chauban.intake.acts import register as register_arrival
from chauban.intake.models import Arrival
from chauban.intake.states import Source
from chauban.kernel.clock import today
from chauban.people.identity import acting
from chauban.people.models import Person
from chauban.registry.acts import enter_arrival, void
from chauban.registry.models import Entry
from chauban.rulebook.models import Kind

from . import render
from .office import Office
from .papers import DemoPaper, papers, symbol
from .roles import database_role
from .way import let_live

#: How many papers are registered, how many of the last have a file, how many wait in the tray.
REGISTERED, WITH_FILE, IN_TRAY = 340, 30, 5


def fill(office: Office) -> None:
    """Register the papers in the order of their arrival, leave the newest in the tray, send the others on their way."""
    made = papers(today(), REGISTERED + IN_TRAY)
    kinds = {(kind.system, kind.name): kind for kind in Kind.objects.all()}
    plain = [paper for paper in made if not paper.secrecy]
    with_file = set(map(id, plain[-(WITH_FILE + IN_TRAY) : -IN_TRAY]))
    waiting = set(map(id, plain[-IN_TRAY:]))
    entries = []
    with tempfile.TemporaryDirectory() as folder:
        for paper in made:
            if id(paper) in waiting:
                continue
            entry = _register(office, kinds, paper, Path(folder) if id(paper) in with_file else None)
            _pass_on(office, entry, paper)
            entries.append(entry)
        _leave_in_tray(office, kinds, [paper for paper in plain if id(paper) in waiting], Path(folder))
    let_live(office, entries)


def _register(office: Office, kinds: dict[tuple[str, str], Kind], paper: DemoPaper, folder: Path | None) -> Entry:
    """Enter one paper, with its file read first when `folder` is given."""
    fields = _fields(office, kinds, paper)
    clerk = office.people["vanthumat" if paper.secrecy else ("vanthu" if paper.number % 3 else "vanthu2")]
    register = office.registers[_register_for(paper)]
    options: dict[str, Any] = {
        "arrived_on": paper.arrived_on,
        "request_key": uuid.uuid4(),
        "receiver": "Lãnh đạo Văn phòng",
    }
    if folder is None:
        with database_role("chauban_web"):
            return enter_arrival(clerk, register, fields, **options)
    arrival = _receive(office, clerk, _file(office, kinds, paper, folder, as_scan=False))
    with database_role("chauban_worker"):
        workshop.bring_up_to_date(arrival.pk)
    with database_role("chauban_web"), acting(clerk):
        arrival = Arrival.objects.get(pk=arrival.pk)
        return register_arrival(clerk, arrival, register, fields, anyway=True, **options)


def _register_for(paper: DemoPaper) -> int:
    """Index of the register: classified papers have their own; what comes from above is entered for the committee."""
    if paper.secrecy:
        return 1
    return 2 if paper.issuer in {"tw", "cp"} else 0


def _fields(office: Office, kinds: dict[tuple[str, str], Kind], paper: DemoPaper) -> PaperFields:
    agency = office.agencies[paper.issuer]
    system = "party" if agency.system == "party" else "state"
    kind = kinds[system, paper.kind]
    notation, whole = symbol(paper.number, kind.code, agency.symbol, system)
    withheld = paper.secrecy > 0 and not paper.subject
    return PaperFields(
        kind=kind,
        number=f"{paper.number:02d}",
        notation=notation,
        symbol=whole,
        issued_on=paper.issued_on,
        place=agency.place,
        issuer=agency,
        issuer_name=agency.name,
        superior_name=agency.parent.name if agency.parent else "",
        subject=paper.subject,
        subject_withheld=withheld,
        signer_name=paper.signer,
        signer_post=paper.post.capitalize(),
        signer_authority=paper.authority,
        recipients="Thường trực Tỉnh ủy\nVăn phòng Tỉnh ủy",
        urgency=paper.urgency,
        secrecy=paper.secrecy,
        page_count=0 if paper.secrecy else 1 + paper.number % 9,
    )


def _file(office: Office, kinds: dict[tuple[str, str], Kind], paper: DemoPaper, folder: Path, *, as_scan: bool) -> Path:
    fields = _fields(office, kinds, paper)
    agency = office.agencies[paper.issuer]
    made = render.pdf(
        paper,
        agency=agency.short_name or agency.name,
        superior=fields.superior_name,
        symbol=fields.symbol,
        place=agency.place,
        system="party" if agency.system == "party" else "state",
        named=paper.kind != "Công văn",
    )
    path = folder / f"{fields.symbol.replace('/', '_')}.pdf"
    path.write_bytes(render.scan(made) if as_scan else made)
    return path


def _receive(office: Office, clerk: Person, path: Path) -> Arrival:
    with database_role("chauban_web"), acting(clerk):
        return receive(clerk, office.units["hclt"], Source.DEMO, path.name, path)


def _pass_on(office: Office, entry: Entry, paper: DemoPaper) -> None:
    """What a living office shows: some papers were sent to know, a number was voided."""
    with database_role("chauban_web"):
        if entry.number in {17, 94} and not paper.secrecy:
            clerk = office.people["vanthu"]
            with acting(clerk):
                void(clerk, entry, "Vào sổ trùng với văn bản đã đăng ký")
        elif not paper.secrecy and paper.number % 4 == 0:
            chief = office.people["chanhvp"]
            with acting(chief):
                document = Document.objects.get(pk=entry.document_id)
                units = [office.units[["th", "qt", "cycntt"][paper.number % 3]]]
                people = [office.people["chuyenvien"]] if paper.number % 8 == 0 else []
                send_to_know(chief, document, people=people, units=units, note="Để biết, phối hợp thực hiện")


def _leave_in_tray(office: Office, kinds: dict[tuple[str, str], Kind], waiting: list[DemoPaper], folder: Path) -> None:
    """The newest papers wait for the clerk: scans to be read, a digital file, and one that cannot be read."""
    clerk = office.people["vanthu"]
    for place, paper in enumerate(waiting):
        _receive(office, clerk, _file(office, kinds, paper, folder, as_scan=place % 2 == 0))
    broken = folder / f"fax-{today():%d-%m}.pdf"
    broken.write_bytes(b"%PDF-1.4\nbroken on the way\n")
    _receive(office, clerk, broken)
