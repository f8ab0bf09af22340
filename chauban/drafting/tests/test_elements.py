"""Elements are found wherever the typist put them: cells, tabs, bare lines, text boxes."""

from __future__ import annotations

import datetime as dt

import pytest

from chauban.drafting.layout import check
from chauban.drafting.layout.elements import Elements, Form, Name, find_elements
from chauban.drafting.layout.word.draft import read_draft

from .packages import package, paragraph
from .samples import SAMPLES

BOLD = '<w:b/><w:sz w:val="28"/>'
CENTRE = '<w:jc w:val="center"/>'
DAY = dt.date(2026, 11, 24)


def elements(body: str) -> Elements:
    return find_elements(read_draft(package(body)))


def tabbed(*halves: str, run: str = "") -> str:
    texts = "<w:tab/>".join(f'<w:t xml:space="preserve">{text}</w:t>' if text else "" for text in halves)
    return f"<w:p><w:r><w:rPr>{run}</w:rPr>{texts}</w:r></w:p>"


BARE = (
    tabbed("TỈNH ỦY HUẾ", "ĐẢNG CỘNG SẢN VIỆT NAM", run=BOLD)
    + tabbed("*", "Huế, ngày 05 tháng 02 năm 2026")
    + tabbed("Số 15-QĐ/TU")
    + paragraph("QUYẾT ĐỊNH", run=BOLD, own=CENTRE)
    + paragraph("về việc kiện toàn Ban Chỉ đạo", run=BOLD, own=CENTRE)
    + paragraph("-----", own=CENTRE)
    + paragraph("- Căn cứ Điều lệ Đảng;")
    + paragraph("- Xét đề nghị của Ban Tổ chức Tỉnh ủy,")
    + paragraph("QUYẾT ĐỊNH:", run=BOLD, own=CENTRE)
    + paragraph("Điều 1. Kiện toàn Ban Chỉ đạo.")
    + tabbed("Nơi nhận:", "T/M BAN THƯỜNG VỤ")
    + tabbed("- Như Điều 1;", "BÍ THƯ")
    + tabbed("- Lưu Văn phòng Tỉnh ủy.")
    + tabbed("", "Nguyễn Văn An")
)


def test_two_columns_made_with_tabs():
    found = elements(BARE)
    said = {name: found.text(name) for name in Name if found.first(name)}
    assert said == {
        Name.HEADING: "ĐẢNG CỘNG SẢN VIỆT NAM",
        Name.ISSUER: "TỈNH ỦY HUẾ",
        Name.ASTERISK: "*",
        Name.NUMBER: "Số 15-QĐ/TU",
        Name.PLACE_DATE: "Huế, ngày 05 tháng 02 năm 2026",
        Name.KIND: "QUYẾT ĐỊNH",
        Name.SUBJECT: "về việc kiện toàn Ban Chỉ đạo",
        Name.RULE: "-----",
        Name.GROUND: "- Căn cứ Điều lệ Đảng; - Xét đề nghị của Ban Tổ chức Tỉnh ủy,",
        Name.ENACTING: "QUYẾT ĐỊNH:",
        Name.ARTICLE: "Điều 1. Kiện toàn Ban Chỉ đạo.",
        Name.RECIPIENTS: "Nơi nhận:",
        Name.RECIPIENT: "- Như Điều 1; - Lưu Văn phòng Tỉnh ủy.",
        Name.AUTHORITY: "T/M BAN THƯỜNG VỤ",
        Name.OFFICE: "BÍ THƯ",
        Name.SIGNER: "Nguyễn Văn An",
    }


def test_two_columns_at_tab_stops_of_their_own():
    body = (
        tabbed("", "ĐẢNG BỘ TỈNH QUẢNG TRỊ", "ĐẢNG CỘNG SẢN VIỆT NAM")
        + tabbed("", "ĐẢNG ỦY XÃ CAM LỘ", run=BOLD)
        + tabbed("", "*", "Cam Lộ, ngày 14 tháng 11 năm 2025")
        + tabbed("", "Số 07-CTr/ĐU")
        + paragraph("CHƯƠNG TRÌNH HÀNH ĐỘNG", run=BOLD, own=CENTRE)
        + paragraph("thực hiện nghị quyết đại hội", run=BOLD, own=CENTRE)
    )
    found = elements(body)
    names = (Name.SUPERIOR, Name.ISSUER, Name.KIND, Name.SUBJECT)
    assert [found.text(name) for name in names] == [
        "ĐẢNG BỘ TỈNH QUẢNG TRỊ", "ĐẢNG ỦY XÃ CAM LỘ", "CHƯƠNG TRÌNH HÀNH ĐỘNG", "thực hiện nghị quyết đại hội",
    ]  # fmt: skip


def test_bare_lines_one_under_the_other():
    body = (
        paragraph("ỦY BAN NHÂN DÂN TỈNH HUẾ", run=BOLD, own=CENTRE)
        + paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", run=BOLD, own=CENTRE)
        + paragraph("Độc lập - Tự do - Hạnh phúc", run=BOLD, own=CENTRE)
        + paragraph("Số: 12/UBND-VX", own=CENTRE)
        + paragraph("Huế, ngày 05 tháng 02 năm 2026", own=CENTRE)
        + paragraph("V/v nâng bậc lương", own=CENTRE)
        + paragraph("Kính gửi: Sở Nội vụ", own=CENTRE)
        + paragraph("Ủy ban nhân dân tỉnh yêu cầu thực hiện./.")
        + paragraph("KT. CHỦ TỊCH", run=BOLD, own='<w:jc w:val="right"/>')
        + paragraph("PHÓ CHỦ TỊCH", run=BOLD, own='<w:jc w:val="right"/>')
        + paragraph("Nguyễn Văn An", run=BOLD, own='<w:jc w:val="right"/>')
        + paragraph("Nơi nhận:")
        + paragraph("- Như trên;")
        + paragraph("- Lưu: VT.")
    )
    found = elements(body)
    assert found.form is Form.LETTER
    assert found.text(Name.ISSUER) == "ỦY BAN NHÂN DÂN TỈNH HUẾ"
    assert found.text(Name.LETTER_SUBJECT) == "V/v nâng bậc lương"
    assert found.text(Name.SENT_TO) == "Kính gửi: Sở Nội vụ"
    assert found.text(Name.BODY) == "Ủy ban nhân dân tỉnh yêu cầu thực hiện./."
    assert [found.text(n) for n in (Name.AUTHORITY, Name.OFFICE, Name.SIGNER)] == [
        "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Văn An",
    ]  # fmt: skip
    assert found.text(Name.RECIPIENT) == "- Như trên; - Lưu: VT."


def box(inner: str, wrapper: str) -> str:
    return f"<w:p><w:r>{wrapper.format(inner)}</w:r></w:p>"


VML = "<w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict>"
WPS = "<w:drawing><wps:wsp><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></wps:wsp></w:drawing>"
_TWO = f'<mc:Choice Requires="wps">{WPS}</mc:Choice><mc:Fallback>{VML}</mc:Fallback>'
BOTH = f"<mc:AlternateContent>{_TWO}</mc:AlternateContent>"


@pytest.mark.parametrize("wrapper", [VML, WPS, BOTH.replace("{}", "{0}")])
def test_marks_in_text_boxes_are_found_once(wrapper: str):
    found = elements(box(paragraph("HỎA TỐC"), wrapper) + BARE)
    assert [item.text for item in found.all(Name.URGENCY)] == ["HỎA TỐC"]
    assert found.text(Name.ISSUER) == "TỈNH ỦY HUẾ"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("MẬT", Name.SECRECY),
        ("TUYỆT MẬT", Name.SECRECY),
        ("THƯỢNG KHẨN", Name.URGENCY),
        ("XEM XONG TRẢ LẠI", Name.CIRCULATION),
        ("Dự thảo lần 2", Name.DRAFT_MARK),
        ("(DỰ THẢO)", Name.DRAFT_MARK),
    ],
)
def test_marks_are_told_apart(words: str, name: Name):
    assert elements(tabbed("", words) + BARE).text(name)


def test_a_drawn_line_counts_as_the_rule_below():
    line = '<w:r><w:drawing><a:prstGeom prst="line"/></w:drawing></w:r>'
    cell = "<w:tc>{}</w:tc>"
    left = paragraph("TỈNH ỦY HUẾ", run=BOLD, own=CENTRE) + paragraph("Số 15-QĐ/TU", own=CENTRE)
    right = paragraph("ĐẢNG CỘNG SẢN VIỆT NAM", run=BOLD, own=CENTRE).replace("</w:p>", line + "</w:p>")
    rest = BARE[BARE.index("<w:p><w:pPr><w:jc") :]
    table = f"<w:tbl><w:tr>{cell.format(left)}{cell.format(right)}</w:tr></w:tbl>"
    rules = {f.rule for f in check(package(table + rest), "party", DAY).findings}
    assert "heading.ruled" not in rules
    rules = {f.rule for f in check(package(table.replace(line, "") + rest), "party", DAY).findings}
    assert "heading.ruled" in rules


def test_a_letter_s_first_sentence_is_no_ground():
    body = BARE[: BARE.index("<w:p><w:pPr><w:jc")] + paragraph("Kính gửi: Ban Tổ chức Tỉnh ủy")
    body += paragraph("Căn cứ Công văn số 15-CV/BTCTU, Văn phòng Tỉnh ủy đề nghị thực hiện.")
    found = elements(body)
    assert (found.first(Name.GROUND), len(found.all(Name.BODY))) == (None, 1)


def test_every_element_has_a_place_that_leads_back_to_its_words():
    data = SAMPLES["state-decision"].bytes()
    draft = read_draft(data)
    texts = {paragraph.index: paragraph.text for paragraph in draft.paragraphs}
    for item in find_elements(draft).items:
        if item.name is not Name.PAGE_NUMBER:
            assert texts[item.place.paragraph][item.place.start : item.place.end] == item.place.text
            assert item.place.text.strip() == item.place.text
            assert item.place.runs != (-1, -1) or not item.text


def test_the_report_names_the_bytes_it_judged():
    import hashlib

    data = SAMPLES["state-letter"].bytes()
    assert check(data, "state", DAY).digest == hashlib.sha256(data).hexdigest()


def test_a_finding_tells_rule_source_and_sentence():
    sample = SAMPLES["state-letter"].but("number", text="Số: 5/UBND-VX")
    (finding,) = check(sample.bytes(), "state", DAY).findings
    assert finding.rule == "number.zero"
    assert finding.source == "Nghị định 30/2020/NĐ-CP ngày 05/3/2020, Phụ lục I, Phần I, mục II.3.c"
    assert finding.says.startswith("Với những số nhỏ hơn 10")
    assert (finding.place.text, str(finding.required), finding.mendable) == ("5", "05", True)
    assert finding.name


def test_the_same_fault_in_many_paragraphs_is_one_finding():
    sample = SAMPLES["state-decision"].but("body", 0, font="Arial").but("body", 1, font="Arial")
    (finding,) = check(sample.bytes(), "state", DAY).findings
    assert len(finding.places) == 2
