"""The pages as a clerk uses them, and as everybody else is turned away."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chauban.intake import acts
from chauban.intake.models import Arrival
from chauban.intake.states import State
from chauban.people.identity import acting
from chauban.registry.models import Entry
from chauban.rulebook.models import Kind

from . import papers
from .conftest import fresh
from .entering import enter, posted

CLERKS = {"clerk", "clerk_two", "secret_clerk"}
NAMED = ["check", "arrange", "original"]


def url(name: str, *args: object) -> str:
    return reverse(f"intake:{name}", args=args)


@pytest.fixture
def clerk(office, client_as):
    return client_as(office.clerk)


def first_sheet(office, arrival):
    with acting(office.clerk):
        return arrival.sheets.first()


def test_an_upload_answers_with_its_line(office, clerk, tmp_path):
    content = papers.pdf(tmp_path / "a.pdf").read_bytes()
    answer = clerk.post(url("upload"), {"file": SimpleUploadedFile("../Công văn.pdf", content)})
    assert answer.status_code == 200
    assert "Công văn.pdf" in answer.text and "../" not in answer.text
    assert 'name="busy"' in answer.text


def test_a_refused_upload_answers_with_a_sentence(office, clerk, settings):
    settings.FILE_LIMIT = 10
    answer = clerk.post(url("upload"), {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 longer than ten")})
    assert answer.status_code == 422
    assert "<" not in answer.text and len(answer.text) < 300
    assert clerk.post(url("upload")).status_code == 422


def test_a_name_cannot_carry_markup(office, clerk, receive):
    receive(name="<b onclick=alert(1)>.pdf")
    page = clerk.get(url("tray")).text
    assert "<b onclick" not in page and "&lt;b onclick" in page


def test_the_tray_follows_what_is_busy_and_stops(office, clerk, ready, receive):
    busy = receive()
    answer = clerk.get(url("progress"), {"busy": [busy.pk]}).text
    assert f'id="arrival-{busy.pk}"' in answer and 'name="busy"' in answer
    done = fresh(busy, office, work=True)
    answer = clerk.get(url("progress"), {"busy": [done.pk]}).text
    assert 'name="busy"' not in answer and url("check", done.pk) in answer


@pytest.mark.parametrize("shown", ["open", "ready", "failed", "registered", "discarded", "nonsense"])
def test_an_empty_tray_says_what_to_do(office, clerk, shown):
    page = clerk.get(url("tray"), {"show": shown})
    assert page.status_code == 200 and "tray-empty" in page.text


def test_the_tray_is_paged_without_gaps(office, clerk, receive, monkeypatch):
    from chauban.intake import queries

    monkeypatch.setattr(queries, "PAGE", 2)
    numbers = [receive().pk for _ in range(5)]
    seen: list[int] = []
    before = 0
    while True:
        with acting(office.clerk):
            page = queries.tray(office.clerk, "open", before)
        seen += [line.arrival.pk for line in page.lines]
        before = page.older
        if not before:
            break
    assert seen == sorted(numbers, reverse=True)


def test_the_tray_costs_the_same_for_one_and_for_many(office, clerk, ready):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as statements:
            clerk.get(url("tray"))
        return len(statements)

    enter(office, ready())
    ready()
    cost()
    one = cost()
    for name in ("c.pdf", "d.pdf"):
        enter(office, ready(name=name), anyway=True)
        ready(name=name)
        ready(papers.LETTER, [name], name=name)
    assert cost() == one <= 25


def test_the_check_page_shows_what_was_read_and_where(office, clerk, ready):
    page = clerk.get(url("check", ready().pk)).text
    assert 'value="127/SYT-NVY"' in page
    assert "data-places" in page and "data-words-url" in page
    assert 'name="secrecy" value="0"' in page and "checked" in page


def test_the_check_page_costs_few_statements(office, clerk, ready):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    arrival = ready(papers.LETTER, ["Trang hai"], ["Trang ba"])
    clerk.get(url("check", arrival.pk))
    with CaptureQueriesContext(connection) as statements:
        clerk.get(url("check", arrival.pk))
    assert len(statements) <= 25


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


def test_a_claim_ends_by_itself(office, clerk, ready):
    import datetime as dt

    from django.utils import timezone

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


def test_pages_are_arranged(office, clerk, ready):
    arrival = ready(papers.LETTER, ["hai"], ["ba"])
    with acting(office.clerk):
        one, two, three = arrival.sheets.all()

    def do(act: str, **more: object):
        answer = clerk.post(url("arrange", arrival.pk), {"act": act, **more})
        assert answer.status_code == 302
        return clerk.get(url("arrange", arrival.pk)).text

    assert "dropped" in do("drop", sheet=two.pk)
    assert 'class="sheet dropped"' not in do("put_back", sheet=two.pk)
    do("later", sheet=one.pk)
    with acting(office.clerk):
        assert [sheet.pk for sheet in arrival.sheets.all()] == [two.pk, one.pk, three.pk]
    do("order", order=f"{one.pk},{two.pk},{three.pk}")
    assert 'data-turn="90"' in do("right", sheet=one.pk)
    assert 'data-turn="0"' in do("left", sheet=one.pk)
    do("split", sheet=three.pk)
    with acting(office.clerk):
        assert Arrival.objects.count() == 2
    assert clerk.post(url("arrange", arrival.pk), {"act": "burn"}).status_code == 404


def test_a_discarded_paper_is_taken_back(office, clerk, ready):
    arrival = ready()
    assert clerk.post(url("discard", arrival.pk)).status_code == 302
    assert url("take_back", arrival.pk) in clerk.get(url("tray"), {"show": "discarded"}).text
    assert url("take_back", arrival.pk) in clerk.get(url("check", arrival.pk)).text
    clerk.post(url("take_back", arrival.pk))
    assert fresh(arrival, office).state == State.READY


def test_a_failed_file_is_tried_again(office, clerk, receive, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 broken")
    arrival = fresh(receive(path=path), office, work=True)
    assert url("retry", arrival.pk) in clerk.get(url("tray")).text
    clerk.post(url("retry", arrival.pk))
    assert fresh(arrival, office).state == State.WAITING


def test_a_voided_paper_comes_back_by_its_page(office, clerk, ready):
    arrival = ready()
    entry = enter(office, arrival)
    there = url("return_to_tray", entry.pk)
    assert clerk.get(there).status_code == 200
    assert clerk.post(there, {"reason": " "}).status_code == 422
    assert clerk.post(there, {"reason": "Vào nhầm"}).url == url("check", arrival.pk)


@pytest.mark.parametrize(
    ("typed", "found"), [("van phong", "Văn phòng Tỉnh ủy Hương Giang"), ("VPTU", "Văn phòng"), ("tinh uy", "Tỉnh ủy")]
)
def test_issuers_complete_without_marks(office, clerk, typed, found):
    assert any(found in option["label"] for option in clerk.get(url("issuers"), {"q": typed}).json())


def test_every_other_role_is_turned_away(office, client, ready):
    arrival = ready()
    sheet = first_sheet(office, arrival)
    for name, person in office.people.items():
        with acting(None):
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        expected = 200 if name in CLERKS else 403
        for page in (url("tray"), url("new"), url("check", arrival.pk), url("image", sheet.pk), url("words", sheet.pk)):
            assert client.get(page).status_code == expected, (name, page)
        if name not in CLERKS:
            for page in ("discard", "retry", "hold", "release", "take_back"):
                assert client.post(url(page, arrival.pk)).status_code == 403
            assert client.post(url("upload")).status_code == 403
    assert fresh(arrival, office).state == State.READY


def test_a_stranger_is_sent_to_the_door(office, client, ready):
    arrival = ready()
    for page in (url("tray"), url("check", arrival.pk), url("image", first_sheet(office, arrival).pk)):
        assert client.get(page).status_code == 302


def test_another_registrys_clerk_finds_nothing(office, client_as, ready, as_role):
    from chauban.people.models import Person, Post

    arrival = ready()
    with as_role("none"):
        other = Person.objects.create(username="khac", full_name="Văn thư khác")
        Post.objects.create(person=other, unit=office.general, role="clerk", title="Văn thư", starts_on="2025-01-01")
    elsewhere = client_as(other)
    sheet = first_sheet(office, arrival)
    pages = [url(name, arrival.pk) for name in NAMED] + [url("image", sheet.pk), url("words", sheet.pk)]
    assert [elsewhere.get(page).status_code for page in pages] == [404] * len(pages)
    assert elsewhere.post(url("discard", arrival.pk)).status_code == 404
    assert arrival.name not in elsewhere.get(url("tray")).text
    assert elsewhere.get(url("progress"), {"busy": arrival.pk}).text.strip() == ""


def test_acts_need_a_post(office, clerk, ready):
    arrival = ready()
    for name in ("discard", "retry", "take_back", "hold", "release"):
        assert clerk.get(url(name, arrival.pk)).status_code == 405


def test_the_image_is_an_image_and_sandboxed(office, clerk, ready):
    answer = clerk.get(url("image", first_sheet(office, ready()).pk))
    assert answer["Content-Type"] == "image/webp"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_what_cannot_be_shown_is_only_downloaded(office, clerk, receive, tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(b"<script>alert(1)</script>")
    answer = clerk.get(url("original", receive(path=path, name="a.html").pk))
    assert answer["Content-Disposition"].startswith("attachment")


def test_the_request_key_is_the_pages_own(office, clerk, ready):
    arrival = ready()
    keys = {clerk.get(url("check", arrival.pk)).context["form"]["request_key"].value() for _ in range(2)}
    assert len(keys) == 2 and all(uuid.UUID(str(key)) for key in keys)
