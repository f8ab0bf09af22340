"""Bad input ends in a sentence or a finding, never in a traceback."""

from __future__ import annotations

import datetime as dt
import io
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chauban.drafting.layout import check
from chauban.drafting.layout.word import opening
from chauban.drafting.layout.word.draft import read_draft
from chauban.kernel.refused import Refused

from .packages import package, paragraph, wrap, zipped
from .samples import SAMPLES

DAY = dt.date(2026, 11, 24)
CLEAN = SAMPLES["state-letter"].bytes()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def refused(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        check(data, "state", DAY)
    return str(caught.value)


def without(data: bytes, *names: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist() if name not in names})


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", bytes(1000), CLEAN[:2000], zipped({"a.txt": b"x"})])
def test_what_is_no_docx_is_refused(data: bytes):
    assert refused(data)


def test_a_locked_file_and_an_old_one_are_told_apart():
    locked = refused(OLE + "EncryptedPackage".encode("utf-16-le"))
    assert locked != refused(OLE)


def test_a_document_without_its_main_part_is_refused():
    assert refused(without(CLEAN, "word/document.xml"))


@pytest.mark.parametrize("name", ["word/styles.xml", "word/theme/theme1.xml", "_rels/.rels", "word/header1.xml"])
def test_other_parts_may_be_missing(name: str):
    assert check(without(CLEAN, name), "state", DAY).elements.items


@pytest.mark.parametrize(
    "xml",
    [
        b"<w:document",
        b'<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>',
        b'<?xml version="1.0"?><!DOCTYPE d SYSTEM "file:///etc/passwd"><d/>',
        (b"<?xml version='1.0'?>" + b" " * 5000 + b'<!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>'),
        b"<other/>",
        wrap("document", ""),
        wrap("document", "<w:body>" + "<w:sdt>" * 400 + "</w:sdt>" * 400 + "</w:body>"),
    ],
)
def test_other_xml_in_the_main_part_is_refused(xml: bytes):
    assert refused(zipped({"word/document.xml": xml}))


def test_a_strict_document_is_refused_with_a_way_out():
    strict = wrap("document", "<w:body/>").replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert ".docx" in refused(zipped({"word/document.xml": strict}))


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(opening, "LARGEST_UNPACKED", 10_000)
    assert refused(CLEAN)
    monkeypatch.undo()
    monkeypatch.setattr(opening, "LARGEST_XML", 1_000)
    assert refused(CLEAN)
    monkeypatch.undo()
    monkeypatch.setattr(opening, "LARGEST_FILE", 1_000)
    assert refused(CLEAN)
    monkeypatch.undo()
    monkeypatch.setattr(opening, "MOST_PARTS", 3)
    assert refused(CLEAN)


def test_a_zip_that_lies_about_its_sizes_is_refused():
    """The directory says that the main part is one byte long, so that the limit on sizes lets it through."""
    broken = bytearray(CLEAN)
    entry = broken.rfind(b"word/document.xml") - 46
    assert broken[entry : entry + 4] == b"PK\x01\x02"
    broken[entry + 24 : entry + 28] = b"\x01\x00\x00\x00"
    assert refused(bytes(broken))


def test_an_empty_document_has_findings_and_no_traceback():
    report = check(package(""), "party", DAY)
    assert {finding.rule for finding in report.findings} >= {"heading.missing", "number.missing", "signer.missing"}


def test_three_hundred_pages_are_read():
    text = "Các cơ quan, đơn vị thực hiện nghiêm túc nội dung nêu trên và báo cáo kết quả theo quy định. " * 6
    body = "".join(paragraph(text) for _ in range(300 * 5))
    assert len(read_draft(package(body)).paragraphs) == 1500
    assert check(package(body), "state", DAY).findings


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_bytes_spoilt_at_random_are_read_or_refused(seed: int):
    chance = random.Random(seed)
    spoilt = bytearray(CLEAN)
    for _ in range(chance.randint(1, 20)):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    try:
        check(bytes(spoilt), "state", DAY)
    except Refused as refusal:
        assert str(refusal)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_elements_lost_or_moved_at_random_are_no_traceback(seed: int):
    """The main part with some of its tags dropped, doubled or renamed, still well-formed."""
    from lxml import etree

    chance = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(CLEAN)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for name in ("word/document.xml", "word/styles.xml"):
        root = etree.fromstring(files[name])
        nodes = [node for node in root.iter() if node.getparent() is not None and isinstance(node.tag, str)]
        for node in chance.sample(nodes, 8):
            _spoil(node, chance)
        files[name] = etree.tostring(root)
    try:
        check(zipped(files), "state", DAY)
    except Refused as refusal:
        assert str(refusal)


def _spoil(node, chance: random.Random) -> None:
    if node.getparent() is None:
        return
    how = chance.randrange(3)
    if how == 0:
        node.getparent().remove(node)
    elif how == 1 and node.attrib:
        key = chance.choice(list(node.attrib))
        node.set(key, chance.choice(["", "x", "-1", "99999999999", "ă", "0x10", "1e9"]))
    else:
        node.tag = node.tag + "X"
