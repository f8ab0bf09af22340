"""The pages of this room: notices, letters, the list of overdue work, the rule."""

import datetime as dt
import io
import re

import openpyxl
import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from chauban.journal.models import Line
from chauban.kernel.clock import today
from chauban.people.identity import acting
from chauban.rulebook import calendar
from chauban.urging import queries
from chauban.urging.acts import reminding
from chauban.urging.models import Mail, Preference, Reminder
from conftest import database_role

from .conftest import moment


@pytest.fixture
def overdue(office, give):
    """Work three working days over, with the chief and a head to read of it, and this morning's notices."""
    due_on = calendar.add_working_days(today(), -3)
    work = give(office.specialist, due_on, subject="Báo cáo tiến độ kè sông", readers=[office.general])
    give(office.secretary, due_on, secrecy=3, subject="Điều không ai được biết")
    with database_role("chauban_worker"):
        reminding.remind(None, timezone.now())
    return work


def test_a_notice_stands_on_its_page_and_is_put_aside(office, client_as, overdue):
    client = client_as(office.specialist)
    page = client.get(reverse("urging:notices")).content.decode()
    assert "Báo cáo tiến độ kè sông" in page
    days = -calendar.working_days_between(today(), overdue.due_on)
    assert f"Quá hạn {days} ngày làm việc" in page
    assert "Danh sách" not in page
    [pk] = Reminder.objects.values_list("pk", flat=True)
    assert client.post(reverse("urging:dismiss", args=[pk])).status_code == 302
    assert "Không có gì phải nhắc" in client.get(reverse("urging:notices")).content.decode()


def test_another_persons_notice_is_not_there(office, client_as, overdue):
    client = client_as(office.specialist)
    client.get(reverse("urging:notices"))
    [pk] = Reminder.objects.values_list("pk", flat=True)
    assert client_as(office.editor).post(reverse("urging:dismiss", args=[pk])).status_code == 404


def test_what_was_shown_is_put_aside_and_nothing_else(office, client_as, overdue, give):
    for days in (1, 2, 4):
        give(office.specialist, calendar.add_working_days(today(), -days))
    with database_role("chauban_worker"):
        reminding.remind(None, moment(calendar.add_working_days(today(), 1)))
    client, place = client_as(office.specialist), reverse("urging:notices")
    found = client.get(place).context["notices"]
    due = [notice.reminder.due_on for notice in found]
    assert due == sorted(due) and len(due) == 4
    shown = re.findall(r'name="shown" value="(\d+)"', client.get(place).content.decode())
    client.post(reverse("urging:dismiss-all"), {"shown": shown[:3]})
    assert [notice.reminder.pk for notice in client.get(place).context["notices"]] == [found[3].reminder.pk]
    assert client.post(reverse("urging:dismiss-all"), {"shown": "x"}).status_code == 302


def test_the_desk_shows_the_most_pressing_notices_not_the_newest(office, give):
    give(office.specialist, calendar.add_working_days(today(), -9))
    for _each in range(3):
        give(office.specialist, calendar.add_working_days(today(), 3))
    with database_role("chauban_worker"):
        reminding.remind(None, timezone.now())
    with acting(office.specialist):
        first, _second = queries.notices(office.specialist, 2)
    assert first.reminder.kind == "overdue"


def test_why_a_letter_waits_is_told_as_it_was(office, client_as):
    now = timezone.now()
    for error, told in (
        ("refused: SMTPRecipientsRefused: {}", "máy chủ thư không nhận thư này"),
        ("unwritten: TypeError: x", "chưa soạn được thư"),
        ("ConnectionRefusedError: [Errno 111]", "máy chủ thư không trả lời"),
    ):
        with database_role("none"):
            Mail.objects.all().delete()
            Mail.objects.create(
                person=office.head, kind="digest", on=today(), made_at=now, next_try_at=now, attempts=1, error=error
            )
        assert told in client_as(office.head).get(reverse("urging:letters")).content.decode()


def test_letters_are_chosen_and_what_was_typed_is_kept(office, client_as):
    client = client_as(office.specialist)
    typed = {"mode": "single", "address": "khong-phai", "quiet_from": "21:00", "quiet_until": ""}
    answer = client.post(reverse("urging:letters"), typed)
    assert answer.status_code == 422
    assert "khong-phai" in answer.content.decode()
    typed |= {"address": "linh@vptu.example.vn", "quiet_until": "06:30"}
    assert client.post(reverse("urging:letters"), typed).status_code == 302
    choice = Preference.objects.get()
    assert (choice.mode, choice.quiet_from, choice.quiet_until) == ("single", dt.time(21), dt.time(6, 30))
    assert 'value="21:00"' in client.get(reverse("urging:letters")).content.decode()
    assert 'value="21:00"' not in client_as(office.head).get(reverse("urging:letters")).content.decode()


def test_the_list_holds_what_its_reader_may_read(office, client_as, overdue):
    client = client_as(office.chief)
    page = client.get(reverse("urging:overdue")).content.decode()
    assert "Báo cáo tiến độ kè sông" in page
    assert "Điều không ai được biết" not in page
    assert "1 việc quá hạn" in page
    assert client_as(office.specialist).get(reverse("urging:overdue")).status_code == 403
    for name in ("pdf", "xlsx"):
        assert client_as(office.specialist).get(reverse(f"urging:overdue-{name}")).status_code == 403


def test_the_list_is_printed_and_exported(office, client_as, overdue):
    client = client_as(office.chief)
    pdf = b"".join(client.get(reverse("urging:overdue-pdf")).streaming_content)
    with pikepdf.open(io.BytesIO(pdf)) as book:
        assert len(book.pages) == 1
    xlsx = b"".join(client.get(reverse("urging:overdue-xlsx")).streaming_content)
    [heading, row] = openpyxl.load_workbook(io.BytesIO(xlsx)).worksheets[0].iter_rows(values_only=True)
    assert heading[2] == "Trích yếu"
    assert row[2] == "Báo cáo tiến độ kè sông"
    assert f"{row[5]:%Y-%m-%d}" == overdue.due_on.isoformat()
    with acting(office.administrator):
        lines = Line.objects.filter(act="urging.overdue_printed").order_by("id")
        assert [line.detail for line in lines] == [{"form": form, "rows": 1} for form in ("pdf", "xlsx")]


def test_nothing_overdue_is_said(office, client_as):
    assert "Không có việc quá hạn" in client_as(office.chief).get(reverse("urging:overdue")).content.decode()


def test_the_week_s_list_leads_to_the_page(office, client_as, give):
    give(office.specialist, calendar.add_working_days(today(), -3))
    with database_role("chauban_worker"):
        reminding.list_week(None, timezone.now())
    client = client_as(office.chief)
    assert "Danh sách tuần này: 1 việc quá hạn" in client.get(reverse("urging:notices")).content.decode()
    client.post(reverse("urging:dismiss-list"))
    assert "Danh sách tuần này" not in client.get(reverse("urging:notices")).content.decode()


def test_the_rule_is_the_administrators(office, client_as):
    assert client_as(office.chief).get(reverse("urging:rules")).status_code == 403
    client = client_as(office.administrator)
    address = reverse("urging:set-rule", args=[office.office.pk])
    assert client.post(address, {"days": "0"}).status_code == 422
    assert client.post(address, {"days": "5"}).status_code == 302
    assert 'value="5"' in client.get(reverse("urging:rules")).content.decode()
    assert client.post(reverse("urging:set-rule", args=[999]), {"days": "5"}).status_code == 404


def test_pages_cost_the_same_whatever_they_hold(office, client_as, give, overdue, django_assert_max_num_queries):
    for days in range(1, 30):
        give(office.specialist, calendar.add_working_days(today(), -days), readers=[office.general])
    with database_role("chauban_worker"):
        reminding.remind(None, moment(calendar.add_working_days(today(), 1)))
    client = client_as(office.specialist)
    client.get(reverse("urging:notices"))
    with django_assert_max_num_queries(16):
        assert len(client.get(reverse("urging:notices")).context["notices"]) == 30
    client = client_as(office.chief)
    client.get(reverse("urging:overdue"))
    with django_assert_max_num_queries(16):
        client.get(reverse("urging:overdue"))
