"""How much a text looks like Vietnamese, judged by how its syllables are built; no word list is needed for that.

A Vietnamese syllable is an onset, a vowel group and a coda out of short closed lists, and most syllables of a running
text carry a mark above or below. Texts read with the wrong language or from the wrong encoding fail both at once.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from chauban.vault.reading.legacy import LegacyEncoding, to_unicode

_ONSET = "ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx]"
_VOWELS = (
    "iêu|yêu|uyê|uyu|uya|uôi|ươi|ươu|uây|oai|oay|oeo|oao|uao|"
    "ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|yê|oa|oă|oe|oi|ôi|ơi|ua|uâ|uă|ue|uê|ui|uô|uơ|uy|ươ|ưa|ưi|ưu|oo|"
    "[aăâeêioôơuưy]"
)
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{_VOWELS})(?:ng|nh|ch|[cmnpt])?")
_TONES = dict.fromkeys((0x300, 0x301, 0x303, 0x309, 0x323))
#: Two letters and more: a single letter is a list mark as often as a word.
_WORD = re.compile(r"[^\W\d_]{2,}")
_PLAIN_LATIN = re.compile(r"[a-z]*[aeiouy][a-z]*")
_LEGACY: tuple[LegacyEncoding, ...] = ("tcvn3", "vni")


@dataclass(frozen=True, slots=True)
class Plausibility:
    """Shares from 0 to 1 among the words of a text; `words` is how many were judged."""

    words: int
    #: Words built as a Vietnamese syllable is.
    syllables: float
    #: Words that are such syllables and carry a mark Vietnamese alone is full of.
    marked: float
    #: Words that are such syllables, or words of plain Latin letters with a vowel (another language).
    pronounceable: float

    @property
    def vietnamese(self) -> bool:
        """Whether this is running Vietnamese text."""
        return self.syllables >= 0.85 and self.marked >= 0.5


def plausibility(text: str) -> Plausibility:
    """Judge a text. Abbreviations in capitals without a vowel (UBND) count neither for nor against."""
    words = [word for word in _WORD.findall(text) if not _is_abbreviation(word)]
    if not words:
        return Plausibility(0, 0.0, 0.0, 0.0)
    toneless = [_without_tone(word) for word in words]
    built = [_SYLLABLE.fullmatch(bare) is not None for bare in toneless]
    marked = [ok and not word.isascii() for ok, word in zip(built, words, strict=True)]
    spoken = [ok or _PLAIN_LATIN.fullmatch(word.lower()) is not None for ok, word in zip(built, words, strict=True)]
    count = len(words)
    return Plausibility(count, sum(built) / count, sum(marked) / count, sum(spoken) / count)


def legacy_encoding(text: str) -> LegacyEncoding | None:
    """The old encoding in which a text becomes running Vietnamese, which it is not as it stands; None if neither."""
    if plausibility(text).vietnamese:
        return None
    for encoding in _LEGACY:
        if plausibility(to_unicode(text, encoding)).vietnamese:
            return encoding
    return None


def _is_abbreviation(word: str) -> bool:
    return word.isupper() and len(word) <= 6 and not _SYLLABLE.fullmatch(_without_tone(word))


def _without_tone(word: str) -> str:
    """Small letters without tone, keeping the letters ă â ê ô ơ ư đ."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", word.lower()).translate(_TONES))
