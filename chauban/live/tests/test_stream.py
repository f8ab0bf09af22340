"""A stream against the real database: who hears what, when, and when no more."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from django.db import InterfaceError, connection, transaction
from django.utils import timezone

from chauban.documents.acts import send_to_know, withdraw_sending
from chauban.documents.queries import readers
from chauban.live import asking
from chauban.live import stream as streams
from chauban.live.hub import REMEMBERED, STREAMS_OF_PERSON
from chauban.live.tell import tell
from chauban.live.told import Told
from chauban.people.acts.delegation import lend_powers
from chauban.people.identity import acting
from chauban.people.models import Person, Post
from chauban.people.states import Scope
from chauban.registry.acts import correct_entry
from conftest import database_role
from tests.shelf import entered, put

from .conftest import Listener, cookie_of, does


def told(by, **whom):
    with acting(by):
        tell(**whom)


async def pause(hub) -> None:
    """Until everything told before this has been handed on."""
    before = hub._last
    await does(told, None, people=[2**40])
    async with asyncio.timeout(10):
        while hub._last == before:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)


def test_a_sending_is_heard_by_its_receivers_alone_and_at_once(committed_office, run):
    office = committed_office
    paper = put(office, urgency=2)
    names = ("specialist", "head", "deputy_chief", "cipher")
    cookies = {name: cookie_of(office.people[name]) for name in names}

    async def test(hub):
        streams_of = {name: await Listener(hub, cookies[name], "").begun() for name in names}
        await does(send_to_know, office.chief, paper, people=[office.specialist], units=[office.general], note="")
        for name in ("specialist", "head"):
            heard = streams_of[name]
            await heard.until(lambda: "desk" in heard.events)  # noqa: B023 - awaited at once
        assert '"urgent": true, "own": false' in streams_of["head"].text
        await pause(hub)
        assert [streams_of[name].events for name in names] == [["desk"], ["desk"], [], []]
        for each in streams_of.values():
            await each.leave()
        assert hub.clients == []

    run(test)


def test_a_classified_paper_is_told_only_to_the_cleared(committed_office, run):
    office = committed_office
    cookies = [cookie_of(office.people[name]) for name in ("chief", "deputy_chief")]

    async def test(hub):
        cleared, uncleared = [await Listener(hub, cookie, "").begun() for cookie in cookies]
        await does(put, office, secrecy=2, urgency=1)
        await cleared.until(lambda: "desk" in cleared.events)
        await pause(hub)
        assert uncleared.events == []

    run(test)


def test_what_is_undone_is_not_told(committed_office, run):
    office = committed_office
    cookie = cookie_of(office.chief)

    def undone():
        with transaction.atomic():
            told(office.clerk, people=[office.chief.pk])
            transaction.set_rollback(True)

    async def test(hub):
        listener = await Listener(hub, cookie, "").begun()
        await does(undone)
        await pause(hub)
        assert listener.events == []

    run(test)


def test_an_open_document_hears_of_its_changes_until_reading_ends(committed_office, run):
    office = committed_office
    entry = entered(office)
    paper = entry.document
    send_to_know(office.chief, paper, people=[office.cipher], units=[], note="")
    cookie, colleague = cookie_of(office.cipher), cookie_of(office.clerk)

    def take_back():
        with acting(office.chief):
            row = next(each for each in readers(paper) if each.person_id == office.cipher.pk)
        withdraw_sending(office.chief, paper, row.id)

    async def test(hub):
        listener = await Listener(hub, cookie, f"document={paper.pk}").begun()
        own = await Listener(hub, colleague, f"document={paper.pk}").begun()
        other = await Listener(hub, cookie, f"document={paper.pk + 1}").begun()
        await does(correct_entry, office.clerk, entry, {"signer_name": "Lê Văn An"}, "Đọc thiếu")
        await listener.until(lambda: listener.events == ["document"])
        await own.until(lambda: own.events == ["document"])
        assert '"own": true' in own.text and '"own": false' in listener.text
        await does(take_back)
        await listener.until(lambda: "desk" in listener.events)
        await does(correct_entry, office.clerk, entry, {"signer_name": "Lê Văn Anh"}, "Đọc thiếu")
        await own.until(lambda: own.events.count("document") >= 2)
        await pause(hub)
        assert listener.events.count("document") == 1
        assert "document" not in other.events

    run(test)


def test_a_page_hears_what_was_told_since_it_was_made(committed_office, run):
    office = committed_office
    cookie = cookie_of(office.chief)

    async def test(hub):
        before = hub._whole_since
        await does(told, office.clerk, people=[office.chief.pk])
        await pause(hub)
        back = await Listener(hub, cookie, f"since={before}").begun()
        await back.until(lambda: back.events == ["desk"])
        again = await Listener(hub, cookie, f"since={before}", last_event_id=str(hub._last)).begun()
        longer = await Listener(hub, cookie, f"since={before - 1}").begun()
        await longer.until(lambda: longer.events == ["refresh"])
        assert again.events == []

    run(test)


def test_what_is_no_longer_remembered_is_a_refresh(committed_office, run):
    cookie = cookie_of(committed_office.chief)

    async def test(hub):
        before = hub._whole_since
        for _number in range(REMEMBERED + 1):
            await hub.hear(Told())
        back = await Listener(hub, cookie, f"since={before}").begun()
        await back.until(lambda: back.events == ["refresh"])

    run(test)


def test_nobody_signed_in_hears_nothing(committed_office, run):
    office = committed_office
    closed, fresh = cookie_of(office.head), cookie_of(office.editor)
    with database_role("none"):
        Person.objects.filter(pk=office.head.pk).update(is_active=False)
        Person.objects.filter(pk=office.editor.pk).update(must_change_password=True)
    cookie = cookie_of(office.chief)

    async def test(hub):
        for wrong in ("", "nonsense", closed, fresh):
            listener = Listener(hub, wrong, "")
            await asyncio.wait_for(listener.task, 10)
            assert listener.status == 204
        foreign = Listener(hub, cookie, "", sec_fetch_site="cross-site")
        await asyncio.wait_for(foreign.task, 10)
        assert foreign.status == 405
        assert hub.clients == []

    run(test)


def _sign_out(person):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session")


def _close(person):
    with database_role("none"):
        Person.objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize("ends", [_sign_out, _close])
def test_a_stream_ends_with_session_and_account_at_once(committed_office, run, ends):
    office = committed_office
    cookie = cookie_of(office.specialist)

    async def test(hub):
        listener = await Listener(hub, cookie, "").begun()
        await does(ends, office.specialist)
        await asyncio.wait_for(listener.task, 5)
        assert listener.events == ["ended"]
        assert "signed-out" in listener.text

    run(test)


def test_a_session_is_looked_at_again_by_itself(committed_office, run, monkeypatch):
    office = committed_office
    cookie = cookie_of(office.specialist)
    monkeypatch.setattr(streams, "HEARTBEAT", 0.05)
    monkeypatch.setattr(streams, "RECHECK", 0.2)

    def run_out():
        with database_role("none"), connection.cursor() as cursor:
            cursor.execute("UPDATE django_session SET expire_date = now() - interval '1 hour'")

    async def test(hub):
        listener = await Listener(hub, cookie, "").begun()
        await listener.until(lambda: listener.text.count(": \n") > 3)
        await does(run_out)
        await asyncio.wait_for(listener.task, 5)
        assert listener.events == ["ended"]

    run(test)


def test_a_new_post_brings_its_units_papers(committed_office, run):
    office = committed_office
    cookie = cookie_of(office.cipher)

    def move():
        with database_role("none"):
            Post.objects.filter(person=office.cipher).update(unit=office.general)

    async def test(hub):
        listener = await Listener(hub, cookie, "").begun()
        await does(told, office.clerk, units=[office.general.pk])
        await pause(hub)
        assert listener.events == []
        await does(move)
        await listener.until(lambda: listener.events == ["refresh"])
        await does(told, office.clerk, units=[office.general.pk])
        await listener.until(lambda: listener.events == ["refresh", "desk"])

    run(test)


def test_powers_that_run_out_are_noticed_by_themselves(committed_office, run, monkeypatch):
    office = committed_office
    now = timezone.now()
    lend_powers(
        office.secretary, office.secretary, office.deputy_secretary, scope=Scope.ANNOTATIONS, reason="Đi công tác",
        starts_at=now - dt.timedelta(hours=2), ends_at=now + dt.timedelta(days=1),
    )  # fmt: skip
    cookie = cookie_of(office.deputy_secretary)
    monkeypatch.setattr(streams, "HEARTBEAT", 0.05)
    monkeypatch.setattr(streams, "RECHECK", 0.2)

    def run_out():
        with database_role("none"), connection.cursor() as cursor:  # time passes without a trigger
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("UPDATE people_delegation SET ends_at = now() - interval '1 hour'")

    async def test(hub):
        listener = await Listener(hub, cookie, "").begun()
        await does(run_out)
        await listener.until(lambda: listener.events == ["refresh"])

    run(test)


def test_a_fault_of_ours_does_not_end_the_listening(committed_office, run, monkeypatch):
    office = committed_office
    cookie = cookie_of(office.chief)

    async def test(hub):
        listener = await Listener(hub, cookie, "").begun()
        hearing = hub.hear

        async def breaks(told):
            hub.hear = hearing
            raise RuntimeError("no idea")

        hub.hear = breaks
        await does(told, office.clerk, people=[office.chief.pk])
        await listener.until(lambda: listener.events == ["refresh"])
        await does(told, office.clerk, people=[office.chief.pk])
        await listener.until(lambda: listener.events == ["refresh", "desk"])

    run(test)


def test_a_connection_that_breaks_in_the_middle_of_a_question_is_survived(committed_office, run, monkeypatch):
    office = committed_office
    cookie, paper = cookie_of(office.chief), put(office)

    def broken(*_):
        raise InterfaceError("connection already closed")

    async def test(hub):
        listener = await Listener(hub, cookie, f"document={paper.pk}").begun()
        monkeypatch.setattr(asking, "readers_among", broken)
        await hub.hear(Told(document=paper.pk, people=frozenset([office.chief.pk])))
        await listener.until(lambda: listener.events == ["refresh"])

    run(test)


def test_the_oldest_of_too_many_streams_ends(committed_office, run):
    office = committed_office
    cookie, other = cookie_of(office.chief), cookie_of(office.clerk)

    async def test(hub):
        bystander = await Listener(hub, other, "").begun()
        mine = [await Listener(hub, cookie, "").begun() for _ in range(STREAMS_OF_PERSON + 1)]
        await asyncio.wait_for(mine[0].task, 5)
        assert mine[0].events == ["ended"]
        assert not any(each.task.done() for each in (*mine[1:], bystander))

    run(test)


def test_a_slow_browser_makes_nothing_grow(committed_office, run):
    office = committed_office
    cookie = cookie_of(office.chief)

    async def test(hub):
        listener = await Listener(hub, cookie, "").begun()
        [client] = hub.clients
        let_go = asyncio.Event()
        sending = listener.send

        async def slow(message):
            await let_go.wait()
            await sending(message)

        listener.send = slow  # type: ignore[method-assign]
        for number in range(300):
            client.put("desk", number, urgent=number == 7)
            client.put("document", number)
        assert len(client.pending) <= 2
        let_go.set()
        await listener.until(lambda: len(listener.events) >= 2)
        assert sorted(listener.events) == ["desk", "document"]
        assert '"urgent": true' in listener.text

    run(test)


def test_it_hears_again_after_the_database_cut_the_line(committed_office, run):
    office = committed_office
    cookie = cookie_of(office.chief)

    connection.ensure_connection()
    ours = connection.connection.info.backend_pid

    def cut():
        with database_role("none"), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid NOT IN (pg_backend_pid(), %s)",
                [ours],
            )

    async def test(hub):
        listener = await Listener(hub, cookie, "").begun()
        await does(cut)
        await listener.until(lambda: listener.events == ["refresh"])
        await does(told, office.clerk, people=[office.chief.pk])
        await listener.until(lambda: listener.events == ["refresh", "desk"])

    run(test)


def test_the_end_of_the_server_ends_the_streams(committed_office, run):
    cookie = cookie_of(committed_office.chief)

    async def test(hub):
        listener = await Listener(hub, cookie, "").begun()
        hub.end_streams()
        await asyncio.wait_for(listener.task, 5)
        assert listener.events == []  # the browser comes back
        late = Listener(hub, cookie, "")
        await asyncio.wait_for(late.task, 5)
        assert late.status == 503

    run(test)
