"""Who is reminded and who is not; superiors; the clock; what people urge; the week's list."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from chauban.journal.models import Line
from chauban.kernel.refused import Refused
from chauban.people.identity import SYSTEM, acting
from chauban.people.models import Delegation, Person, Post
from chauban.people.states import Scope
from chauban.routing.models import Word
from chauban.urging import queries
from chauban.urging.acts import own, reminding
from chauban.urging.jobs import is_due
from chauban.urging.models import Reminder, Run, Weekly
from conftest import database_role

from .conftest import made, moment, wake

#: A Thursday; seven, three and one working day later.
DAY = dt.date(2026, 6, 4)
IN_7, IN_3, IN_1 = dt.date(2026, 6, 15), dt.date(2026, 6, 9), dt.date(2026, 6, 5)


def test_each_day_has_its_reminder(office, give):
    give(office.specialist, IN_7), give(office.specialist, IN_3), give(office.specialist, IN_1)
    give(office.specialist, DAY), give(office.specialist, DAY - dt.timedelta(days=1))
    give(office.specialist, dt.date(2026, 6, 12))
    assert wake(moment(DAY))
    assert made() == [
        ("specialist", "before7", DAY, 7), ("specialist", "before3", DAY, 3), ("specialist", "before1", DAY, 1),
        ("specialist", "overdue", DAY, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("columns", [{"state": "reported"}, {"state": "returned"}, {"ended_at": moment(DAY)}])
def test_only_work_in_hand_is_reminded_of(office, give, change, columns):
    change(give(office.specialist, IN_3), **columns)
    wake(moment(DAY))
    assert made() == []


def test_papers_to_know_are_not_reminded_of(office, give):
    give(office.specialist, IN_3, part="inform")
    give(office.specialist, IN_3, part="support")
    wake(moment(DAY))
    assert len(made()) == 1


def test_heads_answer_for_a_unit_and_everybody_where_there_is_none(office, give):
    give(office.general, IN_3)
    give(office.registry_unit, IN_3)
    wake(moment(DAY))
    assert {row[0] for row in made()} == {"head", "clerk", "clerk_two", "secret_clerk", "archivist"}


def test_who_is_not_cleared_hears_nothing(office, give):
    give(office.specialist, IN_3, secrecy=1)  # cleared for nothing
    give(office.general, IN_3, secrecy=2)  # its head is cleared for less
    give(office.registry_unit, IN_3, secrecy=2)  # of the registry one is cleared
    wake(moment(DAY))
    assert [row[0] for row in made()] == ["secret_clerk"]


def test_a_closed_account_hears_nothing(office, give):
    give(office.specialist, IN_3)
    with database_role("none"):
        Person.objects.filter(pk=office.specialist.pk).update(is_active=False)
    wake(moment(DAY))
    assert made() == []


def lend(giver, receiver, scope=Scope.ASSIGNMENTS):
    with database_role("none"):
        Delegation.objects.create(
            giver=giver, receiver=receiver, scope=scope, made_by=giver,
            starts_at=moment(DAY - dt.timedelta(days=5)), ends_at=moment(DAY + dt.timedelta(days=5)),
        )  # fmt: skip


def test_who_stands_in_for_a_head_is_reminded_too_but_of_nothing_classified(office, give):
    lend(office.head, office.chief)
    lend(office.head, office.specialist, Scope.ANNOTATIONS)
    give(office.general, IN_3)
    give(office.general, IN_1, secrecy=1)
    wake(moment(DAY))
    assert made(kind="before1") == [("head", "before1", DAY, 1)]
    assert {row[0] for row in made(kind="before3")} == {"head", "chief"}


def test_missed_mornings_make_one_reminder(office, give):
    give(office.specialist, IN_3), give(office.specialist, DAY)
    assert wake(moment(DAY - dt.timedelta(days=1)))
    before = len(made())
    late = dt.date(2026, 6, 8)  # Thursday and Friday were missed
    assert wake(moment(late, 11, 20))
    assert made()[before:] == [("specialist", "before1", late, 1), ("specialist", "overdue", late, 2)]


def test_a_deadline_named_after_the_morning_it_would_call_for_is_not_made_up(office, give):
    give(office.specialist, IN_3, at=moment(DAY, 10))
    assert wake(moment(DAY, 11))  # late: the worker was down at seven
    assert made() == []


def test_a_later_deadline_begins_anew(office, give, change):
    work = give(office.specialist, IN_1)
    wake(moment(DAY))
    change(work, due_on=dt.date(2026, 6, 10))
    wake(moment(dt.date(2026, 6, 5)))
    wake(moment(dt.date(2026, 6, 9)))
    assert [(kind, on) for _name, kind, on, _days in made()] == [
        ("before1", DAY), ("before3", dt.date(2026, 6, 5)), ("before1", dt.date(2026, 6, 9)),
    ]  # fmt: skip


def test_the_clock_jumps_years_ahead_and_comes_back(office, give):
    give(office.specialist, IN_3)
    assert wake(moment(dt.date(2030, 1, 2)))
    ahead = len(made())
    assert wake(moment(DAY))
    assert not wake(moment(DAY, 9))
    assert made()[ahead:] == [("specialist", "before3", DAY, 3)]


def test_nobody_is_reminded_on_a_day_off(office, give):
    give(office.specialist, dt.date(2026, 2, 13))
    for day in (14, 15, 16, 17, 18, 19, 20, 21, 22):
        assert not wake(moment(dt.date(2026, 2, day)))
    assert wake(moment(dt.date(2026, 2, 23)))
    assert made() == [("specialist", "overdue", dt.date(2026, 2, 23), 1)]


def test_work_goes_up_once_a_level(office, give):
    give(office.specialist, DAY, readers=[office.general])
    day = DAY
    while day < dt.date(2026, 6, 30):
        day += dt.timedelta(days=1)
        wake(moment(day))
    assert [(name, days) for name, _kind, _on, days in made(kind="escalated")] == [
        ("head", 3), ("chief", 6), ("deputy_secretary", 9),
    ]  # fmt: skip


def test_who_stands_in_hears_of_what_goes_up_but_of_nothing_classified(office, give):
    lend(office.head, office.editor)
    lend(office.deputy_secretary, office.archivist, Scope.EVERYTHING)
    lend(office.chief, office.archivist, Scope.ANNOTATIONS)
    with database_role("none"):
        Person.objects.filter(pk=office.specialist.pk).update(clearance=1)
    work = give(office.specialist, DAY - dt.timedelta(days=7), readers=[office.general])
    give(office.specialist, DAY - dt.timedelta(days=7), secrecy=1, readers=[office.general])
    wake(moment(DAY))
    assert {row[0] for row in made(kind="escalated", document=work.document)} == {"head", "editor"}
    assert {row[0] for row in made(kind="escalated")} == {"head", "editor"}
    wake(moment(DAY + dt.timedelta(days=1)))
    assert len(made(kind="escalated", level=1)) == 3, "each level once"


def test_the_office_says_after_how_long(office, give):
    with pytest.raises(Refused):
        own.set_rule(office.chief, office.office, 1)
    with pytest.raises(Refused):
        own.set_rule(office.administrator, office.office, 0)
    own.set_rule(office.administrator, office.office, 1)
    give(office.specialist, dt.date(2026, 6, 3), readers=[office.general])
    wake(moment(DAY))
    assert made(kind="escalated") == [("head", "escalated", DAY, 1)]


def test_what_a_superior_may_not_read_does_not_come_to_them(office, give):
    with database_role("none"):
        Person.objects.filter(pk=office.specialist.pk).update(clearance=3)
    give(office.specialist, dt.date(2026, 5, 4), secrecy=3, by=office.secretary, readers=[office.general])
    wake(moment(DAY))
    assert {name for name, kind, *_ in made(kind="escalated")} == {"secretary"}


def test_two_workers_make_one_morning(office, give):
    give(office.specialist, IN_3)
    wake(moment(DAY))
    with database_role("chauban_worker"), pytest.raises(DatabaseError), transaction.atomic():
        reminding.remind(None, moment(DAY, 7, 1))
    assert len(made()) == 1


def test_the_journal_has_one_line_a_morning(office, give):
    give(office.specialist, IN_3)
    wake(moment(DAY))
    with database_role("chauban_worker"), acting(SYSTEM):
        lines = Line.objects.filter(act="urging.reminded")
        assert [line.detail["reminders"] for line in lines] == [1]


def urge(by, work, text="Đề nghị khẩn trương"):
    with database_role("none"):
        return Word.objects.create(assignment=work, document=work.document, said="urged", text=text, by=by)


def test_what_a_person_urges_becomes_a_notice_once(office, give):
    work = give(office.general, None, readers=[office.specialist])
    urge(office.deputy_secretary, work)
    with database_role("chauban_worker"):
        assert reminding.carry_words(moment(DAY)) == 1
        assert reminding.carry_words(moment(DAY, 8)) == 0
    assert made() == [("head", "urged", DAY, 0)]
    with acting(office.head):
        [notice] = queries.notices(office.head)
        assert str(notice.reminder.word and notice.reminder.word.text) == "Đề nghị khẩn trương"
        assert notice.pressing


def test_a_notice_is_seen_by_its_person_only_and_while_they_may_read_the_paper(office, give):
    work = give(office.specialist, IN_3, readers=[office.head])
    wake(moment(DAY))
    with acting(office.head):
        assert queries.notices(office.head) == []
        assert not Reminder.objects.exists()
    with acting(office.specialist):
        assert len(queries.notices(office.specialist)) == 1
    with database_role("none"):
        type(work.document).objects.filter(pk=work.document_id).update(secrecy=2)
    with acting(office.specialist):
        assert queries.notices(office.specialist) == []
        assert not Reminder.objects.exists()


def test_the_web_makes_and_moves_no_notice(office, give):
    work = give(office.specialist, IN_3)
    wake(moment(DAY))
    with acting(office.specialist):
        for statement in (
            lambda: Reminder.objects.create(
                assignment=work, document=work.document, person=office.specialist, kind="overdue", on=DAY,
                made_at=moment(DAY),
            ),
            lambda: Reminder.objects.update(kind="overdue"),
            lambda: Reminder.objects.all().delete(),
            lambda: Run.objects.exists(),
            lambda: Weekly.objects.create(person=office.specialist, week=DAY, count=1, made_at=moment(DAY)),
        ):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic():
                statement()
    with acting(office.head):
        assert Reminder.objects.update(seen_at=moment(DAY)) == 0


def test_one_line_a_piece_of_work_until_it_is_put_aside_or_done(office, give, change):
    work, other = give(office.specialist, DAY), give(office.specialist, IN_3)
    wake(moment(DAY))
    wake(moment(dt.date(2026, 6, 5)))
    wake(moment(dt.date(2026, 6, 8)))
    with acting(office.specialist):
        found = queries.notices(office.specialist)
        assert {notice.reminder.assignment_id for notice in found} == {other.pk, work.pk}
        assert len(found) == 2
        first = next(notice for notice in found if notice.reminder.assignment_id == work.pk)
        assert first.reminder.days == 2
    own.dismiss(office.specialist, first.reminder)
    with pytest.raises(Refused):
        own.dismiss(office.head, first.reminder)
    with acting(office.specialist):
        assert [notice.reminder.assignment_id for notice in queries.notices(office.specialist)] == [other.pk]
    change(other, state="reported")
    with acting(office.specialist):
        assert queries.notices(office.specialist) == []
    wake(moment(dt.date(2026, 6, 9)))
    with acting(office.specialist):
        assert [notice.reminder.days for notice in queries.notices(office.specialist)] == [3]


def weekly(at):
    with database_role("chauban_worker"):
        due = is_due(Run.What.WEEKLY, at)
        if due:
            reminding.list_week(None, at)
    return due


def test_what_a_person_says_stays_beside_what_the_program_says(office, give, change):
    work = give(office.specialist, DAY)
    urge(office.chief, work)
    with database_role("chauban_worker"):
        reminding.carry_words(moment(DAY, 9))
    wake(moment(dt.date(2026, 6, 5)))
    wake(moment(dt.date(2026, 6, 8)))
    with acting(office.specialist):
        assert [notice.reminder.kind for notice in queries.notices(office.specialist)] == ["overdue", "urged"]
        assert Reminder.objects.filter(seen_at=None).count() == 2
    change(work, state="closed", ended_at=moment(dt.date(2026, 6, 8), 15))
    wake(moment(dt.date(2026, 6, 9)))
    with acting(office.specialist):
        assert not Reminder.objects.filter(seen_at=None).exists()


def test_the_week_begins_with_the_list_of_overdue_work(office, give):
    give(office.specialist, dt.date(2026, 5, 4))
    give(office.secretary, dt.date(2026, 5, 4), secrecy=3)  # more than the chief may read
    monday = dt.date(2026, 6, 8)
    assert not weekly(moment(monday, 7, 29))
    assert weekly(moment(monday, 7, 30))
    assert not weekly(moment(dt.date(2026, 6, 9), 8))
    with database_role("chauban_worker"), acting(SYSTEM):
        assert set(Weekly.objects.values_list("person__username", "count")) == {("chief", 1), ("deputy_chief", 1)}


def test_after_tet_the_list_comes_on_the_weeks_first_working_day(office, give):
    give(office.specialist, dt.date(2026, 2, 12))
    assert not any(weekly(moment(dt.date(2026, 2, day), 9)) for day in range(16, 23))
    assert weekly(moment(dt.date(2026, 2, 23), 7, 30))
    assert not weekly(moment(dt.date(2026, 9, 2), 9))
    assert weekly(moment(dt.date(2026, 9, 3), 9))  # Monday to Wednesday were off


def test_who_becomes_head_later_takes_the_reminders_over(office, give):
    give(office.general, DAY)
    wake(moment(dt.date(2026, 6, 5)))
    with database_role("none"):
        Post.objects.filter(person=office.head).update(ends_on=dt.date(2026, 6, 5))
        Post.objects.create(
            person=office.archivist, unit=office.general, role="head", title="Trưởng phòng",
            starts_on=dt.date(2026, 6, 6),
        )  # fmt: skip
    wake(moment(dt.date(2026, 6, 8)))
    assert [(name, days) for name, kind, _on, days in made(kind="overdue")] == [("head", 1), ("archivist", 2)]
