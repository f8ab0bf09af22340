"""Papers made for the tests: born digital, scanned, harmful and broken ones."""

from __future__ import annotations

import io
from pathlib import Path

import img2pdf
import pikepdf
from docx import Document
from fpdf import FPDF
from pikepdf import Dictionary, Name, Pdf
from PIL import Image, ImageDraw, ImageFont

FONTS = Path("/usr/share/fonts/truetype")
#: Fonts with all Vietnamese letters (Liberation lacks most): Tinos where it is installed, else DejaVu.
PLAIN, BOLD = next(
    pair
    for pair in (
        (FONTS / "croscore/Tinos-Regular.ttf", FONTS / "croscore/Tinos-Bold.ttf"),
        (FONTS / "dejavu/DejaVuSerif.ttf", FONTS / "dejavu/DejaVuSerif-Bold.ttf"),
    )
    if pair[0].exists()
)
DPI = 150
LINES = [
    "ĐẢNG CỘNG SẢN VIỆT NAM",
    "Số 125-CV/VPTU",
    "Văn phòng Tỉnh ủy trân trọng kính mời các đồng chí",
    "tham dự hội nghị giao ban công tác tháng mười một,",
    "tổ chức vào sáng thứ hai tại phòng họp tầng hai.",
    "Đề nghị các cơ quan chuẩn bị báo cáo bằng văn bản",
    "về kết quả thực hiện nghị quyết của Tỉnh ủy,",
    "những khó khăn, vướng mắc và kiến nghị cụ thể.",
    "Các đồng chí bí thư huyện ủy báo cáo tình hình",
    "sản xuất, đời sống nhân dân và công tác cán bộ.",
    "Báo cáo gửi về trước ngày hai mươi để tổng hợp.",
    "Hội nghị do đồng chí Bí thư Tỉnh ủy chủ trì.",
]
#: A phrase any good reading of the lines contains.
PHRASE = "kết quả thực hiện nghị quyết"


def scan(turn: int = 0, lean: float = 0.0, colour: bool = False) -> Image.Image:
    """A sheet as a scanner gives it, turned clockwise by `turn` and then leaning clockwise by `lean` degrees."""
    sheet = Image.new("RGB" if colour else "L", (1240, 1754), "white")
    font = ImageFont.truetype(PLAIN, 36)
    pen = ImageDraw.Draw(sheet)
    for number, line in enumerate(LINES):
        pen.text((150, 200 + number * 62), line, font=font, fill="black")
    if colour:
        pen.ellipse((700, 1100, 950, 1350), outline="red", width=8)
    return sheet.rotate(-turn, expand=True).rotate(-lean, fillcolor="white", resample=Image.Resampling.BICUBIC)


def scan_pdf(path: Path, *sheets: Image.Image) -> Path:
    """A PDF of scanned sheets."""
    path.write_bytes(img2pdf.convert([png(sheet) for sheet in sheets]))
    return path


def png(sheet: Image.Image) -> bytes:
    buffer = io.BytesIO()
    sheet.save(buffer, "PNG", dpi=(DPI, DPI))
    return buffer.getvalue()


def digital_pdf(path: Path, pages: int = 1, lines: list[str] = LINES) -> Path:
    """A born-digital PDF; the first line of each page is bold."""
    paper = FPDF(format="A4", unit="pt")
    paper.add_font("Serif", "", PLAIN)
    paper.add_font("Serif", "B", BOLD)
    for _ in range(pages):
        paper.add_page()
        for number, line in enumerate(lines):
            paper.set_font("Serif", "B" if number == 0 else "", 14)
            paper.text(72, 100 + number * 24, line)
    path.write_bytes(bytes(paper.output()))
    return path


def scan_with_hidden_text(path: Path, lines: list[str], *, under: bool) -> Path:
    """A scanned page with a text layer: painted invisibly over the picture, or plainly but under it."""
    paper = FPDF(format=(595.2, 841.92), unit="pt")
    paper.add_font("Serif", "", PLAIN)
    paper.set_font("Serif", "", 14)
    paper.add_page()
    if not under:
        paper.image(scan(), 0, 0, 595.2, 841.92)
    with paper.local_context(text_mode="FILL" if under else "INVISIBLE"):
        for number, line in enumerate(lines):
            paper.text(72, 100 + number * 24, line)
    if under:
        paper.image(scan(), 0, 0, 595.2, 841.92)
    path.write_bytes(bytes(paper.output()))
    return path


def joined(path: Path, *papers: Path) -> Path:
    with Pdf.new() as whole:
        for paper in papers:
            with Pdf.open(paper) as part:
                whole.pages.extend(part.pages)
        whole.save(path)
    return path


def laden_pdf(path: Path) -> Path:
    """A digital PDF with everything that acts by itself."""
    digital_pdf(path)
    with Pdf.open(path, allow_overwriting_input=True) as pdf:
        script = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert('xin chào')"))
        pdf.Root.OpenAction = script
        pdf.Root.AA = Dictionary(WC=script)
        pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=["now", pdf.make_indirect(script)]))
        pdf.attachments["virus.exe"] = b"MZ not really"
        actions = [
            Dictionary(S=Name.Launch, F=pikepdf.String("cmd.exe")),
            Dictionary(S=Name.SubmitForm, F=pikepdf.String("http://example.invalid/")),
            Dictionary(S=Name.ImportData, F=pikepdf.String("data.fdf")),
            script,
        ]
        page = pdf.pages[0]
        page.obj.AA = Dictionary(O=script)
        page.obj.Annots = [
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 99, 99], A=action) for action in actions
        ]
        pdf.save()
    return path


def signed_looking_pdf(path: Path) -> Path:
    """A PDF with a filled signature field that shows a stamp."""
    digital_pdf(path)
    with Pdf.open(path, allow_overwriting_input=True) as pdf:
        look = pdf.make_stream(b"0 1 0 rg 0 0 100 50 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 100, 50])
        field = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Sig,
                T=pikepdf.String("ky"),
                F=4,
                Rect=[300, 100, 400, 150],
                AP=Dictionary(N=look),
                V=Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=b"00"),
            )
        )
        pdf.pages[0].obj.Annots = [field]
        pdf.Root.AcroForm = Dictionary(Fields=[field], SigFlags=3)
        pdf.save()
    return path


def word(path: Path, lines: list[str] = LINES) -> Path:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(path))
    return path
