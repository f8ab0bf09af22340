"""What the preview of an import promises can be written: rows that the database or an act would refuse are wrong."""

from __future__ import annotations

import datetime as dt

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.cell_range import CellRange

from chauban.kernel.refused import Refused
from chauban.people.acts.account import give_first_password
from chauban.people.acts.agency import AgencyFields, abolish_agency, add_agency
from chauban.people.acts.person import PersonFields, add_person
from chauban.people.acts.post import end_post, give_post
from chauban.people.acts.unit import add_unit, dissolve_unit
from chauban.people.models import Agency
from chauban.people.roll.columns import SHEETS

from .books import person, saved
from .test_import import plan_of, rows_of, states, take_in

TODAY = dt.date.today()  # noqa: DTZ011
YESTERDAY = TODAY - dt.timedelta(days=1)


def body(name: str, code: str | None = None, parent: str | None = None, hosted: str | None = None) -> list[str | None]:
    return [name, None, code, None, parent, None, None, hosted]


@pytest.mark.parametrize(
    "sheets",
    [
        {"agencies": [body("T" * 201)]},
        {"agencies": [["Sở Y tế", "T" * 101]]},
        {"agencies": [["Sở Y tế", None, None, "T" * 31]]},
        {"agencies": [["Sở Y tế", None, None, None, None, None, "T" * 101]]},
        {"units": [["A99.1", "T" * 201]]},
        {"units": [["A99.1", "Phòng Mới", "T" * 31]]},
        {"people": [person("T" * 101, username="moi")]},
        {"people": [person(title="T" * 101)]},
        {"people": [person(phone="0" * 31)]},
        {"people": [person("Võ Thị Mai", username="clerk", email="a@example.vn", phone="0" * 31)]},
        {"people": [person(username="t" * 61)]},
    ],
)
def test_what_is_too_long_is_wrong_and_not_cut(office, sheets):
    assert states(plan_of(office, **sheets)) == ["wrong"]


def test_what_has_ended_keeps_its_code_and_its_name(office):
    admin = office.administrator
    abolish_agency(admin, add_agency(admin, AgencyFields("Sở Cũ", code="H57.1")), TODAY)
    dissolve_unit(admin, add_unit(admin, office.office, name="Phòng Cũ"), TODAY)
    plan = plan_of(office, agencies=[body("Sở Mới", "H57.1")], units=[["A99.1", "Phòng Cũ"]])
    assert states(plan) == ["wrong", "wrong"]
    assert "Sở Cũ" in plan.lines[0].detail


def test_a_code_given_to_one_body_is_not_given_to_the_next(office):
    add_agency(office.administrator, AgencyFields("Sở Y tế", parent=office.committee))
    sheet = [body("Sở Y tế", "H57.12"), body("Sở Nội vụ", "H57.12")]
    assert states(plan_of(office, agencies=sheet)) == ["changed", "wrong"]
    assert take_in(office, agencies=sheet)["changed"] == 1


def test_a_trusted_role_is_not_given_by_whoever_gave_the_password_alone(office):
    admin = office.administrator
    give_post(admin, office.cipher, office.general, role="administrator", title="Quản trị", starts_on=TODAY)
    new = add_person(admin, PersonFields("Người Mới"))
    give_first_password(admin, new)
    row = person("Người Mới", username=new.username, role="Phó Chánh Văn phòng", title="Phó Chánh Văn phòng")
    row[4] = "deputy_chief"
    assert states(plan_of(office, people=[row, person("Người Mới", username=new.username)])) == ["wrong", "new"]


def test_a_post_that_has_ended_stays_ended(office):
    take_in(office, people=[person()])
    post = office.general.posts.get(title="Chuyên viên", person__username="baynv")
    end_post(office.administrator, post, YESTERDAY)
    assert states(plan_of(office, people=[person(ends_on="31/12/2030")])) == ["wrong"]


def test_a_body_keeps_its_people_and_its_name_apart(office):
    admin = office.administrator
    add_agency(admin, AgencyFields("Ban Tổ chức", code="A99.3", parent=office.committee))
    elsewhere = add_agency(admin, AgencyFields("Ban Dân vận", code="A99.4", parent=office.committee))
    plan = plan_of(
        office,
        agencies=[
            body(office.office.name, "A99.1", hosted="Không"),
            body("Ban Tổ chức", "A99.5", parent="A99"),
            body("Ban Tổ chức", "A99.4"),
            body("Ban Tổ chức", "A99.6", parent="A99.1"),
        ],
    )
    assert states(plan) == ["wrong", "wrong", "wrong", "new"]
    assert Agency.objects.get(pk=elsewhere.pk).name == "Ban Dân vận"


def test_people_find_the_body_as_the_sheet_makes_it(office):
    add_agency(office.administrator, AgencyFields("Sở Y tế", code="H57.12", parent=office.committee))
    count = take_in(
        office,
        agencies=[body("Sở Y tế", "H57.12", hosted="Có")],
        units=[["H57.12", "Văn phòng"]],
        people=[person(agency="H57.12", unit="Văn phòng")],
    )
    assert count == {"new": 2, "changed": 1, "same": 0, "wrong": 0}


def test_merged_cells_beyond_all_measure_are_refused():
    workbook = Workbook()
    page = workbook.worksheets[0]
    page.title = next(sheet.title for sheet in SHEETS if sheet.key == "people")
    page.append(["Họ và tên", "Cơ quan", "Đơn vị", "Vai trò", "Chức vụ"])
    page.append(["Lê An", "A99.1", "Phòng Tổng hợp", "Chuyên viên", "Chuyên viên"])
    for at in range(50):
        page.merged_cells.ranges.add(CellRange(f"A{2 + at * 5000}:A{5001 + at * 5000}"))
    with pytest.raises(Refused) as refusal:
        rows_of(saved(workbook))
    assert refusal.value.field == "file"
