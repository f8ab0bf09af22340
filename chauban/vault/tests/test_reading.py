"""Papers as they come in, made readable: real Tesseract, real LibreOffice, in the real child process."""

from __future__ import annotations

import hashlib
import re
import time
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Pdf
from PIL import Image

from chauban.vault.reading import Progress, Reading, nursery, run_reading
from chauban.vault.reading.sheet import SCREEN_DPI
from chauban.vault.tests import papers


def read(path: Path, **options: object) -> Reading:
    return run_reading(path, path.parent / "work", timeout=120, **options)  # type: ignore[arg-type]


def text_of(pdf: Path, number: int = 1) -> str:
    """What a search in the archival PDF finds on a page."""
    document = pdfium.PdfDocument(pdf)
    text = document[number - 1].get_textpage().get_text_range()
    document.close()
    return " ".join(text.split())


def flat(reading: Reading, index: int = 0) -> str:
    return " ".join(reading.pages[index].text.split())


def assert_archival(path: Path) -> None:
    with Pdf.open(path) as pdf:
        assert pdf.Root.OutputIntents[0].S == pikepdf.Name.GTS_PDFA1
        with pdf.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "2"
            assert metadata["pdfaid:conformance"] == "B"


def ink_under_words(reading: Reading) -> float:
    """Share of long words under whose boxes the page picture is darker than paper: the coordinates fit the picture."""
    page, image = reading.pages[0], Image.open(reading.page_images[0]).convert("L")
    scale = image.width / page.width
    assert abs(scale - image.height / page.height) < 0.01
    words = [word for word in page.words if len(word.text) > 2]
    dark = 0
    for word in words:
        box = [round(side * scale) for side in (word.x0, word.y0, word.x1, word.y1)]
        dark += min(image.crop((box[0], box[1], box[2], box[3])).tobytes()) < 120
    return dark / len(words)


def test_a_digital_pdf_is_read_without_ocr(tmp_path: Path) -> None:
    told: list[Progress] = []
    reading = read(papers.digital_pdf(tmp_path / "a.pdf", pages=2), progress=told.append)
    page = reading.pages[0]
    assert reading.kind == "pdf"
    assert [page.source for page in reading.pages] == ["digital", "digital"]
    assert page.text.splitlines() == papers.LINES
    assert page.words[0].bold
    assert not page.words[-1].bold
    assert page.words[0].size == 14
    assert page.words[0].x0 == pytest.approx(72, abs=1)
    assert page.words[0].y0 < 100 < page.words[0].y1 + 2
    assert ink_under_words(reading) == 1
    assert papers.PHRASE in text_of(reading.archival_pdf, 2)
    assert_archival(reading.archival_pdf)
    assert reading.warnings == []
    assert Progress("reading", 1, 2) in told
    assert told[-1] == Progress("archiving", 2, 2)


@pytest.mark.slow
@pytest.mark.parametrize(("turn", "lean"), [(0, 0.0), (90, 0.0), (180, -1.5), (270, 2.0), (0, 3.5)])
def test_a_scan_is_set_straight_and_read(tmp_path: Path, turn: int, lean: float) -> None:
    reading = read(papers.scan_pdf(tmp_path / "scan.pdf", papers.scan(turn, lean)))
    page = reading.pages[0]
    assert page.source == "ocr"
    assert papers.PHRASE in flat(reading)
    assert reading.turned == [-turn % 360]
    assert reading.skew[0] == pytest.approx(-lean, abs=0.3)
    assert page.width < page.height
    assert ink_under_words(reading) == 1
    lines = [word for word in page.words if word.line == page.words[-1].line]
    assert max(word.y1 for word in lines) - min(word.y0 for word in lines) < 30
    assert papers.PHRASE in text_of(reading.archival_pdf)
    assert_archival(reading.archival_pdf)


def test_the_archival_page_looks_like_the_page_picture(tmp_path: Path) -> None:
    reading = read(papers.scan_pdf(tmp_path / "scan.pdf", papers.scan(90, 2.0, colour=True)))
    document = pdfium.PdfDocument(reading.archival_pdf)
    image = Image.open(reading.page_images[0])
    assert image.mode == "RGB"
    drawn = document[0].render(scale=image.width / document[0].get_width()).to_pil().convert("L").reduce(8)
    small = image.convert("L").reduce(8)
    for x, y in ((30, 40), (70, 60), (103, 152)):
        assert abs(drawn.getpixel((x, y)) - small.getpixel((x, y))) < 60


def test_a_scan_keeps_its_own_picture_in_the_archival_pdf(tmp_path: Path) -> None:
    path = papers.scan_pdf(tmp_path / "scan.pdf", papers.scan(0, 1.0))
    reading = read(path)
    with Pdf.open(path) as before, Pdf.open(reading.archival_pdf) as after:
        [original] = before.pages[0].get_images().values()
        [kept] = after.pages[0].get_images().values()
        assert original.read_bytes() == kept.read_bytes()


GARBLED = [re.sub(r"[^\x00-\x7f]", "~", line).replace("n", "ii").replace("h", "l1") for line in papers.LINES]


@pytest.mark.parametrize("under", [True, False])
def test_a_worthless_hidden_layer_is_thrown_away(tmp_path: Path, under: bool) -> None:
    reading = read(papers.scan_with_hidden_text(tmp_path / "old.pdf", GARBLED, under=under))
    assert reading.pages[0].source == "ocr"
    assert papers.PHRASE in flat(reading)
    assert "worthless-text:1" in reading.warnings
    found = text_of(reading.archival_pdf)
    assert papers.PHRASE in found
    assert "l1" not in found


def test_a_good_earlier_reading_of_a_scan_is_kept(tmp_path: Path) -> None:
    reading = read(papers.scan_with_hidden_text(tmp_path / "old.pdf", papers.LINES, under=False))
    assert reading.pages[0].source == "ocr"
    assert reading.pages[0].text.splitlines() == papers.LINES
    assert reading.pages[0].words[0].confidence < 1
    assert reading.warnings == ["earlier-ocr:1"]


def test_text_in_an_old_encoding_is_kept_and_told(tmp_path: Path) -> None:
    old = ["Céng hßa x· héi chñ nghÜa ViÖt Nam", "§éc lËp - Tù do - H¹nh phóc", "B¸o c¸o kÕt qu¶ thùc hiÖn nghÞ quyÕt"]
    reading = read(papers.digital_pdf(tmp_path / "old.pdf", lines=old))
    assert reading.pages[0].source == "digital"
    assert reading.warnings == ["legacy-encoding:1"]
    assert "Céng hßa" in flat(reading)


def test_letters_without_meaning_are_read_by_ocr(tmp_path: Path) -> None:
    path = papers.digital_pdf(tmp_path / "mute.pdf")
    with Pdf.open(path, allow_overwriting_input=True) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing:
                del thing["/ToUnicode"]
        pdf.save()
    reading = read(path)
    assert reading.pages[0].source == "ocr"
    assert papers.PHRASE in flat(reading)
    assert papers.PHRASE in text_of(reading.archival_pdf)
    assert reading.warnings == ["worthless-text:1"]


def test_digital_pages_among_scans_are_not_drawn(tmp_path: Path) -> None:
    digital, scanned = papers.digital_pdf(tmp_path / "d.pdf"), papers.scan_pdf(tmp_path / "s.pdf", papers.scan(180))
    reading = read(papers.joined(tmp_path / "mixed.pdf", digital, scanned, digital))
    assert [page.source for page in reading.pages] == ["digital", "ocr", "digital"]
    assert reading.turned == [0, 180, 0]
    with Pdf.open(reading.archival_pdf) as pdf:
        assert [len(page.get_images()) for page in pdf.pages] == [0, 1, 0]


def test_a_page_the_file_itself_turns(tmp_path: Path) -> None:
    path = papers.digital_pdf(tmp_path / "turned.pdf")
    with Pdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].rotate(90, relative=True)
        pdf.pages[0].obj.CropBox = [20, 30, 560, 800]
        pdf.save()
    page = read(path).pages[0]
    assert (page.width, page.height) == (770, 540)
    assert all(0 <= word.x0 < word.x1 <= 770 and 0 <= word.y0 < word.y1 <= 540 for word in page.words)


def test_a_tiff_of_several_pages(tmp_path: Path) -> None:
    sheets = [papers.scan().convert("1"), papers.scan(0, 1.0)]
    sheets[0].save(tmp_path / "fax", "TIFF", save_all=True, append_images=sheets[1:], dpi=(150, 150))
    reading = read(tmp_path / "fax")
    assert reading.kind == "tiff"
    assert [papers.PHRASE in flat(reading, index) for index in (0, 1)] == [True, True]
    assert reading.pages[0].width == pytest.approx(595.2, abs=1)
    assert_archival(reading.archival_pdf)


def test_a_photograph_turned_by_its_camera(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held so that the picture must be turned 90 degrees clockwise
    papers.scan(270).save(tmp_path / "photo", "JPEG", exif=exif, dpi=(150, 150))
    reading = read(tmp_path / "photo")
    assert reading.kind == "jpeg"
    assert reading.turned == [0]
    assert papers.PHRASE in flat(reading)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["RGBA", "P", "CMYK", "I;16"])
def test_pictures_of_other_kinds(tmp_path: Path, mode: str) -> None:
    sheet = papers.scan()
    if mode == "I;16":
        sheet = sheet.point(lambda value: value * 257, "I").convert("I;16")
    elif mode == "RGBA":
        sheet = Image.merge("RGBA", [sheet, sheet, sheet, sheet.point(lambda value: 255 - value)])
    else:
        sheet = sheet.convert("RGB").convert(mode)
    sheet.save(tmp_path / "picture", "TIFF" if mode in ("CMYK", "I;16") else "PNG", dpi=(150, 150))
    assert papers.PHRASE in flat(read(tmp_path / "picture"))


def test_a_pdf_by_name_that_is_a_png(tmp_path: Path) -> None:
    path = tmp_path / "công văn.pdf"
    path.write_bytes(papers.png(papers.scan()))
    assert read(path).kind == "png"


def test_a_word_document(tmp_path: Path) -> None:
    reading = read(papers.word(tmp_path / "thư mời"))
    assert reading.kind == "docx"
    assert reading.pages[0].source == "digital"
    assert papers.PHRASE in flat(reading)
    assert_archival(reading.archival_pdf)


def test_names_mean_nothing(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    path = papers.digital_pdf(tmp_path / "-oProxy=x; rm -rf $HOME .docx")
    assert read(tmp_path / "one" / ".." / path.name).kind == "pdf"


def test_a_blank_page_is_an_empty_page(tmp_path: Path) -> None:
    blank = Image.new("L", (1240, 1754), "white")
    reading = read(papers.scan_pdf(tmp_path / "blank.pdf", blank))
    assert reading.pages[0].words == ()
    assert reading.warnings == ["no-text:1"]
    assert_archival(reading.archival_pdf)


def test_scripts_go_and_the_received_file_stays(tmp_path: Path) -> None:
    path = papers.laden_pdf(tmp_path / "laden.pdf")
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    reading = read(path)
    assert reading.warnings == ["active-content", "embedded-files"]
    with Pdf.open(reading.archival_pdf) as pdf:
        raw = b"".join(thing.unparse(resolved=False) for thing in pdf.objects)
        for word in (
            b"/JavaScript",
            b"/Launch",
            b"/SubmitForm",
            b"/ImportData",
            b"/OpenAction",
            b"/AA",
            b"/EmbeddedFiles",
        ):
            assert word not in raw
    assert papers.PHRASE in text_of(reading.archival_pdf)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_a_signature_is_told_and_its_stamp_stays_visible(tmp_path: Path) -> None:
    reading = read(papers.signed_looking_pdf(tmp_path / "signed.pdf"))
    assert reading.signed
    image = Image.open(reading.page_images[0]).convert("RGB")
    red, green, blue = image.getpixel((round(350 / 72 * SCREEN_DPI), round((841.89 - 125) / 72 * SCREEN_DPI)))  # type: ignore[misc]
    assert green > 200 > red + blue
    assert_archival(reading.archival_pdf)


def test_who_reads_goes_to_rest_and_comes_back(tmp_path, monkeypatch):
    monkeypatch.setattr(nursery, "REST_SECONDS", 0.1)
    one = papers.digital_pdf(tmp_path / "a.pdf")
    read(one)
    deadline = time.monotonic() + 10
    while nursery._nursery._process is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert nursery._nursery._process is None
    assert read(one).pages
