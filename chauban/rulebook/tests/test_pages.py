"""The page of the working calendar."""

import pytest
from django.urls import reverse

from chauban.rulebook.models import DayOff

YEAR = "/calendar/2026/"


def test_everybody_reads_it_and_the_administrator_is_led_to_it(office, client_as):
    page = client_as(office.clerk).get(YEAR).content.decode()
    assert "Tháng 12" in page
    assert "Làm bù cho thứ Sáu 02/01/2026" in page
    assert "chưa đối chiếu bản gốc" in page
    assert reverse("rulebook:set-day", args=[2026]) not in page
    assert 'href="/calendar/"' not in page
    page = client_as(office.administrator).get(YEAR).content.decode()
    assert 'href="/calendar/"' in page
    assert reverse("rulebook:set-day", args=[2026]) in page


def test_a_year_without_an_announcement_says_so(office, client_as):
    assert "Chưa có thông báo" in client_as(office.clerk).get("/calendar/2027/").content.decode()
    assert client_as(office.clerk).get("/calendar/1999/").status_code == 404


def test_the_page_costs_the_same_whatever_it_holds(office, client_as, django_assert_max_num_queries):
    client = client_as(office.clerk)
    client.get(YEAR)
    with django_assert_max_num_queries(14):
        client.get(YEAR)


def test_a_day_is_set_and_taken_back(office, client_as):
    client = client_as(office.administrator)
    typed = {"day": "22/12/2026", "working": "off", "name": "Ngày truyền thống", "source": "TB 12-TB/VPTU"}
    assert client.post(reverse("rulebook:set-day", args=[2026]), typed).status_code == 302
    assert "Ngày truyền thống" in client.get(YEAR).content.decode()
    again = client.post(reverse("rulebook:set-day", args=[2026]), typed)
    assert again.status_code == 422
    assert "vốn là ngày nghỉ" in again.content.decode()
    assert "TB 12-TB/VPTU" in again.content.decode()
    client.post(reverse("rulebook:unset-day", args=[DayOff.objects.get(pack=None).pk]))
    assert "Ngày truyền thống" not in client.get(YEAR).content.decode()


@pytest.mark.parametrize("name", ["clerk", "chief"])
def test_others_set_nothing(office, client_as, name):
    client = client_as(getattr(office, name))
    typed = {"day": "22/12/2026", "working": "off", "name": "Nghỉ"}
    assert client.post(reverse("rulebook:set-day", args=[2026]), typed).status_code == 422
    announced = DayOff.objects.get(day="2026-01-10")
    client.post(reverse("rulebook:unset-day", args=[announced.pk]))
    assert DayOff.objects.filter(pk=announced.pk).exists()
    assert not DayOff.objects.filter(pack=None).exists()


def test_it_prints_on_one_sheet(office, client_as):
    import io

    import pikepdf

    answer = client_as(office.clerk).get(reverse("rulebook:calendar-print", args=[2026]))
    with pikepdf.open(io.BytesIO(b"".join(answer.streaming_content))) as pdf:
        assert len(pdf.pages) == 1
