"""Sheets and columns of the workbook. The words are Vietnamese whatever the interface speaks: they are in the file."""

from __future__ import annotations

from dataclasses import dataclass

from chauban.kernel.text import collapse, fold

ROW_LIMIT = 5000
BYTE_LIMIT = 5 * 1024 * 1024
#: A workbook is a zip archive: what it may unpack to.
UNPACKED_LIMIT = 80 * 1024 * 1024


@dataclass(frozen=True)
class Column:
    """One column: where its text goes, its heading, whether each row needs it, and what the explanation says."""

    field: str
    heading: str
    needed: bool
    explanation: str
    example: str = ""
    width: int = 18


@dataclass(frozen=True)
class Sheet:
    """One sheet: its key in the draft, its title in the file, its columns."""

    key: str
    title: str
    columns: tuple[Column, ...]

    def headings(self) -> dict[str, Column]:
        return {heading_key(column.heading): column for column in self.columns}


def heading_key(text: str) -> str:
    """A heading as it is compared: without marks, capitals, and the asterisk of a needed column."""
    return collapse(fold(text).replace("*", " ").split("(")[0])


SHEETS = (
    Sheet(
        "agencies",
        "Cơ quan",
        (
            Column("name", "Tên cơ quan", True, "Tên đầy đủ của cơ quan, tổ chức.", "Sở Y tế", 40),
            Column("short_name", "Tên viết tắt", False, "Tên gọi tắt trong các danh sách.", "Sở Y tế", 22),
            Column("code", "Mã cơ quan", False, "Mã định danh, ví dụ H57.12.3 hoặc 000.00.11.H53.", "H57.12"),
            Column("symbol", "Ký hiệu", False, "Chữ viết tắt trong ký hiệu văn bản.", "SYT", 12),
            Column("parent", "Cơ quan cấp trên", False, "Mã hoặc tên cơ quan cấp trên.", "H57", 30),
            Column("system", "Khối", False, "Đảng, Nhà nước, Mặt trận và đoàn thể, hoặc Khác.", "Nhà nước", 24),
            Column("place", "Địa danh", False, "Địa danh ghi trên văn bản.", "Hương Giang", 20),
            Column("hosted", "Làm việc tại đây", False, "Có: người của cơ quan đăng nhập ở hệ thống này.", "Không"),
        ),
    ),
    Sheet(
        "units",
        "Đơn vị",
        (
            Column("agency", "Cơ quan", True, "Mã hoặc tên cơ quan có đơn vị này.", "Văn phòng Tỉnh ủy", 40),
            Column("name", "Tên đơn vị", True, "Tên phòng, ban.", "Phòng Tổng hợp", 40),
            Column("symbol", "Ký hiệu", False, "Chữ viết tắt của đơn vị.", "TH", 12),
        ),
    ),
    Sheet(
        "people",
        "Nhân sự",
        (
            Column("full_name", "Họ và tên", True, "Họ, tên đệm và tên.", "Nguyễn Văn Bình", 28),
            Column(
                "username", "Tên đăng nhập", False, "Để trống thì hệ thống đặt theo họ tên, ví dụ binhnv.", "binhnv"
            ),
            Column("agency", "Cơ quan", True, "Mã hoặc tên cơ quan.", "Văn phòng Tỉnh ủy", 34),
            Column("unit", "Đơn vị", True, "Tên phòng, ban như ở trang tính Đơn vị.", "Phòng Tổng hợp", 30),
            Column("role", "Vai trò", True, "Một trong các vai trò ghi ở trang tính Hướng dẫn.", "Chuyên viên", 22),
            Column("title", "Chức vụ", True, "Chức vụ như ghi trong quyết định.", "Chuyên viên chính", 28),
            Column("starts_on", "Từ ngày", False, "Ngày giữ chức vụ; để trống là hôm nay.", "01/07/2025", 14),
            Column("ends_on", "Đến ngày", False, "Ngày cuối giữ chức vụ; để trống nếu chưa định.", "", 14),
            Column("email", "Thư điện tử", False, "Địa chỉ thư công vụ.", "binhnv@example.vn", 28),
            Column("phone", "Điện thoại", False, "Số điện thoại.", "0234 3822 345", 18),
        ),
    ),
)
DATES = {"starts_on", "ends_on"}
