"""The two encodings of Vietnamese from before Unicode that still live in old files: TCVN3 (.VnTime) and VNI
(VNI-Times).

In both, letters stand at the places of other Latin letters, so the text looks like "Céng hßa x· héi" or "Coäng hoøa".
It is a faithful text, only spelt otherwise; this module knows it and can spell it in Unicode.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

LegacyEncoding = Literal["tcvn3", "vni"]

_TCVN3_FROM = "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\xadõö÷øùúûüýþ¡¢£¤¥¦§"
_TCVN3_TO = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ"
_TCVN3 = str.maketrans(_TCVN3_FROM, _TCVN3_TO)

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
#: What follows a vowel in VNI, as the combining marks it stands for.
_VNI_MARKS = {
    "ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "â": _CIRCUMFLEX, "á": _CIRCUMFLEX + _ACUTE, "à": _CIRCUMFLEX + _GRAVE, "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE, "ä": _CIRCUMFLEX + _DOT,
    "ê": _BREVE, "é": _BREVE + _ACUTE, "è": _BREVE + _GRAVE, "ú": _BREVE + _HOOK, "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}  # fmt: skip
#: Letters that VNI keeps in one place.
_VNI_SINGLE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_PAIR = re.compile(f"([aeouyôö])([{''.join(_VNI_MARKS)}])", re.IGNORECASE)


def to_unicode(text: str, encoding: LegacyEncoding) -> str:
    """The text spelt in Unicode (NFC). Capitals of TCVN3 stay small: there they were a matter of the font."""
    if encoding == "tcvn3":
        return text.translate(_TCVN3)
    return unicodedata.normalize("NFC", _VNI_PAIR.sub(_vni_pair, text).translate(_VNI_REST))


def _vni_pair(found: re.Match[str]) -> str:
    vowel, mark = found.groups()
    base = _VNI_SINGLE.get(vowel.lower(), vowel.lower())
    return (base.upper() if vowel.isupper() else base) + _VNI_MARKS[mark.lower()]


_VNI_REST = str.maketrans(_VNI_SINGLE | {old.upper(): new.upper() for old, new in _VNI_SINGLE.items()})
