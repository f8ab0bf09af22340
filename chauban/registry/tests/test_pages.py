"""Who sees which page, and what the pages do."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from chauban.kernel.clock import today
from chauban.people.identity import acting
from chauban.registry.acts import void
from chauban.registry.models import Entry, Volume
from tests.office import PEOPLE

from .entering import enter, enter_secret, give_page

KEEPERS = {"clerk", "clerk_two", "secret_clerk"}
#: Units that read the ordinary book: its keeper's and the office's leadership.
READERS = {"chief", "deputy_chief", "clerk", "clerk_two", "secret_clerk", "archivist"}
#: Of those, cleared for a confidential paper.
SECRET_READERS = {"chief", "deputy_chief", "secret_clerk"}
#: Who may know of the classified register at all: a reading unit, cleared from its lowest level on.
SECRET_BOOK = SECRET_READERS


@pytest.fixture
def entry(office) -> Entry:
    return enter(office)


@pytest.fixture
def secret(office) -> Entry:
    return enter_secret(office, subject="Phương án bảo vệ")


def address(name: str, row) -> str:
    return reverse(f"registry:{name}", args=[row.pk])


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_sees_the_ordinary_book_and_readers_its_rows(office, client_as, entry, name):
    page = client_as(office.people[name]).get(address("volume", office.volume))
    assert page.status_code == 200
    assert (entry.document.subject in page.content.decode()) == (name in READERS)


@pytest.mark.parametrize("name", PEOPLE)
def test_the_classified_book_is_there_for_its_readers_only(office, client_as, secret, name):
    client = client_as(office.people[name])
    for page in ("volume", "print", "export", "closing"):
        assert (client.get(address(page, office.classified_volume)).status_code == 200) == (name in SECRET_BOOK)
    listed = client.get(reverse("registry:registers")).content.decode()
    assert (address("volume", office.classified_volume) in listed) == (name in SECRET_BOOK)


@pytest.mark.parametrize("name", PEOPLE)
def test_an_entry_is_there_for_its_readers_only(office, client_as, entry, secret, name):
    client = client_as(office.people[name])
    for row, readers in ((entry, READERS), (secret, SECRET_READERS)):
        for page in ("entry", "row", "passing"):
            assert client.get(address(page, row)).status_code == (200 if name in readers else 404)


@pytest.mark.parametrize("name", PEOPLE)
def test_only_its_keepers_change_an_entry(office, client_as, entry, secret, name):
    client = client_as(office.people[name])
    changed = [
        client.post(address("entry", entry), correction(entry, symbol="13/SYT-NV")).status_code,
        client.post(address("passing", entry), {"receiver": "Phòng Tổng hợp"}).status_code,
        client.post(address("void", entry), {"reason": "Nhầm"}).status_code,
    ]
    expected = 302 if name in KEEPERS else 422 if name in READERS else 404
    assert changed == [expected] * 3
    refused = client.post(address("void", secret), {"reason": "Nhầm"}).status_code
    assert refused == (302 if name == "secret_clerk" else 422 if name in SECRET_READERS else 404)
    with acting(office.secret_clerk):
        entry.refresh_from_db()
        assert bool(entry.voided_at) == (name in KEEPERS)


@pytest.mark.parametrize("name", PEOPLE)
def test_only_its_keepers_sign_off_and_close(office, client_as, entry, name):
    client = client_as(office.people[name])
    numbers = {"first": 1, "last": 1}
    assert client.post(address("sign-off", office.volume), numbers).status_code == (302 if name in KEEPERS else 422)
    answer = client.post(address("close", office.volume), {"last_number": 1, "early": "on"})
    assert answer.status_code == (302 if name in KEEPERS else 422)
    with acting(office.clerk):
        assert bool(Volume.objects.get(pk=office.volume.pk).closed_at) == (name in KEEPERS)


@pytest.mark.parametrize("name", PEOPLE)
def test_only_an_administrator_changes_registers(office, client_as, name):
    client = client_as(office.people[name])
    expected = 200 if name == "administrator" else 403
    assert client.get(reverse("registry:add-register")).status_code == expected
    assert client.get(address("change-register", office.arrivals)).status_code == expected
    assert client.post(address("retire-register", office.arrivals), {"retired": "1"}).status_code == (
        302 if name == "administrator" else 403
    )
    opened = client.get(address("open-volume", office.arrivals)).status_code
    assert opened == (200 if name in KEEPERS | {"administrator"} else 403)


def test_nobody_who_is_not_signed_in_sees_anything(office, client, entry):
    for name, row in (("volume", office.volume), ("entry", entry), ("print", office.volume)):
        assert client.get(address(name, row)).status_code == 302


def test_what_asks_for_a_change_must_be_posted(office, client_as, entry):
    client = client_as(office.clerk)
    for name, row in (("void", entry), ("move-stamp", entry), ("close", office.volume), ("sign-off", office.volume)):
        assert client.get(address(name, row)).status_code == 405


def correction(entry: Entry, **changes) -> dict[str, object]:
    """What the correction form sends, all fields as they stand but `changes`."""
    document = entry.document
    values = {
        "arrived_on": f"{entry.arrived_on:%d/%m/%Y}", "symbol": document.symbol, "issuer_name": document.issuer_name,
        "subject": document.subject, "urgency": document.urgency, "page_count": document.page_count,
        "reason": "Vào sổ nhầm",
    }  # fmt: skip
    return values | changes


def test_a_correction_shows_what_stood_before(office, client_as, entry):
    client = client_as(office.clerk)
    client.post(address("entry", entry), correction(entry, symbol="13-CV/SYT"))
    page = client.get(address("entry", entry)).content.decode()
    assert "12/SYT-NV" in page and "13-CV/SYT" in page and "Vào sổ nhầm" in page
    with acting(office.clerk):
        entry.document.refresh_from_db()
    assert (entry.document.number, entry.document.notation) == ("13", "CV/SYT")


def test_the_papers_own_note_is_corrected_with_its_history(office, client_as, entry):
    client = client_as(office.clerk)
    for note in ("Bản sao", "Bản chính"):
        assert client.post(address("entry", entry), correction(entry, note=note)).status_code == 302
    for page in (address("entry", entry), reverse("desk:document", args=[entry.document_id])):
        assert re.search("Ghi chú[:,] <del>Bản sao</del>", client.get(page).content.decode())
    assert 'value="Bản chính"' in client.get(address("entry", entry)).content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": ""},
        {"subject": "", "reason": "x"},
        {"issuer_name": ""},
        {"symbol": "12/SYT-NV"},
        {"arrived_on": "30/02/2026"},
        {"issued_on": "31/12/2099"},
        {"urgency": 9},
    ],
)
def test_a_refused_correction_keeps_what_was_typed(office, client_as, entry, changes):
    sent = correction(entry, signer_name="Nguyễn Thị Bảy", **changes)
    if changes == {"symbol": "12/SYT-NV"}:
        sent["signer_name"] = ""  # nothing differs at all
    answer = client_as(office.clerk).post(address("entry", entry), sent)
    assert answer.status_code == 422
    assert sent["signer_name"] in answer.content.decode()
    with acting(office.clerk):
        entry.document.refresh_from_db()
    assert entry.document.signer_name == ""


def test_an_arrival_date_is_corrected_inside_its_book_only(office, client_as, entry):
    client = client_as(office.clerk)
    for day in (today() + dt.timedelta(days=1), office.volume.starts_on - dt.timedelta(days=1)):
        answer = client.post(address("entry", entry), correction(entry, arrived_on=f"{day:%d/%m/%Y}"))
        assert answer.status_code == 422
    client.post(address("entry", entry), correction(entry, arrived_on=f"{office.volume.starts_on:%d/%m/%Y}"))
    with acting(office.clerk):
        entry.refresh_from_db()
        assert entry.arrived_on == office.volume.starts_on
        (kept,) = entry.document.corrections.all()
    assert (kept.field, kept.before) == ("arrived_on", f"{today():%d/%m/%Y}")
    for page in (address("entry", entry), reverse("desk:document", args=[entry.document_id])):
        assert "Ngày đến" in client.get(page).content.decode()


def test_an_hour_goes_with_its_urgency_and_no_other(office, client_as, entry):
    client = client_as(office.clerk)
    timed = {"urgency": 4, "urgent_until": ""}
    assert client.post(address("entry", entry), correction(entry, **timed)).status_code == 422
    timed["urgent_until"] = f"14h30 {today():%d/%m/%Y}"
    assert client.post(address("entry", entry), correction(entry, **timed)).status_code == 302
    page = client.get(address("entry", entry)).content.decode()
    assert f'value="14h30 {today():%d/%m/%Y}"' in page
    timed["urgency"] = 1
    assert client.post(address("entry", entry), correction(entry, **timed)).status_code == 302
    with acting(office.clerk):
        entry.document.refresh_from_db()
        assert "14:30" in [each.before[-5:] for each in entry.document.corrections.filter(field="urgent_until")]
    assert (entry.document.urgency, entry.document.urgent_until) == (1, None)


def test_a_subject_is_withheld_by_ticking_alone(office, client_as, secret):
    sent = correction(secret, secrecy=1, subject_withheld="on")
    assert client_as(office.secret_clerk).post(address("entry", secret), sent).status_code == 302
    with acting(office.secret_clerk):
        secret.document.refresh_from_db()
    assert (secret.document.subject_withheld, secret.document.subject) == (True, "")


def test_a_number_with_a_scan_goes_back_to_the_tray_by_a_button(office, client_as, entry, tmp_path, settings):
    client, link = client_as(office.clerk), reverse("intake:return_to_tray", args=[entry.pk])
    assert link not in client.get(address("entry", entry)).content.decode()
    give_page(entry.document, settings.VAULT, tmp_path)
    assert link in client.get(address("entry", entry)).content.decode()
    assert link not in client_as(office.chief).get(address("entry", entry)).content.decode()


@pytest.mark.parametrize("name", sorted(SECRET_READERS))
def test_the_copy_of_a_classified_paper_is_its_keepers(office, client_as, secret, name, tmp_path, settings):
    give_page(secret.document, settings.VAULT, tmp_path)
    client, kept = client_as(office.people[name]), name in KEEPERS
    assert client.get(address("working-copy", secret)).status_code == (200 if kept else 403)
    assert (address("working-copy", secret) in client.get(address("entry", secret)).content.decode()) == kept


def test_a_paper_that_turns_out_classified_goes_to_its_own_register(office, client_as, secret):
    client = client_as(office.secret_clerk)
    sent = correction(secret, secrecy=0, subject="Phương án bảo vệ")
    assert client.post(address("entry", secret), sent).status_code == 422


def test_passing_is_written_into_the_row(office, client_as, entry):
    client = client_as(office.clerk)
    htmx = {"HX-Request": "true"}
    fields = client.get(address("passing", entry), headers=htmx).content.decode()
    assert 'name="receiver"' in fields and "<html" not in fields
    day = f"{today():%d/%m/%Y}"
    sent = {"receiver": "Phòng Tổng hợp", "passed_on": day, "note": "Bản giấy"}
    saved = client.post(address("passing", entry), sent, headers=htmx).content.decode()
    assert "Phòng Tổng hợp" in saved and day in saved and "Bản giấy" in saved and "<input" not in saved


@pytest.mark.parametrize("days", [-1, 1])
def test_passing_before_arrival_or_in_the_future_is_refused(office, client_as, entry, days):
    sent = {"receiver": "Phòng Tổng hợp", "passed_on": f"{today() + dt.timedelta(days=days):%d/%m/%Y}", "note": ""}
    answer = client_as(office.clerk).post(address("passing", entry), sent, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Phòng Tổng hợp" in answer.content.decode()


def test_a_voided_number_is_shown_struck_with_its_reason(office, client_as, entry):
    void(office.clerk, entry, "Trùng số đến 07")
    page = client_as(office.chief).get(address("volume", office.volume)).content.decode()
    assert 'class="voided"' in page and "Trùng số đến 07" in page


def test_a_voided_number_is_not_voided_again(office, client_as, entry):
    client = client_as(office.clerk)
    assert client.post(address("void", entry), {"reason": ""}).status_code == 422
    assert client.post(address("void", entry), {"reason": "Nhầm"}).status_code == 302
    assert client.post(address("void", entry), {"reason": "Khác"}).status_code == 422


def numbers(page) -> list[int]:
    return [entry.number for entry in page.context["page"].entries]


def test_the_book_is_paged_by_number(office, client_as, monkeypatch):
    monkeypatch.setattr("chauban.registry.queries.PAGE", 3)
    for _ in range(8):
        enter(office)
    client, book = client_as(office.clerk), address("volume", office.volume)
    first = client.get(book)
    assert numbers(first) == [8, 7, 6] and first.context["newer"] == "" and first.context["older"] == "?at=5"
    second = client.get(book + first.context["older"])
    assert numbers(second) == [5, 4, 3]
    last = client.get(book + second.context["older"])
    assert numbers(last) == [2, 1] and last.context["older"] == ""
    back = client.get(book + last.context["newer"])
    assert numbers(back) == [5, 4, 3]
    assert numbers(client.get(book + back.context["newer"])) == [8, 7, 6]
    assert numbers(client.get(book + "?at=4")) == [4, 3, 2]
    assert numbers(client.get(book + "?at=khong")) == [8, 7, 6]


def test_a_period_limits_the_book(office, client_as):
    start = office.volume.starts_on
    for day in (start, start, today()):
        enter(office, arrived_on=day)
    client, book = client_as(office.clerk), address("volume", office.volume)
    assert numbers(client.get(book, {"since": f"{start:%d/%m/%Y}", "until": f"{start:%d/%m/%Y}"})) == [2, 1]
    assert numbers(client.get(book, {"since": f"{today():%d/%m/%Y}"})) == [3]
    wrong = client.get(book, {"since": f"{today():%d/%m/%Y}", "until": f"{start:%d/%m/%Y}"})
    assert wrong.context["form"].errors


@pytest.mark.parametrize("count", [1, 20])
def test_pages_cost_the_same_however_long_the_book(office, client_as, count, django_assert_max_num_queries):
    for _ in range(count):
        last = enter(office)
    client = client_as(office.clerk)
    for page in (
        address("volume", office.volume), address("entry", last), reverse("registry:registers"),
        address("closing", office.volume),
    ):  # fmt: skip
        client.get(page)
        with django_assert_max_num_queries(16):
            client.get(page)
