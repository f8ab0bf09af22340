"""What a leader's device sends and gets: opinions with ink, sent again, refused, and what else becomes of a paper."""

from __future__ import annotations

import datetime as dt
import io
import json
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chauban.documents.models import Seen
from chauban.kernel.clock import today
from chauban.people.identity import acting
from chauban.routing import acts, states
from chauban.routing.drawing import paths
from chauban.routing.ink import MOST_STROKES
from chauban.routing.models import Annotation, Assignment, Ink, Phrase, Submission
from chauban.routing.plans import Given
from chauban.routing.queries import up
from chauban.routing.states import Part
from chauban.rulebook.calendar import add_working_days, is_working, next_working
from tests.shelf import add_pages

from .ways import annotated, led, now, registered, submitted

STROKE = [0, 1.7, [100, 200, 0.5, 0, 120, 210, 0.8, 16, 140, 205, 0.3, 32]]


def send(client, submission, deed="send", person=None, ink=None, **fields):
    """Post a deed as the leader's device does."""
    person = person or submission.to
    if deed == "send":
        fields.setdefault("key", str(uuid4()))
    if ink is not None:
        fields["ink"] = io.BytesIO(json.dumps(ink).encode())
        fields["ink"].name = "ink.json"
    return client.post(reverse("routing:up-decide", args=[submission.pk, deed]), {"person": person.pk, **fields})


@pytest.fixture
def inked_paper(office):
    """A paper of two pages that waits for the chief."""
    submission = submitted(office, note="Xin ý kiến")
    add_pages(submission.document, ["Trang một", "Trang hai"])
    return submission


def test_ink_words_and_work_go_in_one_sending(office, client_as, inked_paper):
    client, due = client_as(office.chief), add_working_days(today(), 3)
    answer = send(
        client, inked_paper, ink={"1": [STROKE], "2": [STROKE, STROKE]}, text="Đồng ý",
        lead=f"unit:{office.general.pk}", support=[f"unit:{office.cipher_unit.pk}"],
        inform=[f"person:{office.deputy_chief.pk}"], due=due.isoformat(),
    )  # fmt: skip
    assert (answer.status_code, answer.json()["outcome"]) == (200, "done")
    with acting(office.chief):
        assert [len(ink.strokes) for ink in Ink.objects.all()] == [1, 2]
        work = {(each.part, str(each.holder)): each.due_on for each in Assignment.objects.all()}
    assert work == {
        ("lead", "Phòng Tổng hợp"): due, ("support", "Phòng Cơ yếu - Công nghệ thông tin"): due,
        ("inform", "Trần Thị Thu Hà"): None,
    }  # fmt: skip


def test_sent_again_under_its_key_it_is_there_already(office, client_as, inked_paper):
    client, key = client_as(office.chief), str(uuid4())
    outcomes = [send(client, inked_paper, key=key, text="Đồng ý").json()["outcome"] for _ in range(3)]
    assert outcomes == ["done", "already", "already"]
    with acting(office.chief):
        assert Annotation.objects.count() == 1


def test_a_proposal_sent_again_is_one_proposal(office, client_as):
    submission = submitted(office, first_to=office.deputy_chief)
    client, key = client_as(office.deputy_chief), str(uuid4())
    outcomes = [
        send(client, submission, key=key, text="Giao phòng Tổng hợp", lead=f"unit:{office.general.pk}").json()[
            "outcome"
        ]
        for _ in range(2)
    ]
    assert outcomes == ["done", "already"]
    with acting(office.chief):
        onward = Submission.objects.get(after=submission)
    assert onward.to == office.chief
    page = client_as(office.chief).get(reverse("routing:up-screen", args=[onward.pk])).content.decode()
    assert "Giao phòng Tổng hợp" in page
    assert "data-leader-take" in page


def test_more_ink_than_a_page_holds_is_refused_and_what_fits_is_kept(office, client_as, inked_paper):
    client = client_as(office.chief)
    answer = send(client, inked_paper, ink={"1": [STROKE] * (MOST_STROKES + 1)})
    assert (answer.status_code, answer.json()["outcome"], answer.json()["field"]) == (422, "refused", "ink")
    with acting(office.chief):
        assert not Ink.objects.exists()
    assert send(client, inked_paper, ink={"1": [STROKE] * MOST_STROKES}).json()["outcome"] == "done"
    with acting(office.chief):
        assert len(Ink.objects.get().strokes) == MOST_STROKES
    drawn = client.get(reverse("routing:ink", args=[inked_paper.document_id]))
    assert drawn.content.count(b"<path") == MOST_STROKES


@pytest.mark.parametrize("sent", [b"{", b"[1]", b'{"1": 5}', b'{"1": [[0, 1, [1e999, 0, 0, 0]]]}', b"[" * 100_000])
def test_what_is_no_ink_is_refused_in_words(office, client_as, inked_paper, sent):
    file = io.BytesIO(sent)
    file.name = "ink.json"
    address = reverse("routing:up-decide", args=[inked_paper.pk, "send"])
    answer = client_as(office.chief).post(address, {"person": office.chief.pk, "key": str(uuid4()), "ink": file})
    assert (answer.status_code, answer.json()["outcome"]) == (422, "refused")
    assert now(office.chief, inked_paper).state == states.Submission.WAITING


def test_a_second_lead_is_a_choice(office, client_as):
    document = registered(office)
    first, second = submitted(office, document=document), submitted(office, office.secretary, document)
    annotated(first, Given(Part.LEAD, office.general))
    client, lead = client_as(office.secretary), f"unit:{office.cipher_unit.pk}"
    answer = send(client, second, lead=lead)
    assert (answer.status_code, answer.json()["field"]) == (422, "instead")
    assert "Phòng Tổng hợp" in answer.json()["sentence"]
    assert send(client, second, lead=lead, instead="on").json()["outcome"] == "done"


def test_what_another_wrote_is_not_sent_in_this_ones_name(office, client_as, inked_paper):
    answer = send(client_as(office.deputy_chief), inked_paper, person=office.chief, text="Đồng ý")
    assert (answer.status_code, answer.json()["outcome"]) == (409, "other")


def test_a_lost_answer_does_not_make_a_deed_fail(office, client_as):
    client = client_as(office.chief)
    for deed, fields in {
        "return": {"reason": "Thiếu phụ lục"},
        "forward": {"to": f"person:{office.deputy_chief.pk}"},
        "ask": {"question": "Đã lấy ý kiến Sở Tài chính chưa?"},
        "later": {},
    }.items():
        submission = submitted(office, document=registered(office, symbol=f"{deed}/SYT"))
        assert [send(client, submission, deed, **fields).json()["outcome"] for _ in range(2)] == ["done", "already"], (
            deed
        )


def test_what_is_missing_is_said(office, client_as, inked_paper):
    client = client_as(office.chief)
    for deed, field in (("send", "text"), ("forward", "to"), ("return", "reason"), ("ask", "question")):
        answer = send(client, inked_paper, deed)
        assert (answer.status_code, answer.json()["field"]) == (422, field), deed
    assert send(client, inked_paper, "burn").status_code == 404


def test_nobody_sees_a_classified_paper_that_is_not_theirs(office, client_as):
    submission = submitted(office, document=registered(office, secrecy=2, subject=""))
    client = client_as(office.deputy_chief)
    for name, arguments in (
        ("up-screen", [submission.pk]), ("up-said", [submission.pk]), ("ink", [submission.document_id]),
        ("submit", [submission.document_id]),
    ):  # fmt: skip
        assert client.get(reverse(f"routing:{name}", args=arguments)).status_code == 404, name
    assert send(client, submission, person=office.deputy_chief, text="Đồng ý").status_code == 404


def test_urgent_papers_first_and_kept_ones_last(office, client_as):
    plain = submitted(office, document=registered(office, symbol="1/A"))
    due = submitted(office, document=registered(office, symbol="2/A", reply_by=today()))
    urgent = submitted(office, document=registered(office, symbol="3/A", urgency=3))
    kept = submitted(office, document=registered(office, symbol="4/A", urgency=4))
    acts.keep_for_later(office.chief, kept)
    with acting(office.chief):
        queue = up.queue(office.chief)
        assert [line.submission.pk for line in queue.waiting] == [urgent.pk, due.pk, plain.pk]
        assert [line.submission.pk for line in queue.later] == [kept.pk]
        assert [each.pk for each in up.place(office.chief, due).following] == [plain.pk, urgent.pk]
    page = client_as(office.chief).get(reverse("routing:up")).content.decode()
    assert page.index("3/A") < page.index("2/A") < page.index("1/A") < page.index("4/A")


def test_whoever_got_work_lately_stands_first(office):
    led(office, office.cipher_unit)
    led(office, office.specialist)
    submission = submitted(office, document=registered(office, symbol="9/A"))
    with acting(office.chief):
        named = [each.label for each in up.usual_holders(office.chief, submission)]
    assert named[:2] == ["Đỗ Thùy Linh", "Phòng Cơ yếu - Công nghệ thông tin"]
    assert "Phòng Tổng hợp" in named
    assert "Nguyễn Văn Bình" not in named


def test_a_screen_costs_the_same_whatever_waits(office, client_as, django_assert_num_queries, inked_paper):
    client, address = client_as(office.chief), reverse("routing:up-screen", args=[inked_paper.pk])
    submitted(office, document=registered(office, symbol="0/B"))
    client.get(address)
    with CaptureQueriesContext(connection) as short:
        client.get(address)
    for number in range(1, 12):
        submitted(office, document=registered(office, symbol=f"{number}/B"))
    with django_assert_num_queries(len(short)):
        assert client.get(address).status_code == 200


def test_a_paper_fetched_ahead_counts_as_opened_only_when_it_is_shown(office, client_as, inked_paper):
    client, address = client_as(office.chief), reverse("routing:up-screen", args=[inked_paper.pk])
    part = client.get(address, headers={"X-Part": "ahead"}).content.decode()
    assert part.lstrip().startswith("<article")
    with acting(office.chief):
        assert not Seen.objects.exists()
    client.post(reverse("routing:up-opened", args=[inked_paper.pk]))
    with acting(office.chief):
        assert Seen.objects.exists()


def test_a_classified_paper_is_not_fetched_ahead(office, client_as):
    first = submitted(office, document=registered(office, symbol="1/A", urgency=2))
    secret = submitted(office, document=registered(office, secrecy=1, symbol="2/A", urgency=1))
    plain = submitted(office, document=registered(office, symbol="3/A"))
    page = client_as(office.chief).get(reverse("routing:up-screen", args=[first.pk])).content.decode()
    assert f'data-next="{secret.pk}"' in page
    assert f'data-ahead="{plain.pk} "' in page


def test_a_day_off_moves_and_a_wrong_day_is_refused(office, client_as):
    client, address = client_as(office.chief), reverse("routing:due")
    day_off = next(day for n in range(1, 9) if not is_working(day := today() + dt.timedelta(days=n)))
    moved = client.get(address, {"day": f"{day_off:%d/%m/%Y}"}).json()
    assert moved["day"] == next_working(day_off).isoformat()
    assert "ngày nghỉ" in moved["sentence"]
    assert client.get(address, {"day": "30/2"}).status_code == 422
    assert "đã qua" in client.get(address, {"day": "1/1/2020"}).json()["sentence"]


def test_markup_in_a_phrase_is_text(office, client_as, inked_paper):
    client, text = client_as(office.chief), "<script>alert(1)</script> & “Đồng ý”"
    assert client.post(reverse("routing:phrases"), {"text": text}).status_code == 302
    for address in (reverse("routing:phrases"), reverse("routing:up-screen", args=[inked_paper.pk])):
        page = client.get(address).content.decode()
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; “Đồng ý”" in page


def test_phrases_are_kept_moved_and_forgotten(office, client_as):
    client = client_as(office.chief)
    for text in ("Một", "Hai", "Ba"):
        client.post(reverse("routing:phrases"), {"text": text})
    assert client.post(reverse("routing:phrases"), {"text": "Một"}).status_code == 422
    with acting(office.chief):
        last = Phrase.objects.get(text="Ba")
    client.post(reverse("routing:phrase", args=[last.pk, "up"]))
    client.post(reverse("routing:phrase", args=[last.pk, "up"]))
    page = client.get(reverse("routing:phrases")).content.decode()
    assert page.index("<span>Ba") < page.index("<span>Một") < page.index("<span>Hai")
    client.post(reverse("routing:phrase", args=[last.pk, "remove"]))
    assert "<span>Ba" not in client.get(reverse("routing:phrases")).content.decode()


def test_a_pressed_pen_draws_broader_and_a_dot_is_a_dot():
    broad = paths([(0, 2.0, [0, 0, 1, 0, 10, 0, 1, 9, 20, 0, 1, 18])])
    fine = paths([(0, 2.0, [0, 0, 0.1, 0, 10, 0, 0.1, 9, 20, 0, 0.1, 18])])
    assert max(path.width for path in fine) < min(path.width for path in broad)
    (dot,) = paths([(0, 2.0, [5, 6, 0.5, 0])])
    assert dot.d == "M5 6h.01"
    changing = paths([(0, 2.0, [x for at in range(20) for x in (at, 0, at / 20, at)])])
    assert len({path.width for path in changing}) > 5
