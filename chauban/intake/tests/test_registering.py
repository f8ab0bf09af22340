"""From a checked paper to its number: once, for whoever may, with nothing of another paper and nothing classified."""

from __future__ import annotations

import threading
import time
import uuid

import pytest
from django.db import connection

from chauban.documents.models import Citation, Document, DocumentFile, DocumentPage
from chauban.documents.states import FileRole
from chauban.intake import acts
from chauban.intake.models import Arrival, Sheet
from chauban.intake.states import State
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.people.identity import acting
from chauban.registry.models import Entry
from chauban.vault.models import Page
from tests.jobs import run_jobs

from .conftest import fresh
from .entering import enter, fields
from .papers import LETTER, png_bytes


def test_a_paper_gets_its_number_its_pages_and_its_files(office, ready):
    arrival = ready()
    entry = enter(office, arrival)
    assert entry.number == 1
    with acting(office.clerk):
        arrival.refresh_from_db()
        assert (arrival.state, arrival.document_id) == (State.REGISTERED, entry.document_id)
        assert DocumentPage.objects.filter(document=entry.document_id).count() == 1
        files = dict(DocumentFile.objects.filter(document=entry.document_id).values_list("role", "file"))
        assert files[FileRole.ORIGINAL] == arrival.file_id
        assert set(files) == {FileRole.ORIGINAL, FileRole.ARCHIVAL}
        assert Document.objects.get(pk=entry.document_id).page_count == 1
    with acting(office.chief):  # who reads the register sees the page, too
        assert Page.objects.filter(document_pages__document=entry.document_id).exists()
    with acting(office.specialist):
        assert not Page.objects.exists()


def test_cited_documents_go_with_it(office, ready):
    arrival = ready([*LETTER, "Căn cứ Nghị quyết số 54-NQ/TW ngày 10/12/2019 của Bộ Chính trị, Sở báo cáo."])
    assert arrival.citations
    entry = enter(office, arrival)
    with acting(office.clerk):
        assert Citation.objects.filter(document=entry.document_id, symbol="54-NQ/TW").exists()


def test_what_is_cited_is_chosen_by_its_symbol(office, ready):
    arrival = ready([*LETTER, "Căn cứ Nghị quyết số 54-NQ/TW và Kết luận số 12-KL/TW của Bộ Chính trị, Sở báo cáo."])
    with acting(office.clerk):  # a page was put before meanwhile, and cites another
        arrival.citations = [arrival.citations[0] | {"symbol": "9-CT/TW"}, *arrival.citations]
        arrival.save(update_fields=["citations"])
    entry = acts.register(
        office.clerk, arrival, office.arrivals, fields(), arrived_on=today(), request_key=uuid.uuid4(),
        citations=["54-NQ/TW"],
    )  # fmt: skip
    with acting(office.clerk):
        assert [cited.symbol for cited in Citation.objects.filter(document=entry.document_id)] == ["54-NQ/TW"]


def test_the_searchable_copy_of_a_picture_is_named_as_the_pdf_it_is(office, receive, tmp_path):
    path = tmp_path / "scan.png"
    path.write_bytes(png_bytes())
    entry = enter(office, fresh(receive(path=path, name="scan.png"), office, work=True))
    with acting(office.clerk):
        names = dict(DocumentFile.objects.filter(document=entry.document_id).values_list("role", "name"))
    assert names == {FileRole.ORIGINAL: "scan.png", FileRole.ARCHIVAL: "scan.pdf"}


def test_the_same_bytes_are_told_even_when_a_page_was_left_out(office, ready):
    from chauban.intake import queries

    first = ready(LETTER, ["Trang hai"])
    with acting(office.clerk):
        second_page = first.sheets.last()
    acts.drop(office.clerk, second_page)
    entry = enter(office, fresh(first, office))
    run_jobs()
    again = ready(LETTER, ["Trang hai"])
    with acting(office.clerk):
        twin = queries.twin_of(again)
    assert twin is not None and twin.entry == entry
    with pytest.raises(acts.AlreadyHere):
        enter(office, again, symbol="9/KHÁC")


def test_a_double_click_gets_the_same_number(office, ready):
    arrival, key = ready(), uuid.uuid4()
    assert enter(office, arrival, key=key).pk == enter(office, arrival, key=key).pk


def test_the_second_clerk_is_told_who_was_first(office, ready):
    arrival = ready()
    enter(office, arrival)
    with pytest.raises(Refused, match=r"Võ Thị Mai.*1"):
        enter(office, arrival, person=office.clerk_two, anyway=True)
    with acting(office.clerk):
        assert Entry.objects.count() == 1


@pytest.mark.parametrize("name", ["chief", "head", "specialist", "archivist", "cipher", "administrator", "secretary"])
def test_others_find_no_such_paper(office, ready, name):
    arrival = ready()
    with pytest.raises(Refused):
        enter(office, arrival, person=office.people[name])


def test_the_same_bytes_and_the_same_symbol_are_told_before_a_number_is_spent(office, ready):
    first = enter(office, ready())
    again = ready()
    for changes in ({"symbol": "9/KHÁC"}, {"symbol": "127/syt-nvy", "issuer_name": "Sở y tế"}):
        with pytest.raises(acts.AlreadyHere) as told:
            enter(office, again, **changes)
        assert told.value.entries == [first]
    assert enter(office, again, anyway=True).number == 2


def test_a_voided_number_is_no_double(office, ready):
    from chauban.registry.acts import void

    entry = enter(office, ready())
    void(office.clerk, entry, "Vào nhầm sổ")
    assert enter(office, ready()).number == 2


def test_a_double_that_may_not_be_read_is_not_told(office, ready):
    acts.register_without_scan(
        office.secret_clerk, None, office.arrivals_classified, fields(secrecy=1),
        arrived_on=today(), request_key=uuid.uuid4(),
    )  # fmt: skip
    assert enter(office, ready()).number == 1


def test_a_classified_paper_with_a_scan_is_refused(office, ready):
    with pytest.raises(Refused) as told:
        enter(office, ready(), person=office.secret_clerk, register=office.arrivals_classified, secrecy=1)
    assert told.value.field == "secrecy"


def test_a_part_of_joined_papers_names_its_own_file(office, ready):
    first, second = ready(), ready(["Trang hai"], name="hai.pdf")
    acts.join(office.clerk, first, [second])
    with acting(office.clerk):
        before = first.sheets.last()
    other = acts.split(office.clerk, fresh(first, office), before)
    assert fresh(other, office, work=True).file_id != fresh(first, office).file_id


def test_in_an_isolated_installation_the_scan_stays_for_those_cleared(office, ready, settings):
    settings.MODE = "isolated"
    arrival = ready()
    enter(office, arrival, person=office.secret_clerk, register=office.arrivals_classified, secrecy=1)
    with acting(office.clerk):  # the tray tells nothing of it any more
        assert not Arrival.objects.exists() and not Sheet.objects.exists() and not Page.objects.exists()
    with acting(office.secret_clerk):
        assert Arrival.objects.get().state == State.REGISTERED


def test_a_file_that_cannot_be_read_is_registered_as_it_came(office, receive, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 nothing more")
    arrival = fresh(receive(path=path), office, work=True)
    entry = enter(office, arrival)
    with acting(office.clerk):
        assert list(DocumentFile.objects.filter(document=entry.document_id).values_list("role", flat=True)) == [
            "original"
        ]


def test_what_is_being_read_waits(office, receive):
    with pytest.raises(Refused):
        enter(office, receive())


def test_a_voided_paper_goes_back_and_is_registered_anew(office, ready):
    arrival = ready()
    entry = enter(office, arrival)
    acts.return_to_tray(office.clerk, entry, "Vào nhầm sổ")
    assert fresh(arrival, office).state == State.READY
    again = enter(office, fresh(arrival, office))
    with acting(office.clerk):
        entry.refresh_from_db()
        assert (entry.void_reason, again.number) == ("Vào nhầm sổ", 2)
        assert again.document_id != entry.document_id


def test_a_file_without_pages_goes_back_as_one_that_cannot_be_read(office, receive, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 nothing more")
    arrival = fresh(receive(path=path), office, work=True)
    acts.return_to_tray(office.clerk, enter(office, arrival), "Vào nhầm sổ")
    arrival = fresh(arrival, office)
    assert (arrival.state, arrival.failure) == (State.FAILED, "broken")
    assert acts.retry(office.clerk, arrival).state == State.WAITING


def test_a_paper_without_a_scan_does_not_go_back(office):
    entry = acts.register_without_scan(
        office.clerk, None, office.arrivals, fields(), arrived_on=today(), request_key=uuid.uuid4()
    )
    with pytest.raises(Refused):
        acts.return_to_tray(office.clerk, entry, "Nhầm")
    with acting(office.clerk):
        entry.refresh_from_db()
        assert entry.voided_at is None


def test_two_clerks_at_once_spend_one_number(committed_office, tmp_path):
    from chauban.intake.states import Source

    from . import papers

    office = committed_office
    arrival = acts.receive(office.clerk, office.registry_unit, Source.UPLOAD, "a.pdf", papers.pdf(tmp_path / "a.pdf"))
    run_jobs()
    assert at_once(office, arrival, arrival) == [1, Refused]
    with acting(office.clerk):
        assert Entry.objects.count() == 1


@pytest.mark.parametrize("same", ["symbol", "file"])
def test_two_scans_of_one_paper_at_once_spend_one_number(committed_office, tmp_path, monkeypatch, same):
    from chauban.intake.acts import registering
    from chauban.intake.states import Source

    from . import papers

    office = committed_office
    words = [papers.LETTER, papers.LETTER if same == "file" else [*papers.LETTER, "quét lại"]]
    files = [papers.pdf(tmp_path / f"{number}.pdf", each) for number, each in enumerate(words)]
    if same == "file":
        files[1].write_bytes(files[0].read_bytes())
    arrivals = [acts.receive(office.clerk, office.registry_unit, Source.UPLOAD, "a.pdf", file) for file in files]
    run_jobs()
    slow = registering.check_is_new

    def check(*values) -> None:
        slow(*values)
        time.sleep(0.5)  # long enough for the other to look, too

    monkeypatch.setattr(registering, "check_is_new", check)
    symbols = ["1/SYT-NVY", "2/SYT-NVY"] if same == "file" else ["127/SYT-NVY", "127/syt-nvy"]
    assert at_once(office, *arrivals, symbols=symbols) == [1, acts.AlreadyHere]


@pytest.mark.parametrize("how", ["with its scan", "without a scan", "erased"])
def test_enter_pressed_twice_while_the_first_is_at_work_is_answered_with_its_number(
    committed_office, tmp_path, monkeypatch, how
):
    from chauban.intake.acts import erasing, registering
    from chauban.intake.states import Source

    from . import papers

    office, key = committed_office, uuid.uuid4()
    outcomes: list[object] = []
    arrival = acts.receive(office.clerk, office.registry_unit, Source.UPLOAD, "a.pdf", papers.pdf(tmp_path / "a.pdf"))
    run_jobs()
    look = registering.check_is_new

    def check(*values) -> None:
        look(*values)
        time.sleep(0.5)  # long enough for the second Enter

    def press() -> None:
        try:
            if how == "with its scan":
                outcomes.append(enter(office, arrival, key=key).number)
                return
            register, secrecy = (office.arrivals_classified, 1) if how == "erased" else (office.arrivals, 0)
            entry = acts.register_without_scan(
                office.secret_clerk, arrival if how == "erased" else None, register, fields(secrecy=secrecy),
                arrived_on=today(), request_key=key,
            )  # fmt: skip
            outcomes.append(entry.number)
        except Refused as refusal:
            outcomes.append(str(refusal))
        finally:
            connection.close()

    for room in (registering, erasing):
        monkeypatch.setattr(room, "check_is_new", check)
    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [1, 1]


def at_once(office, *arrivals: Arrival, symbols=("127/SYT-NVY", "127/SYT-NVY")) -> list[object]:
    """What two clerks get who press Enter at the same moment: the number, then the refusal."""
    outcomes: list[object] = []

    def press(person, arrival, symbol) -> None:
        try:
            outcomes.append(enter(office, arrival, person=person, symbol=symbol).number)
        except Refused as refusal:
            outcomes.append(type(refusal))
        finally:
            connection.close()

    clerks = (office.clerk, office.clerk_two)
    threads = [threading.Thread(target=press, args=each) for each in zip(clerks, arrivals, symbols, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes, key=lambda outcome: not isinstance(outcome, int))
