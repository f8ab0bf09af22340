"""Work on a paper as its page shows it: who may do what, what is refused where, what two people do at once."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chauban.kernel.clock import today
from chauban.kernel.refused import allowed
from chauban.people.acts.absence import note_absence
from chauban.people.acts.delegation import lend_powers
from chauban.people.identity import acting
from chauban.people.models import Person
from chauban.people.states import Scope
from chauban.routing import acts
from chauban.routing.models import Assignment, Handling, Request, Word, WordFile
from chauban.routing.panel import panel
from chauban.routing.plans import Given
from chauban.routing.queries.powers import powers
from chauban.routing.rights import check_may_judge, check_may_work
from chauban.routing.states import Handling as Stands
from chauban.routing.states import Part, Work
from chauban.rulebook.calendar import add_working_days
from conftest import database_role

from .ways import annotated, led, now, registered, submitted


def in_days(count: int) -> dt.date:
    return add_working_days(today(), count)


def do(client, work, deed, *, htmx=True, **fields):
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(reverse("routing:piece-deed", args=[work.pk, deed]), fields, headers=headers)


def offered(office, person, document) -> set[str]:
    """The deeds a page offers this person on the whole paper."""
    person = Person.objects.get(pk=person.pk)
    with acting(person):
        drawn = panel(person, document)
    found: set[str] = {drawn.end.name} if drawn.end else set()
    waiting = list(drawn.nodes)
    while waiting:
        node = waiting.pop()
        found |= {each.name for each in node.offers} | {each.name for asked in node.asked for each in asked.offers}
        waiting += node.children
    return found


def passed(office) -> tuple[Assignment, Assignment]:
    """Work the general unit leads, and what its head passed on from it."""
    lead = led(office, due_on=in_days(5))
    (child,) = acts.pass_on(office.head, lead, [Given(Part.LEAD, office.specialist, instruction="Dự thảo")])
    return lead, child


def test_a_button_stands_where_its_deed_may_be_done_and_nowhere_else(office):
    lead = led(office, due_on=in_days(5))
    with acting(office.chief):
        document = lead.document
    held = {"accept", "pass-on", "result", "progress", "ask-extension", "ask-support", "hand-back"}
    assert offered(office, office.head, document) == held
    assert offered(office, office.chief, document) == {"reassign", "urge", "end"}
    assert offered(office, office.deputy_chief, document) == {"urge", "end"}
    assert offered(office, office.specialist, document) == set()
    assert offered(office, office.clerk, document) == set()
    acts.report_result(office.head, lead, "Xong")
    assert offered(office, office.head, document) == set()
    assert offered(office, office.chief, document) == {"accept-result", "send-back", "reassign", "end"}


def test_what_is_passed_on_keeps_the_whole_from_being_done(office):
    _lead, child = passed(office)
    with acting(office.head):
        document = child.document
    assert "result" not in offered(office, office.head, document)
    assert {"accept", "result"} <= offered(office, office.specialist, document)
    acts.hand_back(office.specialist, child, "Không thuộc lĩnh vực")
    assert {"reassign", "insist"} <= offered(office, office.head, document)


def test_the_page_and_the_acts_agree_on_everybody(office):
    lead, child = passed(office)
    (own,) = acts.pass_on(office.head, lead, [Given(Part.SUPPORT, office.editor)])
    times = {"starts_at": timezone.now() - dt.timedelta(minutes=1), "ends_at": timezone.now() + dt.timedelta(days=1)}
    lend_powers(office.head, office.head, office.editor, scope=Scope.ASSIGNMENTS, reason="", **times)
    with database_role("none"):
        office.chief.posts.update(ends_on=today() - dt.timedelta(days=1))
    for each in office.people.values():
        person = Person.objects.get(pk=each.pk)
        with acting(person):
            for pk in (lead.pk, child.pk, own.pk):
                work = (
                    Assignment.objects.select_related("document", "unit", "person", "parent__unit")
                    .filter(pk=pk)
                    .first()
                )
                if work is None:
                    continue
                mine = powers(person, work.document, [work])
                assert mine.may_work(work) == allowed(check_may_work, person, work), (person, pk)
                assert mine.may_judge(work) == allowed(check_may_judge, person, work), (person, pk)


def test_the_panel_costs_the_same_however_much_work_there_is(office):
    costs = []
    lead, _child = passed(office)
    acts.report_progress(office.head, lead, "Đang làm")
    for more in ([Given(Part.SUPPORT, office.editor), Given(Part.INFORM, office.cipher)], []):
        chief = Person.objects.get(pk=office.chief.pk)
        with acting(chief):
            panel(chief, lead.document)  # the calendar is read
            with CaptureQueriesContext(connection) as captured:
                panel(chief, lead.document)
        costs.append(len(captured))
        acts.report_progress(office.head, lead, "Vẫn đang làm")
        if more:
            acts.pass_on(office.head, lead, more)
    assert costs[0] == costs[1]


def test_from_the_head_to_the_end_over_http(office, client_as):
    lead = led(office, due_on=in_days(5))
    answer = do(
        client_as(office.head), lead, "pass-on", **{f"part-{office.specialist.pk}": "lead", "instruction": "Dự thảo"}
    )  # fmt: skip
    assert answer.status_code == 200
    assert "Đỗ Thùy Linh" in answer.content.decode()
    with acting(office.head):
        child = Assignment.objects.get(parent=lead)
    assert (child.due_on, child.instruction, child.part) == (in_days(5), "Dự thảo", Part.LEAD)
    client = client_as(office.specialist)
    assert do(client, child, "accept").status_code == 200
    files = [io.BytesIO(b"%PDF-1.4 x"), io.BytesIO(b"hai")]
    files[0].name, files[1].name = "dự thảo.pdf", "../bảng.xlsx"
    answer = do(client, child, "result", text="Đã dự thảo", files=files)
    assert answer.status_code == 200, answer.content.decode()
    with acting(office.specialist):
        assert [each.name for each in WordFile.objects.all()] == ["dự thảo.pdf", "bảng.xlsx"]
    do(client_as(office.head), child, "accept-result")
    do(client_as(office.head), lead, "result", text="Trình")
    do(client_as(office.chief), lead, "accept-result")
    with acting(office.chief):
        assert Handling.objects.get(pk=lead.document_id).state == Stands.CLOSED


def test_a_file_is_a_download_and_only_for_who_reads_the_paper(office, client_as):
    lead = led(office)
    file = io.BytesIO(b"<html><script>alert(1)</script></html>")
    file.name = "x.html"
    do(client_as(office.head), lead, "result", text="", files=[file])
    with acting(office.head):
        pk = WordFile.objects.get().pk
    answer = client_as(office.head).get(reverse("routing:word-file", args=[pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert client_as(office.cipher).get(reverse("routing:word-file", args=[pk])).status_code == 404


def test_what_was_typed_stays_where_it_was_refused(office, client_as):
    lead = led(office, due_on=in_days(5))
    client = client_as(office.head)
    answer = do(client, lead, "ask-extension", due_on=f"{today():%d/%m/%Y}", reason="Chờ số liệu của Sở")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Chờ số liệu của Sở" in text
    assert f'id="ask-extension-{lead.pk}"' in text
    assert "work-deed" in text
    whole = do(client, lead, "ask-extension", htmx=False, due_on="31/02/2027", reason="Chờ số liệu")
    assert whole.status_code == 422
    assert "<h1>" in whole.content.decode()
    assert "Chờ số liệu" in whole.content.decode()
    with acting(office.head):
        assert not Request.objects.exists()


@pytest.mark.parametrize("deed", ["hand-back", "progress"])
def test_nothing_said_is_refused(office, client_as, deed):
    lead = led(office)
    assert do(client_as(office.head), lead, deed, text="  ").status_code == 422
    assert now(office.head, lead).state == Work.GIVEN


def test_pressed_twice_is_done_once(office, client_as):
    lead = led(office)
    client = client_as(office.head)
    assert [do(client, lead, "accept").status_code for _ in range(2)] == [200, 200]
    assert [do(client, lead, "progress", text="Nửa chừng").status_code for _ in range(2)] == [200, 200]
    with acting(office.head):
        assert Word.objects.count() == 1


def test_the_second_of_two_is_told_what_the_first_did(office, client_as):
    lead = led(office)
    acts.report_result(office.head, lead, "Xong")
    page = client_as(office.chief).get(reverse("routing:work", args=[lead.document_id])).content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0]
    acts.reassign(office.chief, lead, Given(Part.LEAD, office.cipher_unit), "Nhầm đơn vị")
    answer = do(client_as(office.head), lead, "progress", text="Thêm", seen=seen)
    text = answer.content.decode()
    assert answer.status_code in (404, 422)
    if answer.status_code == 422:
        assert "Nguyễn Văn Bình" in text


def test_a_result_decided_meanwhile_names_who_decided(office, client_as):
    lead, child = passed(office)
    acts.report_result(office.specialist, child, "Xong")
    page = client_as(office.specialist).get(reverse("routing:work", args=[lead.document_id])).content.decode()
    assert "Dự thảo" in page
    acts.send_back(office.head, child, "Thiếu căn cứ")
    acts.report_result(office.specialist, child, "Bổ sung")
    acts.accept_result(office.head, child)
    answer = do(client_as(office.specialist), child, "result", text="Lại", seen="1")
    assert answer.status_code == 422
    assert "Hoàng Minh Đức" in answer.content.decode()


def test_an_extension_is_shortened_and_support_refused(office, client_as):
    lead = led(office, due_on=in_days(5))
    head, asked = client_as(office.head), in_days(12)
    do(head, lead, "ask-extension", due_on=f"{asked:%d/%m/%Y}", reason="Chờ số liệu")
    do(head, lead, "ask-support", holder="Phòng Cơ yếu - Công nghệ thông tin", reason="Cần máy")
    with acting(office.head):
        extension, support = Request.objects.order_by("pk")
    chief, shorter = client_as(office.chief), in_days(8)
    url = reverse("routing:request-deed", args=[extension.pk, "grant-until"])
    assert chief.post(url, {"due_on": f"{shorter:%d/%m/%Y}"}, headers={"HX-Request": "true"}).status_code == 200
    assert now(office.chief, lead).due_on == shorter
    url = reverse("routing:request-deed", args=[support.pk, "refuse"])
    assert chief.post(url, {"reason": ""}, headers={"HX-Request": "true"}).status_code == 422
    assert chief.post(url, {"reason": "Tự làm"}, headers={"HX-Request": "true"}).status_code == 200
    assert now(office.chief, support).granted is False


def test_opening_a_paper_to_know_is_seeing_it(office, client_as):
    submission = submitted(office)
    annotated(submission, Given(Part.LEAD, office.general), Given(Part.INFORM, office.deputy_chief))
    with acting(office.chief):
        inform = Assignment.objects.get(part=Part.INFORM)
    client_as(office.chief).get(f"/documents/{submission.document_id}/")
    assert now(office.chief, inform).state == Work.GIVEN
    assert client_as(office.deputy_chief).get(f"/documents/{submission.document_id}/").status_code == 200
    assert now(office.chief, inform).state == Work.SEEN


def test_work_on_a_classified_paper_is_not_there_for_others(office, client_as):
    secret = registered(office, secrecy=2, subject="Việc mật")
    annotated(submitted(office, document=secret), Given(Part.LEAD, office.cipher_unit))
    with acting(office.chief):
        work = Assignment.objects.get(document=secret)
    for person in (office.specialist, office.head, office.clerk):
        client = client_as(person)
        assert client.get(reverse("routing:work", args=[secret.pk])).status_code == 404
        assert do(client, work, "accept").status_code == 404
        assert client.post(reverse("routing:end-handling", args=[secret.pk]), {"reason": "x"}).status_code == 404


def test_who_is_away_or_gone_is_flagged_to_the_judge(office, client_as):
    lead, child = passed(office)
    until = today() + dt.timedelta(days=3)
    note_absence(office.specialist, office.specialist, starts_on=today(), ends_on=until)
    text = client_as(office.head).get(f"/documents/{lead.document_id}/").content.decode()
    assert f"{until:%d/%m/%Y}" in text.split(f'id="piece-{child.pk}"')[1]
    assert "work-flag" in text
    with database_role("none"):
        office.specialist.posts.update(ends_on=today() - dt.timedelta(days=1))
    text = client_as(office.head).get(f"/documents/{lead.document_id}/").content.decode()
    assert f'id="reassign-{child.pk}"' in text
    assert "work-flag" in text


def test_answering_by_a_documents_symbol(office, client_as):
    lead = led(office)
    other = registered(office, symbol="88-CV/VPTU", number="88")
    acts.reassign(office.chief, lead, Given(Part.LEAD, office.deputy_chief), "Việc của lãnh đạo")
    with acting(office.chief):
        work = Assignment.objects.get(replaces=lead)
    client = client_as(office.deputy_chief)
    refused = do(client, work, "result", text="", answer="77-CV/VPTU")
    assert refused.status_code == 422
    assert "77-CV/VPTU" in refused.content.decode()
    assert do(client, work, "result", text="", answer="88-cv/vptu").status_code == 200
    with acting(office.deputy_chief):
        assert Word.objects.get(said="result").answer_id == other.pk


def test_support_that_is_granted_comes_beside_the_lead(office, client_as):
    lead = led(office, due_on=in_days(5))
    do(client_as(office.head), lead, "ask-support", holder="Phòng Cơ yếu - Công nghệ thông tin", reason="Cần máy")
    with acting(office.head):
        asked = Request.objects.get()
    url = reverse("routing:request-deed", args=[asked.pk, "grant"])
    assert client_as(office.chief).post(url, headers={"HX-Request": "true"}).status_code == 200
    with acting(office.chief):
        assert Assignment.objects.get(part=Part.SUPPORT).unit == office.cipher_unit


def test_support_is_named_later_within_the_unit(office, client_as):
    lead, _child = passed(office)
    answer = do(client_as(office.head), lead, "pass-on", **{f"part-{office.editor.pk}": "support"})
    assert answer.status_code == 200
    with acting(office.head):
        assert Assignment.objects.get(parent=lead, part=Part.SUPPORT).person == office.editor


def test_who_submits_sees_that_the_leader_is_away(office, client_as):
    until = today() + dt.timedelta(days=3)
    note_absence(office.chief, office.chief, starts_on=today(), ends_on=until)
    document = registered(office)
    page = client_as(office.clerk).get(reverse("routing:submit", args=[document.pk])).content.decode()
    assert f"{until:%d/%m})" in page
