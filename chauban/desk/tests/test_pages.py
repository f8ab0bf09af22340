"""The desk, the list and the document's page as people use them."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image, ImageChops

from chauban.documents.acts import send_to_know
from chauban.documents.models import Citation, Document, Seen
from chauban.intake.models import Arrival
from chauban.kernel.clock import today
from chauban.people.identity import acting
from chauban.registry.acts import correct_entry, note_passing, void
from conftest import database_role
from tests.shelf import entered, keep, put

MOST_STATEMENTS = 25


def statements(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("path", ["/documents/", "/", "/search/?q=dich"])
def test_a_page_costs_the_same_for_3_and_30(office, client_as, path):
    costs = []
    for count in (3, 27):
        for number in range(count):
            document = put(office, symbol=f"{number}/A", pages=["Phòng, chống dịch"] if number < 2 else None)
            send_to_know(office.clerk, document, people=[office.chief], units=[], note="")
        costs.append(statements(client_as(office.chief), path))
    assert costs[0] == costs[1]
    assert costs[0] <= MOST_STATEMENTS


def test_the_document_page_costs_the_same_whatever_hangs_on_it(office, client_as):
    """Also when it is opened for the first time, which is written down; what it cites costs one more."""
    plain = put(office, pages=["Một"])
    entry = entered(office, symbol="99/B", pages=["Một", "Hai", "Ba"])
    rich = entry.document
    for name in ("specialist", "head", "editor"):
        send_to_know(office.clerk, rich, people=[office.people[name]], units=[], note="Để biết")
        correct_entry(office.clerk, entry, {"subject": f"Sửa lần {name}"}, "Đọc sai")
    with database_role("none"):
        for number in range(5):
            Citation.objects.create(document=rich, symbol=f"{number}/C")
    client = client_as(office.clerk)
    client.get("/")
    first: list[int] = []
    again: list[int] = []
    for document in (plain, rich):
        for costs in (first, again):
            with CaptureQueriesContext(connection) as captured:
                client.get(f"/documents/{document.pk}/")
            costs.append(len(captured))
    assert first[1] == first[0] + 1
    assert again[1] == again[0] + 1
    assert max(first) <= MOST_STATEMENTS


def test_every_role_has_a_desk(office, client_as):
    put(office, urgency=3, symbol="3/CĐ")
    for person in office.people.values():
        assert "<h1>" in text(client_as(person).get("/"))


def test_a_clerks_desk_begins_with_the_tray(office, client_as):
    assert "/intake/next/" not in text(client_as(office.clerk).get("/"))
    with database_role("none"):
        file = keep(b"%PDF-1.4", "application/pdf")
        for name, state, urgency in (
            ("a.pdf", "ready", None),
            ("b.pdf", "ready", "hoa_toc"),
            ("c.pdf", "failed", None),
        ):
            proposals = {"urgency": {"value": urgency}, "subject": {"value": f"Trích yếu {name}"}} if urgency else {}
            Arrival.objects.create(unit=office.registry_unit, name=name, state=state, file=file, proposals=proposals)
        Arrival.objects.create(unit=office.general, name="của đơn vị khác.pdf", state="ready", file=file)
    page = text(client_as(office.clerk).get("/"))
    assert page.index("Trích yếu b.pdf") < page.index("a.pdf</a>") < page.index("c.pdf</a>")
    assert page.split("Trích yếu b.pdf")[0].rsplit("<li", 1)[1].startswith(' class="desk-line pressing"')
    assert "/intake/next/" in page
    assert "của đơn vị khác.pdf" not in page
    assert "a.pdf" not in text(client_as(office.chief).get("/"))


def test_what_is_sent_appears_on_the_desk_and_leaves_it_when_opened(office, client_as):
    document = put(office, symbol="54-NQ/TW")
    send_to_know(office.clerk, document, people=[office.specialist], units=[], note="Mời đồng chí nghiên cứu")
    desk = text(client_as(office.specialist).get("/"))
    assert "54-NQ/TW" in desk
    assert "Mời đồng chí nghiên cứu" in desk
    assert "54-NQ/TW" in text(client_as(office.specialist).get("/documents/?unread=on"))
    client_as(office.specialist).get(f"/documents/{document.pk}/")
    assert "Mời đồng chí nghiên cứu" not in text(client_as(office.specialist).get("/"))
    assert "54-NQ/TW" not in text(client_as(office.specialist).get("/documents/?unread=on"))


def test_a_leader_sees_urgent_papers_first(office, client_as):
    put(office, urgency=1, symbol="1/KHẨN")
    put(office, urgency=3, symbol="2/HỎA")
    page = text(client_as(office.chief).get("/"))
    assert page.index("2/HỎA") < page.index("1/KHẨN")


def test_the_most_urgent_of_many_comes_first_and_a_voided_one_is_gone(office, client_as):
    put(office, urgency=3, symbol="2/HỎA")
    gone = entered(office, urgency=3, symbol="3/HỦY")
    client = client_as(office.chief)
    assert '<span class="count urgent">2</span>' in urgent_of(client)
    void(office.clerk, gone, "Vào sổ nhầm")
    for number in range(9):
        put(office, urgency=1, symbol=f"{number}/KHẨN")
    found = urgent_of(client)
    assert found.index("2/HỎA") < found.index("8/KHẨN")
    assert "3/HỦY" not in found
    assert 'class="count urgent"' not in found, "a list that is cut has no count"


def urgent_of(client) -> str:
    """The urgent papers of the last seven days."""
    return text(client.get("/")).split('aria-labelledby="urgent"')[1].split("</section>")[0]


def test_what_changes_on_an_open_page_is_asked_for_alone(office, client_as):
    document = put(office, pages=["Một"])
    client = client_as(office.clerk)
    path = f"/documents/{document.pk}/"
    assert statements(client, f"{path}story/") < statements(client, path) - 2


def test_the_page_tells_the_whole_story(office, client_as):
    entry = entered(office, symbol="15/QĐ-UBND", subject="Phê duyệt quy hoạch", pages=["Điều 1."])
    cited = put(office, symbol="54-NQ/TW")
    unreadable = put(office, symbol="7/TUYỆT", secrecy=3)
    with database_role("none"):
        for symbol in (cited.symbol, unreadable.symbol, "1/KHÔNG-CÓ"):
            Citation.objects.create(document=entry.document, symbol=symbol)
    correct_entry(office.clerk, entry, {"issued_on": dt.date(2026, 1, 2)}, "Máy đọc sai ngày")
    send_to_know(office.clerk, entry.document, people=[], units=[office.general], note="Kính chuyển")
    page = text(client_as(office.clerk).get(f"/documents/{entry.document_id}/"))
    for words in (
        "15/QĐ-UBND", "Phê duyệt quy hoạch", "02/01/2026", "Máy đọc sai ngày", "Kính chuyển", "Phòng Tổng hợp",
        f'href="/documents/{cited.pk}/"', "7/TUYỆT", "1/KHÔNG-CÓ", f"/registers/entries/{entry.pk}/",
        f"/documents/{entry.document_id}/pages/1/image/",
    ):  # fmt: skip
        assert words in page
    assert f'href="/documents/{unreadable.pk}/"' not in page


def test_a_receiver_is_not_yet_one_it_was_passed_to(office, client_as):
    entry = entered(office)
    client = client_as(office.clerk)
    for passed_on in (None, today()):
        note_passing(office.clerk, entry, receiver="Phòng Tổng hợp", passed_on=passed_on, note="")
        page = text(client.get(f"/documents/{entry.document_id}/"))
        assert "Phòng Tổng hợp" in page
        assert ("<dt>Ngày chuyển</dt>" in page) == (passed_on is not None)


@pytest.mark.parametrize("name", ["chief", "secret_clerk"])
def test_the_files_of_a_classified_paper_are_its_keepers(office, client_as, name):
    """Whoever else reads it sees its pages with their name over them."""
    document = put(office, secrecy=1, subject="Kín", pages=["A"])
    with acting(office.secret_clerk):
        address = f"/documents/{document.pk}/files/{document.files.get().pk}/"
    client, kept = client_as(office.people[name]), name == "secret_clerk"
    assert client.get(address).status_code == (200 if kept else 403)
    assert (address in text(client.get(f"/documents/{document.pk}/"))) == kept


def test_a_voided_number_is_told_with_its_reason(office, client_as):
    entry = entered(office)
    void(office.clerk, entry, "Vào sổ nhầm văn bản")
    page = text(client_as(office.chief).get(f"/documents/{entry.document_id}/"))
    assert "Vào sổ nhầm văn bản" in page
    assert "desk-voided" in page


def test_a_withheld_subject_is_said_to_be_withheld(office, client_as):
    document = put(office, secrecy=3)
    client = client_as(office.secret_clerk)
    for path in (f"/documents/{document.pk}/", "/documents/"):
        assert "(không ghi trích yếu)" in text(client.get(path))


@pytest.mark.parametrize("typed", ["chosen", "name", "name without marks"])
def test_sending_from_the_page(office, client_as, typed):
    document = put(office)
    data = {
        "chosen": {"to": f"person:{office.specialist.pk}", "name": "Đỗ Thùy Linh"},
        "name": {"name": "Đỗ Thùy Linh"},
        "name without marks": {"name": "do thuy linh"},
    }[typed]
    answer = client_as(office.clerk).post(f"/documents/{document.pk}/send/", data | {"note": "Để biết"})
    assert answer.status_code == 302
    with acting(office.specialist):
        assert Document.objects.filter(pk=document.pk).exists()


@pytest.mark.parametrize(
    "data",
    [
        {"name": ""},
        {"name": "Người Không Có"},
        {"name": "phong"},
        {"name": "thùy linh"},
        {"to": "unit:999999", "name": "x"},
    ],
)
def test_a_sending_to_nobody_keeps_what_was_typed(office, client_as, data):
    document = put(office)
    answer = client_as(office.clerk).post(f"/documents/{document.pk}/send/", data | {"note": "Lời nhắn dài"})
    assert answer.status_code == 422
    assert "Lời nhắn dài" in answer.content.decode()


def test_sending_twice_says_so_at_the_field(office, client_as):
    document = put(office)
    client, data = client_as(office.clerk), {"name": "Đỗ Thùy Linh"}
    client.post(f"/documents/{document.pk}/send/", data)
    assert client.post(f"/documents/{document.pk}/send/", data).status_code == 422


def test_taking_back_from_the_page(office, client_as):
    document = put(office)
    client_as(office.clerk).post(f"/documents/{document.pk}/send/", {"name": "Đỗ Thùy Linh"})
    page = text(client_as(office.clerk).get(f"/documents/{document.pk}/"))
    address = page.split("/take-back/")[0].rsplit('"', 1)[1] + "/take-back/"
    assert client_as(office.clerk).post(address).status_code == 302
    with acting(office.specialist):
        assert not Document.objects.filter(pk=document.pk).exists()


@pytest.mark.parametrize(
    "query", ["before=abc", "before=999999999999999999999", "kind=x", "volume=x", "issued_from=31/2"]
)
def test_nonsense_in_the_address_is_answered(office, client_as, query):
    put(office)
    assert client_as(office.clerk).get(f"/documents/?{query}").status_code == 200


def test_htmx_gets_the_results_alone(office, client_as):
    put(office)
    for path in ("/documents/", "/search/?q=dich"):
        page = text(client_as(office.clerk).get(path, headers={"HX-Request": "true"}))
        assert page.lstrip().startswith('<section id="results"')


def test_the_list_is_narrowed_by_book_and_day_of_arrival(office, client_as):
    put(office, symbol="1/THƯỜNG")
    put(office, symbol="2/MẬT", secrecy=1, subject="Kín")
    client = client_as(office.secret_clerk)
    classified = text(client.get(f"/documents/?volume={office.classified_volume.pk}"))
    assert "2/MẬT" in classified
    assert "1/THƯỜNG" not in classified
    tomorrow = today() + dt.timedelta(days=1)
    assert "1/THƯỜNG" in text(client.get(f"/documents/?arrived_from={today():%d/%m/%Y}"))
    assert "1/THƯỜNG" not in text(client.get(f"/documents/?arrived_from={tomorrow:%d/%m/%Y}"))


def picture(client, document) -> Image.Image:
    response = client.get(f"/documents/{document.pk}/pages/1/image/")
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return Image.open(io.BytesIO(content)).convert("L")


def test_a_classified_page_carries_the_readers_name(office, client_as):
    plain, secret = put(office, pages=["A"]), put(office, secrecy=1, subject="Kín", pages=["A"])
    clean = picture(client_as(office.chief), plain)
    mine = picture(client_as(office.chief), secret)
    theirs = picture(client_as(office.secret_clerk), secret)
    assert clean.crop((0, 100, 149, 211)).getextrema()[0] == 255
    assert any(mine.convert("L").histogram()[:230])
    assert ImageChops.difference(mine, theirs).getbbox() is not None


def test_opening_is_remembered(office, client_as):
    document = put(office)
    client_as(office.clerk).get(f"/documents/{document.pk}/")
    with acting(office.clerk):
        assert Seen.objects.filter(document=document, person=office.clerk).exists()
