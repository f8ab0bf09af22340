"""Mending: the finding is gone, and nothing else is different."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from chauban.drafting.layout import check, mend
from chauban.drafting.layout.packs import pack_for
from chauban.drafting.layout.word.draft import read_draft

from .samples import SAMPLES
from .test_look import broken, cases
from .test_rules import BREAKS, Break

#: Aspects that need a person: which mark is to stand below, which letters of a name in capitals are small.
BY_HAND = {"ruled"}
LOOKS = [(key, name, aspect) for key, name, aspect in cases() if aspect not in BY_HAND]
#: Rules whose breaking drafts in BREAKS are all mended.
MENDED = {
    "page.size", "page.margins", "page.number-first", "font", "font.stray", "size.stray", "colour", "heading.words",
    "motto.words", "number.colon", "number.zero", "date.zero", "letter-subject.words", "ground.dash", "ground.ends",
    "body.ends", "authority.words", "sent-to.words", "addressee.ends", "recipients.words", "recipient.dash",
    "recipient.ends", "article.dot", "text.composed",
}  # fmt: skip
WORDS = [(rule, keys[-1], change) for rule, keys, change in BREAKS if rule in MENDED]


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def mended(data: bytes, key: str) -> bytes:
    sample = SAMPLES[key]
    return mend(data, check(data, sample.system, sample.day).findings)


def texts_and_looks(data: bytes) -> list[object]:
    """What every paragraph says and how it looks, runs of one look joined."""
    found: list[object] = []
    for paragraph in read_draft(data).paragraphs:
        letters = [(letter, run.look) for run in paragraph.runs for letter in run.text]
        found.append((paragraph.look, letters))
    return found


@pytest.mark.parametrize(("key", "name", "aspect"), LOOKS)
def test_a_look_is_mended(key: str, name: str, aspect: str):
    sample = SAMPLES[key]
    figures = pack_for(sample.system, sample.day).elements[name]
    data = broken(sample, name, aspect, figures).bytes()
    report = check(data, sample.system, sample.day)
    if aspect == "capitals" and not figures.capitals:
        assert not report.findings[0].mendable
        return
    assert report.findings[0].mendable
    again = mend(data, report.findings)
    assert check(again, sample.system, sample.day).findings == ()
    changed = {place.part for finding in report.findings for place in finding.places}
    before, after = parts(data), parts(again)
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == changed


@pytest.mark.parametrize(("rule", "key", "change"), WORDS, ids=[f"{rule}-{i}" for i, (rule, _, _) in enumerate(WORDS)])
def test_a_wording_is_mended(rule: str, key: str, change: Break):
    data = change(SAMPLES[key]).bytes()
    assert check(mended(data, key), SAMPLES[key].system, SAMPLES[key].day).findings == ()


@pytest.mark.parametrize(
    ("name", "changes"),
    [("number", {"text": "Số 5/QĐ-UBND"}), ("signer", {"size": 20}), ("body", {"align": "left"})],
)
def test_every_other_paragraph_stays_as_it_was(name: str, changes: dict[str, Any]):
    clean = SAMPLES["state-decision"]
    data = clean.but(name, **changes).bytes()
    before, after = texts_and_looks(data), texts_and_looks(mended(data, "state-decision"))
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_a_mended_draft_is_as_if_it_had_been_written_so():
    clean = SAMPLES["party-05-decision"]
    data = clean.but("number", text="Số 5-QĐ/TU").but("kind", size=20).but("body", 0, first=30).bytes()
    should = clean.but("number", text="Số 05-QĐ/TU").but("kind", size=16).bytes()
    assert texts_and_looks(mended(data, "party-05-decision")) == texts_and_looks(should)


def test_a_clean_draft_keeps_every_byte_of_every_part():
    data = SAMPLES["state-letter"].bytes()
    assert parts(mended(data, "state-letter")) == parts(data)


def test_children_of_properties_stand_in_the_order_of_the_schema():
    sample = SAMPLES["state-decision"]
    data = sample.but("body", 0, align="left", first=30, line=("auto", 3.0), font="Arial", size=9, colour="FF0000")
    document = etree.fromstring(parts(mended(data.bytes(), "state-decision"))["word/document.xml"])
    from chauban.drafting.layout.mending import order

    for tag, names in (("pPr", order.PARAGRAPH), ("rPr", order.RUN), ("sectPr", order.SECTION)):
        for node in document.iter(f"{{*}}{tag}"):
            places = [names.index(etree.QName(child).localname) for child in node]
            assert places == sorted(places)


def test_many_faults_at_once_are_mended_together():
    sample = SAMPLES["state-decision"]
    for name in ("heading", "issuer", "number", "kind", "subject", "signer", "recipient", "body"):
        sample = sample.but(name, font="Arial", size=20)
    sample = replace(sample.but("body", 1, text="Các cơ quan thực hiện nghiêm túc."), margins=(10, 10, 10, 10))
    data = sample.bytes()
    assert len(check(data, "state", sample.day).findings) > 10
    assert check(mended(data, "state-decision"), "state", sample.day).findings == ()
