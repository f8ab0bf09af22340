"""The handling slip, the working copy with its ink, the tracking book: what they say, and to whom."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import ImageChops

from chauban.documents.acts import send_to_know
from chauban.documents.models import DocumentPage
from chauban.kernel.clock import today
from chauban.people.identity import acting
from chauban.people.models import Person
from chauban.registry.queries import Period
from chauban.routing import acts, tracking
from chauban.routing.drawing import corner, paths
from chauban.routing.models import Annotation, Assignment
from chauban.routing.plans import Given
from chauban.routing.printing import cut_outs
from chauban.routing.queries.ink import InkedPage, Mark, inked
from chauban.routing.states import Part
from chauban.routing.working_copy import box_of, inked_copy
from chauban.rulebook.calendar import add_working_days, working_days_between
from chauban.vault.models import Page
from conftest import database_role
from tests.shelf import add_pages, keep

from .ways import annotated, led, registered, submitted

WIDE, HIGH = 595.0, 842.0
#: One stroke from (100, 600) to (300, 640), pressed ever harder.
STROKE = [0, 3.0, [100, 600, 0.3, 0, 200, 620, 0.6, 20, 300, 640, 0.9, 40]]


def blank(path: Path, turn: int = 0) -> Path:
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(WIDE, HIGH) if turn % 180 == 0 else (HIGH, WIDE))
        made.pages[0].Rotate = turn
        made.save(path)
    return path


def text_of(pdf: bytes) -> str:
    """The words of all pages in one line."""
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)).split())


def red_in(pdf: bytes) -> tuple[int, int, int, int]:
    """What is red on the first page: left, top, right, bottom in points."""
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=1).to_pil().convert("RGB")
    red, green, _blue = image.split()
    seen = red.point(lambda value: 255 if value > 150 else 0)
    found = green.point(lambda value: 255 if value < 130 else 0)
    both = ImageChops.darker(seen, found).getbbox()
    assert both is not None
    return both


@pytest.fixture
def inked_paper(office):
    """A paper that the chief wrote on by hand, given to a unit and passed on to a person."""
    submission = submitted(office, note="Xin ý kiến")
    add_pages(submission.document, ["Trang một", "Trang hai"])
    due = add_working_days(today(), 5)
    annotated(
        submission, Given(Part.LEAD, office.general, due), Given(Part.INFORM, office.cipher_unit),
        text="Đồng ý <b>ngay</b>", ink={2: [STROKE]},
    )  # fmt: skip
    with acting(office.head):
        work = Assignment.objects.get(unit=office.general)
    acts.pass_on(office.head, work, [Given(Part.LEAD, office.specialist, due, "Soạn dự thảo")])
    with acting(office.specialist):
        part = Assignment.objects.get(person=office.specialist)
    acts.report_progress(office.specialist, part, "Đang lấy ý kiến các phòng")
    return submission.document


def test_the_slip_says_what_each_of_the_three_said(office, client_as, inked_paper):
    answer = client_as(office.chief).get(reverse("routing:slip", args=[inked_paper.pk]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    told = text_of(answer.content)
    order = [
        "PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN", "1. Ý kiến của lãnh đạo cơ quan", "Đồng ý <b>ngay</b>",
        "viết tay tại trang 2", "Phòng Tổng hợp", "2. Ý kiến của lãnh đạo đơn vị", "Đỗ Thùy Linh", "Soạn dự thảo",
        "3. Ý kiến đề xuất của người giải quyết", "Đang lấy ý kiến các phòng",
    ]  # fmt: skip
    places = [told.index(each) for each in order]
    assert places == sorted(places)
    assert f"{add_working_days(today(), 5):%d/%m/%Y}" in told
    assert "Chánh Văn phòng" in told


def test_the_slip_of_a_paper_that_went_nowhere_is_to_be_written_on(office, client_as):
    answer = client_as(office.clerk).get(reverse("routing:slip", args=[registered(office).pk]))
    told = text_of(answer.content)
    assert "1. Ý kiến của lãnh đạo cơ quan" in told
    assert "Ngày" not in told.split("1. Ý kiến")[1]


def test_a_cut_out_is_the_piece_round_the_ink(office, inked_paper):
    with acting(office.chief):
        ((number, (cut,)),) = cut_outs(inked_paper, inked(inked_paper)).items()
        assert number == Annotation.objects.get().pk
    assert (cut.number, cut.left, cut.top) == (2, 90, 590)
    assert (cut.width, cut.height) == (220, 60)
    assert cut.image.startswith("data:image/jpeg;base64,")


@pytest.mark.parametrize("name", ["slip", "steps-print", "inked-copy"])
def test_who_may_not_read_gets_nothing_and_who_may_only_read_no_file(office, client_as, name):
    secret = submitted(office, document=registered(office, secrecy=1))
    url = reverse(f"routing:{name}", args=[secret.document_id])
    assert client_as(office.specialist).get(url).status_code == 404
    assert client_as(office.chief).get(url).status_code == 403
    assert client_as(office.secret_clerk).get(url).status_code == (404 if name == "inked-copy" else 200)


def mark(*strokes: Any) -> InkedPage:
    """A page with the ink of one annotation on it."""
    writer = Person(full_name="Nguyễn Văn Bình")
    return InkedPage(
        1, WIDE, HIGH, [Mark(1, writer, None, False, timezone.now(), *corner(strokes), paths(strokes))]
    )  # fmt: skip


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_ink_stands_where_it_was_written_on_a_turned_page_too(tmp_path, turn):
    original = blank(tmp_path / "one.pdf", turn)
    before = hashlib.sha256(original.read_bytes()).hexdigest()
    copy = inked_copy([(1, original, 1), (2, original, 1)], [mark(STROKE)])
    assert hashlib.sha256(original.read_bytes()).hexdigest() == before
    assert len(pypdfium2.PdfDocument(copy)) == 2
    left, top, right, bottom = red_in(copy)
    assert abs(left - 100) <= 3 and abs(bottom - 641) <= 4
    assert abs(right - 301) <= 4 and 585 <= top <= 600  # its caption stands above it
    assert "Nguyễn Văn Bình" in text_of(copy)


def test_a_curve_keeps_its_bend_and_a_dot_is_seen(tmp_path):
    dot = [0, 4.0, [400, 100, 1, 0]]
    bent = [0, 2.0, [100, 300, 0.5, 0, 200, 200, 0.5, 9, 300, 300, 0.5, 18]]
    copy = inked_copy([(1, blank(tmp_path / "one.pdf"), 1)], [mark(dot, bent)])
    image = pypdfium2.PdfDocument(copy)[0].render(scale=1).to_pil().convert("L")
    assert image.crop((396, 96, 404, 104)).getextrema()[0] < 160
    assert image.crop((190, 220, 210, 230)).getextrema()[0] < 160  # half way to the bend, as the pen's curve runs
    assert image.crop((196, 195, 204, 215)).getextrema()[0] == 255
    assert box_of(mark(bent).marks[0])[:2] == (100, 200)


def test_the_working_copy_is_taken_out_by_its_page(office, client_as, tmp_path, inked_paper):
    archival = keep(blank(tmp_path / "one.pdf").read_bytes(), "application/pdf")
    with database_role("none"):
        pages = DocumentPage.objects.filter(document=inked_paper).values("page")
        Page.objects.filter(pk__in=pages).update(archival=archival, archival_number=1)
    stored = Path(archival.path).read_bytes()
    answer = client_as(office.head).get(reverse("routing:inked-copy", args=[inked_paper.pk]))
    assert answer.status_code == 200
    assert len(pypdfium2.PdfDocument(answer.content)) == 2
    assert "Nguyễn Văn Bình" in text_of(answer.content)
    assert Path(archival.path).read_bytes() == stored


def cells(office, person=None, **also):
    with acting(person or office.chief):
        rows = tracking.entries(office.volume, Period(), also.get("unit"))
        return [line.values for line in tracking.lines(rows)]


def test_the_tracking_book_tells_who_by_when_and_how_far(office):
    due = add_working_days(today(), 3)
    work = led(office, due_on=due)
    registered(office, symbol="2/A", number="2")
    waiting = submitted(office, document=registered(office, symbol="3/A", number="3"))
    assert [row[4] for row in cells(office)] == ["Chưa nhận việc", "", f"Đang trình {waiting.to}"]
    acts.accept(office.head, work)
    acts.report_progress(office.head, work, "Đã xong dự thảo")
    (first, *_others) = cells(office)
    assert first[0] == 1
    assert "127/SYT-NVY" in first[1] and "Sở Y tế" in first[1]
    assert first[2:5] == ("Phòng Tổng hợp (chủ trì)", due, "Đang giải quyết. Đã xong dự thảo")
    past = add_working_days(today(), -5)
    over = f", quá hạn {working_days_between(past, today())} ngày làm việc"
    with database_role("none"):
        Assignment.objects.filter(pk=work.pk).update(due_on=past)
    assert over in cells(office)[0][4]
    answer = registered(office, symbol="9/VPTU", number="9")
    send_to_know(office.clerk, answer, people=[office.head], units=[], note="")
    acts.report_result(office.head, work, "Đã trả lời", answer=answer)
    acts.accept_result(office.chief, work)
    first = cells(office)[0]
    assert first[4] == f"Đã giải quyết ngày {today():%d/%m/%Y}{over}"
    assert first[5] == "9/VPTU"


def test_the_tracking_book_of_one_unit(office):
    led(office)
    led(office, office.cipher_unit)
    assert len(cells(office)) == 2
    assert [row[2] for row in cells(office, unit=office.general)] == ["Phòng Tổng hợp (chủ trì)"]


def test_a_row_costs_no_statement_of_its_own(office):
    for _ in range(2):
        led(office)
    with acting(office.chief), CaptureQueriesContext(connection) as few:
        list(tracking.lines(tracking.entries(office.volume, Period(), None)))
    for _ in range(4):
        led(office)
    with acting(office.chief), CaptureQueriesContext(connection) as many:
        list(tracking.lines(tracking.entries(office.volume, Period(), None)))
    assert len(many) == len(few)


def test_the_tracking_book_is_printed_and_exported(office, client_as):
    led(office)
    client = client_as(office.chief)
    page = client.get(reverse("routing:tracking", args=[office.volume.pk]))
    assert "Phòng Tổng hợp (chủ trì)" in page.content.decode()
    pdf = client.get(reverse("routing:tracking-taken-out", args=[office.volume.pk, "pdf"]))
    told = text_of(b"".join(pdf.streaming_content))
    assert "SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN ĐẾN" in told and "Tiến độ giải quyết" in told
    sheet = client.get(reverse("routing:tracking-taken-out", args=[office.volume.pk, "xlsx"]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(sheet.streaming_content)))
    rows = list(book["Sổ"].values)
    assert [heading for heading, _width in tracking.COLUMNS] == list(rows[0])
    assert rows[2][2] == "Phòng Tổng hợp (chủ trì)"
    assert client.get(reverse("routing:tracking-taken-out", args=[office.volume.pk, "doc"])).status_code == 404


def test_the_tracking_book_tells_nothing_of_papers_one_may_not_read(office, client_as):
    annotated(submitted(office, document=registered(office, secrecy=1)), Given(Part.LEAD, office.cipher_unit))
    url = reverse("routing:tracking", args=[office.classified_volume.pk])
    assert "chủ trì" not in client_as(office.specialist).get(url).content.decode()
    assert "chủ trì" in client_as(office.secret_clerk).get(url).content.decode()
