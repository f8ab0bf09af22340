"""Every other rule: a draft that breaks just it, under each pack that has it."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from chauban.drafting.layout import Standing, check
from chauban.drafting.layout.packs import all_packs, pack_for

from .samples import PARTY_BODY, SAMPLES, STATE_BODY, Item, Sample
from .test_look import cases

Break = Callable[[Sample], Sample]
DECISION = ("state-decision", "party-05-decision", "party-36-decision")
LETTER = ("state-letter", "party-05-letter", "party-36-letter")
STATE, PARTY = DECISION[:1], DECISION[1:]
ANY = DECISION


def text(name: str, said: str, at: int = 0) -> Break:
    return lambda sample: sample.but(name, at, text=said)


def swap(name: str, old: str, new: str, at: int = 0) -> Break:
    """The text of a line with a part of it replaced."""

    def change(sample: Sample) -> Sample:
        lines = (*sample.left, *sample.right, *sample.middle, *sample.recipients, *sample.signature, *sample.after)
        now = [item.text for item in lines if item.name == name][at]
        assert old in now
        return sample.but(name, at, text=now.replace(old, new))

    return change


def without(*names: str) -> Break:
    def change(sample: Sample) -> Sample:
        for name in names:
            sample = sample.without(name)
        return sample

    return change


def finish(change: Callable[[Any], None]) -> Break:
    return lambda sample: replace(sample, finish=(*sample.finish, change))


def add_body(said: str) -> Break:
    """One more paragraph of text before the last."""

    def change(sample: Sample) -> Sample:
        look = STATE_BODY if sample.system == "state" else PARTY_BODY
        middle = (*sample.middle[:-1], Item("body", said, **look), sample.middle[-1])
        return replace(sample, middle=middle)

    return change


def margins(sample: Sample) -> Sample:
    return replace(sample, margins=(20, 20, 22, 15))


def paper(sample: Sample) -> Sample:
    return replace(sample, paper=(216, 279))


def no_numbers(sample: Sample) -> Sample:
    long = add_body(". ".join(["Các cơ quan thực hiện nghiêm túc nội dung nêu trên"] * 60) + ".")
    return replace(long(sample), page_number=None)


def number_below(document: Any) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = 1
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    document.sections[0].header.paragraphs[0]._p.clear()


def on_first_page(document: Any) -> None:
    document.sections[0].different_first_page_header_footer = False


def decomposed(sample: Sample) -> Sample:
    item = sample.middle[-1]
    return replace(sample, middle=(*sample.middle[:-1], replace(item, text=unicodedata.normalize("NFD", item.text))))


def stray(**look: Any) -> Break:
    """One word of the last paragraph in another look."""

    def change(document: Any) -> None:
        paragraph = next(p for p in reversed(document.paragraphs) if "nghiêm túc" in p.text)
        run = paragraph.add_run("")
        source = paragraph.runs[0]
        run.font.name, run.font.size = source.font.name, source.font.size
        run.text, source.text = source.text[10:], source.text[:10]
        word = paragraph.runs[0]
        for name, value in look.items():
            setattr(word.font, name, value)

    return finish(change)


def with_table(total: str) -> Break:
    rows = (
        ("TT", "Đơn vị", "Số lượng"),
        ("1", "Sở Nội vụ", "1.200"),
        ("2", "Sở Y tế", "300"),
        ("", "Tổng cộng", total),
    )

    return lambda sample: replace(sample, table=rows)


def tracked(document: Any) -> None:
    paragraph = document.add_paragraph()
    inserted = OxmlElement("w:ins")
    inserted.set(qn("w:author"), "Lan")
    paragraph._p.append(inserted)


def commented(document: Any) -> None:
    run = document.paragraphs[-1].add_run("")
    reference = OxmlElement("w:commentReference")
    reference.set(qn("w:id"), "0")
    run._r.append(reference)


def cyclic(document: Any) -> None:
    for name, base in (("Vòng A", "VngB"), ("Vòng B", "VngA")):
        style = document.styles.add_style(name, 1)
        based = style.element.get_or_add_basedOn()
        based.set(qn("w:val"), base)
        style.element.set(qn("w:styleId"), "VngA" if name == "Vòng A" else "VngB")


CITED = "Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị; "
BREAKS: list[tuple[str, tuple[str, ...], Break]] = [
    ("page.size", ANY, paper),
    ("page.margins", ANY, margins),
    ("page.numbers", ANY, no_numbers),
    ("page.number-above", ANY, finish(number_below)),
    ("page.number-first", ANY, finish(on_first_page)),
    ("font", ANY, lambda s: s.but("body", 0, font="Arial")),
    ("font.stray", ANY, stray(name="Arial")),
    ("size.stray", ANY, stray(size=127000)),
    ("colour", ANY, lambda s: s.but("body", 0, colour="FF0000")),
    ("heading.words", STATE, text("heading", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT  NAM.")),
    ("heading.words", PARTY, text("heading", "ĐẢNG CỘNG SẢN VIỆT NAM.")),
    ("motto.words", STATE, text("motto", "Độc lập-Tự do-Hạnh phúc")),
    ("number.colon", STATE, swap("number", "Số:", "Số")),
    ("number.colon", PARTY, swap("number", "Số", "Số:")),
    ("number.zero", ANY, swap("number", "15", "5")),
    ("number.form", STATE, text("number", "Số: 15-QĐ/UBND")),
    ("number.form", PARTY, text("number", "Số 15/QĐ-TU")),
    ("number.kind", ANY, swap("number", "QĐ", "KH")),
    ("number.kind", LETTER[1:], swap("number", "CV", "TB")),
    ("date.form", ANY, swap("place-date", ",", "")),
    ("date.zero", ANY, swap("place-date", "ngày 05", "ngày 5")),
    ("date.zero", ANY, swap("place-date", "tháng 02", "tháng 2")),
    ("date.real", ANY, swap("place-date", "ngày 05", "ngày 30")),
    ("letter-subject.words", LETTER[:1], swap("letter-subject", "V/v", "Về việc")),
    ("letter-subject.words", LETTER[1:2], swap("letter-subject", "về việc", "V/v")),
    ("ground.dash", PARTY, swap("ground", "- ", "")),
    ("ground.ends", ANY, swap("ground", ";", ",")),
    ("ground.ends", STATE, swap("ground", "Nội vụ.", "Nội vụ;", 1)),
    ("ground.ends", PARTY, swap("ground", "Tỉnh ủy,", "Tỉnh ủy;", 1)),
    ("citation.full", STATE, swap("ground", " ngày 05 tháng 3 năm 2020", "")),
    ("citation.full", PARTY, swap("ground", ", ngày 10/12/2025", "")),
    ("citation.dates", ANY, add_body(CITED + "Nghị quyết số 57-NQ/TW ngày 23/12/2024 của Bộ Chính trị được phổ biến.")),
    ("body.ends", STATE, swap("body", "./.", ".", 1)),
    ("body.ends", PARTY, swap("body", "2026.", "2026./.", 1)),
    ("authority.words", STATE, swap("authority", "TM.", "T/M")),
    ("authority.words", PARTY, swap("authority", "T/M", "TM.")),
    ("signer.titles", ANY, text("signer", "TS. Nguyễn Văn An")),
    ("sent-to.words", LETTER, text("sent-to", "Kính trình:")),
    ("sent-to.words", LETTER, text("sent-to", "Kính gửi")),
    ("addressee.ends", LETTER[:1], swap("addressee", "Tài chính.", "Tài chính;", 1)),
    ("addressee.ends", LETTER[1:], swap("addressee", "Kiểm tra Tỉnh ủy.", "Kiểm tra Tỉnh ủy", 1)),
    ("recipients.words", ANY, text("recipients", "Nơi nhận")),
    ("recipient.dash", ANY, swap("recipient", "- ", "", 1)),
    ("recipient.ends", ANY, lambda s: s.but("recipient", 1, text=s.recipients[2].text[:-1] + ".")),
    ("recipient.keep", STATE, swap("recipient", "Lưu: VT", "Lưu Văn thư", 2)),
    ("recipient.keep", ANY, lambda s: s.but("recipient", 2, text="- Sở Y tế.")),
    (
        "recipient.first",
        LETTER,
        lambda s: s.but("recipient", 0, text=s.recipients[1].text.replace("Như trên", "Sở Y tế")),
    ),
    ("article.order", ANY, swap("article", "Điều 2", "Điều 3", 1)),
    ("article.dot", ANY, swap("article", "Điều 2.", "Điều 2", 1)),
    ("annex.mentioned", STATE, swap("article", " tại Phụ lục", "")),
    ("annex.mentioned", PARTY, swap("article", " tại phụ lục", "")),
    ("draft-mark", ANY, lambda s: replace(s, right=(*s.right, Item("draft-mark", "Dự thảo lần 2", italic=True)))),
    ("text.composed", ANY, decomposed),
    ("text.spelling", ANY, add_body("Các cơ quan thực hiên nghiêmm túc nội dung này.")),
    ("text.abolished", ANY[:2], add_body("Các cơ quan phối hợp với Sở Giao thông vận tải thực hiện nội dung này.")),
    ("text.sum", ANY, with_table("1.400")),
    ("file.changes", ANY, finish(tracked)),
    ("file.comments", ANY, finish(commented)),
    ("file.styles", ANY, finish(cyclic)),
]
NUMBERED_ANNEXES = (
    Item("annex", "Phụ lục 1", bold=True, align="center"),
    Item("annex", "Phụ lục 2", bold=True, align="center"),
)
#: Elements that may be missing, and with what they leave together.
MISSING: list[tuple[str, tuple[str, ...], Break]] = [
    ("heading", ANY, without("heading")),
    ("motto", STATE, without("motto")),
    ("issuer", ANY, without("issuer", "superior")),
    ("number", ANY, without("number")),
    ("place-date", ANY, without("place-date")),
    ("kind", ANY, without("kind")),
    ("subject", ANY, without("subject")),
    ("letter-subject", LETTER, without("letter-subject")),
    ("sent-to", LETTER, without("sent-to", "addressee")),
    ("office", PARTY, without("office")),
    ("office", STATE, without("office")),
    ("signer", ANY, without("signer")),
    ("recipients", ANY, without("recipients")),
    ("recipient", ANY, without("recipient")),
]
CASES = [(rule, key, change) for rule, keys, change in BREAKS for key in keys]


def rules_of(data: bytes, sample: Sample) -> set[str]:
    return {finding.rule for finding in check(data, sample.system, sample.day).findings}


@pytest.mark.parametrize(("rule", "key", "change"), CASES, ids=[f"{rule}-{key}" for rule, key, _ in CASES])
def test_a_draft_that_breaks_one_rule_breaks_just_it(rule: str, key: str, change: Break):
    sample = SAMPLES[key]
    assert rules_of(change(sample).bytes(), sample) == {rule}


@pytest.mark.parametrize(("name", "keys", "change"), MISSING, ids=[name for name, _, _ in MISSING])
def test_an_element_left_out_is_missed(name: str, keys: tuple[str, ...], change: Break):
    for key in keys:
        assert rules_of(change(SAMPLES[key]).bytes(), SAMPLES[key]) == {f"{name}.missing"}


def test_two_annexes_bear_roman_numbers():
    sample = SAMPLES["state-decision"]
    one, two = NUMBERED_ANNEXES
    rest = sample.after[1:]
    assert rules_of(replace(sample, after=(one, *rest, two, *rest)).bytes(), sample) == {"annex.numbered"}
    roman = (replace(one, text="Phụ lục I"), *rest, replace(two, text="Phụ lục II"), *rest)
    assert rules_of(replace(sample, after=roman).bytes(), sample) == set()


def test_a_total_that_agrees_is_no_finding():
    sample = SAMPLES["state-decision"]
    assert rules_of(with_table("1.500")(sample).bytes(), sample) == set()


def test_a_table_of_parts_is_left_alone():
    sample = SAMPLES["state-decision"]
    rows = (("TT", "Đơn vị", "Số"), ("1", "Sở Nội vụ", "5"), ("", "Trong đó: nữ", "2"), ("", "Tổng cộng", "5"))
    assert rules_of(replace(sample, table=rows).bytes(), sample) == set()


@pytest.mark.parametrize(
    "said",
    [
        "Các cơ quan tiếp nhận hồ sơ của Sở Giao thông vận tải (cũ) theo quy định.",
        "Thực hiện Kế hoạch số 15/KH-SGTVT ngày 10/01/2024 của Sở Giao thông vận tải về an toàn.",
    ],
)
def test_an_abolished_body_may_be_spoken_of_as_it_was(said: str):
    sample = SAMPLES["state-decision"]
    assert rules_of(add_body(said)(sample).bytes(), sample) == set()


def test_a_body_is_not_abolished_before_its_day():
    change = add_body("Các cơ quan phối hợp với Sở Giao thông vận tải thực hiện nội dung này.")
    sample = SAMPLES["party-36-decision"]
    assert rules_of(change(sample).bytes(), sample) == set()


@pytest.mark.parametrize(
    "said",
    [
        "Trang web www.hue.gov.vn và email vpub@hue.gov.vn của tỉnh Đắk Lắk, xã Krông Pắc tiếp nhận 15kg hồ sơ.",
        "Công ty Microsoft, UBND và TNHH MTV phối hợp với hội nghị Zalo thực hiện.",
    ],
)
def test_names_addresses_and_abbreviations_are_no_misspellings(said: str):
    sample = SAMPLES["state-decision"]
    assert rules_of(add_body(said)(sample).bytes(), sample) == set()


def test_cited_documents_are_asked_of_the_caller():
    sample = SAMPLES["state-decision"]
    data = add_body(CITED + "Kế hoạch số 15/KH-UBND ngày 02/01/2026 của Ủy ban nhân dân tỉnh về đầu tư.")(
        sample
    ).bytes()
    asked = []

    def known(symbol: str, day: object) -> Standing:
        asked.append((symbol, str(day)))
        return {"57-NQ/TW": Standing.NOT_IN_FORCE, "15/KH-UBND": Standing.UNKNOWN}.get(symbol, Standing.IN_FORCE)

    found = {f.rule: f.place.text for f in check(data, sample.system, sample.day, known).findings}
    assert found == {"citation.not-in-force": "57-NQ/TW", "citation.unknown": "15/KH-UBND"}
    assert asked == [("30/2020/NĐ-CP", "2020-03-05"), ("57-NQ/TW", "2024-12-22"), ("15/KH-UBND", "2026-01-02")]


def _with(data: bytes, **parts: bytes) -> bytes:
    """The package with more parts, or other ones of the same name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for info in source.infolist():
            if info.filename not in parts:
                target.writestr(info, source.read(info.filename))
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def test_macros_embedded_files_and_content_from_outside():
    sample = SAMPLES["state-decision"]
    data = sample.bytes()
    assert rules_of(_with(data, **{"word/vbaProject.bin": b"VBA"}), sample) == {"file.macros"}
    assert rules_of(_with(data, **{"word/embeddings/oleObject1.bin": b"OLE"}), sample) == {"file.embedded"}
    rels = zipfile.ZipFile(io.BytesIO(data)).read("word/_rels/document.xml.rels").decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    line = f'<Relationship Id="rId99" Type="{kind}" Target="http://x.vn/a.dotm" TargetMode="External"/></Relationships>'
    outside = _with(data, **{"word/_rels/document.xml.rels": rels.replace("</Relationships>", line).encode()})
    assert rules_of(outside, sample) == {"file.outside"}


def test_a_letter_of_submission_says_so_under_hd_05():
    sample = SAMPLES["party-05-decision"]
    sent = (Item("sent-to", "Kính trình: Ban Thường vụ Tỉnh ủy", first=30),)
    middle = (replace(sample.middle[0], text="TỜ TRÌNH"), *sample.middle[1:3], *sent, *sample.middle[-2:])
    made = replace(sample.but("number", text="Số 15-TTr/TU"), middle=middle, after=())
    made = made.but("recipient", text="- Như trên;")
    assert rules_of(made.bytes(), sample) == set()
    wrong = made.but("sent-to", text="Kính gửi: Ban Thường vụ Tỉnh ủy")
    assert rules_of(wrong.bytes(), sample) == {"sent-to.words"}


def test_every_rule_of_every_pack_has_its_breaking_draft():
    tried: set[str] = {rule for rule, _keys, _change in BREAKS} | {f"{name}.missing" for name, _, _ in MISSING}
    tried |= {f"{name}.{aspect}" for _key, name, aspect in cases()}
    tried |= {"annex.numbered", "citation.unknown", "citation.not-in-force"}
    tried |= {"file.macros", "file.embedded", "file.outside"}
    for pack in all_packs():
        assert set(pack.rules) <= tried


@pytest.mark.parametrize(
    ("key", "said"), [("party-05-decision", "T/M ĐOÀN CHỦ TỊCH"), ("party-05-decision", "Q. CHÁNH VĂN PHÒNG")]
)
def test_some_authorities_need_no_office(key: str, said: str):
    sample = SAMPLES[key].without("office").but("authority", text=said)
    assert rules_of(sample.bytes(), SAMPLES[key]) == set()


def test_the_year_in_a_legal_norm_s_symbol_is_no_kind():
    sample = SAMPLES["state-decision"].but("number", text="Số: 15/2026/QĐ-UBND")
    assert rules_of(sample.bytes(), SAMPLES["state-decision"]) == set()


def test_the_pack_of_the_day_is_taken():
    days = {key: pack_for(sample.system, sample.day).code for key, sample in SAMPLES.items()}
    assert days["party-05-letter"] == "party-hd05-2026"
    assert days["party-36-letter"] == "party-hd36-2018"
    assert days["state-letter"] == "state-nd30-2020"
