"""Vietnamese is told from what only looks like letters."""

from __future__ import annotations

import pytest

from chauban.vault.reading.legacy import to_unicode
from chauban.vault.reading.plausible import legacy_encoding, plausibility

MOTTO = "Cộng hòa xã hội chủ nghĩa Việt Nam Độc lập - Tự do - Hạnh phúc"
TCVN3 = "Céng hßa x· héi chñ nghÜa ViÖt Nam §éc lËp - Tù do - H¹nh phóc"
VNI = "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam Ñoäc laäp - Töï do - Haïnh phuùc"


@pytest.mark.parametrize("text", [MOTTO, MOTTO.upper(), "khuỷu ngoằn nghèo nguệch khuya giếng quyển rượu thuở yêu"])
def test_vietnamese(text: str) -> None:
    assert plausibility(text).vietnamese
    assert legacy_encoding(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "LIEN DoAN LAO D()NG sa VAN HOA CQNG HoAxA H()I CHiJ NGHiA vrer NAM TiNH",
        "The committee considered the strengths of the proposed budget",
        "123 456 - 789",
        "",
    ],
)
def test_not_vietnamese(text: str) -> None:
    assert not plausibility(text).vietnamese
    assert legacy_encoding(text) is None


def test_another_language_is_pronounceable_and_garbage_is_not() -> None:
    assert plausibility("The committee considered the proposed budget").pronounceable == 1
    assert plausibility("Ðfg hjkl ßbcd QWrt zxcvb ñpqrs ĂĐfgh").pronounceable < 0.3


def test_old_encodings() -> None:
    assert legacy_encoding(TCVN3) == "tcvn3"
    assert legacy_encoding(VNI) == "vni"
    assert to_unicode(TCVN3, "tcvn3") == MOTTO
    assert to_unicode(VNI, "vni") == MOTTO


def test_abbreviations_do_not_count() -> None:
    assert plausibility("UBND HĐND VPTU QĐNDVN").words == 0
