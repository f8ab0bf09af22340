"""Vietnamese text: one way to compare, sort and repair it.

Three facts make Vietnamese text need care. The same letter may be stored composed or decomposed (NFC, NFD).
The tone mark of `oa`, `oe`, `uy` is written on the first or on the second vowel (hòa, hoà) by taste of the typist.
Papers before about 2005 are in the TCVN3 (ABC) or VNI encodings, which look like Latin-1 noise in Unicode.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

Legacy = Literal["tcvn3", "vni"]

#: Combining marks of the five tones, in dictionary order after the level tone: huyền, hỏi, ngã, sắc, nặng.
TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
VOWELS: Final = "aăâeêioôơuưy"


def nfc(s: str) -> str:
    """The composed form, in which all text is stored."""
    return unicodedata.normalize("NFC", s)


def collapse(s: str) -> str:
    """One space for every run of white space, none at the ends; invisible joiners are dropped."""
    return " ".join(re.sub("[\u200b\u200c\u200d\u2060\ufeff\u00ad]", "", s).split())


def fold(s: str) -> str:
    """Lower case without any diacritics and with đ as d: how text is compared and searched."""
    bare = "".join(c for c in unicodedata.normalize("NFD", s) if not unicodedata.combining(c))
    # Eth and the African D look exactly like Đ and are what OCR and careless keyboards give.
    return bare.lower().translate(str.maketrans("đðɖ", "ddd"))


def split_tone(letter: str) -> tuple[str, str]:
    """A composed letter as (letter without its tone, combining mark of the tone or "")."""
    parts = unicodedata.normalize("NFD", letter)
    tone = next((c for c in parts if c in TONES), "")
    return (nfc(parts.replace(tone, "")), tone) if tone else (letter, "")


def without_tone(s: str) -> str:
    """Text with the five tones taken off; ă, â, ê, ô, ơ, ư and đ stay."""
    return nfc("".join(c for c in unicodedata.normalize("NFD", s) if c not in TONES))


_WORD = re.compile(r"[^\W\d_]+")


def tone_normal(s: str) -> str:
    """Tone marks on the one place used for comparison: hoà -> hòa, uỷ -> ủy, qúy -> quý. Case is kept."""
    return _WORD.sub(lambda m: _place_tone(m.group()), nfc(s))


def _place_tone(word: str) -> str:
    """Move the one tone of a syllable to where the older, still official, spelling has it."""
    pairs = [split_tone(c) for c in word]
    toned = [i for i, (_, tone) in enumerate(pairs) if tone]
    if len(toned) != 1:
        return word
    letters = [letter for letter, _ in pairs]
    place = _tone_place("".join(letters).lower(), toned[0])
    tone = pairs[toned[0]][1]
    letters[place] = nfc(letters[place] + tone)
    return "".join(letters)


def _tone_place(bare: str, now: int) -> int:
    """Index of the letter that should carry the tone in a bare lower-case syllable; `now` when no rule applies."""
    onset_end = 2 if re.match(r"(qu|gi)[aăâeêioôơuưy]", bare) else 0
    for match in re.finditer(r"o[ae]|uy", bare[onset_end:]):
        first = match.start() + onset_end
        if now not in (first, first + 1):
            continue
        after = bare[first + 2 :]
        return first if not after else first + 1
    if bare.startswith("qu") and now == 1 and len(bare) > 2 and bare[2] in VOWELS:
        return 2
    return now


def sort_key(s: str) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Vietnamese dictionary order: word by word, letters a ă â b c d đ e ê ..., then tones.

    >>> sorted(["đa", "da", "ân", "an", "ăn", "án", "àn"], key=sort_key)
    ['an', 'àn', 'án', 'ăn', 'ân', 'da', 'đa']
    """
    return tuple(_word_key(word) for word in tone_normal(s).lower().split())


def _word_key(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    pairs = [split_tone(c) for c in word]
    letters = tuple(ALPHABET.index(c) + 1000 if c in ALPHABET else min(ord(c), 999) for c, _ in pairs)
    return letters, tuple(TONES.index(tone) + 1 if tone else 0 for _, tone in pairs)


# ---- syllables -----------------------------------------------------------------------------------------------------

_ONSET_LIST: Final = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_ONSETS: Final = _ONSET_LIST.split()
_RHYME_LIST: Final = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uên uênh ui um un ung uơ up ut uy uya uych
uyêt uyên uynh uyt uyp uyu uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
y yêm yên yêng yêt yêu"""
#: Every rhyme of the written language, without tones, by its vowels.
_RHYMES: Final = frozenset(_RHYME_LIST.split())
#: Syllables that end in c, ch, p, t take only sắc or nặng (or, before 1945, no mark at all: not in official papers).
_STOPPED: Final = re.compile(r"(c|ch|p|t)$")


def is_syllable(word: str) -> bool:
    """Whether a word is built as a Vietnamese syllable is: onset, rhyme, at most one tone that the ending allows."""
    low = nfc(word).lower()
    tones = [tone for _, tone in map(split_tone, low) if tone]
    bare = without_tone(low)
    if len(tones) > 1 or not bare or (_STOPPED.search(bare) and not (tones and tones[0] in "\u0301\u0323")):
        return False
    return any(bare.startswith(o) and _rhymes(o, bare[len(o) :]) for o in _ONSETS) or bare in _RHYMES


def _rhymes(onset: str, rest: str) -> bool:
    """Rhyme after an onset; `qu` and `gi` lend their own vowel (quyết, gì, giêng)."""
    if onset == "qu":
        return rest in _RHYMES or "u" + rest in _RHYMES
    if onset == "gi":
        return rest in _RHYMES or "i" + rest in _RHYMES
    return rest in _RHYMES


# ---- legacy encodings ----------------------------------------------------------------------------------------------

_TCVN3_FROM: Final = "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢£¤¥¦§"
_TCVN3_TO: Final = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂÊÔƠƯĐ"
_TCVN3: Final = str.maketrans(_TCVN3_FROM, _TCVN3_TO)

#: VNI writes a letter, then a mark; these marks follow a, e, o, u, y and the two letters below.
_VNI_TONE: Final = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_BREVE: Final = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_CIRCUMFLEX: Final = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_SINGLE: Final = {"ñ": "đ", "ô": "ơ", "ö": "ư", "î": "ỵ", "æ": "ỉ", "ó": "ĩ", "ò": "ị"}


def _vni_table() -> dict[str, str]:
    """Every VNI letter or pair, both cases, with its Unicode letter."""
    table = dict(_VNI_SINGLE)
    for mark, tone in _VNI_TONE.items():
        table.update({base + mark: nfc(base + tone) for base in "aeouy"})
        table.update({"ô" + mark: nfc("ơ" + tone), "ö" + mark: nfc("ư" + tone)})
    table.update({"a" + mark: nfc("ă" + tone) for mark, tone in _VNI_BREVE.items()})
    for mark, tone in _VNI_CIRCUMFLEX.items():
        table.update({base + mark: nfc(roof + tone) for base, roof in (("a", "â"), ("e", "ê"), ("o", "ô"))})
    upper = {k.upper(): v.upper() for k, v in table.items()}
    title = {k[0].upper() + k[1:]: v.upper() for k, v in table.items() if len(k) == 2}
    return table | upper | title


_VNI: Final = _vni_table()
_VNI_PIECE: Final = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
#: Letters that neither old encoding can show: their presence proves Unicode Vietnamese.
_UNICODE_ONLY: Final = re.compile("[\u0100-\u01b0\u1ea0-\u1ef9\u0300-\u0323]")
_MARKED: Final = re.compile("[\u00a1-\u00ff]")


def _from_tcvn3(s: str) -> str:
    """TCVN3 to Unicode. Capital fonts (.VnTimeH) share codes with small ones, so case follows the plain letters."""
    return re.sub(r"\S+", lambda m: _recase(m.group(), m.group().translate(_TCVN3)), s)


def _recase(old: str, new: str) -> str:
    plain = [c for c in old if "A" <= c <= "Z" or "a" <= c <= "z"]
    return new.upper() if plain and all(c.isupper() for c in plain) and len(plain) > 1 else new


def _from_vni(s: str) -> str:
    return _VNI_PIECE.sub(lambda m: _VNI[m.group()], s)


def looks_legacy(s: str) -> Legacy | None:
    """Which old encoding the text is in, or None. Conservative: at least three marked words, nearly all of which
    become well-built syllables, more of them than in the text as it stands."""
    if _UNICODE_ONLY.search(s):
        return None
    marked = [w for w in s.split() if _MARKED.search(w)]
    if len(marked) < 3:
        return None
    as_is = _share_of_syllables(" ".join(marked))
    scores: dict[Legacy, float] = {
        "tcvn3": _share_of_syllables(_from_tcvn3(" ".join(marked))),
        "vni": _share_of_syllables(_from_vni(" ".join(marked))),
    }
    best: Legacy = "vni" if scores["vni"] > scores["tcvn3"] else "tcvn3"
    return best if scores[best] >= 0.8 and scores[best] > as_is + 0.3 else None


def _share_of_syllables(s: str) -> float:
    words = [re.sub(r"^[\W\d]+|[\W\d]+$", "", w) for w in s.split()]
    return sum(is_syllable(w) for w in words) / len(words)


def from_legacy(s: str) -> str:
    """Text in Unicode: converted from TCVN3 or VNI when `looks_legacy` is sure, else only composed."""
    kind = looks_legacy(s)
    if kind is None:
        return nfc(s)
    return as_unicode(s, kind)


def as_unicode(s: str, encoding: Legacy) -> str:
    """Text known (say, from the whole page) to be in `encoding`, converted."""
    return nfc(_from_tcvn3(s) if encoding == "tcvn3" else _from_vni(s))
