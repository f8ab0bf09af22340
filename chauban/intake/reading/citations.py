"""Other papers named in the text: "Nghị quyết số 57-NQ/TW, ngày 22/12/2024 của Bộ Chính trị"."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from chauban.kernel.text import collapse, fold

from .dates import real_date
from .lexicon import repair
from .lines import Flow, place_of
from .rules import kind_codes, kind_of_code, named_kinds, rules
from .shapes import Citation, Known
from .symbols import Symbol, correct_notation

#: A part of a notation; the National Assembly's carries the number of its term (QH15).
_PART = r"(?:QH\s?\d\d(?!\d)|UBTVQH\s?\d\d(?!\d)|[A-ZĐÐƯ][A-Za-zĐÐđƯư]*\d*)"
_SYMBOL = re.compile(
    r"(?<![\w/])(?P<number>\d{1,5}[a-zđ]?)\s?(?P<sep>[-/–])\s?"
    rf"(?P<notation>(?:(?:19|20)\d\d\s?/\s?)?{_PART}(?:\s?[-/,&]\s?{_PART})*)"
)
_YEAR = r"((?:19|20)\d\d)"
_FIGURES = rf"(\d{{1,2}})\s*[/.-]\s*(\d{{1,2}})\s*[/.-]\s*{_YEAR}"
_WRITTEN = rf"(\d{{1,2}})\s+thang\s+(\d{{1,2}})\s+nam\s+{_YEAR}"
_WHEN = re.compile(rf"^\W{{0,3}}(?:ngay\s*)?(?:{_FIGURES}|{_WRITTEN})")
_BY = re.compile(r"^[\s,]*c[uủ]a\s+")
#: A mark that ends the issuer's name.
_MARK = re.compile(r"[;:.,()\"“”\n]")
_LAW = ("luat", "bo luat", "phap lenh")


def find_citations(flow: Flow, known: Known, own_symbol: str, today: date) -> tuple[Citation, ...]:
    """Every cited symbol once, in order, with its first date and issuer."""
    found: dict[str, Citation] = {}
    for match in _SYMBOL.finditer(flow.text):
        cited = _citation(match, flow, known, today)
        if cited and cited.symbol != own_symbol:
            before = found.get(cited.symbol)
            if before is None or (cited.issued_on and not before.issued_on):
                found[cited.symbol] = cited
    return tuple(found.values())


def _citation(match: re.Match[str], flow: Flow, known: Known, today: date) -> Citation | None:
    """One symbol found in running text with what stands around it, or None when it is no symbol of a paper."""
    notation, recognised = correct_notation(_tidy(match["notation"]), known)
    symbol = Symbol(match["number"], "-" if match["sep"] == "–" else match["sep"], notation)
    before, after = flow.text[max(0, match.start() - 60) : match.start()], flow.text[match.end() : match.end() + 160]
    kind = _kind_before(before, known) or _kind_of(symbol, known)
    if not kind and recognised < 1:
        return None
    if (
        not re.search(r"[-/]", notation)
        and not (symbol.separator == "/" and re.match(r"(19|20)\d\d/", notation))
        and not kind
    ):
        return None
    if kind and "-" not in notation and kind.startswith(notation):
        return None  # the body after the hyphen was lost
    day, used = _when(after, today)
    issuer = _issuer(after[used:])
    words = flow.words_at(match.start(), match.end())
    page = words[0][0]
    place = place_of((w for p, w in words if p == page), page)
    return Citation(symbol.whole, kind, day, issuer, place, collapse(match.group()))


def _tidy(notation: str) -> str:
    return re.sub(r"\s", "", notation.replace("Ð", "Đ").replace("–", "-"))


def _kind_before(before: str, known: Known) -> str:
    """Code of the kind named right before the symbol ("Kế hoạch số"); LUAT for statutes."""
    said = re.sub(r"\W*\bs[o0]\b\W*$", "", fold(before)).rstrip(" :.,")
    said = re.sub(r" (phoi hop|hanh dong|lien tich)$", "", said)
    ending = next((kind for name, kind in named_kinds(known) if said.endswith(name)), None)
    if ending is not None:
        return ending.code
    words = said.split()
    return (
        "LUAT" if any(" ".join(words[i:]).startswith(_LAW) for i in range(max(0, len(words) - 9), len(words))) else ""
    )


def _kind_of(symbol: Symbol, known: Known) -> str:
    """Code of the kind in the notation; a State symbol that begins with a body is a công văn."""
    parts = re.split(r"[-/]", re.sub(r"^\d{4}/", "", symbol.notation))
    code = kind_codes(known).get(fold(parts[0]))
    kind = kind_of_code(code, "party" if symbol.separator == "-" else "state", known) if code else None
    if re.fullmatch(r"QH\d\d", parts[0]):
        return "LUAT"
    return (
        kind.code
        if kind
        else "CV"
        if symbol.separator == "/" and len(parts) > 1 and not symbol.notation[:4].isdigit()
        else ""
    )


def _when(after: str, today: date) -> tuple[str, int]:
    """The ISO date right after a symbol and how many letters it took."""
    match = _WHEN.match(fold(after))
    if not match:
        return "", 0
    day, month, year = (match[i] or match[i + 3] for i in (1, 2, 3))
    found = real_date(year, month, day, today)
    return (found.isoformat() if found else ""), match.end()


def _issuer(after: str) -> str:
    """What follows "của", to the end of the name."""
    by = _BY.match(after)
    if not by:
        return ""
    rest = repair(after[by.end() :])
    end = _end_of_name(rest)
    name = rest[:end] if end else rest[:60].rsplit(" ", 1)[0]
    return collapse(name) if name[:1].isupper() and len(name) < 90 else ""


@cache
def _content() -> re.Pattern[str]:
    """A word with which the content begins after an issuer's name."""
    words = "|".join(rules()["content_words"])
    return re.compile(rf"(?<=\s)(?:{words}|và (?:Thông|Nghị|Quyết|Chỉ|Công văn|Kế))\b")


def _end_of_name(rest: str) -> int:
    """Where a name ends: before a mark, or a word of content that is written small (Ban Thi đua is one name)."""
    mark = _MARK.search(rest)
    ends = [mark.start()] if mark else []
    ends += [m.start() for m in _content().finditer(rest)]
    return min(ends, default=0)
