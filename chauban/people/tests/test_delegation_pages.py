"""Pages of powers lent: who finds what, that nothing typed is lost, and what an open tab does when they end."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from chauban.people.identity import acting
from chauban.people.models import Delegation
from conftest import database_role
from tests.browser import TABLET, blameless

from .test_delegation import DAY, HOUR, lend


def typed(**changes) -> dict[str, str]:
    """What is typed to lend everything to the deputy chief for a week."""
    until = timezone.localtime() + 7 * DAY
    return {
        "receiver": "trần thị thu hà", "scope": "everything", "starts_at": f"{timezone.localtime():%Hh%M %d/%m/%Y}",
        "ends_at": f"{until:%Hh%M %d/%m/%Y}", "reason": "Đi công tác <b>",
    } | changes  # fmt: skip


def test_a_leader_lends_and_ends_on_their_own_page(office, client_as):
    client = client_as(office.chief)
    assert client.post(reverse("people:lend"), typed()).status_code == 302
    page = client.get(reverse("people:me"))
    assert "Đi công tác &lt;b&gt;" in page.content.decode()
    (lent,) = page.context["delegations"].now
    assert (lent.giver, lent.receiver, lent.made_by) == (office.chief, office.deputy_chief, office.chief)
    end = reverse("people:delegation-end", args=[lent.pk])
    assert client.post(end, {"reason": "Về sớm"}).url == reverse("people:me")
    (over,) = client.get(reverse("people:me")).context["delegations"].over
    assert over.end_reason == "Về sớm"
    assert client.post(end, {}, follow=True).context["delegations"].over == [over]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"receiver": "Không có ai"}, "receiver"),
        ({"receiver": "Nguyễn Văn Bình"}, "receiver"),
        ({"ends_at": "25h"}, "ends_at"),
        ({"ends_at": "8h 24/11/2020"}, "ends_at"),
        ({"starts_at": ""}, "starts_at"),
        ({"scope": "all"}, "scope"),
    ],
)
def test_a_refusal_stands_at_its_field_and_nothing_typed_is_lost(office, client_as, changes, field):
    answer = client_as(office.chief).post(reverse("people:lend"), typed(**changes))
    assert answer.status_code == 422
    assert field in answer.context["lend"].errors
    assert "Đi công tác &lt;b&gt;" in answer.content.decode()


def test_who_has_nothing_to_lend_is_not_asked(office, client_as):
    client = client_as(office.specialist)
    assert "lend_receiver" not in client.get(reverse("people:me")).content.decode()
    assert client.post(reverse("people:lend"), typed()).status_code == 422
    assert not Delegation.objects.exists()


def test_an_administrator_enters_and_ends_by_order(office, client_as):
    client = client_as(office.administrator)
    url = reverse("people:delegations")
    refused = client.post(url, typed(giver="Lê Quang Trị", reason=""))
    assert refused.status_code == 422 and "reason" in refused.context["lend"].errors
    assert client.post(url, typed(giver="Lê Quang Trị", reason="QĐ 12-QĐ/TU")).url == url
    (lent,) = client.get(url).context["delegations"].now
    assert (lent.giver, lent.made_by) == (office.secretary, office.administrator)
    end = reverse("people:delegation-end", args=[lent.pk]) + "?all"
    refused = client.post(end, {"reason": ""})
    assert refused.status_code == 422 and "reason" in refused.context["delegations"].now[0].end_form.errors
    assert client.post(end, {"reason": "QĐ 13-QĐ/TU"}).url == url
    assert client.get(url).context["delegations"].over == [lent]


def test_the_list_is_the_administrators_and_an_end_the_parties(office, client_as):
    lent = lend(office.chief, office.head)
    client = client_as(office.specialist)
    assert client.get(reverse("people:delegations")).status_code == 403
    assert client.post(reverse("people:delegation-end", args=[lent.pk]), {}).status_code == 404
    assert client.post(reverse("people:delegation-end", args=[lent.pk + 1]), {}).status_code == 404
    client = client_as(office.head)
    assert client.post(reverse("people:delegation-end", args=[lent.pk]) + "?all", {}).url == reverse("people:me")


def test_old_ones_are_paged(office, client_as):
    past = timezone.now() - 2 * DAY
    with database_role("none"):
        Delegation.objects.bulk_create(
            Delegation(giver=office.chief, receiver=office.head, scope="everything", made_by=office.chief,
                       starts_at=past, ends_at=past + HOUR)
            for _ in range(31)
        )  # fmt: skip
    client = client_as(office.administrator)
    first = client.get(reverse("people:delegations"))
    second = client.get(reverse("people:delegations") + first.context["older"])
    assert [len(page.context["delegations"].over) for page in (first, second)] == [30, 1]


def test_persons_only_are_proposed(office, client_as):
    client = client_as(office.chief)
    found = client.get(reverse("people:choose-people"), {"q": "phong"}).json()
    assert found == []
    everybody = {each["value"] for each in client.get(reverse("people:choose-people")).json()}
    lending = {each["value"] for each in client.get(reverse("people:choose-people"), {"lending": 1}).json()}
    assert f"person:{office.clerk.pk}" in everybody - lending and f"person:{office.head.pk}" in lending


def test_the_band_names_the_giver_while_it_lasts(office, client_as):
    lent = lend(office.chief, office.head)
    page = client_as(office.head).get(reverse("people:me")).content.decode()
    assert "data-standing-in" in page and office.chief.full_name in page
    assert "data-standing-in" not in client_as(office.specialist).get(reverse("people:me")).content.decode()
    with database_role("none"):
        Delegation.objects.filter(pk=lent.pk).update(ends_at=timezone.now() - HOUR / 60)
    assert "data-standing-in" not in client_as(office.head).get(reverse("people:me")).content.decode()


@pytest.mark.browser
def test_in_an_open_tab_it_ends_at_its_moment(committed_office, signed_in, live_server):
    office = committed_office
    lent = lend(office.chief, office.head, end=dt.timedelta(minutes=20))
    lend(office.secretary, office.head, scope="annotations")
    page = signed_in(office.head, viewport=TABLET)
    page.clock.install()
    page.goto(live_server.url + reverse("people:me"))
    band = page.locator("[data-standing-in]")
    expect(band.locator("li")).to_have_count(2)
    blameless(page)
    page.evaluate(
        """([chief, secretary]) => {
          const form = (value) => `<form class="t" data-on-behalf="${value}"><input name="a"><button>x</button></form>`;
          const holder = document.createElement("div");
          holder.innerHTML = form(chief) + form(secretary) + form("");
          document.getElementById("main").append(holder);
        }""",
        [str(office.chief.pk), str(office.secretary.pk)],
    )
    page.clock.fast_forward("21:00")
    expect(band.locator("li")).to_have_count(1)
    expect(page.locator(".toast.error")).to_contain_text(office.chief.full_name)
    disabled = page.evaluate("[...document.querySelectorAll('form.t button')].map((each) => each.disabled)")
    assert disabled == [True, False, False]
    page.clock.fast_forward("25:00:00")
    expect(band).to_have_count(0)
    disabled = page.evaluate("[...document.querySelectorAll('form.t button')].map((each) => each.disabled)")
    assert disabled == [True, True, True]
    with acting(office.head):
        assert Delegation.objects.filter(pk=lent.pk, ended_at=None).exists()


@pytest.mark.browser
def test_lending_in_a_browser(committed_office, signed_in, live_server):
    office = committed_office
    page = signed_in(office.chief, viewport=TABLET)
    page.goto(live_server.url + reverse("people:me"))
    section = page.locator("#lent")
    section.locator("summary").first.click()
    page.locator("#lend_receiver").press_sequentially("thu ha")
    page.locator("[role=option]").first.click()
    until = timezone.localtime() + 3 * DAY
    page.locator("#lend_ends_at").fill(f"17h {until:%d/%m/%Y}")
    blameless(page)
    section.locator("button.primary").click()
    expect(page.locator(".message.success")).to_be_visible()
    expect(section).to_contain_text(office.deputy_chief.full_name)
    blameless(page)
    section.locator("summary").first.click()
    section.locator(".post-line button.primary").click()
    page.locator("#confirm button[value=yes]").click()
    expect(page.locator(".message.success")).to_be_visible()
    expect(section.locator(".post-line form")).to_have_count(0)
    admin = signed_in(office.administrator, viewport=TABLET)
    admin.goto(live_server.url + reverse("people:delegations"))
    admin.locator("summary").first.click()
    blameless(admin)
