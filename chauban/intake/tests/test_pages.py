"""The pages as a clerk uses them, and as everybody else is turned away."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from chauban.intake import queries
from chauban.intake.models import Arrival
from chauban.intake.states import State
from chauban.people.identity import acting

from . import papers
from .conftest import fresh, url
from .entering import enter

CLERKS = {"clerk", "clerk_two", "secret_clerk"}
NAMED = ["check", "arrange", "original"]


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


def test_of_many_that_are_busy_the_oldest_are_followed(office, clerk, receive, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 1)
    numbers = [receive(name=f"{nth}.pdf").pk for nth in range(3)]
    answer = clerk.get(url("progress"), {"busy": numbers[::-1]}).text
    assert [f'id="arrival-{number}"' in answer for number in numbers] == [True, True, False]


def test_the_list_alone_answers_when_something_in_the_tray_changed(office, clerk, receive):
    arrival = receive()
    page = clerk.get(url("tray"), {"show": "ready", "before": "9"}).text
    assert f'data-live-url="{url("tray")}?show=ready&amp;before=9"' in page
    answer = clerk.get(url("tray"), headers={"HX-Request": "true"})
    assert f'id="arrival-{arrival.pk}"' in answer.text and "<html" not in answer.text
    assert "HX-Request" in answer["Vary"]


def test_a_paper_that_cannot_be_joined_is_refused_in_words(office, clerk, ready, receive):
    arrival, second, waiting = ready(), ready(["hai"], name="a.pdf"), receive(name="b.pdf")
    page = clerk.post(url("arrange", arrival.pk), {"act": "join", "other": [second.pk, waiting.pk]}, follow=True).text
    with acting(office.clerk):
        assert arrival.sheets.count() == 1
    assert "Đã nối các trang" not in page


@pytest.mark.parametrize("shown", ["open", "ready", "failed", "registered", "discarded", "nonsense"])
def test_an_empty_tray_says_what_to_do(office, clerk, shown):
    page = clerk.get(url("tray"), {"show": shown})
    assert page.status_code == 200 and "tray-empty" in page.text


def test_the_tray_is_paged_without_gaps(office, clerk, receive, monkeypatch):
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


@pytest.mark.parametrize("shown", ["open", "registered"])
def test_the_tray_costs_the_same_for_one_and_for_many(office, clerk, ready, shown):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as statements:
            clerk.get(url("tray"), {"show": shown})
        return len(statements)

    enter(office, ready())
    ready()
    cost()
    one = cost()
    for name in ("c.pdf", "d.pdf"):
        enter(office, ready(name=name), anyway=True)
        ready(name=name)
        enter(office, ready(papers.LETTER, [name], name=name), anyway=True)
        ready(papers.LETTER, [name], name=name)
    assert cost() == one <= 25


def test_the_same_file_is_told_by_the_number_that_still_stands(office, clerk, ready):
    from chauban.registry.acts import void

    entries = [enter(office, ready(), anyway=True) for _ in range(3)]
    for entry in (entries[0], entries[2]):
        void(office.clerk, entry, "Vào nhầm")
    ready()
    with acting(office.clerk):
        (line,) = queries.tray(office.clerk).lines
    assert line.twin and line.twin.entry == entries[1]


@pytest.mark.parametrize("page", ["tray", "progress", "upload"])
def test_what_a_line_does_comes_back_to_the_view_it_was_asked_from(office, clerk, receive, tmp_path, page):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 broken")
    arrival = fresh(receive(path=path), office, work=True)
    if page == "upload":
        tray = clerk.get(url("tray"), {"show": "failed"}).text
        (there,) = re.findall(r'data-upload-url="([^"]*)"', tray)
        answer = clerk.post(unescape(there), {"file": SimpleUploadedFile("b.xyz", b"no paper at all")})
    else:
        answer = clerk.get(url(page), {"show": "failed", "busy": arrival.pk})
    assert 'name="show" value="failed"' in answer.text and 'name="show" value="open"' not in answer.text
    assert clerk.post(url("retry", arrival.pk), {"show": "failed"}).url == f"{url('tray')}?show=failed"


def test_the_tray_asks_for_progress_in_its_own_view(office, clerk):
    assert f"{url('progress')}?show=ready" in clerk.get(url("tray"), {"show": "ready"}).text


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
    assert clerk.post(there, {"reason": "x" * 301}).status_code == 422
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
