"""The book on paper and as a spreadsheet says what the book says, and a sign-off notices what changed since."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from django.urls import reverse
from django.utils import translation

from chauban.journal.models import Line as JournalLine
from chauban.kernel.clock import today
from chauban.kernel.refused import Refused
from chauban.people.identity import acting
from chauban.people.states import Secrecy
from chauban.registry import printing, queries
from chauban.registry.acts import correct_entry, note_passing, sign_off, void
from chauban.registry.columns import Line, digest, kind_and_subject
from chauban.registry.cover import Cover
from chauban.registry.views import books
from chauban.rulebook.models import Kind

from .entering import enter, enter_secret

DAY = dt.date(2026, 11, 24)
COVER = Cover(
    "Tỉnh ủy Hương Giang", "Văn phòng Tỉnh ủy Hương Giang", "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN", "2026", False, 1, 3, DAY, DAY,
    False, 3,
)  # fmt: skip


def rows(count: int, *, void: int = 0) -> list[Line]:
    return [
        Line(
            at,
            (DAY, at, "Sở Y tế", f"{at}/SYT", DAY, "Công văn về phòng, chống dịch", "Phòng Tổng hợp", DAY, "", ""),
            "Trùng số đến 01" if at == void else "",
        )
        for at in range(1, count + 1)
    ]  # fmt: skip


def run(*arguments: str | Path) -> str:
    return subprocess.run([str(each) for each in arguments], capture_output=True, text=True, check=True).stdout


def fetched(client, name: str, volume, **query) -> bytes:
    answer = client.get(reverse(f"registry:{name}", args=[volume.pk]), query)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_the_printed_book_shows_cover_columns_rows_and_signing(tmp_path):
    pdf = tmp_path / "book.pdf"
    pdf.write_bytes(printing.book_pdf(COVER, rows(3, void=2), signed_by="Võ Thị Mai").read())
    text = run("pdftotext", "-layout", pdf, "-")
    cover, first_leaf, *sheets, end = text.split("\f")
    assert end == ""
    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN" in cover and "TỈNH ỦY HƯƠNG GIANG" in cover and "Năm: 2026" in cover
    assert "Từ số 01 đến số 03" in cover and "Từ ngày 24/11/2026 đến ngày 24/11/2026" in cover
    assert first_leaf.split() == cover.split()
    body = "".join(sheets)
    for words in ("(1)", "(10)", "3/SYT", "24/11/2026", "Trang 1", "NGƯỜI LẬP SỔ", "Võ Thị Mai", "LÃNH ĐẠO"):
        assert words in body
    assert "Hủy số" in body and "trong đó có 1 số hủy" in body
    assert digest(rows(3, void=2)) in body
    size = run("pdfinfo", pdf)
    assert "841.89 x 595" in size and "A4" in size


def test_its_fonts_are_embedded(tmp_path):
    pdf = tmp_path / "book.pdf"
    pdf.write_bytes(printing.book_pdf(COVER, rows(1), signed_by="Võ Thị Mai").read())
    fonts = run("pdffonts", pdf).splitlines()[2:]
    assert fonts and all(line.split()[-5] == "yes" for line in fonts)


def test_pieces_are_joined_with_running_page_numbers(tmp_path, monkeypatch):
    monkeypatch.setattr(printing, "CHUNK", 4)
    pdf = tmp_path / "book.pdf"
    pdf.write_bytes(printing.book_pdf(COVER, rows(9), signed_by="").read())
    sheets = run("pdftotext", "-layout", pdf, "-").split("\f")[2:-1]
    assert [f"Trang {at}" in sheet for at, sheet in enumerate(sheets, start=1)] == [True] * len(sheets) and len(
        sheets
    ) > 2
    assert all("(10)" in sheet for sheet in sheets)
    assert sum("NGƯỜI LẬP SỔ" in sheet for sheet in sheets) == 1
    with pikepdf.open(pdf) as made:
        assert len(made.pages) == len(sheets) + 2


def test_an_empty_period_prints_a_page_that_says_so(office, client_as, tmp_path):
    (tmp_path / "book.pdf").write_bytes(fetched(client_as(office.clerk), "print", office.volume))
    assert "Không có văn bản nào" in run("pdftotext", tmp_path / "book.pdf", "-")


def test_print_and_export_show_what_the_person_may_read(office, client_as, tmp_path):
    enter(office, subject="Về công tác cán bộ nữ")
    for name, sees in (("clerk", True), ("chief", True), ("specialist", False)):
        client = client_as(office.people[name])
        (tmp_path / "book.pdf").write_bytes(fetched(client, "print", office.volume))
        assert ("cán bộ nữ" in " ".join(run("pdftotext", tmp_path / "book.pdf", "-").split())) == sees
        sheet = openpyxl.load_workbook(io.BytesIO(fetched(client, "export", office.volume)))["Sổ"]
        assert sheet.max_row == (3 if sees else 2)


def test_a_period_is_printed_and_recorded(office, client_as):
    start = office.volume.starts_on
    for day in (start, today()):
        enter(office, arrived_on=day)
    day = f"{start:%d/%m/%Y}"
    book = openpyxl.load_workbook(io.BytesIO(fetched(client_as(office.clerk), "export", office.volume, until=day)))
    assert [row[1] for row in book["Sổ"].iter_rows(min_row=3, values_only=True)] == [1]
    with acting(office.clerk):
        assert JournalLine.objects.get(act="registry.printed").detail["until"] == start.isoformat()


def test_the_spreadsheet_has_real_days_and_is_ready_to_print(office, client_as):
    entry = enter(office)
    note_passing(office.clerk, entry, receiver="Phòng Tổng hợp", passed_on=today(), note="Bản giấy")
    void(office.clerk, enter(office), "Nhầm")
    book = openpyxl.load_workbook(io.BytesIO(fetched(client_as(office.clerk), "export", office.volume)))
    assert "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN" in [cell.value for cell in book["Bìa"]["A"]]
    sheet = book["Sổ"]
    assert [cell.value for cell in sheet[2]] == [f"({at})" for at in range(1, 11)]
    first, second = sheet.iter_rows(min_row=3, values_only=True)
    day = dt.datetime.combine(today(), dt.time())
    assert (first[0], first[1], first[7], first[9]) == (day, 1, day, "Bản giấy")
    assert second[9] == "Hủy số: Nhầm" and sheet["C4"].font.strike
    assert sheet.freeze_panes == "A3" and sheet.print_title_rows == "$1:$2"
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9


@pytest.mark.parametrize("evil", ['=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", "=1\u0001+1"])
def test_a_spreadsheet_computes_nothing(office, client_as, evil):
    note_passing(office.clerk, enter(office, subject=evil), receiver=evil, passed_on=None, note=evil)
    book = openpyxl.load_workbook(io.BytesIO(fetched(client_as(office.clerk), "export", office.volume)))
    for name in ("F3", "G3", "J3"):
        cell = book["Sổ"][name]
        assert cell.data_type == "s" and cell.quotePrefix and cell.value == evil.replace("\u0001", "")


def test_a_long_book_is_taken_out_in_parts(office, client_as, monkeypatch):
    monkeypatch.setattr(books, "PDF_LIMIT", 2)
    monkeypatch.setattr(books, "XLSX_LIMIT", 2)
    for _ in range(3):
        enter(office)
    client, since = client_as(office.clerk), f"{today():%d/%m/%Y}"
    for name in ("print", "export"):
        whole = reverse(f"registry:{name}", args=[office.volume.pk])
        parts = client.get(whole, {"since": since}).context["parts"]
        assert parts == [{"since": since, "first": "1", "last": "2"}, {"since": since, "first": "3", "last": "3"}]
        answers = [client.get(whole, part) for part in parts]
        assert ["-1-2." in answer["Content-Disposition"] for answer in answers] == [True, False]
        assert "-3-3." in answers[1]["Content-Disposition"]


def test_a_print_that_takes_long_says_so_before_it_is_made(office, client_as, monkeypatch):
    monkeypatch.setattr(books, "PDF_AT_ONCE", 1)
    enter(office)
    client, whole = client_as(office.clerk), reverse("registry:print", args=[office.volume.pk])
    assert client.get(whole)["Content-Type"] == "application/pdf"
    enter(office)
    asked = client.get(whole)
    assert "5 giây" in asked.content.decode()
    assert client.get(whole, asked.context["parts"][0])["Content-Type"] == "application/pdf"
    export = client.get(reverse("registry:export", args=[office.volume.pk]))
    assert export["Content-Disposition"].startswith("attachment")


def test_a_sign_off_agrees_in_every_language(office):
    enter_secret(office, subject="Phương án bảo vệ đại hội")
    with translation.override("vi"):
        sign_off(office.secret_clerk, office.classified_volume, 1, 1)
    with translation.override("en"), acting(office.secret_clerk):
        assert [each.agrees for each in queries.sign_offs(office.classified_volume)] == [True]


def test_the_classified_book_has_its_own_columns_and_no_top_secret_subject(office, client_as):
    enter_secret(office, subject="Phương án bảo vệ đại hội")
    enter_secret(office, secrecy=Secrecy.TOP_SECRET, subject="", subject_withheld=True)
    client = client_as(office.secret_clerk)
    book = openpyxl.load_workbook(io.BytesIO(fetched(client, "export", office.classified_volume)))
    first, second = book["Sổ"].iter_rows(min_row=3, values_only=True)
    assert first[0] == 1 and first[2] == 1 and first[6] == "Phương án bảo vệ đại hội"
    assert second[0] == 2 and not second[6] and second[7] != first[7]


@pytest.mark.parametrize(
    ("kind", "subject", "shown"),
    [
        ("Công văn", "Về phòng, chống dịch", "Công văn về phòng, chống dịch"),
        ("Báo cáo", "Báo cáo tiến độ quý IV", "Báo cáo tiến độ quý IV"),
        ("Báo cáo", "Tiến độ quý IV", "Báo cáo: Tiến độ quý IV"),
        ("Kế hoạch", "giám sát chuyên đề", "Kế hoạch giám sát chuyên đề"),
        ("Nghị quyết", "", "Nghị quyết"),
        (None, "Về phòng, chống dịch", "Về phòng, chống dịch"),
    ],
)
def test_kind_and_subject_read_as_one(office, kind, subject, shown):
    entry = enter(office)
    entry.document.kind = Kind(name=kind) if kind else None
    entry.document.subject = subject
    assert kind_and_subject(entry) == shown


def test_a_sign_off_notices_every_later_change(office):
    entries = [enter(office) for _ in range(3)]
    for first, last in ((1, 1), (2, 2), (3, 3), (1, 3)):
        sign_off(office.clerk, office.volume, first, last)

    def agreeing() -> set[tuple[int, int]]:
        with acting(office.clerk):
            return {
                (each.sign_off.first_number, each.sign_off.last_number)
                for each in queries.sign_offs(office.volume)
                if each.agrees
            }

    assert agreeing() == {(1, 1), (2, 2), (3, 3), (1, 3)}
    enter(office)
    assert agreeing() == {(1, 1), (2, 2), (3, 3), (1, 3)}
    correct_entry(office.clerk, entries[0], {"symbol": "14/SYT-NV"}, "Nhầm")
    assert agreeing() == {(2, 2), (3, 3)}
    void(office.clerk, entries[1], "Nhầm")
    assert agreeing() == {(3, 3)}
    note_passing(office.clerk, entries[2], receiver="Phòng Tổng hợp", passed_on=None, note="")
    assert agreeing() == set()


def test_one_signs_off_only_numbers_that_are_there_and_seen(office):
    enter_secret(office)
    enter_secret(office, secrecy=Secrecy.TOP_SECRET, subject="", subject_withheld=True)
    for first, last in ((0, 1), (1, 3), (2, 1)):
        with pytest.raises(Refused):
            sign_off(office.secret_clerk, office.classified_volume, first, last)
    with acting(office.administrator):
        office.clerk.clearance = Secrecy.CONFIDENTIAL
        office.clerk.save(update_fields=["clearance"])
    with acting(office.clerk), pytest.raises(Refused):
        sign_off(office.clerk, office.classified_volume, 1, 2)
    sign_off(office.secret_clerk, office.classified_volume, 1, 2)
    with acting(office.clerk):
        assert [each.agrees for each in queries.sign_offs(office.classified_volume)] == [None]


def test_the_journal_does_not_tell_an_administrator_how_many_secrets_there_are(office):
    enter_secret(office)
    sign_off(office.secret_clerk, office.classified_volume, 1, 1)
    with acting(office.administrator):
        line = JournalLine.objects.get(act="registry.signed_off")
    assert set(line.detail) == {"register"}
