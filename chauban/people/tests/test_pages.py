"""The pages: who may open them, what they find, how many statements they cost, and that nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import html

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chauban.people.acts.agency import AgencyFields, abolish_agency, add_agency
from chauban.people.acts.person import PersonFields, add_person
from chauban.people.acts.post import give_post
from chauban.people.identity import acting
from chauban.people.models import Agency, Person
from chauban.people.queries import PAGE, chosen
from chauban.people.states import Role
from tests.office import PEOPLE

from .books import book, person

TODAY = dt.date.today()  # noqa: DTZ011


def pages(office) -> list[str]:
    return [
        reverse("people:people"),
        reverse("people:add"),
        reverse("people:person", args=[office.clerk.pk]),
        reverse("people:agencies"),
        reverse("people:agency-add"),
        reverse("people:agency", args=[office.office.pk]),
        reverse("people:unit", args=[office.general.pk]),
        reverse("people:import"),
        reverse("people:import-template"),
    ]


@pytest.mark.parametrize("name", PEOPLE)
def test_administration_is_for_administrators(office, client_as, name):
    client = client_as(office.people[name])
    expected = 200 if name == "administrator" else 403
    assert [client.get(url).status_code for url in pages(office)] == [expected] * len(pages(office))
    for deed in ("change", "post", "clearance", "close", "open", "sessions", "unlock", "factors"):
        answer = client.post(reverse("people:person-act", args=[office.secretary.pk, deed]), {})
        assert answer.status_code in ((302, 422) if name == "administrator" else (403,))
    assert client.get(reverse("people:me")).status_code == 200


def test_strangers_are_sent_to_the_door(office, client):
    for url in [*pages(office), reverse("people:me"), reverse("people:choose"), reverse("people:choose-agencies")]:
        answer = client.get(url)
        assert answer.status_code == 302 and answer.url.startswith(reverse("account_login"))


def test_what_does_not_exist_is_not_found(office, client_as):
    client = client_as(office.administrator)
    for url in (
        reverse("people:person", args=[10**9]),
        reverse("people:agency", args=[10**9]),
        reverse("people:unit", args=[10**9]),
    ):
        assert client.get(url).status_code == 404
    assert client.post(reverse("people:person-act", args=[office.clerk.pk, "promote"])).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("find=mai", {"clerk"}),
        ("find=VÕ thị", {"clerk"}),
        ("find=secret_", {"secret_clerk"}),
        ("find=khong-co", set()),
        ("role=clerk", {"clerk", "clerk_two", "secret_clerk"}),
        ("role=clerk&find=lan", {"secret_clerk"}),
        ("state=closed", set()),
        ("state=without_post", set()),
        ("role=nonsense&find=mai&unit=x", {"clerk"}),
    ],
)
def test_the_list_is_narrowed(office, client_as, query, found):
    page = client_as(office.administrator).get(f"{reverse('people:people')}?{query}")
    assert {each.username for each in page.context["page"].rows} == found


def many(office, count: int) -> None:
    with acting(office.administrator):
        rows = Person.objects.bulk_create(
            Person(full_name=f"Trần Văn Số {at % 7}", username=f"so{at}") for at in range(count)
        )
    for row in rows[:3]:
        give_post(office.administrator, row, office.general, role=Role.SPECIALIST, title="Chuyên viên", starts_on=TODAY)


def test_pages_of_the_list_have_everybody_once_forwards_and_backwards(office, client_as):
    many(office, 2 * PAGE + 7)
    client, url = client_as(office.administrator), reverse("people:people")
    forwards, query = [], ""
    while True:
        page = client.get(url + query)
        forwards.append([each.pk for each in page.context["page"].rows])
        if not (query := page.context["older"]):
            break
    everybody = [pk for rows in forwards for pk in rows]
    assert len(everybody) == len(set(everybody)) == Person.objects.count()
    backwards, query = [forwards[-1]], page.context["newer"]
    while query:
        page = client.get(url + query)
        backwards.insert(0, [each.pk for each in page.context["page"].rows])
        query = page.context["newer"]
    assert [pk for rows in backwards for pk in rows] == everybody


def statements(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_number_of_statements_does_not_grow(office, client_as):
    client = client_as(office.administrator)
    urls = [reverse("people:people"), reverse("people:agencies"), reverse("people:agency", args=[office.office.pk]),
            reverse("people:choose"), reverse("people:choose-agencies")]  # fmt: skip
    few = [statements(client, url) for url in urls]
    many(office, 30)
    for at in range(10):
        add_agency(office.administrator, AgencyFields(f"Cơ quan {at}", parent=office.committee))
    assert [statements(client, url) for url in urls] == few
    assert max(few) <= 25


def test_a_person_is_added_with_a_post_in_one_go_or_not_at_all(office, client_as):
    client, url = client_as(office.administrator), reverse("people:add")
    typed = {
        "full_name": "Nguyễn Văn Bảy", "unit": office.general.pk, "role": "specialist", "title": "Chuyên viên",
        "starts_on": f"{TODAY:%d/%m/%Y}",
    }  # fmt: skip
    for wrong in ({"role": ""}, {"starts_on": "31/02/2026"}, {"username": "clerk"}, {"full_name": " "}):
        answer = client.post(url, typed | wrong)
        assert answer.status_code == 422
        assert "Chuyên viên" in answer.content.decode()
    assert not Person.objects.filter(full_name="Nguyễn Văn Bảy").exists()
    answer = client.post(url, typed)
    added = Person.objects.get(username="baynv")
    assert answer.url == reverse("people:person", args=[added.pk])
    assert added.posts.get().role == "specialist"


def test_deeds_are_done_and_refusals_keep_what_was_typed(office, client_as):
    client, who = client_as(office.administrator), office.clerk

    def do(deed: str, **typed):
        return client.post(reverse("people:person-act", args=[who.pk, deed]), typed)

    assert do("clearance", level=2, reason="QĐ 12").status_code == 302
    refused = do("clearance", level=2, reason="một lần nữa")
    assert refused.status_code == 422 and "một lần nữa" in refused.content.decode()
    post = {"unit": office.general.pk, "role": "head", "title": "Trưởng phòng", "starts_on": f"{TODAY:%d/%m/%Y}"}
    assert do("post", **post).status_code == 302
    assert do("post", **post).status_code == 422
    held = who.posts.get(role="head")
    end = reverse("people:end-post", args=[held.pk])
    assert client.post(end, {"ends_on": "01/01/2001"}).status_code == 422
    assert client.post(end, {"ends_on": f"{TODAY:%d/%m/%Y}"}).status_code == 302
    assert do("change", full_name="Võ Thị Mai Anh", username="maivt").status_code == 302
    assert do("close", reason="nghỉ hưu").status_code == 302
    assert do("open").status_code == 302
    assert do("open").status_code == 422
    row = Person.objects.get(pk=who.pk)
    assert (row.full_name, row.username, row.clearance, row.is_active) == ("Võ Thị Mai Anh", "maivt", 2, True)


def test_a_first_password_is_shown_this_once(office, client_as):
    client = client_as(office.administrator)
    slip = client.post(reverse("people:first-password", args=[office.clerk.pk]))
    [(_, password)] = slip.context["slips"]
    assert password in slip.content.decode()
    assert Person.objects.get(pk=office.clerk.pk).check_password(password)
    assert password not in client.get(reverse("people:person", args=[office.clerk.pk])).content.decode()
    assert client.get(reverse("people:first-password", args=[office.clerk.pk])).status_code == 405


def test_first_passwords_are_given_to_all_who_have_none(office, client_as):
    client = client_as(office.administrator)
    added = [add_person(office.administrator, PersonFields(f"Lê Thị {name}")) for name in ("Hoa", "Huệ")]
    page = client.get(reverse("people:people") + "?state=without_password")
    assert {each.pk for each in page.context["page"].rows} == {each.pk for each in added}
    slips = client.post(reverse("people:first-passwords")).context["slips"]
    assert {who.pk for who, _ in slips} == {each.pk for each in added}
    assert all(Person.objects.get(pk=who.pk).check_password(password) for who, password in slips)
    assert client.post(reverse("people:first-passwords")).context["slips"] == []
    assert client_as(office.chief).post(reverse("people:first-passwords")).status_code == 403


def test_first_passwords_are_given_to_those_on_the_page_only(office, client_as):
    client = client_as(office.administrator)
    wanted, other = (add_person(office.administrator, PersonFields(name)) for name in ("Lê Thị Huệ", "Lê Thị Hoa"))
    page = client.get(reverse("people:people") + "?find=hue&state=without_password").content.decode()
    action = f"{reverse('people:first-passwords')}?find=hue&amp;state=without_password"
    assert action in page
    answer = client.post(html.unescape(action))
    assert [who for who, _ in answer.context["slips"]] == [wanted]
    assert not Person.objects.get(pk=other.pk).has_usable_password()


def test_an_abolished_body_keeps_its_superior_when_it_is_edited(office, client_as):
    admin = office.administrator
    above = add_agency(admin, AgencyFields("Ban Cũ"))
    below = add_agency(admin, AgencyFields("Phòng Cũ", parent=above))
    for each in (below, above):
        abolish_agency(admin, each, TODAY)
    client, change = client_as(admin), reverse("people:agency-change", args=[below.pk])
    form = client.get(reverse("people:agency", args=[below.pk])).context["forms"]["change"]
    assert f'<option value="{above.pk}" selected>' in str(form["parent"])
    entry = {"name": "Phòng Cũ", "symbol": "PC", "system": "party", "parent": above.pk}
    assert client.post(change, entry).status_code == 302
    below.refresh_from_db()
    assert (below.symbol, below.parent) == ("PC", above)


def test_agencies_and_units_are_entered_changed_and_ended(office, client_as):
    client = client_as(office.administrator)
    entry = {"name": "Sở Y tế", "code": "H57.12", "system": "state", "parent": office.committee.pk, "hosted": "on"}
    answer = client.post(reverse("people:agency-add"), entry)
    agency = Agency.objects.get(code="H57.12")
    assert answer.url == reverse("people:agency", args=[agency.pk])
    assert client.post(reverse("people:agency-add"), entry).status_code == 422
    change = reverse("people:agency-change", args=[agency.pk])
    assert client.post(change, entry | {"code": "xx"}).status_code == 422
    assert client.post(change, entry | {"symbol": "SYT"}).status_code == 302
    assert client.post(reverse("people:unit-add", args=[agency.pk]), {"name": "Văn phòng"}).status_code == 302
    unit = agency.units.get()
    assert client.post(reverse("people:unit", args=[unit.pk]), {"name": "Văn phòng Sở"}).status_code == 302
    assert client.post(reverse("people:unit", args=[unit.pk]), {"on": "hôm nay"}).status_code == 422
    assert client.post(reverse("people:unit", args=[unit.pk]), {"on": f"{TODAY:%d/%m/%Y}"}).status_code == 302
    abolish = reverse("people:agency-abolish", args=[agency.pk])
    assert client.post(abolish, {"on": f"{TODAY:%d/%m/%Y}"}).status_code == 302
    assert client.post(abolish, {"on": f"{TODAY:%d/%m/%Y}"}).status_code == 422
    shown = [branch.agency for branch in client.get(reverse("people:agencies")).context["branches"]]
    assert agency not in shown
    assert agency in [b.agency for b in client.get(reverse("people:agencies") + "?abolished=1").context["branches"]]


def test_the_tree_shows_each_body_under_its_superior(office, client_as):
    add_agency(office.administrator, AgencyFields("Ban Tổ chức", symbol="BTC", parent=office.committee, order=9))
    client = client_as(office.administrator)
    branches = client.get(reverse("people:agencies")).context["branches"]
    assert [(each.agency.symbol, each.depth) for each in branches] == [("TU", 0), ("VPTU", 1), ("BTC", 1)]
    assert [b.agency.symbol for b in client.get(reverse("people:agencies") + "?find=to chuc").context["branches"]] == [
        "BTC"
    ]


def test_an_import_is_uploaded_looked_at_and_confirmed(office, client_as):
    client = client_as(office.administrator)
    assert client.post(reverse("people:import"), {}).status_code == 422
    bad = book(people=[person(unit="Phòng Không có")])
    assert client.post(reverse("people:import"), {"file": bad}).url == reverse("people:import-preview")
    assert 'name="digest"' not in client.get(reverse("people:import-preview")).content.decode()
    client.post(reverse("people:import"), {"file": book(people=[person(), person(unit="Phòng Không có")])})
    preview = client.get(reverse("people:import-preview"))
    assert (preview.context["ready"], preview.context["wrong"]) == (1, 1)
    assert len(client.get(reverse("people:import-preview") + "?state=wrong").context["lines"]) == 1
    assert not Person.objects.filter(username="baynv").exists()
    assert client.post(reverse("people:import-confirm"), {"digest": "x"}).url == reverse("people:import-preview")
    client.post(reverse("people:import-confirm"), {"digest": preview.context["digest"]})
    assert Person.objects.filter(username="baynv").count() == 1
    assert client.get(reverse("people:import-preview")).url == reverse("people:import")


def test_choosing_people_and_units_without_marks(office, client_as):
    client = client_as(office.specialist)
    outside = add_agency(office.administrator, AgencyFields("Sở Tổng hợp"))
    add_person(office.administrator, PersonFields("Mai Không Chức Vụ"))
    options = client.get(reverse("people:choose") + "?q=mai").json()
    assert options == [
        {"value": f"person:{office.clerk.pk}", "label": "Võ Thị Mai", "hint": "Văn thư, Phòng Hành chính - Lưu trữ"}
    ]
    units = client.get(reverse("people:choose") + "?q=tong hop").json()
    assert [each["value"] for each in units] == [f"unit:{office.general.pk}"]
    with acting(office.specialist):
        assert chosen(f"person:{office.clerk.pk}") == office.clerk
        assert chosen(f"unit:{office.general.pk}") == office.general
        assert [chosen(value) for value in ("person:0", "unit:x", "agency:1", "", f"agency:{outside.pk}")] == [None] * 5


def test_choosing_agencies_recent_ones_first(office, client_as):
    client = client_as(office.clerk)
    made = [add_agency(office.administrator, AgencyFields(f"Sở {name}", symbol=name)) for name in ("A", "B", "C")]
    url = reverse("people:choose-agencies")
    assert [each["hint"] for each in client.get(f"{url}?q=so").json()] == ["A", "B", "C"]
    recent = f"{url}?q=so&recent={made[2].pk},{made[1].pk},zz"
    assert [each["hint"] for each in client.get(recent).json()] == ["C", "B", "A"]
