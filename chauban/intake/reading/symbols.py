"""Number and notation: "54-NQ/TW" of the Party, "15/QĐ-UBND" and "33/2022/NQ-HĐND" of the State."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from chauban.kernel.text import fold

from .lines import Piece
from .rules import body_symbols, kind_codes, notation_parts, rules
from .shapes import Known, Proposal, System

#: OCR confidence under which digits are taken for handwriting and left to the clerk.
DIGITS_SURE = 0.8
#: A notation: an optional year, then parts of capitals joined by - / , & ; no spaces are left in it here.
_NOTATION = re.compile(
    r"(?:(?:19|20)\d\d/)?[A-ZĐÂĂÊÔƠƯỦỬ][A-Za-zĐđÂĂÊÔƠƯâăêôơưủửốộ0-9]*(?:[-/,&.][A-ZĐÂĂÊÔƠƯ][A-Za-zĐđÂĂÊÔƠƯâăêôơưủửốộ0-9]*)*"
)
_PREFIX = re.compile(r"^\W*S[^\s\d:./-]{0,2}\s*[:.;,]*\s*|^\W*5[óốô]\s*[:.;]*\s*", re.I)


@dataclass(frozen=True)
class Symbol:
    """A symbol taken apart. `number` is "" when no digits could be trusted."""

    number: str
    separator: str
    notation: str

    @property
    def whole(self) -> str:
        return f"{self.number}{self.separator}{self.notation}" if self.number else ""


def tidy(text: str) -> str:
    """One shape of Đ and of hyphens, none of the spaces that typists and OCR put around them."""
    text = text.replace("Ð", "Đ").replace("Ɖ", "Đ").replace("\u2013", "-").replace("\u2014", "-").replace("\u2011", "-")
    return re.sub(r"\s*([-/])\s*", r"\1", re.sub(r"(?<=[A-ZĐ])\s*,\s*(?=[A-ZĐ])", ",", text))


def take_apart(text: str, codes: Mapping[str, str], system: System | None) -> Symbol | None:
    """A number line as a symbol, or None when no notation can be seen in it."""
    rest = _PREFIX.sub("", tidy(text), count=1)
    for match in re.finditer(r"[-/]", rest):
        notation = _NOTATION.match(rest, match.end())
        if (
            notation
            and rest[notation.end() :][:2].strip(" .,;:") not in ("", "-")
            and not rest[notation.end()].isspace()
        ):
            return None  # it goes on in letters that no notation has: misread
        if notation and len(notation.group()) >= 2:
            number, separator = rest[: match.start()].strip(" .:_…"), match.group()
            year = re.match(r"(\d{1,5})/((?:19|20)\d\d)$", number)
            if year:
                return Symbol(year[1], "/", f"{year[2]}{separator}{notation.group()}")
            if not _fits(separator, notation.group(), codes, system):
                return _after_scrawl(number, separator + notation.group(), codes, system)
            return Symbol(_plain_number(number), separator, notation.group())
    return None


def _fits(separator: str, notation: str, codes: Mapping[str, str], system: System | None) -> bool:
    """Whether the pieces are where the system wants them: "12-NQ/TU" or "15/QĐ-UBND"."""
    if system == "party":
        return separator == "-" or fold(notation.split("-")[0]) in codes
    return separator == "/" or (system is None and "/" in notation)


def _after_scrawl(before: str, rest: str, codes: Mapping[str, str], system: System | None) -> Symbol | None:
    """A notation whose number and first mark were lost in handwriting: "ÍcT/TU" -> CT/TU, "36 TA-VP" -> TA-VP."""
    apart = re.search(r"\s([A-ZĐ][A-Za-zĐđ]{1,9})$", before)
    ends = [code for code in codes.values() if len(code) >= 2 and fold(before).endswith(fold(code))]
    head = apart[1] if apart else max(ends, key=len, default="")
    if not head:
        return None
    return Symbol("", "-" if system == "party" else "/", head + rest)


def _plain_number(text: str) -> str:
    """Digits, with the one letter some offices add (30a, 1842b); anything else is not trusted."""
    match = re.fullmatch(r"(\d{1,5})\s?([a-zđ]?)", text)
    return match[1] + match[2] if match else ""


def correct_notation(notation: str, known: Known) -> tuple[str, float]:
    """The notation with each part as it is properly written, and how much of it is known (0..1)."""
    kinds, bodies, either = kind_codes(known), body_symbols(known), notation_parts(known)
    parts = re.split(r"([-/,&.])", notation)
    out, recognised, asked = [], 0, 0
    for i, part in enumerate(parts):
        if i % 2 or part.isdigit() or not part:
            out.append(part)
            continue
        asked += 1
        better = _proper(part, kinds if not out or out == [parts[0], "/"] else bodies, either)
        recognised += better is not None
        out.append(better or part)
    return "".join(out), recognised / asked if asked else 0.0


def _proper(part: str, first: Mapping[str, str], second: Mapping[str, str]) -> str | None:
    """The written form of a part that equals a known one but for its marks; a known one stays (ĐA and DA are two)."""
    if part in first.values() or part in second.values() or part in rules()["ambiguous"]:
        return part
    key = fold(part)
    return first.get(key) or second.get(key)


def read_symbol(
    row: Piece | None, known: Known, system: System | None, usual: float, digital: bool
) -> tuple[Symbol | None, dict[str, Proposal]]:
    """Proposals for number, notation and symbol from the number's row; `usual` is the height of the page's words."""
    symbol = take_apart(row.text, kind_codes(known), system) if row else None
    if row is None or symbol is None:
        return None, {}
    notation, share = correct_notation(symbol.notation, known)
    sure = 0.98 if digital else _notation_trust(row, share)
    symbol = Symbol(symbol.number, symbol.separator, notation)
    digits = 0.0 if not symbol.number else 0.98 if digital else _digits_trust(row, symbol, usual)
    out = {"notation": Proposal(notation, sure, (row.place,), row.text)}
    out["number"] = Proposal(symbol.number, digits, (row.place,), row.text)
    out["symbol"] = Proposal(symbol.whole, min(sure, digits), (row.place,), row.text)
    return symbol, out


def _notation_trust(row: Piece, share: float) -> float:
    """OCR confidence of the words that hold the notation; parts that are all known are right even when read weakly."""
    held = [w.confidence for w in row.words if re.search(r"[/-]\s?[A-ZĐÐ]|^[A-ZĐÐ]{2,}", w.text)]
    trust = sum(held) / len(held) if held else 0.3
    return min(0.97, 0.72 + 0.25 * trust) if share == 1 else min(0.9, trust * (0.75 + 0.25 * share))


def _digits_trust(row: Piece, symbol: Symbol, usual: float) -> float:
    """Confidence that the digits are print, rightly read. Digits far taller than print were written by hand."""
    holder = next((w for w in row.words if symbol.number in w.text), None)
    if holder is None or holder.y1 - holder.y0 > 1.35 * usual:
        return 0.0
    if re.match(r"\W*\d+[a-z]?\W*$|.*\d+\W+$", holder.text):
        capitals = [w.y1 - w.y0 for w in row.words if re.search(r"[A-ZĐ]{2}", w.text)]
        tall = bool(capitals) and holder.y1 - holder.y0 > 1.25 * max(capitals)
        return holder.confidence if holder.confidence >= DIGITS_SURE and not tall else 0.0
    # Digits and notation in one word: weak for its rare capitals more than for its digits.
    return min(0.96, 0.55 + 0.42 * holder.confidence)
