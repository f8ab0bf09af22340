"""Vietnamese text: folding, tones, order, old encodings."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chauban.kernel.text import (
    as_unicode,
    collapse,
    fold,
    from_legacy,
    is_syllable,
    looks_legacy,
    nfc,
    sort_key,
    tone_normal,
    without_tone,
)

VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậòỏõóọùủũúụỳỷỹýỵ ỦYHOÀĐ", max_size=30)


@pytest.mark.parametrize(
    ("one", "other"),
    [("hòa", "hoà"), ("ủy", "uỷ"), ("Thúy", "Thuý"), ("khỏe", "khoẻ"), ("quý", "qúy"), ("ĐẢNG ỦY", "ĐẢNG UỶ")],
)
def test_both_ways_to_write_a_tone_are_one(one: str, other: str) -> None:
    assert tone_normal(one) == tone_normal(other)
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    "word", ["hoàn", "khuỷu", "ngoài", "quyết", "thuế", "quốc", "giàu", "nguyễn", "tuần", "hào", "của", "QUÝ"]
)
def test_a_tone_that_stands_rightly_stays(word: str) -> None:
    assert tone_normal(word) == word


def test_the_longer_rhyme_takes_the_tone_on_its_second_vowel() -> None:
    assert tone_normal("hòan thành") == "hoàn thành"


def test_fold_is_the_same_for_composed_and_decomposed_and_for_look_alikes() -> None:
    assert fold("Đường") == fold(unicodedata.normalize("NFD", "Đường")) == "duong"
    assert fold("QÐ-UBND") == "qd-ubnd"


def test_the_alphabet_orders_letters_before_tones() -> None:
    words = ["đa", "da", "ân", "an", "ăn", "án", "àn", "ạn", "ãn", "ản"]
    assert sorted(words, key=sort_key) == ["an", "àn", "ản", "ãn", "án", "ạn", "ăn", "ân", "da", "đa"]


def test_names_are_ordered_word_by_word() -> None:
    assert sorted(["Hà Nội", "Hải Phòng", "Hà Giang"], key=sort_key) == ["Hà Giang", "Hà Nội", "Hải Phòng"]


def test_tcvn3_is_recognised_and_converted_in_both_cases() -> None:
    old = "Céng hoµ x· héi chñ nghÜa ViÖt Nam"
    assert looks_legacy(old) == "tcvn3"
    assert tone_normal(from_legacy(old)) == "Cộng hòa xã hội chủ nghĩa Việt Nam"
    assert as_unicode("§¶NG CéNG S¶N VIÖT NAM", "tcvn3") == "ĐẢNG CỘNG SẢN VIỆT NAM"


def test_vni_is_recognised_and_converted() -> None:
    old = "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam"
    assert looks_legacy(old) == "vni"
    assert from_legacy(old) == "Cộng hòa xã hội chủ nghĩa Việt Nam"


@pytest.mark.parametrize(
    "text",
    ["Cộng hòa xã hội chủ nghĩa Việt Nam", "café déjà vu à la carte", "", "No accents at all", "Ủy ban", "là và bà hà"],
)
def test_other_text_is_left_alone(text: str) -> None:
    assert looks_legacy(text) is None
    assert from_legacy(text) == text


@pytest.mark.parametrize("word", ["nghiêng", "quyết", "giữ", "ủy", "khoẻ", "đường", "y", "Nguyễn", "gì"])
def test_syllables_are_told(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["thầẦu", "xyz", "đưc", "bpn", "hácc", ""])
def test_what_is_no_syllable_is_told(word: str) -> None:
    assert not is_syllable(word)


@given(VIETNAMESE)
def test_fold_has_only_plain_letters_and_is_stable(s: str) -> None:
    assert fold(s).isascii()
    assert fold(fold(s)) == fold(s) == fold(nfc(s)) == fold(tone_normal(s))


@given(st.text(max_size=40))
def test_nothing_breaks_on_any_text(s: str) -> None:
    sort_key(s)
    looks_legacy(s)
    assert tone_normal(tone_normal(s)) == tone_normal(s)
    assert collapse(collapse(s)) == collapse(s)
    assert without_tone(without_tone(s)) == without_tone(s)


@given(st.lists(VIETNAMESE, max_size=6))
def test_order_is_total(words: list[str]) -> None:
    once = sorted(words, key=sort_key)
    assert sorted(reversed(once), key=sort_key) == sorted(once, key=sort_key) or len(set(map(sort_key, words))) < len(
        words
    )


@given(VIETNAMESE)
def test_unicode_vietnamese_is_never_taken_for_an_old_encoding_when_it_has_its_own_letters(s: str) -> None:
    text = s + " ủy ban nhân dân"
    assert from_legacy(text) == nfc(text)
