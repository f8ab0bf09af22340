"""The working calendar: the law's days, the packs', the office's own; and who may set them."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from chauban.kernel.refused import Refused
from chauban.people.identity import acting
from chauban.rulebook import acts, calendar
from chauban.rulebook.models import DayOff, Kind


def day(text):
    return dt.datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007


@pytest.mark.parametrize(
    ("text", "working"),
    [
        ("13/02/2026", True),  # Friday before Tết
        ("16/02/2026", False),  # its eve
        ("20/02/2026", False),  # fourth day of the new year
        ("23/02/2026", True),
        ("05/02/2027", False),
        ("10/02/2027", False),
        ("11/02/2027", True),
        ("27/04/2026", False),  # the kings' day fell on a Sunday
        ("24/11/2026", False),
        ("02/05/2025", False),  # swapped for
        ("26/04/2025", True),  # this Saturday
        ("02/01/2026", False),  # in the pack only
        ("10/01/2026", True),
        ("17/01/2026", False),  # any Saturday
        ("01/01/2150", True),  # beyond what is known
    ],
)
def test_days_of_law_and_packs(office, text, working):
    with acting(office.clerk):
        assert calendar.is_working(day(text)) is working


def test_terms_cross_the_new_year(office):
    with acting(office.clerk):
        assert calendar.add_working_days(day("12/02/2026"), 2) == day("23/02/2026")
        assert calendar.next_working(day("14/02/2026")) == day("23/02/2026")
        assert calendar.working_days_between(day("12/02/2026"), day("24/02/2026")) == 3
        assert calendar.working_days_between(day("24/02/2026"), day("12/02/2026")) == -3


def test_the_offices_own_day_comes_first_and_can_be_taken_back(office):
    saturday, announced = day("17/01/2026"), day("10/01/2026")
    assert not calendar.is_working(saturday)
    row = acts.set_day(office.administrator, saturday, name="Trực Đại hội", working=True)
    own = acts.set_day(office.administrator, announced, name="Không làm bù", working=False)
    assert calendar.is_working(saturday)
    assert not calendar.is_working(announced)
    acts.unset_day(office.administrator, row)
    acts.unset_day(office.administrator, own)
    assert not calendar.is_working(saturday)
    assert calendar.is_working(announced)


def test_a_day_is_changed_where_another_process_changed_it(office, as_role, monkeypatch):
    saturday = day("17/01/2026")
    assert not calendar.is_working(saturday)
    with as_role("none"):
        DayOff.objects.create(day=saturday, name="Trực", working=True)
    monkeypatch.setattr(calendar, "FRESH_FOR", 0.0)
    assert calendar.is_working(saturday)


def test_a_day_that_is_so_already_is_refused(office):
    with pytest.raises(Refused, match="làm việc"):
        acts.set_day(office.administrator, day("19/01/2026"), name="Thứ Hai", working=True)
    with pytest.raises(Refused, match="nghỉ"):
        acts.set_day(office.administrator, day("18/02/2026"), name="Mùng hai", working=False)
    with pytest.raises(Refused):
        acts.set_day(office.administrator, day("19/01/2199"), name="Xa quá", working=False)
    with pytest.raises(Refused):
        acts.set_day(office.administrator, day("19/01/2026"), name="  ", working=False)


def test_only_an_administrator_sets_days(office):
    with pytest.raises(Refused):
        acts.set_day(office.chief, day("19/01/2026"), name="Nghỉ", working=False)
    announced = DayOff.objects.get(day=day("10/01/2026"))
    with pytest.raises(Refused):
        acts.unset_day(office.administrator, announced)
    with acting(office.chief), pytest.raises(DatabaseError), transaction.atomic():
        DayOff.objects.create(day=day("19/01/2026"), name="Nghỉ", set_by=office.chief)
    with acting(office.administrator):
        assert DayOff.objects.filter(pk=announced.pk).delete()[0] == 0  # the announced days are nobody's to change
        assert DayOff.objects.filter(pk=announced.pk).update(working=False) == 0


def test_packs_are_loaded_once(office, as_role):
    with as_role("none"):
        count = DayOff.objects.count()
        assert acts.load_packs() == 0
        assert DayOff.objects.count() == count >= 6
        assert not DayOff.objects.filter(pack=None).exists()


FIRST = """
code: days-2031
title: Lịch nghỉ năm 2031
system: party
in_force_from: 2031-01-01
kinds: [[TGS, Thông giám]]
days:
  - {day: 2031-03-03, name: Nghỉ hoán đổi, source: TB 1}
  - {day: 2031-03-08, name: Làm bù, working: true, source: TB 1}
"""


def test_a_corrected_pack_corrects_what_was_loaded_from_it(office, as_role, tmp_path):
    def load(text: str) -> int:
        (tmp_path / "days-2031.yaml").write_text(text, encoding="utf-8")
        with as_role("none"):
            return acts.load_packs(tmp_path)

    assert [load(FIRST), load(FIRST)] == [1, 0]
    assert not calendar.is_working(day("03/03/2031"))
    mended = FIRST.replace("TGS", "TGi").replace("2031-03-03, name", "2031-03-04, name")
    assert [load(mended), load(mended)] == [1, 0]
    assert Kind.objects.get(name="Thông giám").code == "TGi"
    assert calendar.is_working(day("03/03/2031")) and not calendar.is_working(day("04/03/2031"))
