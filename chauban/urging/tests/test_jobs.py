"""The worker's rounds, at an hour of the test's choosing; and what doctor says of letters that stay."""

import datetime as dt

import pytest

from chauban.operations.doctor.letters import letters
from chauban.people.identity import SYSTEM, acting
from chauban.routing.models import Word
from chauban.urging import jobs
from chauban.urging.models import Mail, Weekly
from conftest import database_role

from .conftest import made, mails, moment

MONDAY = dt.date(2026, 6, 8)


@pytest.fixture
def clock(monkeypatch):
    """`clock(at)` is what the worker's clock says."""

    def says(at):
        monkeypatch.setattr(jobs.timezone, "now", lambda: at)

    return says


def work(job):
    with database_role("chauban_worker"):
        job(timestamp=0)


def test_a_morning_from_reminder_to_letter(office, give, address, clock, settings, tmp_path):
    settings.EMAIL_BACKEND, settings.MAIL_FOLDER = "chauban.urging.folder.Folder", tmp_path / "mails"
    address(office.specialist, office.chief)
    give(office.specialist, dt.date(2026, 6, 5))
    clock(moment(MONDAY, 7))
    work(jobs.morning)
    work(jobs.morning)
    assert made() == [("specialist", "overdue", MONDAY, 1)]
    clock(moment(MONDAY, 7, 30))
    work(jobs.morning)
    with database_role("chauban_worker"), acting(SYSTEM):
        assert Weekly.objects.filter(count=1).count() == 2
    clock(moment(MONDAY, 7, 31))
    work(jobs.post)
    assert sorted((mail.person.username, mail.kind, mail.state) for mail in mails()) == [
        ("chief", "weekly", "sent"), ("specialist", "digest", "sent"),
    ]  # fmt: skip
    assert len(list(settings.MAIL_FOLDER.glob("*.eml"))) == 2


def test_words_are_carried_without_a_line_where_there_are_none(office, give, clock):
    clock(moment(MONDAY, 9))
    work(jobs.words)
    paper = give(office.specialist, None)
    with database_role("none"):
        Word.objects.create(assignment=paper, document=paper.document, said="urged", text="", by=office.chief)
        Word.objects.create(assignment=paper, document=paper.document, said="progress", text="x", by=office.chief)
    work(jobs.words)
    work(jobs.words)
    assert made() == [("specialist", "urged", MONDAY, 0)]


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"attempts": 9, "error": "ConnectionRefusedError"}, "ConnectionRefusedError"),
        ({"state": "failed"}, "địa chỉ"),
        ({"attempts": 0}, None),
    ],
)
def test_doctor_tells_of_letters_that_stay(office, columns, told):
    now = dt.datetime.now(dt.UTC)
    with database_role("none"):
        Mail.objects.create(
            person=office.clerk, kind="digest", on=MONDAY, made_at=now - dt.timedelta(hours=25), next_try_at=now,
            ended_at=now if "state" in columns else None, **columns,
        )  # fmt: skip
        faults = letters(False)
    assert (told in faults[0]) if told else faults == []
