"""Two clerks before the same number: nobody writes over what they have not seen, and nothing typed is lost."""

from __future__ import annotations

import re

from django.urls import reverse
from django.utils.html import escape

from chauban.documents.models import Correction
from chauban.people.identity import acting
from chauban.registry.acts import correct_entry, note_passing
from tests.shelf import entered


def fields(page: str) -> dict[str, str]:
    """What the browser would send of the correction's form if nothing were typed."""
    form = page[page.index('id="correct"') : page.index("</form>", page.index('id="correct"'))]
    sent = {}
    for tag in re.findall(r"<input[^>]+>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            sent[name[1]] = value[1] if value else ""
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*(.*?)</textarea>', form, re.S):
        sent[name] = text
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    return sent


def version(page: str) -> str:
    """Which state of things the form on the page was made from."""
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found[1]


def test_a_correction_over_an_unseen_one_is_refused_and_keeps_what_was_typed(office, client_as):
    entry = entered(office, signer_name="Lê Văn", subject="Về phòng dịch")
    address = reverse("registry:entry", args=[entry.pk])
    client = client_as(office.clerk)
    typed = fields(client.get(address).content.decode()) | {"subject": "Về phòng, chống dịch", "reason": "Đọc thiếu"}
    correct_entry(office.clerk_two, entry, {"signer_name": "Lê Văn An"}, "Đọc thiếu tên")

    answer = client.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Đồng chí Bùi Ngọc Ánh đã sửa" in page and "Lê Văn An" in page
    again = fields(page)
    assert (again["subject"], again["reason"]) == ("Về phòng, chống dịch", "Đọc thiếu")
    assert again["signer_name"] == "Lê Văn An"

    assert client.post(address, again).status_code == 302
    with acting(office.clerk):
        entry.document.refresh_from_db()
        assert list(Correction.objects.values_list("field", flat=True)) == ["subject", "signer_name"]
    assert (entry.document.subject, entry.document.signer_name) == ("Về phòng, chống dịch", "Lê Văn An")


def test_what_was_left_as_shown_is_not_written(office, client_as):
    entry = entered(office, recipients="Thường trực Tỉnh ủy\nSở Y tế", page_count=3, urgency=1)
    address = reverse("registry:entry", args=[entry.pk])
    client = client_as(office.clerk)
    typed = fields(client.get(address).content.decode())
    assert client.post(address, typed | {"reason": "Thử"}).status_code == 422  # nothing differs
    assert client.post(address, typed | {"reason": "Thử", "symbol": ""}).status_code == 302
    with acting(office.clerk):
        assert list(Correction.objects.values_list("field", flat=True)) == ["symbol"]


def test_a_row_passed_on_meanwhile_is_not_written_over(office, client_as):
    entry = entered(office)
    address = reverse("registry:passing", args=[entry.pk])
    client = client_as(office.clerk)
    seen = version(client.get(address).content.decode())
    note_passing(office.clerk_two, entry, receiver="Phòng Tổng hợp", passed_on=None, note="")
    typed = {"version": seen, "receiver": "Ban Tổ chức", "passed_on": "", "note": ""}
    page = client.post(address, typed).content.decode()
    assert "Đồng chí Bùi Ngọc Ánh đã sửa" in page and "Phòng Tổng hợp" in page
    assert escape("Ban Tổ chức") in page
    assert client.post(address, typed | {"version": version(page)}).status_code == 302
    with acting(office.clerk):
        entry.refresh_from_db()
    assert entry.receiver == "Ban Tổ chức"
