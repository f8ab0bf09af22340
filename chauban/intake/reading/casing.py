"""Names printed in capitals written as the office writes them: "SỞ Y TẾ TỈNH X" -> "Sở Y tế tỉnh X".

The paper's own text is asked first, since it usually names its bodies in running text; then the list of names.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from chauban.kernel.text import fold, tone_normal

from .rules import place_names, rules
from .shape_of_text import in_capitals
from .shapes import Known

#: First words of units of administration: after a body's first word they stay small (Ban tỉnh ...).
_UNITS = ("tỉnh", "thành", "huyện", "quận", "xã", "phường", "thị", "đặc", "thôn")
#: In a body's name all that follows such a unit is the unit's own name; "xã hội" is not a commune.
_NAME_AFTER = re.compile(
    r"\b(tỉnh|thành phố|huyện|quận|xã|phường|thị trấn|thị xã|đặc khu)\s+(?!hội\b)"
    r"(.+?)(?=\s+(?:tỉnh|thành phố|huyện)\b|$|,| - )"
)


#: A kind before "số" is a paper's name.
_CITED = re.compile(r"\b(nghị quyết|nghị định|quyết định|thông tư|chỉ thị|kết luận|kế hoạch|quy định|luật)(?= số )")


@cache
def _fields() -> dict[str, str]:
    """Field of a body (tài chính) in lower case -> as written in its name."""
    return {_low(field): field for field in rules()["fields"]}


@cache
def _names() -> dict[str, str]:
    """Name of the rules in lower case -> as written. Marks count: QUY ĐỊNH is no Quỹ."""
    return {_low(name): name for name in rules()["names"]}


def proper(text: str, evidence: str, known: Known) -> str:
    """A body's name printed in capitals, in proper writing; text that is not in capitals is only tidied."""
    text = tone_normal(text)
    if not in_capitals(text):
        return text
    seen = seen_in(text, evidence)
    return seen or _by_rules(text, known, named=True)


@cache
def _by_letters() -> dict[str, str]:
    """Folded name of a common body -> as written; a folded form of two names is left out."""
    names = [*rules()["names"], *(f"{head} {field}" for head in ("Sở", "Bộ") for field in rules()["fields"])]
    found: dict[str, set[str]] = {}
    for name in names:
        found.setdefault(fold(name), set()).add(name)
    return {key: min(same) for key, same in found.items() if len(same) == 1}


def with_marks(text: str) -> str:
    """A common body's name with its marks, when a scan lost them ("SƠ Y TE"); other text as it is."""
    return _by_letters().get(fold(text), text)


def seen_in(text: str, evidence: str) -> str:
    """The most frequent writing, not in capitals, of the same words in running text, or ""."""
    folded = fold(evidence)
    if len(folded) != len(evidence) or len(text) < 5:
        return ""
    want = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, fold(text).split())) + r"(?!\w)")
    found = (evidence[m.start() : m.end()] for m in want.finditer(folded))
    same = Counter(tone_normal(" ".join(f.split())) for f in found if not in_capitals(f))
    likely = [writing for writing, _ in same.most_common() if writing.lower() == text.lower() and writing[:1].isupper()]
    return likely[0] if likely else ""


def _by_rules(text: str, known: Known, named: bool) -> str:
    """Lower case, then capitals for listed names, places, abbreviations and what follows a unit word."""
    words = text.split()
    out = _lay_names(words, known, named)
    joined = " ".join(out)
    joined = _CITED.sub(lambda m: m.group().capitalize(), joined)
    if named:
        joined = _NAME_AFTER.sub(lambda m: f"{m[1]} {_capitals(m[2])}", joined)
    return joined[:1].upper() + joined[1:]


def _lay_names(words: list[str], known: Known, named: bool) -> list[str]:
    """Words with the longest listed name at each place laid in; others in lower case. In a text that is not itself a
    body's name (`named`), a field is a name only after Bộ, Sở and the like."""
    fields = _fields()
    table = fields | _names() | {_low(p): p for p in place_names(known)}
    longest = max(len(name.split()) for name in table)
    out: list[str] = []
    i = 0
    while i < len(words):
        size = next((n for n in range(min(longest, len(words) - i), 0, -1) if _named(words, i, n, table)), 0)
        if size and not named and _named(words, i, size, fields) and not (out and _low(out[-1]) in _heads()):
            size = 0
        if size:
            if out and _low(out[-1]) in _heads():
                out[-1] = _heads()[_low(out[-1])]  # "bộ" before "Tài chính" is the Ministry
            tail = words[i + size - 1][len(words[i + size - 1].rstrip(",;.")) :]
            out.append(_named(words, i, size, table) + tail)
        else:
            out.append(_one_word(words, i))
        i += max(size, 1)
    return out


def _named(words: list[str], i: int, size: int, table: dict[str, str]) -> str:
    """The listed name that so many words from i are, or "". Names of two words or more are known even when a scan gave
    them wrong marks (THẺ THAO); a single word could be another."""
    phrase = " ".join(words[i : i + size]).rstrip(",;.")
    found = table.get(_low(phrase), "")
    if found or size == 1:
        return found
    bare = fold(phrase)
    return next((name for key, name in table.items() if len(key) == len(bare) and fold(key) == bare), "")


@cache
def _heads() -> dict[str, str]:
    return {_low(head): head for head in rules()["name_heads"]}


def _one_word(words: list[str], i: int) -> str:
    """A word that is of no listed name: symbols and abbreviations stay, the first words of a name take capitals."""
    word = words[i]
    if word.strip(",.;-") in rules()["capitals"] or any(c.isdigit() or c == "/" for c in word):
        return word
    if i == 0 and _low(word) in _heads():
        return _heads()[_low(word)]
    if i == 1 and _low(words[0]) in _heads() and _low(word) not in _UNITS:
        return word.capitalize()
    return word.lower()


def _low(text: str) -> str:
    return tone_normal(text).lower()


def _capitals(name: str) -> str:
    """Each word of a place's name with a capital, listed names left as they are."""
    return " ".join(w if w[:1].isupper() else w.capitalize() for w in name.split())


def sentence(text: str, evidence: str, known: Known) -> str:
    """A subject printed in capitals as a sentence: places, bodies and what the text itself capitalises keep theirs."""
    if not in_capitals(text):
        return text
    return seen_in(text, evidence) or _by_rules(text, known, named=False)
