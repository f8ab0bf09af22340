"""Lines of a scan read again: which, and what of the readings is believed."""

from __future__ import annotations

from datetime import date

import pytest

from chauban.intake.reading import (
    Known,
    Strip,
    lost_end,
    number_line,
    propose,
    signature_zone,
    strips,
    with_line,
    with_number_line,
)
from chauban.vault.pages import PageText, Word

from .layout import LEFT, MARGIN, MIDDLE, RIGHT, line, page

TODAY = date(2026, 12, 31)
READING = list[tuple[str, float]]


def scan(name: str = "Phạm Minh Khôi", confidence: float = 0.4, number: str = "Số: 12/BC-SYT") -> PageText:
    return page(
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", RIGHT, 60, 0.95),
        ("SỞ Y TẾ", LEFT, 60, 0.95),
        (number, LEFT, 92, 0.5),
        ("An Giang, ngày 12 tháng 4 năm 2026", RIGHT, 92, 0.95),
        ("BÁO CÁO", MIDDLE, 150, 0.95),
        ("Nơi nhận:", MARGIN, 600, 0.95),
        ("- Lưu: VT.", MARGIN, 616, 0.95),
        ("GIÁM ĐỐC", RIGHT, 600, 0.95),
        (name, RIGHT, 690, confidence),
        source="ocr",
    )


def name_strip(made: PageText) -> Strip:
    zone = signature_zone([made])
    assert zone is not None
    found = strips(made, zone)
    assert [s.is_name for s in found] == [True], "the post was read surely and is left alone"
    return found[0]


def reading(strip: Strip, words: READING) -> list[Word]:
    made = line(" ".join(text for text, _ in words), RIGHT - 40, strip.place.y0 + 3, 0)
    return [Word(w.text, w.x0, w.y0, w.x1, w.y1, sure) for w, (_, sure) in zip(made, words, strict=True)]


SURE: READING = [("Phạm", 0.9), ("Minh", 0.95), ("Khôi", 0.95)]


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ([("Phạm", 0.9), ("Minh", 0.95), ("Khối", 0.6)], SURE, "Phạm Minh Khôi"),
        ([("Phạấ", 0.9), ("Minh", 0.95), ("Khôi", 0.9)], SURE, "Phạm Minh Khôi"),
        ([("Phạm", 0.9), ("Minh", 0.95), ("Khối", 0.9)], SURE, None),
    ],
)
def test_two_readings_of_a_name_agree_or_are_doubted(first: READING, second: READING, told: str | None) -> None:
    made = scan("~ Minh Kh", 0.4)
    strip = name_strip(scan("Phẵm Minh Khôi", 0.6))
    again = with_line(made, strip, [reading(strip, first), reading(strip, second)])
    signer = propose([again], Known(), TODAY).fields.get("signer")
    assert (signer.value if signer else None) == told


def test_a_line_that_says_less_changes_nothing() -> None:
    made = scan("Phạm Minh Khôi", 0.95)
    assert with_line(made, name_strip(made), [[], []]) == made


def test_a_notation_beside_figures_by_hand_is_read_again_but_not_the_figures() -> None:
    made = scan(number="Số: “®#?KYT")
    place = number_line([made])
    assert place is not None
    again = with_number_line(made, place, [line("Số: 31 /BC-SYT", LEFT - 40, 92, 0, 0.95)])
    told = propose([again], Known(), TODAY).fields
    assert told["notation"].value == "BC-SYT"
    assert "number" not in told and "symbol" not in told


def test_a_department_under_an_arrival_stamp_is_not_a_line_of_it() -> None:
    stamped = page(
        ("CÔNG VĂN ĐẾN", -90.0, 5.0),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", RIGHT, 57),
        ("UBND TỈNH CAO BẰNG", LEFT, 57),
        ("SỞ NỘI VỤ", LEFT, 74),
        ("Số: 986/SNV-CCVC", LEFT, 102),
    )
    assert propose([stamped], Known(), TODAY).fields["issuer"].value == "Sở Nội vụ"


def test_an_unread_end_of_a_scan_is_looked_for_and_of_other_papers_not() -> None:
    text = ("Căn cứ tình hình thực tế của địa phương và yêu cầu nhiệm vụ được giao", MIDDLE, 300.0, 0.95)
    place = lost_end([page(text, source="ocr")])
    assert place is not None and 300 < place.y0 < 330 and place.y1 == 842
    assert lost_end([page(text)]) is None
    assert lost_end([scan()]) is None, "its block was read"
