"""The small parts: repair of OCR errors, proper writing of names, names of persons, rereading of a signature."""

from __future__ import annotations

from datetime import date

import pytest

from chauban.intake.reading import Known, is_whole, propose, signature_zone, with_reread
from chauban.intake.reading.casing import proper, sentence
from chauban.intake.reading.lexicon import repair
from chauban.intake.reading.names import mended, name_in, with_surname
from chauban.intake.reading.symbols import correct_notation
from chauban.vault.pages import PageText, Word

from .layout import LEFT, MARGIN, MIDDLE, RIGHT, line, page

TODAY = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("họp chỉ bộ thường kỳ", "họp chi bộ thường kỳ"),
        ("Ban Tố chức Tỉnh ủy", "Ban Tổ chức Tỉnh ủy"),
        ("đấu thầẦu cung ứng", "đấu thầu cung ứng"),
        ("quý l năm 2026", "quý I năm 2026"),
        ("Kế hoạch số 15/KH-UBND", "Kế hoạch số 15/KH-UBND"),
        ("Sở Y tế tỉnh Kiên Giang", "Sở Y tế tỉnh Kiên Giang"),
    ],
)
def test_repair_mends_what_has_one_mending(read: str, meant: str) -> None:
    assert repair(read) == meant


@pytest.mark.parametrize(
    ("print_", "written"),
    [
        ("SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH", "Sở Văn hóa, Thể thao và Du lịch"),
        ("UBND TỈNH CAO BẰNG", "UBND tỉnh Cao Bằng"),
        ("ĐẢNG UỶ XÃ CAM LỘ", "Đảng ủy xã Cam Lộ"),
        ("BẢO HIỂM XÃ HỘI TỈNH AN GIANG", "Bảo hiểm xã hội tỉnh An Giang"),
        ("CỤC QUẢN LÝ ĐÊ ĐIỀU VÀ PHÒNG, CHỐNG THIÊN TAI", "Cục Quản lý đê điều và Phòng, chống thiên tai"),
    ],
)
def test_names_in_capitals_are_written_properly(print_: str, written: str) -> None:
    assert proper(print_, "", Known()) == written


def test_the_papers_own_text_is_asked_first() -> None:
    assert proper("TRUNG TÂM KIỂM NGHIỆM", "Giao Trung tâm Kiểm nghiệm thực hiện.", Known()) == "Trung tâm Kiểm nghiệm"


def test_a_subject_in_capitals_becomes_a_sentence() -> None:
    assert sentence("TÌNH HÌNH KINH TẾ - XÃ HỘI NĂM 2026", "", Known()) == "Tình hình kinh tế - xã hội năm 2026"
    text = "QUY ĐỊNH MỨC THU LỆ PHÍ TRÊN ĐỊA BÀN TỈNH CAO BẰNG"
    assert sentence(text, "", Known()) == "Quy định mức thu lệ phí trên địa bàn tỉnh Cao Bằng"


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("PGS.TS. Nguyễn Phong Điền", "Nguyễn Phong Điền"),
        ("Đại tá Vũ Văn Tùng", "Vũ Văn Tùng"),
        ("Ksor H'Bơ Khăp", "Ksor H'Bơ Khăp"),
        ("Y Thanh Niê Kđăm", "Y Thanh Niê Kđăm"),
        ("“Lê Hoàng Anh", "Lê Hoàng Anh"),
        ("Ñ Phạm Thành Ngại", "Phạm Thành Ngại"),
        ("ngày 5 tháng 3", ""),
        ("LêSơn Phong", "Lê Sơn Phong"),
        ("Hà", ""),
    ],
)
def test_names_of_persons(row: str, name: str) -> None:
    assert name_in(row) == name


def test_a_surname_whose_first_letter_is_under_the_seal() -> None:
    assert with_surname("Frần Trung Hiển") == "Trần Trung Hiển"
    assert with_surname("Mông Quang Nhất") == "Mông Quang Nhất"
    assert with_surname("ZTriệu Tiến Thịnh") == "Triệu Tiến Thịnh"
    assert with_surname("Trân Trung Hiển") == "Trần Trung Hiển"
    assert with_surname("Doăn Ngọc Thượng") == "Doăn Ngọc Thượng", "Đoàn and Doãn both have these letters"
    assert mended("Ngưyễn Vấn An") == "Nguyễn Văn An"


def test_a_notation_is_written_as_its_parts_are_known() -> None:
    assert correct_notation("QD-ƯBND", Known()) == ("QĐ-UBND", 1.0)
    assert correct_notation("DA-SXD", Known())[0] == "DA-SXD"
    assert correct_notation("QĐ-XYZ", Known()) == ("QĐ-XYZ", 0.5)


def overlaid() -> PageText:
    """A finished PDF into which a program put the number and the day: the blanks' words lie under the new ones."""
    words = line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 300, 60, 0) + line("Số: /QĐ-ĐHBK", 100, 100, 1)
    words += line("Hà Nội, ngày    tháng    năm", 320, 100, 1)
    words += [Word("Số:", 100, 101, 119, 115, line=2), Word("5778/QĐ-ĐHBK", 121, 101, 190, 115, line=2)]
    words += line("Hà Nội, ngày 18 tháng 7 năm 2023", 320, 101, 2)
    return PageText(1, 595, 842, tuple(words))


def test_words_laid_over_others_are_read_once() -> None:
    told = propose([overlaid()], Known(), TODAY)
    assert told.fields["number"].value == "5778"
    assert told.fields["place"].value == "Hà Nội"


def signed(name: str, confidence: float) -> PageText:
    return page(
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", RIGHT, 60, 0.95),
        ("SỞ Y TẾ", LEFT, 60, 0.95),
        ("BÁO CÁO", MIDDLE, 150, 0.95),
        ("Nơi nhận:", MARGIN, 600, 0.95),
        ("- Lưu: VT.", MARGIN, 616, 0.95),
        ("GIÁM ĐỐC", RIGHT, 600, 0.95),
        (name, RIGHT, 690, confidence),
        source="ocr",
    )


def test_a_signature_under_the_seal_asks_to_be_read_again() -> None:
    zone = signature_zone([signed("ˆ~ j", 0.2)])
    assert zone is not None and zone.page == 1 and zone.x0 < RIGHT < zone.x1 and zone.y0 < 600 < 690 < zone.y1
    again = with_reread(signed("ˆ~ j", 0.2), zone, line("Hà Văn Phúc", 382, 690, 0, 0.95))
    told = propose([again], Known(), TODAY)
    assert (told.fields["signer"].value, told.fields["signer_post"].value) == ("Hà Văn Phúc", "GIÁM ĐỐC")
    assert is_whole(again, zone) and not is_whole(signed("ˆ~ j", 0.2), zone)


def test_a_name_that_lost_its_surname_is_left_blank() -> None:
    assert "signer" not in propose([signed("Văn Phúc", 0.95)], Known(), TODAY).fields
