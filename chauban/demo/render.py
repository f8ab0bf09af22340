"""Papers as PDF files, laid out as the issuing body's regulation says; and one as a scanner would give it."""

from __future__ import annotations

import html
import io
import random

from .papers import DemoPaper, paragraphs

STYLE = """
@page { size: A4; margin: 20mm 15mm 20mm 30mm }
body { font: 14pt/1.35 Tinos, 'Times New Roman', serif }
table { width: 100%; border-collapse: collapse } td { vertical-align: top; text-align: center; padding: 0 }
.b { font-weight: bold } .i { font-style: italic } .rule { border-bottom: 1px solid; display: inline-block }
h1 { font-size: 15pt; text-align: center; margin: 18pt 0 0 } .sub { text-align: center; font-weight: bold }
p { text-align: justify; text-indent: 10mm; margin: 6pt 0 } .sign { margin-top: 14pt }
.to { text-align: left; font-size: 12pt } .gap { height: 22mm }
"""


def pdf(paper: DemoPaper, *, agency: str, superior: str, symbol: str, place: str, system: str, named: bool) -> bytes:
    """The paper as a digital PDF. `named` is false for a công văn, whose subject stands under the number."""
    from weasyprint import HTML

    date = f"{paper.issued_on.day:02d}", _month(paper.issued_on.month), paper.issued_on.year
    when = f"{place}, ngày {date[0]} tháng {date[1]} năm {date[2]}"
    head = _party_head if system == "party" else _state_head
    under = "" if named else f"<div style='font-size:12pt' class='i'>{html.escape(paper.subject)}</div>"
    title = (
        f"<h1>{html.escape(paper.kind.upper())}</h1><div class=sub>{html.escape(paper.subject)}</div>"
        if named
        else "<p class=i style='text-align:center'>Kính gửi: Văn phòng Tỉnh ủy Hương Giang</p>"
    )
    end = "./." if system == "state" else "."
    body = "".join(f"<p>{html.escape(text)}</p>" for text in paragraphs(paper))[: -len(".</p>")] + f"{end}</p>"
    page = (
        f"<style>{STYLE}</style>{head(agency, superior, symbol, when, under)}{title}{body}"
        f"<table class=sign><tr><td class=to style='width:50%'><b><i>Nơi nhận:</i></b><br>- Như trên;<br>"
        f"- Thường trực Tỉnh ủy (b/c);<br>- Lưu Văn phòng.</td><td><div class=b>{paper.authority}</div>"
        f"<div>{paper.post}</div><div class=gap></div><div class=b>{paper.signer}</div></td></tr></table>"
    )
    return bytes(HTML(string=page).write_pdf())


def _month(month: int) -> str:
    return f"{month:02d}" if month < 3 else str(month)


def _party_head(agency: str, superior: str, symbol: str, when: str, under: str) -> str:
    return (
        f"<table><tr><td style='width:45%'><div>{superior.upper()}</div><div class=b>{agency.upper()}</div>*<div>"
        f"Số {symbol}</div>{under}</td><td><div class='b rule'>ĐẢNG CỘNG SẢN VIỆT NAM</div>"
        f"<div class=i style='margin-top:12pt'>{when}</div></td></tr></table>"
    )


def _state_head(agency: str, superior: str, symbol: str, when: str, under: str) -> str:
    return (
        f"<table><tr><td style='width:42%;font-size:13pt'><div>{superior.upper()}</div><div class='b rule'>"
        f"{agency.upper()}</div><div style='margin-top:6pt'>Số: {symbol}</div>{under}</td><td><div class=b "
        f"style='font-size:13pt'>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</div><div class='b rule'>"
        f"Độc lập - Tự do - Hạnh phúc</div><div class=i style='margin-top:10pt'>{when}</div></td></tr></table>"
    )


def scan(digital: bytes, seed: int = 7) -> bytes:
    """The pages of a PDF as an office scanner gives them: grey, a little turned, with specks; image only."""
    import img2pdf
    import pypdfium2
    from PIL import Image, ImageFilter

    chance = random.Random(seed)
    pages = []
    for page in pypdfium2.PdfDocument(digital):
        picture = page.render(scale=200 / 72).to_pil().convert("L")
        picture = picture.rotate(chance.uniform(-1.2, 1.2), fillcolor=250, resample=Image.Resampling.BICUBIC)
        noise = Image.effect_noise(picture.size, 14)
        picture = Image.blend(picture, noise, 0.05).filter(ImageFilter.GaussianBlur(0.5))
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=80, dpi=(200, 200))
        pages.append(out.getvalue())
    return bytes(img2pdf.convert(pages))
