"""Clean drafts of each regulation, made with python-docx, that a test breaks in one place."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from chauban.drafting.layout.packs import System

ALIGN = {
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@dataclass(frozen=True)
class Item:
    """One line of a sample: which element it is, what it says, how it looks."""

    name: str
    text: str
    size: float = 14
    bold: bool = False
    italic: bool = False
    underline: bool = False
    align: str = "left"
    font: str = "Times New Roman"
    colour: str = ""
    before: float = 0
    first: float = 0
    line: tuple[str, float] = ("auto", 1.0)


@dataclass(frozen=True)
class Sample:
    """A draft: head and closing in two columns, the rest between."""

    system: System
    day: dt.date
    left: tuple[Item, ...]
    right: tuple[Item, ...]
    middle: tuple[Item, ...]
    recipients: tuple[Item, ...]
    signature: tuple[Item, ...]
    after: tuple[Item, ...] = ()
    margins: tuple[float, float, float, float] = (20, 20, 30, 15)
    paper: tuple[float, float] = (210, 297)
    page_number: Item | None = None
    table: tuple[tuple[str, ...], ...] = ()
    finish: tuple[Callable[[Any], None], ...] = field(default=())

    def but(self, name: str, at: int = 0, **changes: Any) -> Sample:
        """The same with one line of that element changed."""
        seen = -1
        parts: dict[str, Any] = {}
        for part in ("left", "right", "middle", "recipients", "signature", "after"):
            lines = []
            for item in getattr(self, part):
                seen += item.name == name
                hit = item.name == name and seen == at
                lines.append(replace(item, **changes) if hit else item)
            parts[part] = tuple(lines)
        assert seen >= at, name
        return replace(self, **parts)

    def without(self, name: str) -> Sample:
        """The same without an element."""
        parts = ("left", "right", "middle", "recipients", "signature", "after")
        kept: dict[str, Any] = {part: tuple(i for i in getattr(self, part) if i.name != name) for part in parts}
        return replace(self, **kept)

    def names(self) -> list[str]:
        """Elements that it has."""
        lines = (*self.left, *self.right, *self.middle, *self.recipients, *self.signature, *self.after)
        return [item.name for item in lines] + (["page-number"] if self.page_number else [])

    def bytes(self) -> bytes:
        """As a DOCX."""
        document = Document()
        _page(document, self)
        _columns(document, self.left, self.right)
        for item in self.middle:
            _write(document.add_paragraph(), item)
        if self.table:
            _table(document, self.table)
        if self.recipients or self.signature:
            _columns(document, self.recipients, self.signature)
        for item in self.after:
            _write(document.add_paragraph(), item)
        for each in self.finish:
            each(document)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def _page(document: Any, sample: Sample) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (Mm(side) for side in sample.paper)
    for name, millimetres in zip(("top", "bottom", "left", "right"), sample.margins, strict=True):
        setattr(section, f"{name}_margin", Mm(millimetres))
    section.different_first_page_header_footer = True
    if sample.page_number:
        paragraph = section.header.paragraphs[0]
        _write(paragraph, sample.page_number)
        _page_field(paragraph)


def _page_field(paragraph: Any) -> None:
    wrapped = OxmlElement("w:fldSimple")
    wrapped.set(qn("w:instr"), " PAGE ")
    run = paragraph.runs[0]._r
    run.addprevious(wrapped)
    wrapped.append(run)


def _columns(document: Any, left: tuple[Item, ...], right: tuple[Item, ...]) -> None:
    table = document.add_table(rows=1, cols=2)
    for cell, items in zip(table.rows[0].cells, (left, right), strict=True):
        for i, item in enumerate(items):
            _write(cell.paragraphs[0] if i == 0 else cell.add_paragraph(), item)


def _table(document: Any, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            _write(cell.paragraphs[0], Item("table", text, size=13))


def _write(paragraph: Any, item: Item) -> None:
    form = paragraph.paragraph_format
    form.alignment = ALIGN[item.align]
    form.space_before, form.space_after, form.first_line_indent = Pt(item.before), Pt(0), Mm(item.first)
    rule, height = item.line
    form.line_spacing = height if rule == "auto" else Pt(height)
    if rule == "exact":
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    run = paragraph.add_run(item.text)
    run.font.name, run.font.size = item.font, Pt(item.size)
    run.font.bold, run.font.italic, run.font.underline = item.bold, item.italic, item.underline
    if item.colour:
        run.font.color.rgb = RGBColor.from_string(item.colour)


# ---- NĐ 30/2020 ------------------------------------------------------------------------------------------------------

STATE_BODY: dict[str, Any] = {"align": "both", "before": 6, "first": 12.7}
STATE_DAY = dt.date(2026, 11, 24)
TEXT = (
    "Ủy ban nhân dân tỉnh yêu cầu các cơ quan, đơn vị tổ chức thực hiện nghiêm túc nội dung nêu trên và báo cáo "
    "kết quả trước ngày 15 tháng 12 năm 2026"
)
_STATE_HEAD = (
    Item("heading", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, bold=True, align="center"),
    Item("motto", "Độc lập - Tự do - Hạnh phúc", 14, bold=True, align="center"),
    Item("rule", "_______________________", 8, align="center"),
    Item("place-date", "Huế, ngày 05 tháng 02 năm 2026", 14, italic=True, align="center"),
)
_STATE_SIGNATURE = (
    Item("authority", "TM. ỦY BAN NHÂN DÂN", bold=True, align="center"),
    Item("authority", "KT. CHỦ TỊCH", bold=True, align="center"),
    Item("office", "PHÓ CHỦ TỊCH", bold=True, align="center"),
    Item("signer", "Nguyễn Văn An", bold=True, align="center"),
)


def _article(text: str, body: dict[str, Any]) -> Item:
    return Item("article", text, bold=True, **body)


def _state_bodies(number: str) -> tuple[Item, ...]:
    return (
        Item("superior", "CHÍNH PHỦ", 13, align="center"),
        Item("issuer", "ỦY BAN NHÂN DÂN TỈNH HUẾ", 13, bold=True, align="center"),
        Item("rule", "_________", 8, align="center"),
        Item("number", number, 13, align="center"),
    )


def state_decision() -> Sample:
    """A decision of a provincial People's Committee with an annex."""
    body = STATE_BODY
    middle = (
        Item("kind", "QUYẾT ĐỊNH", bold=True, align="center"),
        Item("subject", "Về việc ban hành Kế hoạch phát triển kinh tế", bold=True, align="center"),
        Item("rule", "__________", 8, align="center"),
        Item("competence", "ỦY BAN NHÂN DÂN TỈNH", bold=True, align="center"),
        Item(
            "ground",
            "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;",
            italic=True,
            **body,
        ),
        Item("ground", "Theo đề nghị của Giám đốc Sở Nội vụ.", italic=True, **body),
        Item("enacting", "QUYẾT ĐỊNH:", bold=True, align="center"),
        Item("part", "Chương I", bold=True, align="center"),
        Item("part-title", "QUY ĐỊNH CHUNG", bold=True, align="center"),
        _article("Điều 1. Ban hành kèm theo Quyết định này Kế hoạch tại Phụ lục, áp dụng trong toàn tỉnh.", body),
        _article("Điều 2. Quyết định này có hiệu lực từ ngày ký, các cơ quan liên quan thi hành.", body),
        Item("titled", "I. TỔ CHỨC THỰC HIỆN", bold=True, **body),
        Item("body", TEXT + ".", **body),
        Item("body", TEXT + "./.", **body),
    )  # fmt: skip
    return Sample(
        "state",
        STATE_DAY,
        _state_bodies("Số: 15/QĐ-UBND"),
        (*_STATE_HEAD, Item("urgency", "KHẨN", 13, bold=True), Item("circulation", "LƯU HÀNH NỘI BỘ", 13, bold=True)),
        middle,
        (
            Item("recipients", "Nơi nhận:", 12, bold=True, italic=True),
            Item("recipient", "- Như Điều 2;", 11),
            Item("recipient", "- Sở Nội vụ;", 11),
            Item("recipient", "- Lưu: VT, TH.", 11),
        ),
        _STATE_SIGNATURE,
        after=(
            Item("annex", "Phụ lục I", bold=True, align="center"),
            Item("annex-title", "DANH MỤC CÔNG TRÌNH", bold=True, align="center"),
            Item("attached-to", "(Kèm theo Quyết định số 15/QĐ-UBND)", italic=True, align="center"),
            Item("annex-text", TEXT + "./.", **body),
        ),
        page_number=Item("page-number", "2", align="center"),
    )


def state_letter() -> Sample:
    """A letter of a provincial People's Committee to two addressees."""
    return Sample(
        "state",
        STATE_DAY,
        (
            *_state_bodies("Số: 12/UBND-VX"),
            Item("letter-subject", "V/v nâng bậc lương năm 2026", 12, align="center"),
        ),
        _STATE_HEAD,
        (
            Item("sent-to", "Kính gửi:", first=30),
            Item("addressee", "- Sở Nội vụ;", first=40),
            Item("addressee", "- Sở Tài chính.", first=40),
            Item("body", TEXT + ".", **STATE_BODY),
            Item("body", TEXT + "./.", **STATE_BODY),
        ),
        (
            Item("recipients", "Nơi nhận:", 12, bold=True, italic=True),
            Item("recipient", "- Như trên;", 11),
            Item("recipient", "- Lưu: VT, VX.", 11),
        ),
        _STATE_SIGNATURE,
        page_number=Item("page-number", "2", align="center"),
    )


# ---- HD 36-HD/VPTW, HD 05-HD/VPTW ------------------------------------------------------------------------------------

PARTY_BODY: dict[str, Any] = {"align": "both", "before": 6, "first": 10, "line": ("exact", 18)}
PARTY_TEXT = (
    "Ban Thường vụ Tỉnh ủy yêu cầu các cấp ủy, tổ chức đảng lãnh đạo, chỉ đạo thực hiện nghiêm túc nội dung nêu trên "
    "và báo cáo kết quả trước ngày 15 tháng 12 năm 2026"
)
DAY_05 = dt.date(2026, 11, 24)
DAY_36 = dt.date(2024, 11, 25)


def _party(
    day: dt.date, number: str, under: tuple[Item, ...], middle: tuple[Item, ...], kept: tuple[str, ...]
) -> Sample:
    return Sample(
        "party",
        day,
        (
            Item("superior", "ĐẢNG BỘ TỈNH LÀO CAI", align="center"),
            Item("issuer", "BAN THƯỜNG VỤ", bold=True, align="center"),
            Item("asterisk", "*", align="center"),
            Item("number", number, align="center"),
            *under,
        ),
        (
            Item("heading", "ĐẢNG CỘNG SẢN VIỆT NAM", 15, bold=True, align="center"),
            Item("rule", "_______________________", 8, align="center"),
            Item("place-date", "Lào Cai, ngày 05 tháng 02 năm 2026", italic=True, align="center"),
            Item("urgency", "KHẨN", bold=True),
            Item("circulation", "XONG HỘI NGHỊ TRẢ LẠI", 12, bold=True),
        ),
        middle,
        (
            Item("recipients", "Nơi nhận:", underline=True),
            *(Item("recipient", text, 12) for text in kept),
        ),
        (
            Item("authority", "T/M BAN THƯỜNG VỤ", bold=True, align="center"),
            Item("office", "PHÓ BÍ THƯ", align="center"),
            Item("signer", "Nguyễn Văn An", bold=True, align="center"),
        ),
        page_number=Item("page-number", "2", align="center"),
    )


def party_decision(day: dt.date = DAY_05) -> Sample:
    """A decision of a provincial Standing Board with an annex."""
    mark = ";" if day == DAY_05 else ","
    body = PARTY_BODY
    middle = (
        Item("kind", "QUYẾT ĐỊNH", 15, bold=True, align="center"),
        Item("subject", "về việc kiện toàn Ban Chỉ đạo", bold=True, align="center"),
        Item("rule", "-----", align="center"),
        Item("competence", "BAN THƯỜNG VỤ TỈNH ỦY", bold=True, align="center"),
        Item("ground", "- Căn cứ Quy chế số 01-QC/TU, ngày 10/12/2025 của Tỉnh ủy về chế độ làm việc;", **body),
        Item("ground", "- Xét đề nghị của Ban Tổ chức Tỉnh ủy,", **body),
        Item("enacting", "QUYẾT ĐỊNH:", bold=True, align="center"),
        Item("part", "Chương I", bold=True, align="center"),
        Item("part-title", "QUY ĐỊNH CHUNG", bold=True, align="center"),
        _article("Điều 1. Kiện toàn Ban Chỉ đạo gồm các đồng chí có tên tại phụ lục kèm theo Quyết định này.", body),
        _article("Điều 2. Quyết định có hiệu lực từ ngày ký, các tổ chức đảng liên quan thi hành.", body),
        Item("titled", "I. TỔ CHỨC THỰC HIỆN", bold=True, **body),
        Item("body", PARTY_TEXT + ".", **body),
        Item("body", PARTY_TEXT + ".", **body),
    )  # fmt: skip
    kept = (f"- Như Điều 2{mark}", f"- Ban Tổ chức Tỉnh ủy{mark}", "- Lưu Văn phòng Tỉnh ủy.")
    made = _party(day, "Số 15-QĐ/TU", (), middle, kept)
    after = (Item("annex", "Phụ lục", bold=True, align="center"), Item("annex-text", PARTY_TEXT + ".", **body))
    return replace(made, after=after)


def party_letter(day: dt.date = DAY_05) -> Sample:
    """A letter of a provincial Standing Board to two addressees."""
    mark = ";" if day == DAY_05 else ","
    middle = (
        Item("sent-to", "Kính gửi:", first=30),
        Item("addressee", f"- Ban Tổ chức Tỉnh ủy{mark}", first=40),
        Item("addressee", "- Ủy ban Kiểm tra Tỉnh ủy.", first=40),
        Item("body", PARTY_TEXT + ".", **PARTY_BODY),
        Item("body", PARTY_TEXT + ".", **PARTY_BODY),
    )
    subject = Item("letter-subject", "về việc nâng bậc lương năm 2026", 12, italic=True, align="center")
    return _party(day, "Số 127-CV/TU", (subject,), middle, (f"- Như trên{mark}", "- Lưu Văn phòng Tỉnh ủy."))


SAMPLES: dict[str, Sample] = {
    "state-decision": state_decision(),
    "state-letter": state_letter(),
    "party-05-decision": party_decision(),
    "party-05-letter": party_letter(),
    "party-36-decision": party_decision(DAY_36),
    "party-36-letter": party_letter(DAY_36),
}
