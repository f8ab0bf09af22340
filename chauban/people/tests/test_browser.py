"""The main path in a real browser: an administrator adds a person, who signs in and chooses a password."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from chauban.people.acts.post import give_post
from chauban.people.views.imports import XLSX
from tests.browser import blameless
from tests.office import PASSWORD

from .books import book, person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def stranger(new_context, live_server, bundle):
    """A page of a browser in which nobody is signed in."""
    page = new_context(viewport={"width": 820, "height": 1180}).new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    return page


def test_a_person_is_added_signs_in_and_chooses_a_password(committed_office, signed_in, stranger, live_server):
    office = committed_office
    admin = signed_in(office.administrator)
    admin.goto(live_server.url + reverse("people:people"))
    blameless(admin)
    admin.locator("a.button.primary").click()
    admin.locator("#id_full_name").fill("Nguyễn Thị Thu Hà")
    assert admin.locator("#id_username").get_attribute("placeholder") == "hantt"
    admin.locator("#post_unit").select_option(str(office.general.pk))
    admin.locator("#post_role").select_option("specialist")
    admin.locator("#post_title").fill("Chuyên viên")
    blameless(admin)
    admin.locator("#add-person button.primary").click()
    admin.wait_for_url(re.compile(r"/people/\d+/$"))
    blameless(admin)
    admin.locator("form[action$='first-password/'] button").click()
    password = admin.locator(".secret-word").inner_text()
    blameless(admin)

    stranger.goto(live_server.url + reverse("people:me"))
    blameless(stranger)
    stranger.locator("#id_login").fill("hantt")
    stranger.locator("#id_password").fill(password)
    stranger.locator("form button.primary").click()
    stranger.wait_for_url("**/password/change/")
    blameless(stranger)
    stranger.locator("#id_oldpassword").fill(password)
    for field in ("#id_password1", "#id_password2"):
        stranger.locator(field).fill("vuon-cau-truoc-cua")
    stranger.locator("form button.primary").click()
    stranger.wait_for_url("**" + reverse("people:me"))
    assert "Nguyễn Thị Thu Hà" in stranger.locator("h1").inner_text()
    blameless(stranger)


def test_an_account_is_closed_only_after_the_question(committed_office, signed_in, live_server):
    office = committed_office
    admin = signed_in(office.administrator)
    admin.goto(live_server.url + reverse("people:person", args=[office.editor.pk]))
    deed = admin.locator("details", has=admin.locator("form[action$='/act/close/']"))
    deed.locator("summary").click()
    admin.locator("#close_reason").fill("Chuyển công tác")
    deed.locator("button.primary").click()
    admin.locator("#confirm button[value=no]").click()
    office.editor.refresh_from_db()
    assert office.editor.is_active
    deed.locator("button.primary").click()
    admin.locator("#confirm button[value=yes]").click()
    admin.locator("form[action$='/act/open/']").wait_for()
    office.editor.refresh_from_db()
    assert not office.editor.is_active


def test_a_passkey_is_added_and_opens_the_account_alone(committed_office, stranger, live_server):
    devices = stranger.context.new_cdp_session(stranger)
    devices.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": {**kind, "isUserVerified": True}})
    stranger.goto(live_server.url + reverse("account_login") + "?next=" + reverse("mfa_add_webauthn"))
    stranger.locator("#id_login").fill("clerk")
    stranger.locator("#id_password").fill(PASSWORD)
    stranger.locator("form button.primary").click()
    stranger.wait_for_url("**/reauthenticate/**")
    stranger.locator("#id_password").fill(PASSWORD)
    stranger.locator("form button.primary").click()
    stranger.wait_for_url("**" + reverse("mfa_add_webauthn"))
    blameless(stranger)
    stranger.locator("#id_name").fill("Máy cơ quan")
    stranger.locator("#id_passwordless").check()
    stranger.locator("form[data-passkey=create] button").click()
    stranger.wait_for_url("**" + reverse("mfa_view_recovery_codes"))
    stranger.goto(live_server.url + reverse("mfa_list_webauthn"))
    assert "Máy cơ quan" in stranger.locator("table").inner_text()
    blameless(stranger)

    stranger.goto(live_server.url + reverse("account_logout"))
    stranger.locator("main form button.primary").click()
    stranger.wait_for_url("**" + reverse("account_login") + "**")
    stranger.goto(live_server.url + reverse("account_login"))
    stranger.locator("form[data-passkey=get] button").click()
    stranger.wait_for_url(re.compile(r"^(?!.*/login/).*$"))
    stranger.goto(live_server.url + reverse("people:me"))
    assert "Võ Thị Mai" in stranger.locator("h1").inner_text()
    blameless(stranger)

    stranger.goto(live_server.url + reverse("account_logout"))
    stranger.locator("main form button.primary").click()
    stranger.wait_for_url("**" + reverse("account_login") + "**")
    stranger.goto(live_server.url + reverse("account_login"))
    stranger.locator("#id_login").fill("clerk")
    stranger.locator("#id_password").fill(PASSWORD)
    stranger.locator("form button.primary").click()
    stranger.wait_for_url("**" + reverse("mfa_authenticate"))
    blameless(stranger)
    stranger.locator("form[data-passkey=get] button").click()
    stranger.wait_for_url(re.compile(r"^(?!.*/accounts/).*$"))
    stranger.goto(live_server.url + reverse("people:me"))
    assert "Võ Thị Mai" in stranger.locator("h1").inner_text()


def test_a_key_that_says_no_is_told_in_words(committed_office, stranger, live_server):
    devices = stranger.context.new_cdp_session(stranger)
    devices.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": {**kind, "isUserVerified": False}})
    stranger.goto(live_server.url + reverse("account_login"))
    stranger.locator("form[data-passkey=get] button").click()
    stranger.locator("#toasts").get_by_text("Chưa xác nhận trên khóa").wait_for()


def test_the_sign_in_page_asks_for_one_stylesheet_and_one_script(committed_office, stranger, live_server):
    asked = []
    stranger.on("request", lambda request: asked.append((request.resource_type, request.url)))
    stranger.goto(live_server.url + reverse("account_login"), wait_until="networkidle")
    kinds = [kind for kind, _ in asked]
    assert (kinds.count("script"), kinds.count("stylesheet")) == (1, 1), asked


def test_two_administrators_give_a_leader_a_password(committed_office, signed_in, live_server):
    office = committed_office
    give_post(
        office.administrator, office.specialist, office.general, role="administrator", title="Quản trị",
        starts_on=dt.date(2025, 1, 1),
    )  # fmt: skip
    page = live_server.url + reverse("people:person", args=[office.chief.pk])
    first = signed_in(office.administrator)
    first.goto(page)
    blameless(first)
    first.get_by_role("button", name="Đề nghị cấp mật khẩu ban đầu").click()
    first.get_by_text("Đồng chí đã đề nghị").wait_for()
    blameless(first)
    second = signed_in(office.specialist)
    second.goto(live_server.url + reverse("people:people"))
    blameless(second)
    second.locator("[aria-labelledby=questions]").get_by_role("link", name=office.chief.full_name).click()
    second.get_by_role("button", name="Cấp mật khẩu ban đầu").click()
    second.locator("#confirm button[value=yes]").click()
    second.locator(".secret-word").wait_for()
    second.goto(page)
    second.get_by_text("theo đề nghị của Lý Hoài Nam").wait_for()
    blameless(second)


def test_the_chosen_workbook_is_named_and_shown(committed_office, signed_in, live_server):
    page = signed_in(committed_office.administrator)
    page.goto(live_server.url + reverse("people:import"))
    page.get_by_text("Chưa chọn tệp nào.").wait_for()
    blameless(page)
    file = {"name": "nhan-su.xlsx", "mimeType": XLSX, "buffer": book(people=[person()]).getvalue()}
    page.get_by_label("Chọn tệp").set_input_files(file)
    page.locator("output").get_by_text("nhan-su.xlsx").wait_for()
    page.locator("form[enctype] button.primary").click()
    page.wait_for_url("**" + reverse("people:import-preview"))
    page.goto(live_server.url + reverse("people:person", args=[committed_office.clerk.pk]))
    blameless(page)
