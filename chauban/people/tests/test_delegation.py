"""Powers lent: what is refused, by the acts and by the database, and that they hold exactly as long as they last."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.postgres.functions import TransactionNow
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chauban.journal.sentences import sentence
from chauban.kernel.refused import Refused
from chauban.people.acts.delegation import lend_powers, take_back_powers
from chauban.people.identity import acting
from chauban.people.models import Delegation, Person, Post
from chauban.people.rights import delegations_now, givers, lent_unit_ids, posts_today
from chauban.people.states import LENDING, Scope
from conftest import database_role
from tests.office import PEOPLE

from .test_database import refuses_or_does_nothing

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def lend(giver, receiver, *, by=None, start=-HOUR, end=DAY, scope=Scope.EVERYTHING, reason="") -> Delegation:
    now = timezone.now()
    return lend_powers(
        by or giver, giver, receiver, scope=scope, starts_at=now + start, ends_at=now + end, reason=reason
    )


def again(person) -> Person:
    """The person as the next request reads them."""
    return Person.objects.get(pk=person.pk)


def database_says(person, *scopes: str) -> set[int]:
    """Whose powers the database believes the person has."""
    with acting(person), connection.cursor() as cursor:
        cursor.execute("SELECT chauban_givers(VARIADIC %s::text[])", [list(scopes)])
        return set(cursor.fetchone()[0])


def test_a_leader_lends_and_takes_back(office, journal):
    lent = lend(office.chief, office.deputy_chief, reason="Đi công tác")
    receiver = again(office.deputy_chief)
    assert givers(receiver) == [office.chief]
    assert givers(receiver, Scope.ANNOTATIONS) == [office.chief]
    assert lent_unit_ids(receiver) == [office.leadership.pk]
    take_back_powers(office.chief, lent)
    assert givers(again(receiver)) == [] and database_says(receiver) == set()
    (told,), (ended,) = journal("people.powers_lent"), journal("people.powers_taken_back")
    with translation.override("vi"):
        assert "của mình" in sentence("people.powers_lent", told) and "Đi công tác" in sentence(
            "people.powers_lent", told
        )
        assert office.deputy_chief.full_name in sentence("people.powers_taken_back", ended)


@pytest.mark.parametrize("name", PEOPLE)
def test_only_leaders_and_heads_have_powers_to_lend(office, name):
    person = office.people[name]
    to = office.archivist if name != "archivist" else office.clerk
    if PEOPLE[name][2] in LENDING:
        assert lend(person, to).pk
        return
    with pytest.raises(Refused):
        lend(person, to)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"start": -2 * DAY, "end": -DAY}, "ends_at"),
        ({"start": DAY, "end": DAY}, "ends_at"),
        ({"start": DAY, "end": HOUR}, "ends_at"),
        ({"start": DAY, "end": 368 * DAY}, "ends_at"),
        ({"scope": "all"}, "scope"),
        ({"receiver": "chief"}, "receiver"),
    ],
)
def test_what_makes_no_sense_is_refused(office, options, field):
    receiver = office.people[options.pop("receiver", "head")]
    with pytest.raises(Refused) as refusal:
        lend(office.chief, receiver, **options)
    assert refusal.value.field == field
    assert not Delegation.objects.exists()


def test_a_whole_leap_year_may_be_lent(office):
    assert lend(office.chief, office.head, start=DAY, end=367 * DAY).pk


def test_nobody_closed_or_without_a_post_receives(office):
    with database_role("none"):
        Person.objects.filter(pk=office.editor.pk).update(is_active=False)
        Post.objects.filter(person=office.archivist).update(ends_on=dt.date(2025, 2, 1))
    for person in (again(office.editor), again(office.archivist)):
        with pytest.raises(Refused) as refusal:
            lend(office.chief, person)
        assert refusal.value.field == "receiver"


def test_the_same_is_not_lent_twice_but_to_another_it_is(office):
    lend(office.chief, office.head)
    with pytest.raises(Refused) as refusal:
        lend(office.chief, office.head, start=HOUR, end=2 * DAY)
    assert refusal.value.field == "starts_at"
    assert lend(office.chief, office.head, start=DAY + HOUR, end=2 * DAY).pk
    assert lend(office.chief, office.head, scope=Scope.ANNOTATIONS).pk
    assert lend(office.chief, office.deputy_chief).pk


def test_a_circle_is_refused(office):
    lend(office.chief, office.deputy_chief, start=-HOUR, end=3 * DAY)
    lend(office.deputy_chief, office.head, start=DAY, end=2 * DAY, scope=Scope.ANNOTATIONS)
    for giver, receiver, start, end in (
        (office.deputy_chief, office.chief, HOUR, 2 * HOUR),
        (office.head, office.deputy_chief, DAY, 5 * DAY),
        (office.head, office.chief, HOUR, 5 * DAY),
    ):
        with pytest.raises(Refused) as refusal:
            lend(giver, receiver, start=start, end=end)
        assert refusal.value.field == "receiver"
    # The chain from the chief over the deputy to the head is over by then, or has not begun.
    assert lend(office.head, office.chief, start=2 * DAY + HOUR, end=5 * DAY).pk
    assert lend(office.head, office.chief, start=-HOUR, end=HOUR).pk


def test_powers_are_not_handed_on(office):
    lend(office.secretary, office.chief)
    lend(office.chief, office.head)
    assert givers(again(office.head)) == [office.chief]
    assert database_says(office.head) == {office.chief.pk}


def test_an_administrator_lends_on_an_order_and_takes_nothing(office):
    with pytest.raises(Refused) as refusal:
        lend(office.secretary, office.chief, by=office.administrator)
    assert refusal.value.field == "reason"
    with pytest.raises(Refused) as refusal:
        lend(office.secretary, office.administrator, by=office.administrator, reason="QĐ 12-QĐ/TU")
    assert refusal.value.field == "receiver"
    lent = lend(office.secretary, office.chief, by=office.administrator, reason="QĐ 12-QĐ/TU")
    with pytest.raises(Refused):
        lend(office.secretary, office.head, by=office.clerk, reason="QĐ 12-QĐ/TU")
    with pytest.raises(Refused):
        take_back_powers(office.clerk, lent, "x")
    with pytest.raises(Refused) as refusal:
        take_back_powers(office.administrator, lent, "")
    assert refusal.value.field == "reason"
    take_back_powers(office.administrator, lent, "QĐ 13-QĐ/TU")
    with pytest.raises(Refused):
        take_back_powers(office.secretary, lent)


def test_the_receiver_may_hand_back_and_what_is_to_come_is_called_off(office):
    lent = lend(office.chief, office.head, start=DAY, end=2 * DAY)
    assert givers(again(office.head)) == []
    take_back_powers(office.head, lent)
    assert not Delegation.objects.filter(ended_at=None).exists()


def test_it_ends_with_the_givers_post_and_account_and_the_receivers(office):
    lend(office.chief, office.head)
    for rows, end, undo in (
        (Post.objects.filter(person=office.chief), {"ends_on": dt.date(2025, 2, 1)}, {"ends_on": None}),
        (Post.objects.filter(person=office.head), {"ends_on": dt.date(2025, 2, 1)}, {"ends_on": None}),
        (Person.objects.filter(pk=office.chief.pk), {"is_active": False}, {"is_active": True}),
        (Person.objects.filter(pk=office.head.pk), {"is_active": False}, {"is_active": True}),
    ):
        with database_role("none"):
            rows.update(**end)
        assert givers(again(office.head)) == [] and database_says(office.head) == set()
        with database_role("none"):
            rows.update(**undo)
        assert givers(again(office.head)) == [office.chief] and database_says(office.head) == {office.chief.pk}


#: Seconds from the present; the transaction's clock stands still, so that the very ends can be tried.
SECONDS = st.integers(-3, 3) | st.integers(-400, 400)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=SECONDS, length=st.integers(1, 500), scope=st.sampled_from(Scope), ended=st.booleans())
def test_powers_hold_exactly_as_long_as_they_last(office, start, length, scope, ended):
    with database_role("none"):
        Delegation.objects.all().delete()
        Delegation.objects.create(
            giver=office.chief, receiver=office.head, scope=scope, made_by=office.chief,
            starts_at=TransactionNow() + dt.timedelta(seconds=start),
            ends_at=TransactionNow() + dt.timedelta(seconds=start + length),
            ended_at=TransactionNow() if ended else None, ended_by=office.chief if ended else None,
        )  # fmt: skip
    holds = not ended and start <= 0 < start + length
    for asked in Scope:
        wanted = holds and scope in (asked, Scope.EVERYTHING)
        assert (office.chief in givers(again(office.head), asked)) == wanted
        assert (database_says(office.head, asked) == {office.chief.pk}) == wanted
    assert (database_says(office.head) == {office.chief.pk}) == holds
    directs = holds and scope != Scope.ANNOTATIONS
    assert lent_unit_ids(again(office.head)) == ([office.leadership.pk] if directs else [])
    with acting(office.head), connection.cursor() as cursor:
        cursor.execute("SELECT chauban_lent_units()")
        assert cursor.fetchone()[0] == ([office.leadership.pk] if directs else [])


ROW = (
    "INSERT INTO people_delegation (giver_id, receiver_id, scope, starts_at, ends_at, reason, made_by_id, made_at,"
    " end_reason) VALUES (%(giver)s, %(receiver)s, 'everything', now(), now() + interval '1 day', %(reason)s, %(by)s,"
    " {made_at}, '')"
)


@pytest.mark.parametrize("name", PEOPLE)
def test_nobody_lends_themselves_anothers_powers_in_sql(office, name):
    me = office.people[name]
    giver = office.secretary if name != "secretary" else office.chief
    for by in {me.pk, giver.pk}:
        values = {"giver": giver.pk, "receiver": me.pk, "by": by, "reason": "x"}
        assert refuses_or_does_nothing(me, ROW.format(made_at="now()"), **values)


def test_what_else_the_database_refuses(office):
    lent = lend(office.chief, office.head)
    past = "now() - interval '1 day'"
    own = {"giver": office.deputy_chief.pk, "receiver": office.head.pk, "by": office.deputy_chief.pk, "reason": ""}
    assert refuses_or_does_nothing(office.deputy_chief, ROW.format(made_at=past), **own)
    assert not refuses_or_does_nothing(office.deputy_chief, ROW.format(made_at="now()"), **own)
    order = {"giver": office.secretary.pk, "receiver": office.chief.pk, "by": office.administrator.pk}
    assert refuses_or_does_nothing(office.administrator, ROW.format(made_at="now()"), **order, reason="")
    clerk = {"giver": office.clerk.pk, "receiver": office.head.pk, "by": office.clerk.pk, "reason": ""}
    assert refuses_or_does_nothing(office.clerk, ROW.format(made_at="now()"), **clerk)
    end = "UPDATE people_delegation SET ended_at = now(), ended_by_id = %(me)s WHERE id = %(id)s"
    assert refuses_or_does_nothing(office.clerk, end, me=office.clerk.pk, id=lent.pk)
    assert refuses_or_does_nothing(office.head, end, me=office.chief.pk, id=lent.pk)
    for change in (
        "UPDATE people_delegation SET ends_at = ends_at + interval '1 day'",
        "UPDATE people_delegation SET receiver_id = made_by_id",
        "DELETE FROM people_delegation",
    ):
        for person in office.people.values():
            assert refuses_or_does_nothing(person, change)
    take_back_powers(office.head, lent)
    undo = "UPDATE people_delegation SET ended_at = NULL, ended_by_id = NULL WHERE id = %(id)s"
    assert refuses_or_does_nothing(office.head, undo, id=lent.pk)


def test_for_whom_nothing_is_lent_it_costs_no_statement(office):
    lend(office.chief, office.head)
    for name, statements in (("specialist", 1), ("head", 2)):
        person = again(office.people[name])
        with CaptureQueriesContext(connection) as captured:
            posts_today(person)
            delegations_now(person)
            givers(person, Scope.ASSIGNMENTS)
        assert len(captured) == statements
