"""The page on which a paper is checked: what it shows, what it refuses, what Enter does."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chauban.intake import acts
from chauban.intake.models import Arrival
from chauban.intake.states import State
from chauban.journal.models import Line
from chauban.kernel.clock import today
from chauban.people.identity import acting
from chauban.registry.models import Entry
from chauban.rulebook.models import Kind

from . import papers
from .conftest import fresh, url
from .entering import enter, fields, posted


def test_the_check_page_shows_what_was_read_and_where(office, clerk, ready):
    page = clerk.get(url("check", ready().pk)).text
    assert 'value="127/SYT-NVY"' in page
    assert "data-words-url" in page
    places = [json.loads(unescape(each)) for each in re.findall(r'data-places="([^"]*)"', page)]
    assert places and all(set(place) == {"page", "x0", "y0", "x1", "y1"} for boxes in places for place in boxes)
    assert 'name="secrecy" value="0"' in page and "checked" in page


def test_a_notation_without_its_number_is_shown_beside_the_empty_box(office, clerk, ready):
    arrival = ready()
    notation = {"value": "NQ/TU", "confidence": 0.9, "places": [], "read_as": "Số 1?-NQ/TU"}
    with acting(office.clerk):
        Arrival.objects.filter(pk=arrival.pk).update(proposals={"notation": notation})
    form = clerk.get(url("check", arrival.pk)).context["form"]
    assert not form["symbol"].value()
    assert "Số 1?-NQ/TU" in form["symbol"].help_text


def test_the_check_page_costs_few_statements(office, clerk, ready):
    arrival = ready(papers.LETTER, ["Trang hai"], ["Trang ba"])
    clerk.get(url("check", arrival.pk))
    with CaptureQueriesContext(connection) as statements:
        clerk.get(url("check", arrival.pk))
    assert len(statements) <= 16


def test_what_was_read_unsurely_is_shown_beside_the_empty_box_as_text(office, clerk, ready):
    arrival = ready()
    with acting(office.clerk):
        Arrival.objects.filter(pk=arrival.pk).update(
            proposals={"issuer": {"value": "", "confidence": 0.0, "places": [], "read_as": "<b>SỞ</b>"}}
        )
    page = clerk.get(url("check", arrival.pk)).text
    assert "&lt;b&gt;SỞ&lt;/b&gt;" in page and "<b>SỞ" not in page


def test_enter_registers_and_opens_the_next(office, clerk, ready):
    first, second = ready(), ready(papers.LETTER, ["hai"], name="b.pdf")
    answer = clerk.post(url("check", first.pk), posted(office))
    assert answer.status_code == 302
    page = clerk.get(answer.url, follow=True)
    assert page.request["PATH_INFO"] == url("check", second.pk)
    assert "data-saved" in page.text
    with acting(office.clerk):
        entry = Entry.objects.select_related("document").get()
        assert entry.number == 1
        assert f"{entry.document.issued_on:%d/%m/%Y}" == "05/02/2026"
        assert (entry.document.number, entry.document.notation) == ("127", "SYT-NVY")


def test_what_was_registered_is_one_click_away_with_its_stamp(office, clerk, ready):
    clerk.post(url("check", ready().pk), posted(office))
    page = clerk.get(url("tray")).text
    with acting(office.clerk):
        entry = Entry.objects.get()
    assert reverse("desk:document", args=[entry.document_id]) in page
    assert reverse("registry:working-copy", args=[entry.pk]) in page


def test_a_paper_without_pages_has_no_stamp_to_offer(office, clerk):
    clerk.post(url("new"), posted(office))
    page = clerk.get(url("tray")).text
    assert "working-copy" not in page and "data-saved" in page


@pytest.mark.parametrize("act", ["release", "discard"])
def test_a_paper_passed_over_gives_way_to_the_next(office, clerk, ready, act):
    first, second, third = (ready([f"Văn bản {nth}"], name=f"{nth}.pdf") for nth in range(3))
    for paper, following in ((first, second), (second, third)):
        page = clerk.post(url(act, paper.pk), {"next": "1"}, follow=True)
        assert page.request["PATH_INFO"] == url("check", following.pk)
    page = clerk.post(url(act, third.pk), {"next": "1"}, follow=True)
    assert page.request["PATH_INFO"] == url("tray")
    assert ("để sau" in page.text) == (act == "release")
    assert clerk.get(url("next")).url == (url("check", first.pk) if act == "release" else url("tray"))


def test_the_check_page_asks_for_the_next_paper(office, clerk, ready):
    page = clerk.get(url("check", ready().pk)).text
    assert page.count('<input type="hidden" name="next" value="1">') == 2


def test_the_number_shown_is_that_of_the_book_of_the_arrival_date(office, clerk, ready, as_role):
    from chauban.registry.models import Volume

    year = today().year
    with as_role("none"):
        before = Volume.objects.create(
            register=office.arrivals, label=str(year - 1), starts_on=dt.date(year - 1, 1, 1),
            ends_on=dt.date(year - 1, 12, 31), last_number=40,
        )  # fmt: skip
    arrival = ready()
    page = clerk.get(url("check", arrival.pk))
    assert page.context["next_number"] == 1
    told = page.context["books"][office.arrivals.pk]["numbers"]
    assert [(str(each["since"]), each["next"]) for each in told][:2] == [
        (f"{year}-01-01", 1),
        (f"{year - 1}-01-01", 41),
    ]
    late = posted(office, arrived_on=f"31/12/{year - 1}", subject="", issued_on="")
    assert clerk.post(url("check", arrival.pk), late).context["next_number"] == 41
    with as_role("none"):
        Volume.objects.filter(pk=before.pk).update(closed_at=timezone.now(), closed_by=office.clerk)
    assert clerk.post(url("check", arrival.pk), late).context["next_number"] == 0


def test_an_urgent_paper_is_opened_first(office, clerk, ready):
    ready()
    urgent = ready(papers.LETTER, ["hai"], name="b.pdf")
    with acting(office.clerk):
        Arrival.objects.filter(pk=urgent.pk).update(
            proposals={"urgency": {"value": "hoa_toc", "confidence": 0.9, "places": []}}
        )
    assert clerk.get(url("next")).url == url("check", urgent.pk)


def test_a_paper_another_has_open_is_passed_over_and_said_so(office, clerk, ready, client):
    arrival = ready()
    acts.hold(office.clerk_two, arrival)
    assert clerk.get(url("next")).url == url("tray")
    assert "Bùi Ngọc Ánh" in clerk.post(url("hold", arrival.pk)).text
    assert "Bùi Ngọc Ánh" in clerk.get(url("check", arrival.pk)).text
    acts.release(office.clerk_two, arrival)
    assert "Bùi" not in clerk.post(url("hold", arrival.pk)).text
    assert fresh(arrival, office).held_by == office.clerk


def test_waiting_for_another_is_told_once_in_the_journal(office, clerk, ready):
    arrival = ready()
    acts.hold(office.clerk_two, arrival)
    clerk.post(url("hold", arrival.pk))
    for _ in range(3):
        assert "Bùi Ngọc Ánh" in clerk.post(f"{url('hold', arrival.pk)}?still").text
    with acting(office.clerk):
        assert Line.objects.filter(act="intake.opened", person=office.clerk).count() == 1
        Arrival.objects.filter(pk=arrival.pk).update(held_at=timezone.now() - dt.timedelta(minutes=11))
    clerk.post(f"{url('hold', arrival.pk)}?still")
    assert fresh(arrival, office).held_by == office.clerk


def test_a_claim_ends_by_itself(office, clerk, ready):
    arrival = ready()
    acts.hold(office.clerk_two, arrival)
    with acting(office.clerk):
        Arrival.objects.filter(pk=arrival.pk).update(held_at=timezone.now() - dt.timedelta(minutes=11))
    assert clerk.get(url("next")).url == url("check", arrival.pk)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("issued_on", "31/2/2026", "id_issued_on_error"),
        ("issued_on", "1/1/2099", "id_issued_on_error"),
        ("arrived_on", "1/1/2099", "id_arrived_on_error"),
        ("arrived_on", "", "id_arrived_on_error"),
        ("issuer_name", "", "id_issuer_name_error"),
        ("subject", "", "id_subject_error"),
        ("kind", "Loại không có", "id_kind_error"),
        ("urgency", "4", "id_urgent_until_error"),
        ("secrecy", "3", "id_secrecy_error"),
        ("register", "999", "id_register_error"),
        ("page_count", "nhiều", "id_page_count_error"),
    ],
)
def test_errors_stand_at_their_field_and_nothing_typed_is_lost(office, clerk, ready, field, value, told):
    page = clerk.post(url("check", ready().pk), posted(office, **{"note": "Kèm 2 phụ lục", field: value}))
    assert page.status_code == 422
    assert told in page.text and "Kèm 2 phụ lục" in page.text
    with acting(office.clerk):
        assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Co\u0302ng va\u0306n ve\u0302\u0300 di\u0323ch", "Công văn về dịch"),
        ("B¸o c¸o t×nh h×nh thùc hiÖn nghÞ quyÕt", "Báo cáo tình hình thực hiện nghị quyết"),
        ("Baùo caùo tình hình thöïc hieän nghò quyeát", "Báo cáo tình hình thực hiện nghị quyết"),
        ("  nhiều   khoảng\t trắng ", "nhiều khoảng trắng"),
    ],
)
def test_text_is_kept_in_one_form(office, clerk, ready, typed, kept):
    clerk.post(url("check", ready().pk), posted(office, subject=typed))
    with acting(office.clerk):
        assert Entry.objects.select_related("document").get().document.subject == kept


@pytest.mark.parametrize(
    ("typed", "code"), [("cong van", "CV"), ("CÔNG VĂN", "CV"), ("nghi quyet", "NQ"), ("kh", "KH")]
)
def test_kinds_are_understood_without_marks(office, clerk, ready, typed, code):
    clerk.post(url("check", ready().pk), posted(office, kind=typed))
    with acting(office.clerk):
        assert (
            Entry.objects.select_related("document__kind").get().document.kind
            == Kind.objects.filter(code=code).order_by("system", "order").first()
        )


def test_a_double_is_registered_only_when_said_so(office, clerk, ready):
    enter(office, ready())
    again = ready()
    page = clerk.post(url("check", again.pk), posted(office))
    assert page.status_code == 422 and 'name="anyway"' in page.text
    assert clerk.post(url("check", again.pk), posted(office, anyway="1")).status_code == 302


def test_a_double_click_registers_once(office, clerk, ready):
    arrival, data = ready(), posted(office)
    for _ in range(2):
        assert clerk.post(url("check", arrival.pk), data).status_code == 302
    with acting(office.clerk):
        assert Entry.objects.count() == 1


def test_enter_again_after_the_scan_was_erased_is_answered_with_the_number(office, client_as, ready):
    clerk, arrival = client_as(office.secret_clerk), ready()
    data = posted(office, secrecy="1", register=office.arrivals_classified.pk, without_scan="1")
    for _ in range(2):
        answer = clerk.post(url("check", arrival.pk), data)
        assert answer.status_code == 302 and answer.url == url("next")
    with acting(office.secret_clerk):
        assert Entry.objects.count() == 1


def test_a_paper_erased_meanwhile_by_another_is_told_in_words(office, client_as, ready, monkeypatch):
    from chauban.intake.views import check

    clerk, arrival, real = client_as(office.secret_clerk), ready(), check.arrival_of
    data = posted(office, secrecy="1", register=office.arrivals_classified.pk, without_scan="1", note="Đã gõ")

    def erased_right_after(number: int) -> Arrival:
        found = real(number)
        acts.register_without_scan(
            office.secret_clerk, found, office.arrivals_classified, fields(secrecy=1), arrived_on=today(),
            request_key=uuid.uuid4(),
        )  # fmt: skip
        return found

    monkeypatch.setattr(check, "arrival_of", erased_right_after)
    page = clerk.post(url("check", arrival.pk), data)
    assert page.status_code == 422 and "Đã gõ" in page.text


def test_an_agencys_number_of_any_length_does_no_harm(office, clerk, ready):
    assert clerk.post(url("check", ready().pk), posted(office, issuer="9" * 5000)).status_code == 302


def test_a_register_that_does_not_take_the_paper_says_so_at_its_field(office, client_as, ready):
    clerk = client_as(office.secret_clerk)
    page = clerk.post(url("check", ready().pk), posted(office, register=office.arrivals_classified.pk))
    assert page.status_code == 422 and "id_register_error" in page.text


def test_a_kind_that_is_not_in_use_is_left_to_the_clerk(office, clerk, ready):
    letter = [
        "UBND TỈNH HƯƠNG GIANG          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "SỞ Y TẾ                         Độc lập - Tự do - Hạnh phúc",
        "Số: 155/TM-SYT                  Hương Giang, ngày 05 tháng 02 năm 2026",
        "                       THƯ MỜI",
        "               Dự hội nghị tổng kết công tác y tế",
    ]
    arrival = ready(letter)
    assert arrival.proposals["kind"]["value"] == "" and "THƯ MỜI" in arrival.proposals["kind"]["read_as"]
    page = clerk.get(url("check", arrival.pk))
    assert not page.context["form"]["kind"].value()
    (row,) = [row for row in page.context["first_rows"] if row.field.name == "kind"]
    assert row.level == "unsure" and "THƯ MỜI" in row.field.help_text


def test_who_comes_second_is_told_and_loses_nothing(office, clerk, ready):
    arrival = ready()
    enter(office, arrival, person=office.clerk_two)
    page = clerk.post(url("check", arrival.pk), posted(office, note="Đã gõ"))
    assert page.status_code == 422
    assert "Bùi Ngọc Ánh" in page.text and "Đã gõ" in page.text


def test_a_classified_scan_is_erased_only_when_said_so(office, client_as, ready):
    clerk = client_as(office.secret_clerk)
    arrival = ready()
    data = posted(office, secrecy="1", register=office.arrivals_classified.pk)
    page = clerk.post(url("check", arrival.pk), data)
    assert page.status_code == 422 and 'name="without_scan"' in page.text
    assert clerk.post(url("check", arrival.pk), data | {"without_scan": "1"}).status_code == 302
    with acting(office.secret_clerk):
        assert Entry.objects.get().document.secrecy == 1
        assert not Arrival.objects.exists()


def test_the_scan_of_an_ordinary_paper_is_never_erased(office, clerk, ready):
    arrival = ready()
    clerk.post(url("check", arrival.pk), posted(office, without_scan="1"))
    assert fresh(arrival, office).state == State.REGISTERED


def test_a_paper_without_a_scan_is_entered(office, clerk):
    assert clerk.get(url("new")).status_code == 200
    assert clerk.post(url("new"), posted(office)).url == url("new")
    with acting(office.clerk):
        assert Entry.objects.get().number == 1


def test_the_request_key_is_the_pages_own(office, clerk, ready):
    arrival = ready()
    keys = {clerk.get(url("check", arrival.pk)).context["form"]["request_key"].value() for _ in range(2)}
    assert len(keys) == 2 and all(uuid.UUID(str(key)) for key in keys)
