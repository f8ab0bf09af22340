"""Pages on the table: turned, dropped, put in order, parted, joined; and no paper keeps another's pages."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from chauban.documents.models import DocumentFile, DocumentPage
from chauban.intake import acts
from chauban.intake.models import Arrival
from chauban.intake.states import State
from chauban.kernel.refused import Refused
from chauban.people.identity import acting
from chauban.vault.models import File
from tests.jobs import run_jobs

from .conftest import fresh
from .entering import enter
from .papers import LETTER

OTHER = [line.replace("127", "128").replace("SYT-NVY", "SXD-QLN") for line in LETTER]


def sheets(office, arrival):
    with acting(office.clerk):
        return list(arrival.sheets.select_related("page__file"))


def texts(office, arrival) -> list[str]:
    return [sheet.page.text for sheet in sheets(office, arrival)]


def test_a_turned_page_is_read_anew_in_its_direction(office, ready):
    arrival = ready()
    sheet = sheets(office, arrival)[0]
    before = (sheet.page.width, sheet.page.height)
    acts.turn(office.clerk, sheet, 90)
    assert fresh(arrival, office).state == State.WAITING
    arrival = fresh(arrival, office, work=True)
    after = sheets(office, arrival)[0]
    assert arrival.state == State.READY
    assert (after.turn, after.page.turn) == (90, 90)
    assert (round(after.page.width), round(after.page.height)) == (round(before[1]), round(before[0]))
    assert after.page.pk != sheet.page.pk


def test_turned_all_the_way_round_it_is_the_first_page_again(office, ready):
    arrival = ready()
    sheet = sheets(office, arrival)[0]
    for _ in range(4):
        acts.turn(office.clerk, sheet, 90)
    assert fresh(arrival, office, work=True).state == State.READY
    assert sheets(office, arrival)[0].page_id == sheet.page_id


def test_no_page_is_turned_by_an_odd_angle(office, ready):
    with pytest.raises(Refused):
        acts.turn(office.clerk, sheets(office, ready())[0], 45)


def test_a_dropped_page_is_left_out_and_can_be_put_back(office, ready):
    arrival = ready(LETTER, ["Trang hai"])
    first, second = sheets(office, arrival)
    acts.drop(office.clerk, first)
    assert "symbol" not in fresh(arrival, office).proposals
    with pytest.raises(Refused):
        acts.drop(office.clerk, second)
    acts.put_back(office.clerk, first)
    assert fresh(arrival, office).proposals["symbol"]["value"] == "127/SYT-NVY"


def test_pages_are_put_in_order(office, ready):
    arrival = ready(["Trang hai"], LETTER)
    second, first = sheets(office, arrival)
    acts.reorder(office.clerk, arrival, [first.pk, second.pk])
    assert texts(office, arrival)[1].strip() == "Trang hai"
    for wrong in ([first.pk], [first.pk, first.pk], [first.pk, second.pk, 0]):
        with pytest.raises(Refused):
            acts.reorder(office.clerk, arrival, wrong)


def test_each_part_of_a_scan_gets_a_file_of_its_own_pages(office, ready):
    arrival = ready(LETTER, OTHER, ["Phụ lục"])
    bundle = arrival.file_id
    other = acts.split(office.clerk, arrival, sheets(office, arrival)[1])
    run_jobs()
    arrival, other = fresh(arrival, office), fresh(other, office)
    assert (arrival.state, other.state) == (State.READY, State.READY)
    assert other.proposals["symbol"]["value"] == "128/SXD-QLN"
    assert len({arrival.file_id, other.file_id, bundle}) == 3
    for part, pages in ((arrival, 1), (other, 2)):
        with acting(office.clerk), pikepdf.open(part.file.path) as pdf:
            assert len(pdf.pages) == pages
    with acting(office.clerk):
        assert not File.objects.filter(pk=bundle).exists()
        assert not Path(File(sha256=bundle).path).exists()
    entry = enter(office, other, symbol="128/SXD-QLN")
    with acting(office.clerk):
        held = {file.file_id for file in DocumentFile.objects.filter(document=entry.document_id)}
        assert other.file_id in held and bundle not in held
        assert DocumentPage.objects.filter(document=entry.document_id).count() == 2


def test_a_scan_is_not_parted_before_its_first_page(office, ready):
    arrival = ready(LETTER, OTHER)
    with pytest.raises(Refused):
        acts.split(office.clerk, arrival, sheets(office, arrival)[0])


def test_a_page_turned_while_the_scan_is_parted_is_followed(office, ready):
    arrival = ready(LETTER, OTHER)
    first, second = sheets(office, arrival)
    other = acts.split(office.clerk, arrival, second)
    acts.turn(office.clerk, first, 180)
    run_jobs()
    assert fresh(arrival, office).state == fresh(other, office).state == State.READY
    for part in (arrival, other):
        (sheet,) = sheets(office, part)
        assert sheet.turn == sheet.page.turn


def test_papers_are_joined(office, ready):
    first, second = ready(LETTER, name="mot.pdf"), ready(["Trang hai"], ["Trang ba"], name="hai.pdf")
    acts.join(office.clerk, first, [second])
    assert [text.strip().split("\n")[-1] for text in texts(office, first)][1:] == ["Trang hai", "Trang ba"]
    assert [sheet.position for sheet in sheets(office, first)] == [1, 2, 3]
    assert fresh(second, office).state == State.DISCARDED
    with pytest.raises(Refused):
        acts.take_back(office.clerk, fresh(second, office))
    entry = enter(office, fresh(first, office))
    run_jobs()
    with acting(office.clerk):
        roles = DocumentFile.objects.filter(document=entry.document_id).order_by("role")
        assert [file.role for file in roles] == ["archival", "original", "original"]
        with pikepdf.open(roles[0].file.path) as pdf:
            assert len(pdf.pages) == 3


def test_a_dropped_page_is_in_no_file_of_the_document(office, ready):
    arrival = ready(LETTER, OTHER)
    acts.drop(office.clerk, sheets(office, arrival)[1])
    entry = enter(office, fresh(arrival, office))
    run_jobs()
    with acting(office.clerk):
        files = DocumentFile.objects.filter(document=entry.document_id).select_related("file")
        assert {file.role for file in files} == {"archival", "original"}
        for file in files:
            with pikepdf.open(file.file.path) as pdf:
                assert len(pdf.pages) == 1


def test_a_registered_paper_is_not_arranged_any_more(office, ready):
    arrival = ready(LETTER, OTHER)
    first = sheets(office, arrival)[0]
    enter(office, arrival)
    for act in (
        lambda: acts.turn(office.clerk, first, 90),
        lambda: acts.drop(office.clerk, first),
        lambda: acts.split(office.clerk, arrival, first),
    ):
        with pytest.raises(Refused):
            act()


def test_nobody_else_arranges(office, ready):
    arrival = ready(LETTER, OTHER)
    first = sheets(office, arrival)[0]
    for name in ("chief", "specialist", "administrator", "archivist"):
        with pytest.raises(Refused):
            acts.turn(office.people[name], first, 90)
    assert fresh(arrival, office).state == State.READY
    with acting(office.clerk):
        assert Arrival.objects.count() == 1
