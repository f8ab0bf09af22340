"""The log grows honestly, and every way of tampering with it is named."""
# ruff: noqa: S608 (the SQL is the tests' own, and does what an attacker would)

from __future__ import annotations

import datetime as dt
import stat
import threading
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from django.utils import timezone, translation

from chauban.journal import glancing, heads
from chauban.journal.act import record
from chauban.journal.glancing import glance
from chauban.journal.merkle import leaf_hash
from chauban.journal.models import Head, Leaf, Unsealed
from chauban.journal.sealing import Forked, canonical, seal
from chauban.journal.verifying import Claim, _Verifier, verify
from chauban.people.identity import acting
from conftest import database_role


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def test_the_bytes_that_are_hashed_never_change():
    at = dt.datetime(2026, 11, 24, 15, 5, 6, 7, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    assert (
        canonical(5, at, None, "registry.entered", 9, {"b": 1, "a": "Sổ đến"})
        == (
            '{"act":"registry.entered","at":"2026-11-24T08:05:06.000007+00:00","detail":{"a":"Sổ đến","b":1},'
            '"document":9,"id":5,"person":null}'
        ).encode()
    )


def test_lines_are_sealed_once_and_the_log_is_proved(write, sealed, proved, settings):
    write(5)
    first = sealed()
    assert first >= 5
    assert sealed() == 0
    write(3)
    assert sealed() == 3
    proof = proved()
    assert (proof.faults, proof.lines, proof.heads) == ([], first + 3, 2)
    assert [head.size for head in heads.in_file(settings.JOURNAL_HEADS)] == [first, first + 3]
    with database_role("none"):
        assert not Unsealed.objects.exists()
        assert glance() == []


def test_the_key_is_for_its_owner_only(write, sealed, settings):
    write(1)
    sealed()
    assert stat.S_IMODE((settings.DATA / "secrets" / "journal-key").stat().st_mode) == 0o600


def test_a_younger_head_continues_an_older_one(write, sealed, proved, tmp_path):
    write(3)
    sealed()
    older = tmp_path / "held.txt"
    older.write_text(str(heads.last_in_file()) + "\n")
    write(6)
    sealed()
    assert proved(older).holds


def test_a_head_missed_by_a_crash_is_written_out_later(write, sealed, proved, settings):
    write(1)
    sealed()
    before = settings.JOURNAL_HEADS.read_text()
    write(1)
    sealed()
    settings.JOURNAL_HEADS.write_text(before + "chauban-journal 12 torn")
    assert proved().holds
    sealed()
    assert len(list(heads.in_file(settings.JOURNAL_HEADS))) == 2
    assert proved().holds


LINE = "(SELECT line_id FROM journal_leaf WHERE index = {})"


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        ((f"UPDATE journal_line SET detail = '{{}}' WHERE id = {LINE.format(3)}",), "place 3) was altered"),
        ((f"UPDATE journal_line SET at = at + interval '1 s' WHERE id = {LINE.format(4)}",), "place 4) was altered"),
        ((f"DELETE FROM journal_line WHERE id = {LINE.format(2)}",), "place 2) was removed"),
        (
            ("UPDATE journal_leaf SET line_id = -line_id WHERE index IN (3, 4)",
             "UPDATE journal_leaf f SET line_id = -g.line_id FROM journal_leaf g"
             " WHERE (f.index, g.index) IN ((3, 4), (4, 3))"),
            "place 3) was put there from place 4",
        ),
        (
            (f"DELETE FROM journal_line WHERE id = {LINE.format(2)}", "DELETE FROM journal_leaf WHERE index = 2"),
            "Places 2 to 2 of the log are missing",
        ),
        (
            ("UPDATE journal_leaf SET hash = sha256('x') WHERE index = 1",),
            "place 1) was altered",
        ),
        (("DELETE FROM journal_head WHERE size = (SELECT min(size) FROM journal_head)",), "missing from the database"),
        (("UPDATE journal_head SET signature = sha256('x') || sha256('y')",), "not signed by this office's key"),
        (("UPDATE journal_head SET root = sha256('x')",), "not signed by this office's key"),
        (
            ("DELETE FROM journal_line WHERE id IN (SELECT line_id FROM journal_leaf WHERE index >= 5)",
             "DELETE FROM journal_leaf WHERE index >= 5"),
            "The log was cut",
        ),
        (
            ("DELETE FROM journal_head WHERE size > 5", "DELETE FROM journal_leaf WHERE index >= 5",
             "DELETE FROM journal_line WHERE id NOT IN (SELECT line_id FROM journal_leaf)"),
            "The log was cut",
        ),
        (("INSERT INTO journal_line (at, act, detail) VALUES (now(), 'x', '{}')",), "was slipped in"),
    ],
)  # fmt: skip
def test_tampering_is_named(write, sealed, proved, tamper, statements, told):
    write(5)
    sealed()
    write(5)
    sealed()
    assert proved().holds
    tamper(*statements)
    faults = proved().faults
    assert any(told in fault for fault in faults), faults


def test_a_line_changed_with_its_leaf_is_told_by_the_heads(write, sealed, proved, tamper):
    write(5)
    first = sealed()
    write(5)
    sealed()
    with database_role("none"):
        at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        line_id = Leaf.objects.get(index=first + 1).line_id
        digest = leaf_hash(canonical(line_id, at, None, "x", None, {})).hex()
    tamper(
        f"UPDATE journal_line SET at = '2026-01-01Z', person_id = NULL, act = 'x', document_id = NULL, detail = '{{}}'"
        f" WHERE id = {line_id}",
        f"UPDATE journal_leaf SET hash = decode('{digest}', 'hex') WHERE line_id = {line_id}",
    )
    assert proved().faults == [
        f"The log differs from its head of {first + 5} lines (in the database): changed after place {first}.",
        f"The log differs from its head of {first + 5} lines (in the file of heads): changed after place {first}.",
    ]


def test_lines_cut_from_database_and_file_are_told_by_an_older_head(write, sealed, proved, tamper, settings, tmp_path):
    write(5)
    first = sealed()
    kept = settings.JOURNAL_HEADS.read_text()
    write(5)
    sealed()
    held = tmp_path / "held.txt"
    held.write_text(str(heads.last_in_file()) + "\n")
    settings.JOURNAL_HEADS.write_text(kept)
    tamper(
        f"DELETE FROM journal_head WHERE size > {first}",
        f"DELETE FROM journal_leaf WHERE index >= {first}",
        "DELETE FROM journal_line WHERE id NOT IN (SELECT line_id FROM journal_leaf)",
    )
    assert proved().holds
    assert any("The log was cut: a head (held by you)" in fault for fault in proved(held).faults)


def test_what_is_sealed_while_the_log_is_proved_is_no_fault(committed_office, monkeypatch):
    """The file of heads goes on, the snapshot does not; what the file held before it, must be in it."""
    claims = _Verifier._claims
    add_lines(committed_office, 3)

    def meanwhile(self: _Verifier) -> Iterator[Claim]:
        assert Head.objects.count() == 1  # the snapshot is taken
        add_lines_elsewhere(committed_office)
        return claims(self)

    monkeypatch.setattr(_Verifier, "_claims", meanwhile)
    with database_role("none"):
        assert verify().faults == []
        assert Head.objects.count() == 2


def add_lines(office, count: int) -> None:
    with acting(office.clerk):
        for number in range(count):
            record(office.clerk, "registry.entered", number=number, register="Sổ đến")
    with database_role("chauban_worker"):
        seal()


def add_lines_elsewhere(office) -> None:
    """In a connection of their own, committed at once."""

    def add() -> None:
        try:
            add_lines(office, 3)
        finally:
            connection.close()

    thread = threading.Thread(target=add)
    thread.start()
    thread.join()


def test_a_public_key_lost_in_a_power_cut_is_written_anew(write, sealed, proved, settings):
    write(1)
    sealed()
    whole = settings.JOURNAL_KEY.read_bytes()
    settings.JOURNAL_KEY.write_bytes(b"")
    write(1)
    sealed()
    assert settings.JOURNAL_KEY.read_bytes() == whole
    assert proved().holds
    assert not list(settings.JOURNAL_KEY.parent.glob(".journal-key*"))


def test_a_head_forged_with_another_key_is_told(write, sealed, proved, settings):
    write(2)
    sealed()
    forged = heads.last_in_file()
    assert forged
    signature = Ed25519PrivateKey.generate().sign(forged.statement.encode())
    settings.JOURNAL_HEADS.write_text(str(heads.SignedHead(forged.size, forged.root, forged.at, signature)) + "\n")
    assert any("(in the file of heads) is not signed" in fault for fault in proved().faults)


def test_a_file_of_heads_with_other_things_in_it_is_told(write, sealed, proved, settings):
    write(2)
    sealed()
    settings.JOURNAL_HEADS.write_text("something else\n" + settings.JOURNAL_HEADS.read_text())
    assert any("has a line that is no head" in fault for fault in proved().faults)


def test_an_older_head_must_be_one(write, sealed, proved, tmp_path):
    (tmp_path / "empty.txt").write_text("")
    with pytest.raises(ValueError, match=r"empty\.txt"):
        proved(tmp_path / "empty.txt")


def test_a_tampered_tree_is_not_built_upon(write, sealed, tamper):
    write(5)
    sealed()
    tamper("UPDATE journal_head SET root = sha256('x')")
    write(1)
    with pytest.raises(Forked):
        sealed()
    with database_role("none"):
        assert "The journal's tree differs from its newest head." in glance()


def test_a_line_that_waits_too_long_is_told(write, sealed, proved, tamper):
    write(1)
    sealed()
    write(1)
    assert proved().holds
    tamper("UPDATE journal_line SET at = at - interval '1 hour' WHERE id IN (SELECT line_id FROM journal_unsealed)")
    assert any("wait to be sealed" in fault for fault in proved().faults)
    tamper("DELETE FROM journal_line WHERE id IN (SELECT line_id FROM journal_unsealed)")
    assert any("removed before it was sealed" in fault for fault in proved().faults)


def test_what_waits_is_judged_by_the_hour_the_proof_began(write, sealed, proved, monkeypatch):
    write(1)
    sealed()
    write(1)
    walk = _Verifier._walk

    def long(self: _Verifier) -> None:
        walk(self)
        monkeypatch.setattr(glancing, "WAIT_LIMIT", dt.timedelta(0))

    monkeypatch.setattr(_Verifier, "_walk", long)
    assert proved().holds


def test_two_sealers_at_once_do_not_fork(committed_office):
    office, errors = committed_office, []
    with acting(office.clerk):
        for number in range(40):
            record(office.clerk, "registry.entered", number=number, register="Sổ đến")

    def sealer() -> None:
        try:
            with database_role("chauban_worker"):
                seal()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=sealer) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with database_role("none"):
        assert verify().faults == []
        newest = Head.objects.first()
        assert newest
        assert newest.at <= timezone.now()
