"""A file arrives: kept whole or not at all, under a harmless name, with a plain reason when it cannot be read."""

from __future__ import annotations

import errno
import zipfile
from pathlib import Path

import pikepdf
import pytest
from django.utils import translation

from chauban.intake import acts, wording
from chauban.intake.models import Arrival
from chauban.intake.naming import clean_name
from chauban.intake.states import Source, State
from chauban.kernel.refused import Refused
from chauban.people.identity import acting
from chauban.vault import store
from chauban.vault.models import File
from tests.jobs import run_jobs

from . import papers
from .conftest import fresh


def test_bytes_are_in_the_vault_before_the_row_names_them(office, receive, settings):
    arrival = receive()
    assert arrival.state == State.WAITING
    assert store.verify(settings.VAULT, arrival.file_id)


def test_it_is_read_and_proposes_its_fields(office, ready):
    arrival = ready()
    assert (arrival.state, arrival.failure) == (State.READY, "")
    assert arrival.proposals["symbol"]["value"] == "127/SYT-NVY"
    with acting(office.clerk):
        assert [sheet.position for sheet in arrival.sheets.all()] == [1]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\quét\\Công văn.pdf", "Công văn.pdf"),
        ("Công văn.pdf".encode().decode(), "Công văn.pdf"),
        ("Co\u0302ng va\u0306n.pdf", "Công văn.pdf"),
        ("a\x00b\n.pdf", "a b .pdf"),
        ("..", "?"),
        ("", "?"),
        ("x" * 400 + ".pdf", "x" * 251 + ".pdf"),
        ("gi\u202egpj.pdf", "gi gpj.pdf"),
        ("C«ng v¨n h­íng dÉn tr­êng ®¶ng.pdf", "Công văn hướng dẫn trường đảng.pdf"),
    ],
)
def test_names_are_for_people(given, kept):
    assert clean_name(given) == kept


def _bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * 700_000_000)
    return path


def _locked(path: Path) -> Path:
    with pikepdf.open(papers.pdf(path.with_suffix(".plain.pdf"))) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="a", user="b"))
    return path


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


BAD = {
    "empty": lambda folder: _written(folder / "a.pdf", b""),
    "unknown-kind": lambda folder: _written(folder / "a.pdf", b"MZ not a paper"),
    "broken": lambda folder: _written(folder / "a.pdf", b"%PDF-1.7\nnothing more"),
    "password": lambda folder: _locked(folder / "a.pdf"),
    "unpacks-too-large": lambda folder: _bomb(folder / "a.docx"),
}


@pytest.mark.parametrize("reason", BAD)
def test_what_cannot_be_read_stays_in_the_tray_with_its_reason(office, receive, tmp_path, reason):
    arrival = fresh(receive(path=BAD[reason](tmp_path)), office, work=True)
    assert (arrival.state, arrival.failure) == (State.FAILED, reason)
    wrong, remedy = wording.failure(arrival)
    assert wrong and remedy


def test_a_picture_with_the_wrong_ending_is_read_all_the_same(office, receive, tmp_path):
    path = _written(tmp_path / "a.pdf", papers.png_bytes())
    arrival = fresh(receive(path=path, name="anh.pdf"), office, work=True)
    assert arrival.state == State.READY


def test_scripts_in_a_pdf_are_told(office, receive, tmp_path):
    with pikepdf.open(papers.pdf(tmp_path / "plain.pdf")) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.save(tmp_path / "laden.pdf")
    arrival = fresh(receive(path=tmp_path / "laden.pdf"), office, work=True)
    assert arrival.state == State.READY
    assert "active-content" in arrival.warnings


def test_files_inside_a_pdf_are_told_as_such(office, receive, tmp_path):
    with pikepdf.open(papers.pdf(tmp_path / "plain.pdf")) as pdf:
        pdf.attachments["phu-luc.xlsx"] = b"PK"
        pdf.save(tmp_path / "laden.pdf")
    arrival = fresh(receive(path=tmp_path / "laden.pdf"), office, work=True)
    with translation.override("en"):
        (told,) = wording.warnings(arrival)
        assert "files inside" in told
        assert "attachments" not in str(wording.WARNINGS["active-content"])


def test_too_many_pages_are_refused_in_words(office, receive, settings):
    settings.PAGE_LIMIT = 2
    arrival = fresh(receive(["một"], ["hai"], ["ba"]), office, work=True)
    assert (arrival.state, arrival.failure) == (State.FAILED, "too-many-pages")
    assert "2" in wording.failure(arrival)[0]


def test_a_file_too_large_leaves_nothing(office, receive, settings):
    settings.FILE_LIMIT = 100
    with pytest.raises(Refused, match="MB"):
        receive()
    _nothing_half(office, settings)


def test_a_full_disk_leaves_nothing(office, receive, settings, monkeypatch):
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store.os, "fsync", full)
    with pytest.raises(Refused):
        receive()
    _nothing_half(office, settings)


def _nothing_half(office, settings) -> None:
    with acting(office.clerk):
        assert not Arrival.objects.exists()
        assert not File.objects.exists()
    assert [path for path in settings.VAULT.rglob("*") if path.is_file()] == []
    assert run_jobs() == 0


def test_only_clerks_of_the_unit_receive(office, receive):
    for name, person in office.people.items():
        if name in {"clerk", "clerk_two", "secret_clerk"}:
            assert receive(person=person)
        else:
            with pytest.raises(Refused):
                receive(person=person)


def test_the_machine_receives_in_the_workers_role(office, tmp_path, as_role):
    with as_role("chauban_worker"):
        arrival = acts.receive(None, office.registry_unit, Source.FOLDER, "a.pdf", papers.pdf(tmp_path / "a.pdf"))
    assert fresh(arrival, office).received_by is None
