"""The index may be lost, damaged or behind at any moment; nothing the office keeps depends on it."""

from __future__ import annotations

import shutil

import pytest
from django.conf import settings
from django.db import OperationalError

from chauban.documents.models import Stale
from chauban.people.identity import SYSTEM, acting
from chauban.search import index
from chauban.search.queries import search
from tests.shelf import put


@pytest.fixture
def work(as_role):
    """`work()` is one turn of the worker."""

    def run() -> None:
        with as_role("chauban_worker"):
            if index.must_be_rebuilt():
                index.rebuild()
            while index.drain():
                pass

    return run


def found(person, typed: str) -> tuple[int, bool]:
    with acting(person):
        results = search(person, typed)
    return len(results.hits), results.reduced


def waiting(as_role) -> int:
    with as_role("chauban_worker"), acting(SYSTEM):
        return Stale.objects.count()


def test_without_an_index_symbols_and_subjects_are_searched(office):
    put(office, symbol="7-BC/TU", subject="Báo cáo tình hình")
    assert found(office.clerk, "7-BC/TU") == (1, True)
    assert found(office.clerk, "tình hình") == (1, True)
    assert found(office.clerk, "hình -báo") == (0, True)
    assert found(office.specialist, "tình hình") == (0, True)


def test_deleted_in_the_middle_it_comes_back(office, work):
    put(office, subject="Báo cáo tình hình")
    work()
    assert found(office.clerk, "tinh hinh") == (1, False)
    shutil.rmtree(settings.INDEX)
    assert found(office.clerk, "tình hình") == (1, True)
    work()
    assert found(office.clerk, "tinh hinh") == (1, False)


def test_damaged_in_the_middle_it_is_noticed_and_comes_back(office, work):
    put(office, subject="Báo cáo tình hình")
    work()
    folder = index.current()
    assert folder is not None
    for file in folder.iterdir():
        if file.suffix not in {".json", ".lock"}:
            file.write_bytes(b"\0" * 16)
    index._opened.clear()  # as a process that opens it now
    assert found(office.clerk, "tình hình") == (1, True)
    assert index.must_be_rebuilt()
    work()
    assert found(office.clerk, "tinh hinh") == (1, False)


@pytest.mark.parametrize("broken", ["meta.json", ".managed.json"])
def test_a_broken_table_of_contents_is_noticed(office, work, broken):
    put(office, subject="Báo cáo tình hình")
    work()
    (index.current() / broken).write_text("{")
    index._opened.clear()
    found(office.clerk, "tình hình")
    work()
    work()
    assert found(office.clerk, "tinh hinh") == (1, False)


def test_an_index_of_another_version_is_not_used(office, work):
    put(office, subject="Báo cáo tình hình")
    work()
    (settings.INDEX / "current").write_text("v0-1-x")
    assert index.must_be_rebuilt()


def test_a_crash_before_the_commit_loses_nothing(office, work, as_role, monkeypatch):
    work()
    put(office, subject="Báo cáo tình hình")
    monkeypatch.setattr(index, "_replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        work()
    assert waiting(as_role) == 1
    monkeypatch.undo()
    work()
    assert waiting(as_role) == 0


def test_a_crash_after_the_commit_repeats_without_doubling(office, work, as_role, monkeypatch):
    work()
    put(office, subject="Báo cáo tình hình")
    monkeypatch.setattr(index, "_forget", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        work()
    assert found(office.clerk, "tinh hinh") == (1, False)
    assert waiting(as_role) == 1
    monkeypatch.undo()
    work()
    assert waiting(as_role) == 0
    assert found(office.clerk, "tinh hinh") == (1, False)


def test_faults_are_told(office, work, as_role):
    def told() -> int:
        with as_role("chauban_worker"):
            return len(index.faults())

    assert told() == 1
    put(office)
    work()
    assert told() == 0
    put(office, symbol="99/A")
    assert told() == 0, "what waits its turn is no fault"
    with as_role("none"):
        Stale.objects.all().delete()
    assert told() == 1


def test_an_index_that_is_ahead_of_the_count_is_no_fault(office, work, as_role, monkeypatch):
    put(office)
    work()
    counts = index._counts

    def counted():
        before = counts()
        put(office, symbol="99/A")
        work()
        return before

    monkeypatch.setattr(index, "_counts", counted)
    with as_role("chauban_worker"):
        assert index.faults() == []


@pytest.mark.parametrize("gone", [OperationalError("the database went away"), OSError(28, "No space left on device")])
def test_what_says_nothing_about_the_index_does_not_doubt_it(office, work, monkeypatch, gone):
    def breaks(_ids):
        raise gone

    put(office)
    work()
    put(office, symbol="99/A")
    monkeypatch.setattr(index, "entries", breaks)
    with pytest.raises(type(gone)):
        work()
    assert not index.must_be_rebuilt()


def test_a_build_that_breaks_off_is_made_again_and_leaves_nothing(office, work, monkeypatch):
    put(office, subject="Báo cáo tình hình")
    work()
    used = index.current()
    (settings.INDEX / "doubted").touch()
    monkeypatch.setattr(index, "entries", lambda _ids: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    for _ in range(3):
        with pytest.raises(OSError, match="space"):
            work()
    assert index.current() == used
    assert len(list(settings.INDEX.glob("v*-*"))) <= 2
    assert index.must_be_rebuilt()
    monkeypatch.undo()
    work()
    assert list(settings.INDEX.glob("v*-*")) == [index.current()]
    assert index.current() != used
    assert not index.must_be_rebuilt()
