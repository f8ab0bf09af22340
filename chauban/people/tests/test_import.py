"""The office's list from a workbook: what is read, what the preview says, what is written."""

from __future__ import annotations

import datetime as dt
import io
import time
import unicodedata
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from chauban.kernel.refused import Refused
from chauban.people.acts.roll import import_draft, keep_draft
from chauban.people.identity import acting
from chauban.people.models import Agency, Person, Post, Unit
from chauban.people.roll.columns import SHEETS
from chauban.people.roll.plan import make_plan
from chauban.people.roll.template import template
from chauban.people.roll.workbook import read, read_date

from .books import book, person, saved


def rows_of(file: io.BytesIO):
    return read(file, len(file.getvalue()))


def plan_of(office, **sheets):
    with acting(office.administrator):
        return make_plan(rows_of(book(**sheets)))


def states(plan) -> list[str]:
    return [str(line.state) for line in plan.lines]


def take_in(office, **sheets):
    """Read, preview and confirm."""
    rows = rows_of(book(**sheets))
    draft = keep_draft(office.administrator, "nhan-su.xlsx", rows)
    with acting(office.administrator):
        seen = make_plan(rows).digest()
    return import_draft(office.administrator, draft, seen)


# ---- reading -----------------------------------------------------------------------------------------------------


def test_the_template_explains_itself_and_is_read_back_empty():
    workbook = load_workbook(io.BytesIO(template()))
    assert workbook.sheetnames == ["Hướng dẫn", *(sheet.title for sheet in SHEETS)]
    with pytest.raises(Refused):
        rows_of(io.BytesIO(template()))


def test_text_is_composed_trimmed_and_dates_are_dates_however_they_are_kept():
    name = unicodedata.normalize("NFD", "  Nguyễn  Văn Bảy ")
    file = book(
        people=[
            person(name, starts_on=dt.datetime(2025, 7, 1), phone=912345678),  # noqa: DTZ001
            person(starts_on=45839),
            person(starts_on="1.7.2025"),
        ]
    )
    rows = rows_of(file)["people"]
    assert rows[0]["full_name"] == "Nguyễn Văn Bảy"
    assert rows[0]["phone"] == "0912345678"
    assert [read_date(row["starts_on"]) for row in rows] == [dt.date(2025, 7, 1)] * 3


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1/7/2025", dt.date(2025, 7, 1)),
        ("01-07-25", dt.date(2025, 7, 1)),
        ("2025-07-01", dt.date(2025, 7, 1)),
        ("31/02/2025", None),
        ("tháng 7", None),
        ("1/7/9999", None),
        ("", None),
    ],
)
def test_dates_as_text(text, day):
    assert read_date(text) == day


def test_headings_may_stand_under_a_title_in_another_order_and_merged_cells_count_for_all_their_rows():
    workbook = Workbook()
    page = workbook.worksheets[0]
    page.title = "NHAN SU"
    page.append(["DANH SÁCH CÁN BỘ"])
    page.append([])
    page.append(["Cơ quan", "Đơn vị", "Họ và tên (*)", "Chức vụ", "VAI TRÒ", "Ghi chú"])
    for name in ("Lê An", "Lê Bình", "Lê Chi"):
        page.append([None, "Phòng Tổng hợp", name, "Chuyên viên", "Chuyên viên", "x"])
    page["A4"] = "A99.1"
    page.merge_cells("A4:A6")
    rows = rows_of(saved(workbook))["people"]
    assert [(row["full_name"], row["agency"], row["row"]) for row in rows] == [
        ("Lê An", "A99.1", 4),
        ("Lê Bình", "A99.1", 5),
        ("Lê Chi", "A99.1", 6),
    ]


def test_formulas_are_not_evaluated():
    rows = rows_of(book(people=[person(title='=HYPERLINK("http://example.test","x")'), person("Lê An")]))["people"]
    assert rows[0]["title"] == ""  # nothing was ever computed for it


def zipped(**files: str) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/"), text)
    return out


def damaged() -> io.BytesIO:
    whole = book(people=[person()])
    out = io.BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            target.writestr(entry, data[: len(data) // 2] if "sheet" in entry.filename else data)
    return out


@pytest.mark.parametrize(
    "file",
    [
        io.BytesIO(b""),
        io.BytesIO(b"Ho va ten,Don vi\n"),
        io.BytesIO(b"%PDF-1.7"),
        zipped(word__document="x"),
        zipped(xl__workbook="x"),
        zipped(**{"xl__workbook.xml": "<broken"}),
        zipped(**{"xl__workbook.xml": "x", "bomb": "0" * (90 * 2**20)}),
        damaged(),
        saved(Workbook()),
    ],
    ids=["empty", "csv", "pdf", "docx", "no workbook", "broken", "bomb", "damaged", "other sheets"],
)
def test_bad_files_end_in_a_sentence_at_the_field(file):
    with pytest.raises(Refused) as refusal:
        rows_of(file)
    assert refusal.value.field == "file"


def test_files_and_sheets_that_are_too_large_are_refused():
    with pytest.raises(Refused):
        read(io.BytesIO(), 6 * 2**20)
    with pytest.raises(Refused):
        rows_of(book(units=[["A99.1", f"Phòng {at}"] for at in range(5001)]))


# ---- the preview -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        person(agency="Sở Không có"),
        person(unit="Phòng Không có"),
        person(role="Tướng"),
        person(starts_on="31/02/2025"),
        person(starts_on="02/07/2025", ends_on="01/07/2025"),
        person(title=None),
        person(email="binh@"),
        person(username="bình"),
        person(username="clerk"),
        person("Võ Thị Mai"),
    ],
    ids=[
        "agency",
        "unit",
        "role",
        "day",
        "order",
        "empty",
        "e-mail",
        "letters",
        "another's name",
        "namesake elsewhere",
    ],
)
def test_wrong_rows_say_why_and_do_not_stop_the_others(office, row):
    plan = plan_of(office, people=[row, person("Lê Hoàng An")])
    assert states(plan) == ["wrong", "new"]
    assert plan.lines[0].detail


def test_two_of_one_name_are_told_apart_by_their_sign_in_names(office):
    both = [person("Lê An", username="anl"), person("Lê An", username="anl2")]
    assert states(plan_of(office, people=both)) == ["new", "new"]
    there = person("Lê An", unit="Lãnh đạo Văn phòng")
    assert states(plan_of(office, people=[person("Lê An"), there])) == ["new", "wrong"]


def test_bodies_and_people_of_one_file_know_each_other(office):
    plan = plan_of(
        office,
        agencies=[
            ["Chi cục Dân số", None, "H57.12.1", None, "H57.12"],
            ["Sở Y tế", None, "H57.12", "SYT", "A99", "Nhà nước", None, "Có"],
        ],
        units=[["H57.12", "Văn phòng"]],
        people=[person(agency="Sở Y tế", unit="Văn phòng")],
    )
    assert states(plan) == ["new"] * 4


def test_rings_twins_and_orphans_in_the_file_are_wrong(office):
    plan = plan_of(
        office,
        agencies=[
            ["Vòng một", None, None, None, "Vòng hai"],
            ["Vòng hai", None, None, None, "Vòng một"],
            ["Một mình", None, None, None, None],
            ["Một mình", None, None, None, None],
            ["Sai mã", None, "x-1", None, None],
        ],
        people=[person(agency="Vòng một", unit="Phòng Tổng hợp")],
    )
    assert states(plan) == ["wrong", "wrong", "new", "wrong", "wrong", "wrong"]


# ---- writing -----------------------------------------------------------------------------------------------------

SHEET = {
    "agencies": [["Sở Y tế", "SYT", "H57.12", "SYT", "A99", "Nhà nước", "Hương Giang", "Có"]],
    "units": [["Sở Y tế", "Văn phòng"], ["A99.1", "Phòng Mới"]],
    "people": [
        person(email="baynv@example.vn", phone="0234 3822 345"),
        person("Lê An", agency="H57.12", unit="Văn phòng", title="Chánh Văn phòng", role="Trưởng phòng"),
        person("Võ Thị Mai", username="clerk", title="Chuyên viên kiêm nhiệm"),
    ],
}


def test_an_import_writes_all_and_again_nothing(office, journal):
    count = take_in(office, **SHEET)
    assert count == {"new": 6, "changed": 0, "same": 0, "wrong": 0}
    with acting(office.administrator):
        made = Person.objects.get(username="baynv")
        assert (made.email, made.phone, made.must_change_password) == ("baynv@example.vn", "0234 3822 345", True)
        assert not made.has_usable_password()
        assert made.posts.get().starts_on == dt.date(2025, 7, 1)
        agency = Agency.objects.get(code="H57.12")
        assert (agency.parent, agency.system, agency.hosted) == (office.committee, "state", True)
        assert Unit.objects.filter(name__in=["Văn phòng", "Phòng Mới"]).count() == 2
        assert Person.objects.get(username="clerk").posts.count() == 2
        before = [model.objects.count() for model in (Agency, Unit, Person, Post)]
    assert journal("people.imported")[0]["new"] == 6
    plan = plan_of(office, **SHEET)
    assert states(plan) == ["same"] * 6
    with pytest.raises(Refused):
        take_in(office, **SHEET)
    with acting(office.administrator):
        assert [model.objects.count() for model in (Agency, Unit, Person, Post)] == before


def test_changed_cells_change_and_empty_cells_take_nothing_away(office):
    take_in(office, **SHEET)
    count = take_in(
        office,
        agencies=[["Sở Y tế", None, "H57.12", "SYTE", None]],
        people=[person(phone="113", ends_on="31/12/2030")],
    )
    assert count["changed"] == 2
    with acting(office.administrator):
        agency, made = Agency.objects.get(code="H57.12"), Person.objects.get(username="baynv")
        assert (agency.symbol, agency.short_name, agency.parent_id) == ("SYTE", "SYT", office.committee.pk)
        assert (agency.hosted, agency.system) == (True, "state")
        assert (made.phone, made.email) == ("113", "baynv@example.vn")
        assert made.posts.get().ends_on == dt.date(2030, 12, 31)


def test_a_post_without_days_is_the_same_post_next_time(office):
    take_in(office, people=[person(starts_on=None)])
    assert states(plan_of(office, people=[person(starts_on=None)])) == ["same"]


def test_an_administrators_post_is_not_ended_by_a_file(office):
    row = person(
        "Lý Hoài Nam", username="administrator", unit="Phòng Cơ yếu - Công nghệ thông tin", role="Quản trị",
        title="Quản trị hệ thống", starts_on=None, ends_on="31/12/2030",
    )  # fmt: skip
    row[4] = "administrator"
    assert states(plan_of(office, people=[row])) == ["wrong"]


def test_a_preview_that_has_gone_stale_is_shown_again_and_a_draft_is_written_once(office):
    rows = rows_of(book(people=[person()]))
    draft = keep_draft(office.administrator, "x.xlsx", rows)
    with acting(office.administrator):
        seen = make_plan(rows).digest()
    with pytest.raises(Refused):
        import_draft(office.administrator, draft, "something else")
    import_draft(office.administrator, draft, seen)
    with pytest.raises(Refused):
        import_draft(office.administrator, draft, seen)


@pytest.mark.slow
def test_five_thousand_rows_are_taken_in_one_go(office):
    people = [person(f"Người Thứ {at}", username=f"nguoi{at}") for at in range(5000)]
    start = time.monotonic()
    assert take_in(office, people=people)["new"] == 5000
    assert time.monotonic() - start < 60
