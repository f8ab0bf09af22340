"""Whatever words a page holds, reading ends, and proposes only what can be true."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from chauban.intake.reading import ENOUGH, Known, KnownAgency, propose
from chauban.vault.pages import PageText, Source, Word

TODAY = date(2026, 12, 31)
PRINTED = """CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM ĐẢNG SẢN Số: Số 15/QĐ-UBND 54-NQ/TW / - Huế, ngày 31 02 tháng năm 2026
QUYẾT ĐỊNH V/v Kính gửi: Nơi nhận: Lưu: KT. GIÁM ĐỐC Nguyễn Văn An ĐẾN KHẨN T/M Thời gian ký: 24.04.2018 của *"""
TELLING = [*PRINTED.split(), ""]
TEXT = st.one_of(st.sampled_from(TELLING), st.text(max_size=12))
NUMBER = st.floats(0, 900, allow_nan=False)


@st.composite
def words(draw: st.DrawFn) -> Word:
    x, y = draw(NUMBER), draw(NUMBER)
    wide, high = draw(st.floats(0, 80)), draw(st.floats(0, 40))
    return Word(
        draw(TEXT), x, y, x + wide, y + high, draw(st.floats(0, 1)), draw(st.integers(0, 12)), draw(st.booleans())
    )


@st.composite
def pages(draw: st.DrawFn) -> list[PageText]:
    made = draw(st.lists(st.lists(words(), max_size=30), max_size=3))
    source: Source = draw(st.sampled_from(("digital", "ocr")))
    return [PageText(i + 1, 595, 842, tuple(w), source) for i, w in enumerate(made)]


@settings(max_examples=200, deadline=None)
@given(pages())
def test_any_words_are_read_without_fault(made: list[PageText]) -> None:
    known = Known(agencies=(KnownAgency(1, "Sở Y tế", "SYT", "UBND tỉnh"),), people=("Nguyễn Văn An",), places=("Huế",))
    told = propose(made, known, TODAY)
    assert all(p.value and p.confidence >= ENOUGH and p.confidence <= 1 for p in told.fields.values())
    assert "secrecy" not in told.fields
    if "issued_on" in told.fields:
        assert date.fromisoformat(told.fields["issued_on"].value) <= date(2027, 1, 2)
    for cited in told.cited:
        assert not cited.issued_on or date.fromisoformat(cited.issued_on) <= date(2027, 1, 2)
