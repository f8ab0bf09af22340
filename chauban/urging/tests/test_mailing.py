"""Letters: who gets which and when, a mail server that goes away, and what never stands in one."""

import datetime as dt
import re
import socket
import threading
from email import message_from_bytes, policy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chauban.documents.models import Document
from chauban.journal.models import Line
from chauban.kernel.refused import Refused
from chauban.mail_server import settings as of_address
from chauban.people.identity import SYSTEM, acting
from chauban.people.models import Person
from chauban.urging import letters
from chauban.urging.acts import mailing, own, reminding
from conftest import database_role

from .conftest import mails, moment, wake
from .sink import listening

DAY = dt.date(2026, 6, 4)
IN_7, IN_3, IN_1 = dt.date(2026, 6, 15), dt.date(2026, 6, 9), dt.date(2026, 6, 5)


@pytest.fixture
def sink(settings):
    with listening() as server:
        for name, value in of_address(f"smtp://127.0.0.1:{server.port}").items():
            setattr(settings, name, value)
        settings.BASE_URL = "https://vanphong.example.vn"
        settings.MAIL_FROM = "Châu Bản <chauban@vptu.example.vn>"
        yield server


def post(at):
    with database_role("chauban_worker"):
        return mailing.post(at)


def said(letter):
    """Everything a letter says, headers and both bodies, decoded."""
    parts = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in letter.items() if name != "Content-Type"), *parts])


def test_one_letter_a_day_with_everything_in_it(office, give, address, sink):
    address(office.specialist)
    give(office.specialist, IN_3, subject="Tiến độ cầu Hương Giang & <b>kè</b>")
    give(office.specialist, IN_1)
    wake(moment(DAY))
    assert post(moment(DAY, 7, 1)) == 1
    assert post(moment(DAY, 7, 2)) == 0
    [letter] = sink.letters
    assert letter["To"] == "specialist@vptu.example.vn"
    assert letter["Subject"] == "2 việc cần để ý, 04/06/2026"
    plain, html = letter.get_body(("plain",)).get_content(), letter.get_body(("html",)).get_content()
    assert "Tiến độ cầu Hương Giang & <b>kè</b>" in plain
    assert "&lt;b&gt;kè" in html
    assert "còn 3 ngày làm việc, hạn xử lý 09/06/2026" in plain
    assert re.search(r"https://vanphong.example.vn/documents/\d+/", plain)
    with database_role("chauban_worker"), acting(SYSTEM):
        assert [line.detail for line in Line.objects.filter(act="urging.mailed")] == [{"letters": 1}]


def test_single_letters_and_none(office, give, address, sink):
    address(office.specialist, office.head)
    own.choose_letters(office.specialist, mode="single", address="linh@rieng.example.vn")
    own.choose_letters(office.head, mode="none")
    give(office.specialist, IN_3), give(office.specialist, IN_1), give(office.head, IN_1)
    wake(moment(DAY))
    assert post(moment(DAY, 7, 1)) == 2
    assert {letter["To"] for letter in sink.letters} == {"linh@rieng.example.vn"}
    assert {letter["Subject"].split(":")[0] for letter in sink.letters} == {
        "Còn 3 ngày làm việc", "Còn 1 ngày làm việc",
    }  # fmt: skip
    wake(moment(dt.date(2026, 6, 5)))
    assert post(moment(dt.date(2026, 6, 5), 8)) == 0


def test_one_start_with_a_clock_years_ahead_silences_no_letter(office, give, address, sink):
    address(office.specialist)
    give(office.specialist, IN_3)
    wake(moment(dt.date(2030, 1, 2)))
    give(office.specialist, IN_1)
    wake(moment(DAY))
    assert post(moment(DAY, 8)) == 1
    assert sink.letters[0]["Subject"] == "2 việc cần để ý, 04/06/2026"


def test_a_letter_names_the_first_papers_and_counts_the_rest(office, give, address, sink, monkeypatch):
    monkeypatch.setattr(letters, "MOST", 2)
    address(office.chief)
    for _each in range(4):
        give(office.chief, IN_3)
    give(office.chief, IN_3, secrecy=2)
    wake(moment(DAY))
    post(moment(DAY, 8))
    text = said(sink.letters[0])
    assert sink.letters[0]["Subject"].startswith("5 việc")
    assert "và 2 việc nữa" in text and "văn bản mật" in text


def test_a_round_has_one_connection(office, give, address, sink):
    people = [office.specialist, office.head, office.chief]
    address(*people)
    for person in people:
        give(person, IN_3)
    wake(moment(DAY))
    assert post(moment(DAY, 8)) == 3
    assert sink.calls == 1


def test_who_has_no_address_gets_no_letter(office, give, sink):
    give(office.specialist, IN_3)
    wake(moment(DAY))
    assert mails() == []


def test_what_is_done_meanwhile_is_not_written_of(office, give, change, address, sink):
    address(office.specialist)
    change(give(office.specialist, IN_3), state="given")
    work = give(office.specialist, IN_1)
    wake(moment(DAY))
    change(work, state="reported")
    post(moment(DAY, 8))
    assert work.document.symbol not in said(sink.letters[0])
    other = give(office.specialist, dt.date(2026, 6, 10))
    wake(moment(dt.date(2026, 6, 5)))
    change(other, state="reported")
    assert post(moment(dt.date(2026, 6, 5), 8)) == 0
    assert [mail.state for mail in mails()] == ["sent", "dropped"]


@pytest.mark.parametrize(
    ("begin", "end", "quiet", "loud"),
    [
        (dt.time(6), dt.time(8), moment(DAY, 7, 30), moment(DAY, 8)),
        (dt.time(21), dt.time(7, 30), moment(DAY, 7, 29), moment(DAY, 7, 30)),
        (dt.time(21), dt.time(7), moment(DAY, 23, 59), moment(DAY + dt.timedelta(days=1), 12)),
    ],
)
def test_quiet_hours_hold_letters_back(office, give, address, sink, begin, end, quiet, loud):
    address(office.specialist)
    own.choose_letters(office.specialist, mode="digest", quiet_from=begin, quiet_until=end)
    give(office.specialist, IN_3)
    wake(moment(DAY))
    assert post(quiet) == 0
    assert post(loud) == 1


def test_half_of_the_quiet_hours_and_odd_addresses_are_refused(office):
    with pytest.raises(Refused):
        own.choose_letters(office.specialist, mode="digest", quiet_from=dt.time(6))
    with pytest.raises(Refused):
        own.choose_letters(office.specialist, mode="digest", address="linh@@x")
    with pytest.raises(Refused):
        own.choose_letters(office.specialist, mode="digest", address="a@b.vn\nBcc: x@y.vn")
    with pytest.raises(Refused):
        own.choose_letters(office.specialist, mode="loud")


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def test_the_mail_server_is_down_for_a_day(office, give, address, settings):
    port = free_port()
    for name, value in of_address(f"smtp://127.0.0.1:{port}").items():
        setattr(settings, name, value)
    people = [office.specialist, office.head, office.chief, office.clerk, office.archivist]
    address(*people)
    for person in people:
        own.choose_letters(person, mode="single")
        give(person, IN_3), give(person, IN_1)
    wake(moment(DAY))
    at = moment(DAY)
    for _half_hour in range(48):
        assert post(at) == 0
        at += dt.timedelta(minutes=30)
    waiting = mails(state="waiting")
    assert len(waiting) == 10
    assert all("ConnectionRefused" in mail.error for mail in waiting if mail.attempts)
    with listening(port) as sink:
        for _minute in range(40):
            post(at)
            at += dt.timedelta(minutes=1)
        assert len(sink.letters) == 10
        assert len({letter["Message-ID"] for letter in sink.letters}) == 10
    assert {mail.state for mail in mails()} == {"sent"}


def test_a_refused_address_holds_nobody_else_up(office, give, address, sink):
    address(office.specialist, office.head)
    sink.refuses = {"specialist@"}
    give(office.specialist, IN_3), give(office.head, IN_3)
    wake(moment(DAY))
    at = moment(DAY)
    while at < moment(DAY + dt.timedelta(days=8)):
        post(at)
        at += dt.timedelta(hours=2)
    assert [letter["To"] for letter in sink.letters] == ["head@vptu.example.vn"]
    assert {mail.person.username: mail.state for mail in mails()} == {"head": "sent", "specialist": "failed"}
    assert {mail.error.partition(":")[0] for mail in mails(state="failed")} == {"refused"}


def test_a_letter_that_cannot_be_written_holds_no_other_up(office, give, address, sink, monkeypatch):
    address(office.specialist, office.head)
    give(office.specialist, IN_3), give(office.head, IN_3)
    wake(moment(DAY))
    write = mailing.letter

    def breaks(mail, day):
        if mail.person_id == office.specialist.pk:
            Document.objects.filter(pk="no number").exists()
        return write(mail, day)

    with monkeypatch.context() as patched:
        patched.setattr(mailing, "letter", breaks)
        assert post(moment(DAY, 8)) == 1
    assert [letter["To"] for letter in sink.letters] == ["head@vptu.example.vn"]
    assert post(moment(DAY, 9)) == 1  # once it is mended


def test_a_machine_that_dies_after_the_servers_yes_sends_the_same_letter_again(
    office, give, address, sink, monkeypatch
):
    address(office.specialist)
    give(office.specialist, IN_3)
    wake(moment(DAY))

    def dies(*_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(mailing, "_end", dies)
        post(moment(DAY, 7, 1))
    assert [mail.state for mail in mails()] == ["waiting"]
    assert post(moment(DAY, 7, 2)) == 1
    first, second = sink.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert said(first) == said(second)


def test_two_senders_send_each_letter_once(committed_office, settings):
    from django.db import connection

    office = committed_office
    with listening() as sink, database_role("none"):
        for name, value in of_address(f"smtp://127.0.0.1:{sink.port}").items():
            setattr(settings, name, value)
        Person.objects.update(email="x@vptu.example.vn")
        for at in range(12):
            paper = Document.objects.create(symbol=f"{at}-CV", subject="x", created_by=office.clerk)
            paper.readers.create(person=office.specialist, basis="assigned", granted_by=office.clerk)
            work = paper.assignments.create(
                part="lead", person=office.specialist, due_on=IN_3, assigned_by=office.chief, assigned_at=moment(DAY, 6)
            )
            assert work.pk
        with database_role("chauban_web"):
            own.choose_letters(office.specialist, mode="single")
        wake(moment(DAY))

        def send():
            try:
                with database_role("chauban_worker"):
                    while mailing.post(moment(DAY, 8)):
                        pass
            finally:
                connection.close()

        threads = [threading.Thread(target=send) for _each in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert len(sink.letters) == len({letter["Message-ID"] for letter in sink.letters}) == 12


def test_letters_are_files_where_there_is_no_server(office, give, address, settings, tmp_path):
    settings.EMAIL_BACKEND = of_address("")["EMAIL_BACKEND"]
    settings.MAIL_FOLDER = tmp_path / "mails"
    address(office.specialist)
    work = give(office.specialist, IN_3)
    wake(moment(DAY))
    post(moment(DAY, 8))
    [path] = settings.MAIL_FOLDER.glob("*")
    assert path.suffix == ".eml"
    assert work.document.symbol in said(message_from_bytes(path.read_bytes(), policy=policy.default))


@pytest.mark.parametrize(
    ("address", "port", "tls", "ssl"),
    [
        ("smtp://mail.vptu.vn", 25, False, False),
        ("smtp://van%40phong:mat%3Akhau@mail.vptu.vn?tls=1", 587, True, False),
        ("smtps://a:b@mail.vptu.vn", 465, False, True),
        ("smtp://a:b@mail.vptu.vn:2525?ssl=1", 2525, False, True),
    ],
)
def test_the_servers_address(address, port, tls, ssl):
    found = of_address(address)
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, tls, ssl)
    if "%40" in address:
        assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("van@phong", "mat:khau")


@pytest.mark.parametrize("address", ["mail.vptu.vn", "imap://mail.vptu.vn", "smtp://"])
def test_an_address_of_another_kind_is_said_at_once(address):
    with pytest.raises(ValueError, match="CHAUBAN_MAIL_URL"):
        of_address(address)


SECRET = "Kế hoạch phòng thủ Ngọc Lam"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    papers=st.lists(st.tuples(st.integers(0, 3), st.sampled_from([IN_7, IN_3, IN_1, DAY])), min_size=1, max_size=6),
    mode=st.sampled_from(["single", "digest"]),
    later=st.integers(0, 3),
)
def test_nothing_of_a_classified_paper_is_ever_written(office, give, address, sink, papers, mode, later):
    from django.db import transaction

    sink.letters.clear()
    with transaction.atomic():
        address(office.cipher, office.chief)
        with database_role("none"):
            Person.objects.filter(pk=office.chief.pk).update(clearance=3)
        own.choose_letters(office.cipher, mode=mode)
        marks = []
        for at, (secrecy, due_on) in enumerate(papers):
            work = give(office.cipher, due_on, secrecy=secrecy, subject=f"{SECRET} {at}")
            marks.append((work.document, secrecy))
        with database_role("chauban_worker"):
            wake(moment(DAY))
        with database_role("none"):  # the first paper is classified, or set free, between the reminder and the letter
            Document.objects.filter(pk=marks[0][0].pk).update(secrecy=later)
        marks[0] = (marks[0][0], later)
        with database_role("chauban_worker"):
            reminding.list_week(None, moment(dt.date(2026, 6, 5), 8))
        post(moment(dt.date(2026, 6, 5), 9))
        everything = "\n".join(said(letter) for letter in sink.letters)
        assert sink.letters
        for paper, secrecy in marks:
            told = f"{paper.symbol} " in everything or paper.subject in everything or f"/{paper.pk}/" in everything
            assert told is (secrecy == 0)
        assert ("văn bản mật" in everything) is any(secrecy for _paper, secrecy in marks)
        transaction.set_rollback(True)
