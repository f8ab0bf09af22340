"""Kind and subject (trích yếu): of a named kind under its title; of a công văn under the number, after "V/v"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chauban.kernel.text import collapse, fold

from .casing import sentence
from .head import Head
from .lexicon import plausible, repair
from .lines import Piece, rows_of
from .rules import kind_codes, kind_of_code, kinds_of, words
from .shape_of_text import in_capitals, is_rule, likeness, sentence_start
from .shapes import Known, KnownKind, Proposal
from .symbols import Symbol
from .urgency import STAMPS

#: "V/v" as typed and as OCR sees it (V/w, VWÑ, Vív), and "Về việc"; on folded text.
_ABOUT = re.compile(r"^\W*(v\s?[/.,|]\s?\w{1,2}|v[^aeiouy\s]{1,3}|v[il1]v|ve viec)(?!\w)\W*")
_ADDRESSED = re.compile(r"^\W*kinh\s*(gui|trinh|moi)\b|^\W*tran trong kinh|^\W*kinh thua")
_NUMBERED = re.compile(r"^\W*([IVX]+|\d+|[a-h])\s*[.)]\s*\S|^\W*(dieu|chuong|phan|muc)\s+([ivx\d]+)\b")
_WORD_LEVEL = re.compile(r"^\W*\((ban hanh )?kem theo|^\W*\(kem")


@dataclass(frozen=True)
class Title:
    """The printed name of a kind and where the rows under it begin."""

    kind: KnownKind
    row: Piece
    index: int
    likeness: float
    #: The text of the title after the kind's name: "PHỐI HỢP" of a joint programme.
    rest: str


def find_title(rows: Sequence[Piece], head: Head, known: Known, height: float) -> Title | None:
    """The first row in capitals, under the head and above the addressees, that begins with a kind's name."""
    top = (head.anchor.y1 if head.anchor else 0) + 5
    axis = sum(r.centre for r in rows) / len(rows) if rows else 0.0
    for i, row in enumerate(rows):
        if _ADDRESSED.match(fold(row.text)) or row.middle > 0.62 * height:
            return None
        if row.middle < max(top, head.bottom - 12):
            continue
        row = around(row, axis)
        if not in_capitals(row.text):
            continue
        found = _kind_named(row.text, known, head.system or "state")
        if found:
            return Title(found[0], row, i, found[1], found[2])
    return None


def _kind_named(text: str, known: Known, system: str) -> tuple[KnownKind, float, str] | None:
    """(kind, likeness, rest) of a title; the longest kind's name that the text begins with."""
    said = collapse(re.sub(r"[^\w\s]", " ", text)).split()
    best: tuple[float, int, KnownKind] | None = None
    for kind in kinds_of(known):
        size = len(kind.name.split())
        if len(said) < size or len(said) > size + 4 or kind.code == "CV":
            continue
        alike = likeness(" ".join(said[:size]), kind.name)
        if alike >= (88 if size > 1 else 100) and (
            best is None or _rank(alike, size, kind, system) > _rank(*best, system)
        ):
            best = (alike, size, kind)
    return (best[2], best[0], " ".join(said[best[1] :])) if best else None


def _rank(alike: float, size: int, kind: KnownKind, system: str) -> tuple[bool, float, int]:
    return kind.system == system, alike, size


def read_kind(title: Title | None, symbol: Symbol | None, head: Head, about: bool, known: Known) -> Proposal | None:
    """The kind from the title, the notation and the marks of a công văn; sure when two of them agree."""
    system = head.system or ("party" if symbol and symbol.separator == "-" else "state")
    coded = _kind_of_symbol(symbol, system, known)
    if title:
        agree = coded is not None and (coded.code == title.kind.code or coded.name == title.kind.name)
        sure = 0.98 if agree else 0.93 if coded is None else 0.87
        return Proposal(title.kind.code, sure * (0.8 + title.likeness / 500), (title.row.place,), title.row.text)
    place = (head.number.place,) if head.number else ()
    read = head.number.text if head.number else ""
    if coded and coded.code == "CV":
        return Proposal("CV", 0.97, place, read)
    if symbol and (about or coded is None):
        return Proposal("CV", 0.95 if about and coded is None else 0.8, place, read)
    if about:
        return Proposal("CV", 0.85, place, read)
    return Proposal(coded.code, 0.72, place, read) if coded else None


def contradicts(title: Title, symbol: Symbol, known: Known) -> bool:
    """Whether the notation names another kind than a surely read title, by one letter or mark: PA on a "DỰ ÁN" is DA
    misread."""
    coded, wanted = re.split(r"[-/]", symbol.notation)[0].upper(), title.kind.code.upper()
    near = len(coded) == len(wanted) and sum(a != b for a, b in zip(coded, wanted, strict=True)) == 1
    return title.likeness >= 95 and fold(coded) in kind_codes(known) and near


def _kind_of_symbol(symbol: Symbol | None, system: str, known: Known) -> KnownKind | None:
    """The kind that the notation names: "QĐ-UBND", "2022/NQ-HĐND", "NQ/TU"."""
    if symbol is None:
        return None
    first = re.split(r"[-/]", re.sub(r"^\d{4}/", "", symbol.notation))[0]
    code = kind_codes(known).get(fold(first))
    return kind_of_code(code, system, known) if code else None


# ---- subject -------------------------------------------------------------------------------------------------------


def letter_subject_rows(head: Head, rows: Sequence[Piece]) -> list[Piece]:
    """Rows of a công văn's subject: under the number, in the left column, down to the addressees."""
    stop = min((r.y0 for r in rows if _ADDRESSED.match(fold(r.text))), default=float("inf"))
    out: list[Piece] = []
    for row in rows_of(head.under):
        far = out and row.middle - out[-1].middle > 2.3 * max(out[-1].height, 9)
        if row.middle > stop - 3 or far or _ADDRESSED.match(fold(row.text)):
            break
        if is_rule(row.text) or _is_stamp(row.text) or (not out and _speck(row)):
            continue
        out.append(row)
    return out


def _speck(row: Piece) -> bool:
    """Dirt read as letters."""
    return len(row.text) < 4 or row.confidence < 0.35


def _is_stamp(text: str) -> bool:
    """Urgency and secrecy stamps are no subject."""
    return in_capitals(text) and fold(text).strip(" .:") in (*STAMPS, "mat", "toi mat", "tuyet mat")


def has_about(rows: Sequence[Piece]) -> bool:
    """Whether the rows under the number open with "V/v" or "Về việc"."""
    return bool(rows) and bool(_ABOUT.match(fold(rows[0].text)))


def titled_subject_rows(title: Title, rows: Sequence[Piece]) -> list[Piece]:
    """Rows under the title up to the rule, the gap, the authority or the body's first line."""
    out: list[Piece] = []
    last = title.row
    for whole in rows[title.index + 1 :]:
        row = around(whole, title.row.centre)
        if is_rule(row.text):
            if out and row.middle - last.middle > 0.3 * last.height:
                break
            continue
        if _ends_subject(row, last, title, out):
            break
        out.append(row)
        last = row
    return out


def around(row: Piece, axis: float) -> Piece:
    """The words of a row that stand together about the page's axis: not a stamp or a scrawl at its side."""
    words_ = sorted(row.words, key=lambda w: w.x0)
    nearest = min(range(len(words_)), key=lambda i: abs((words_[i].x0 + words_[i].x1) / 2 - axis))
    first = last = nearest
    while first > 0 and words_[first].x0 - words_[first - 1].x1 < 1.6 * row.height:
        first -= 1
    while last + 1 < len(words_) and words_[last + 1].x0 - words_[last].x1 < 1.6 * row.height:
        last += 1
    return Piece(row.page, tuple(words_[first : last + 1]))


def _ends_subject(row: Piece, last: Piece, title: Title, out: Sequence[Piece]) -> bool:
    """Whether a row under the title is no longer the subject."""
    said = fold(row.text).strip(" -–*\"'")
    usual = max(row.height, 9)
    gap = row.middle - last.middle
    if len(out) >= 8 or _ADDRESSED.match(said) or _NUMBERED.match(row.text) or _WORD_LEVEL.match(said):
        return True
    if gap > (2.35 if out else 4.2) * usual or abs(row.centre - title.row.centre) > 30:
        return True
    if out and out[-1].bold and not row.bold:
        return True
    if in_capitals(row.text) and (_is_authority(said) or (out and not in_capitals(out[-1].text))):
        return True
    opens = row.text.lstrip(" -–*\"'")[:1].isupper() and any(said.startswith(w) for w in words("openers"))
    return bool(out) and gap > 1.25 * _pitch(title, out) and opens


def _is_authority(said: str) -> bool:
    """Bodies and posts that stand in capitals above the grounds: "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH"."""
    heads = any(said.startswith(h) for h in words("heads") if " " in h)
    return heads or any(said == p or said.startswith(p + " ") for p in words("posts"))


def _pitch(title: Title, out: Sequence[Piece]) -> float:
    """Distance of the subject's own lines."""
    return (out[-1].middle - title.row.middle) / len(out) if out else title.row.height * 1.3


def read_subject(
    rows: Sequence[Piece], is_letter: bool, title: Title | None, evidence: str, known: Known, digital: bool
) -> Proposal | None:
    """The subject as one line, as a clerk writes it in the book."""
    if not rows:
        return None
    raw = collapse(" ".join(r.text for r in rows))
    text = collapse(re.sub(r"[_~|]+|-{2,}|—+", " ", raw))
    about = _ABOUT.match(fold(text))
    text = (
        text[about.end() if about else 0 :] if is_letter else re.sub(r"^\W*v\s*/\s*v\W*", "Về việc ", text, flags=re.I)
    )
    if in_capitals(text):
        text = sentence(text, evidence, known)
    text = sentence_start((text if digital else repair(text)).strip(" -–.,;:*\"'"))
    if len(text) < 8:
        return None
    trust = 0.95 if digital else _trust(rows) * (0.55 + 0.45 * plausible(text))
    if not is_letter and title is not None and title.likeness < 95:
        trust *= 0.95
    return Proposal(text, trust, tuple(r.place for r in rows), raw)


def _trust(rows: Sequence[Piece]) -> float:
    """Mean OCR confidence of the rows, lowered by the share of weak words."""
    told = [w.confidence for r in rows for w in r.words if any(c.isalnum() for c in w.text)]
    if not told:
        return 0.0
    weak = sum(c < 0.5 for c in told) / len(told)
    return min(0.96, sum(told) / len(told)) - 0.5 * weak
