"""Small papers made in a moment: a digital PDF of any text, a scan of it, and files that do harm."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import fpdf
from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"
LETTER = [
    "UBND TỈNH HƯƠNG GIANG          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "SỞ Y TẾ                         Độc lập - Tự do - Hạnh phúc",
    "Số: 127/SYT-NVY                 Hương Giang, ngày 05 tháng 02 năm 2026",
    "V/v phòng, chống dịch bệnh mùa đông xuân",
    "Kính gửi: Văn phòng Tỉnh ủy Hương Giang",
    "Thực hiện chỉ đạo của Thường trực Tỉnh ủy, Sở Y tế báo cáo như sau.",
]


def pdf(path: Path, *pages: list[str]) -> Path:
    """A digital PDF, one page a list of lines."""
    made = fpdf.FPDF()
    made.set_creation_date(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))  # the same words give the same bytes
    made.add_font("Serif", fname=FONT)
    for lines in pages or (LETTER,):
        made.add_page()
        made.set_font("Serif", size=12)
        for line in lines:
            made.cell(0, 9, line, new_x="LMARGIN", new_y="NEXT")
    path.parent.mkdir(parents=True, exist_ok=True)
    made.output(str(path))
    return path


def scan(path: Path, *pages: list[str], dpi: int = 150) -> Path:
    """Pictures of printed pages in a PDF, without any text a machine could take."""
    images = []
    for lines in pages or (LETTER,):
        image = Image.new("L", (int(8.27 * dpi), int(11.69 * dpi)), 250)
        font = ImageFont.truetype(FONT, int(dpi / 5.5))
        for number, line in enumerate(lines):
            ImageDraw.Draw(image).text((dpi * 0.8, dpi * (0.8 + 0.4 * number)), line, fill=20, font=font)
        images.append(image)
    images[0].save(path, "PDF", resolution=dpi, save_all=True, append_images=images[1:])
    return path


def png_bytes(width: int = 400, height: int = 300) -> bytes:
    """A blank picture."""
    sink = io.BytesIO()
    Image.new("L", (width, height), 255).save(sink, "PNG")
    return sink.getvalue()
