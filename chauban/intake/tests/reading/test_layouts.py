"""The layouts a clerk meets, each as a small page set by hand."""

from __future__ import annotations

from datetime import date

import pytest

from chauban.intake.reading import SURE, Known, KnownAgency, Proposals, propose
from chauban.vault.pages import PageText

from .layout import LEFT, MARGIN, MIDDLE, RIGHT, page, party, state

TODAY = date(2026, 12, 31)
SIGNED = [
    ("Nơi nhận:", MARGIN, 600.0),
    ("- Như Điều 3;", MARGIN, 614.0),
    ("- Lưu: VT, TH.", MARGIN, 628.0),
    ("KT. CHỦ TỊCH", RIGHT, 600.0),
    ("PHÓ CHỦ TỊCH", RIGHT, 616.0),
    ("Trần Hòa Nam", RIGHT, 700.0),
]


def read(*pages: PageText, known: Known | None = None) -> Proposals:
    return propose(pages, known or Known(), TODAY)


def values(told: Proposals) -> dict[str, str]:
    return {name: p.value for name, p in told.fields.items()}


def test_a_resolution_of_the_party() -> None:
    told = values(
        read(
            party(
                ("NGHỊ QUYẾT", MIDDLE, 140),
                ("về phát triển kinh tế cửa khẩu", MIDDLE, 158),
                ("giai đoạn 2026 - 2030", MIDDLE, 174),
                ("-----", MIDDLE, 190),
                ("Căn cứ tình hình thực tế của địa phương và yêu cầu nhiệm vụ mới;", -113, 220),
                ("T/M BAN THƯỜNG VỤ", RIGHT, 600),
                ("PHÓ BÍ THƯ", RIGHT, 616),
                ("Trịnh Xuân Hậu", RIGHT, 700),
                ("Nơi nhận:", MARGIN, 600),
                ("- Bộ Chính trị,", MARGIN, 614),
                ("- Lưu Văn phòng Tỉnh ủy.", MARGIN, 628),
            )
        )
    )
    assert told == {
        "number": "12", "notation": "NQ/TU", "symbol": "12-NQ/TU", "place": "Lào Cai", "issued_on": "2026-03-05",
        "issuer": "Tỉnh ủy Lào Cai", "kind": "NQ", "subject": "Về phát triển kinh tế cửa khẩu giai đoạn 2026 - 2030",
        "signer": "Trịnh Xuân Hậu", "signer_post": "PHÓ BÍ THƯ", "signer_authority": "T/M BAN THƯỜNG VỤ",
        "recipients": "Bộ Chính trị\nLưu Văn phòng Tỉnh ủy",
    }  # fmt: skip


def test_a_decision_of_the_state_with_the_head_in_two_columns() -> None:
    told = values(
        read(
            state(
                ("QUYẾT ĐỊNH", MIDDLE, 150),
                ("Về việc phê duyệt kế hoạch sử dụng đất", MIDDLE, 166),
                ("CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH KHÁNH HÒA", MIDDLE, 196),
                *SIGNED,
            )
        )
    )
    assert told["symbol"] == "15/QĐ-UBND"
    assert told["issuer"] == "Ủy ban nhân dân tỉnh Khánh Hòa"
    assert "superior" not in told
    assert told["subject"] == "Về việc phê duyệt kế hoạch sử dụng đất"
    assert (told["signer_authority"], told["signer_post"], told["signer"]) == (
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Trần Hòa Nam",
    )


def test_a_letter_has_its_subject_under_the_number() -> None:
    told = values(
        read(
            state(
                ("V/v rà soát danh sách cán bộ", LEFT, 118),
                ("cấp xã năm 2026", LEFT, 132),
                ("Kính gửi: Ủy ban nhân dân các xã", MIDDLE, 170),
                *SIGNED,
                number="Số: 986/SNV-CCVC",
                left=("UBND TỈNH CAO BẰNG", "SỞ NỘI VỤ"),
            )
        )
    )
    assert told["kind"] == "CV"
    assert told["subject"] == "Rà soát danh sách cán bộ cấp xã năm 2026"
    assert (told["issuer"], told["superior"]) == ("Sở Nội vụ", "UBND tỉnh Cao Bằng")


def test_an_office_is_named_with_the_committee_it_serves() -> None:
    told = values(read(party(("GIẤY MỜI", MIDDLE, 150), number="Số 88-GM/VPTU", left=("TỈNH ỦY ĐẮK LẮK", "VĂN PHÒNG"))))
    assert told["issuer"] == "Văn phòng Tỉnh ủy Đắk Lắk"
    assert told["superior"] == "Tỉnh ủy Đắk Lắk"
    assert told["kind"] == "GM"


def test_a_joint_paper_names_both_bodies() -> None:
    told = values(
        read(
            state(
                ("CHƯƠNG TRÌNH PHỐI HỢP", MIDDLE, 150),
                ("Xây dựng đời sống văn hóa cơ sở", MIDDLE, 166),
                number="Số: 154/CTPH-LĐLĐ-SVH,TT,DL",
                left=("LIÊN ĐOÀN LAO ĐỘNG -", "SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH", "TỈNH AN GIANG"),
            )
        )
    )
    assert told["notation"] == "CTPH-LĐLĐ-SVH,TT,DL"
    assert told["issuer"] == "Liên đoàn Lao động - Sở Văn hóa, Thể thao và Du lịch tỉnh An Giang"
    assert told["kind"] == "CTr"


def scanned(number: tuple[str, float], day: tuple[str, float]) -> PageText:
    """A scanned head whose number's line and day's line were read with the given confidence."""
    return page(
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", RIGHT, 60, 0.95),
        ("SỞ Y TẾ", LEFT, 76, 0.95),
        ("UBND TỈNH AN GIANG", LEFT, 60, 0.95),
        (number[0], LEFT, 104, number[1]),
        (day[0], RIGHT, 104, day[1]),
        ("KẾ HOẠCH", MIDDLE, 150, 0.95),
        source="ocr",
    )


def test_a_number_and_a_day_by_hand_are_left_blank_but_the_notation_is_given() -> None:
    told = read(scanned(("Số: #?7 /KH-SYT", 0.5), ("An Giang, ngày “® tháng 4 năm 2026", 0.7)))
    assert "number" not in told.fields and "symbol" not in told.fields and "issued_on" not in told.fields
    assert told.fields["notation"].value == "KH-SYT"
    assert told.partly["issued_on"] == "An Giang, ngày “® tháng 4 năm 2026"


def test_a_notation_whose_number_was_scrawled_over_is_still_read() -> None:
    told = read(scanned(("Số: “®5KH-SYT", 0.8), ("An Giang, ngày 12 tháng 4 năm 2026", 0.95)))
    assert told.fields["notation"].value == "KH-SYT"
    assert "number" not in told.fields
    assert told.fields["issued_on"].value == "2026-04-12"


def test_the_arrival_stamp_of_another_office_is_not_the_papers_number_or_day() -> None:
    stamp = [("CÔNG VĂN ĐẾN", -40.0, 20.0), ("Số: 2617", -40.0, 36.0), ("Ngày: 23/11/2026", -40.0, 52.0)]
    told = values(
        read(
            state(("BÁO CÁO", MIDDLE, 150), *stamp, number="Số: 48/BC-UBND", day="Khánh Hòa, ngày 02 tháng 4 năm 2026")
        )
    )
    assert told["number"] == "48"
    assert told["issued_on"] == "2026-04-02"
    assert told["issuer"] == "Ủy ban nhân dân tỉnh Khánh Hòa"


def test_a_visible_signature_is_neither_signer_nor_subject_but_may_tell_the_day() -> None:
    mark = [
        ("Người ký: Sở Y tế", -30.0, 10.0),
        ("Cơ quan: Tỉnh An Giang", -30.0, 20.0),
        ("Thời gian ký: 24.04.2026", -30.0, 30.0),
    ]
    told = read(
        state(
            ("KẾ HOẠCH", MIDDLE, 150), ("Tổ chức đấu thầu thuốc năm 2026", MIDDLE, 166), *mark,
            number="Số:      /KH-SYT", day="Khánh Hòa, ngày     tháng 4 năm 2026",
        )
    )  # fmt: skip
    assert told.fields["issued_on"].value == "2026-04-24"
    assert told.fields["issued_on"].confidence < SURE
    assert told.fields["subject"].value == "Tổ chức đấu thầu thuốc năm 2026"
    assert "signer" not in told.fields


def test_an_urgency_stamp_counts_only_alone_and_secrecy_never() -> None:
    with_stamp = values(read(state(("HỎA TỐC", -85, 130), ("BÁO CÁO", MIDDLE, 150))))
    in_text = values(
        read(state(("BÁO CÁO", MIDDLE, 150), ("CÔNG VIỆC HỎA TỐC CẦN LÀM", MIDDLE, 166), ("MẬT", -85, 130)))
    )
    assert with_stamp["urgency"] == "hoa_toc"
    assert "urgency" not in in_text
    assert not set(in_text) & {"secrecy", "do_mat"}


def test_an_old_encoding_is_converted_before_reading() -> None:
    told = values(
        read(
            page(
                (
                    "Céng hoµ x· héi chñ nghÜa ViÖt Nam".upper().replace(
                        "CÉNG HOµ X· HÉI CHÑ NGHÜA VIÖT NAM", "CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM"
                    ),
                    RIGHT,
                    60,
                ),
                ("Uû ban nh©n d©n", LEFT, 60),
                ("Sè: 15/Q§-UB", LEFT, 92),
                ("Hµ Néi, ngµy 06 th¸ng 5 n¨m 1999", RIGHT, 92),
            )
        )
    )
    assert told["symbol"] == "15/QĐ-UB"
    assert told["issued_on"] == "1999-05-06"


def test_citations_carry_kind_day_issuer_and_place() -> None:
    told = read(
        party(
            ("KẾ HOẠCH", MIDDLE, 150),
            ("Thực hiện Nghị quyết số 57-NQ/TW, ngày 22/12/2024 của Bộ Chính trị về đột phá;", -85, 220),
            ("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ;", -85, 240),
            ("theo Công văn 1120/BNV-CCVC của Bộ Nội vụ; Luật Đất đai số 31/2024/QH15.", -85, 260),
            number="Số 41-KH/TU",
        )
    )
    cited = [(c.symbol, c.kind, c.issued_on, c.issuer) for c in told.cited]
    assert cited == [
        ("57-NQ/TW", "NQ", "2024-12-22", "Bộ Chính trị"),
        ("30/2020/NĐ-CP", "NĐ", "2020-03-05", "Chính phủ"),
        ("1120/BNV-CCVC", "CV", "", "Bộ Nội vụ"),
        ("31/2024/QH15", "LUAT", "", ""),
    ]
    assert told.cited[0].place.page == 1 and told.cited[0].place.y0 == 220


def test_an_agency_of_the_offices_list_is_named_as_there() -> None:
    known = Known(
        agencies=(
            KnownAgency(7, "Sở Y tế tỉnh An Giang", "SYT", "Ủy ban nhân dân tỉnh An Giang"),
            KnownAgency(8, "Sở Y tế tỉnh Hà Giang", "SYT", "Ủy ban nhân dân tỉnh Hà Giang"),
        )
    )
    told = read(
        state(("BÁO CÁO", MIDDLE, 150), left=("UBND TỈNH AN GIANG", "SỞ Y TẾ"), number="Số: 1/BC-SYT"), known=known
    )
    assert (told.fields["issuer"].value, told.fields["issuer"].agency_id) == ("Sở Y tế tỉnh An Giang", 7)


def test_an_agency_of_another_province_is_not_taken_for_it() -> None:
    known = Known(agencies=(KnownAgency(8, "Sở Y tế tỉnh Hà Giang", "SYT", "Ủy ban nhân dân tỉnh Hà Giang"),))
    told = read(
        state(("BÁO CÁO", MIDDLE, 150), left=("UBND TỈNH AN GIANG", "SỞ Y TẾ"), number="Số: 1/BC-SYT"), known=known
    )
    assert told.fields["issuer"].agency_id is None


def test_a_signer_of_the_offices_list_is_named_as_there() -> None:
    told = read(state(("BÁO CÁO", MIDDLE, 150), *SIGNED), known=Known(people=("Trần Hoà Nam",)))
    assert told.fields["signer"].value == "Trần Hoà Nam"


def test_two_signers_side_by_side_leave_the_choice_to_the_clerk() -> None:
    both = [
        ("CHỦ TỊCH", LEFT, 600.0),
        ("Lê Văn Bình", LEFT, 690.0),
        ("GIÁM ĐỐC", RIGHT, 600.0),
        ("Trần Hòa Nam", RIGHT, 690.0),
    ]
    minutes = [("THƯ KÝ", LEFT, 600.0), *both[1:2], ("CHỦ TRÌ", RIGHT, 600.0), both[3]]
    assert "signer" not in values(read(state(("KẾ HOẠCH", MIDDLE, 150), *both)))
    assert values(read(state(("BIÊN BẢN", MIDDLE, 150), *minutes)))["signer"] == "Trần Hòa Nam"


def test_degrees_are_not_part_of_the_name() -> None:
    rows = [(text.replace("Trần Hòa Nam", "PGS.TS. Trần Hòa Nam"), x, y) for text, x, y in SIGNED]
    assert values(read(state(("BÁO CÁO", MIDDLE, 150), *rows)))["signer"] == "Trần Hòa Nam"


@pytest.mark.parametrize("day", ["ngày 31 tháng 02 năm 2026", "ngày 00 tháng 5 năm 2026", "ngày 05 tháng 3 năm 2031"])
def test_a_day_that_does_not_exist_or_lies_ahead_is_not_proposed(day: str) -> None:
    assert "issued_on" not in read(state(("BÁO CÁO", MIDDLE, 150), day=f"Huế, {day}")).fields


def test_no_words_give_no_proposals() -> None:
    assert read(PageText(1, 595, 842)).fields == {}
    assert read().fields == {}
