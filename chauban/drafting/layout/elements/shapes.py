"""Elements of a page, typed, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from ..place import Place
from ..word.paragraphs import Paragraph, Run
from .lines import Line


class Name(StrEnum):
    """What an element is. The Vietnamese term stands in the comment."""

    HEADING = "heading"  # Quốc hiệu; "ĐẢNG CỘNG SẢN VIỆT NAM"
    MOTTO = "motto"  # Tiêu ngữ
    SUPERIOR = "superior"  # cơ quan chủ quản, cấp trên
    ISSUER = "issuer"  # cơ quan ban hành
    ASTERISK = "asterisk"  # dấu sao dưới tên cơ quan
    RULE = "rule"  # đường kẻ bằng chữ
    NUMBER = "number"  # số, ký hiệu
    PLACE_DATE = "place-date"  # địa danh, thời gian
    KIND = "kind"  # tên loại
    SUBJECT = "subject"  # trích yếu
    LETTER_SUBJECT = "letter-subject"  # trích yếu công văn
    ATTACHED = "attached-to"  # (Kèm theo Quyết định số ...)
    COMPETENCE = "competence"  # thẩm quyền ban hành
    GROUND = "ground"  # căn cứ
    ENACTING = "enacting"  # QUYẾT ĐỊNH:
    SENT_TO = "sent-to"  # Kính gửi, Kính trình
    ADDRESSEE = "addressee"  # mỗi dòng dưới Kính gửi
    PART = "part"  # Phần, Chương, Mục, Tiểu mục và số thứ tự
    PART_TITLE = "part-title"  # tiêu đề của chúng
    ARTICLE = "article"  # Điều
    TITLED = "titled"  # "I. ..."
    BODY = "body"  # lời văn
    TABLE = "table"  # chữ trong bảng
    AUTHORITY = "authority"  # quyền hạn: TM., T/M ...
    OFFICE = "office"  # chức vụ
    SIGNER = "signer"  # họ tên người ký
    RECIPIENTS = "recipients"  # chữ "Nơi nhận"
    RECIPIENT = "recipient"  # mỗi dòng nơi nhận
    ANNEX = "annex"  # chữ "Phụ lục"
    ANNEX_TITLE = "annex-title"  # tên phụ lục
    PAGE_NUMBER = "page-number"  # số trang
    SECRECY = "secrecy"  # độ mật
    URGENCY = "urgency"  # độ khẩn
    CIRCULATION = "circulation"  # phạm vi lưu hành
    DRAFT_MARK = "draft-mark"  # dự thảo


class Form(StrEnum):
    """What kind of page it is; it decides which elements must be there."""

    LETTER = "letter"  # công văn
    TITLED = "titled"  # văn bản có tên loại
    ATTACHED = "attached"  # văn bản ban hành kèm theo
    ANNEX = "annex"  # phụ lục đứng riêng


@dataclass(frozen=True, eq=False)
class Element:
    """One line (or paragraph) of the page that is an element."""

    name: Name
    line: Line

    @property
    def paragraph(self) -> Paragraph:
        """Where it stands."""
        return self.line.paragraph

    @property
    def text(self) -> str:
        """What it says, tidied, without footnote marks."""
        return self.line.text

    @property
    def place(self) -> Place:
        """Where to jump to."""
        return self.line.place

    @property
    def runs(self) -> tuple[Run, ...]:
        """Its runs that say something, footnote marks left out."""
        return self.line.saying


@dataclass(frozen=True, eq=False)
class Elements:
    """All elements of a draft in reading order."""

    items: tuple[Element, ...]
    form: Form

    @cached_property
    def _by_name(self) -> dict[Name, list[Element]]:
        found: dict[Name, list[Element]] = {}
        for item in self.items:
            found.setdefault(item.name, []).append(item)
        return found

    def all(self, *names: Name) -> tuple[Element, ...]:
        """Elements of these names, in reading order of each name."""
        return tuple(item for name in names for item in self._by_name.get(name, ()))

    def first(self, name: Name) -> Element | None:
        """The first of a name."""
        return next(iter(self._by_name.get(name, ())), None)

    def text(self, name: Name) -> str:
        """What all of a name say, joined to one line."""
        return " ".join(item.text for item in self.all(name))
