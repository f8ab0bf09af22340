"""Who signed, in what post and by what authority, from the block at the right of "Nơi nhận"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from chauban.kernel.text import collapse, fold, is_syllable, tone_normal
from chauban.vault.pages import Word

from .lexicon import plausible
from .lines import Piece, rows_of
from .names import mended, name_in, name_score, surnames, without_degree
from .rules import LISTS, rules, words
from .shape_of_text import in_capitals, letters, likeness
from .shapes import Known, Proposal, System

#: Signs of authority as typed, and as OCR sees the slash (TIM, KIT) or the K under a seal (VT).
AUTHORITY = re.compile(
    r"^\W*(T\W?M|M(?=\s+(?:BAN|ỦY|ĐOÀN|HỘI|ĐẢNG|TỈNH|THÀNH)\b)"
    r"|(?<=/)T(?=\s)|TUQ|T\W?U\W?Q|K\W?T|T\W?L|T[IÍÌl1|!]M|[KVX][IÍÌVl1|!]?T|T[IÍÌl1|!]L)(?!\w)"
    r"\s*[.,:]?\s*(?=\S|$)"
)
_SIGNS = {
    "party": {"M": "T/M", "T": "K/T", "L": "T/L", "Q": "T/UQ"},
    "state": {"M": "TM.", "T": "KT.", "L": "TL.", "Q": "TUQ."},
}


#: Frequent words that nobody is called, one mark away from given names (Chi, Để).
_NO_GIVEN_NAMES = ("Chỉ", "Các", "Cho", "Những", "Của", "Và", "Là", "Được", "Vẫn", "Vấn", "Đến", "Đề", "Để")


@dataclass(frozen=True)
class Block:
    """The signature block: rows in capitals, then the name."""

    capitals: list[Piece]
    name: Piece | None
    #: Whether a row in capitals right under these could not be made out, so that the post may not be the last row.
    cut: bool = False


def find_recipients_mark(pieces: Sequence[Piece]) -> Piece | None:
    """The piece "Nơi nhận:"; in capitals or not, alone or with its first line."""
    for piece in pieces:
        said = " ".join(w.text for w in piece.words[:2])
        if likeness(said, "noinhan") >= 85 and len(letters(said)) <= 9:
            return piece
    return None


def find_block(pages: Sequence[Sequence[Piece]], widths: Sequence[float]) -> Block | None:
    """The signature block beside "Nơi nhận"; without that mark, the last one in the right half of any page."""
    for pieces, width in zip(pages, widths, strict=True):
        mark = find_recipients_mark(pieces)
        if mark is not None:
            right = [p for p in pieces if beside(p, mark, width)]
            block = block_in(right) or _name_alone(right)
            if block:
                return block
    for pieces, width in reversed(list(zip(pages, widths, strict=True))):
        block = block_in([p for p in pieces if p.centre > 0.5 * width and p.x0 > 0.38 * width], must=True)
        if block:
            return None if _also_left(pieces, block, width) else block
    return None


def _name_alone(pieces: Sequence[Piece]) -> Block | None:
    """The lowest row when it is surely a name with a known surname, and the post above it was lost under the seal."""
    rows = [r for r in rows_of(pieces) if len(letters(r.text)) >= 2 and r.confidence > 0.5]
    name = mended(name_in(rows[-1].text)) if rows else ""
    sure = len(name.split()) > 2 and name.split()[0] in surnames() and name_trust(rows[-1].words) > 0.75
    return Block([], rows[-1]) if sure else None


def _also_left(pieces: Sequence[Piece], right: Block, width: float) -> bool:
    """Whether a second signer stands at the same height in the left half, as on a joint paper: which of the two the
    clerk books is not for us to say. A secretary of minutes does not count."""
    left = block_in([p for p in pieces if p.x1 < 0.55 * width], must=True)
    if left is None or left.name is None or abs(left.capitals[0].middle - right.capitals[0].middle) > 60:
        return False
    return not re.search(r"thu ky|nguoi ghi", fold(" ".join(c.text for c in left.capitals)))


def beside(p: Piece, mark: Piece, width: float) -> bool:
    """Right of the recipients, from a little above their heading to as far down as a signature reaches."""
    right = p.centre > max(mark.x1 + 25, 0.47 * width) and p.x0 > mark.x1 + 5
    return right and mark.middle - 75 < p.middle < mark.middle + 270


def block_in(pieces: Sequence[Piece], must: bool = False) -> Block | None:
    """Rows of capitals and the name under them; `must` asks that a post or an authority be recognised."""
    rows = [r for r in rows_of(pieces) if len(letters(r.text)) >= 2]
    at = _first_of_block(rows, must)
    if at is None:
        return None
    capitals, cut = [rows[at]], False
    for row in rows[at + 1 :]:
        gap, usual = row.middle - capitals[-1].middle, max(row.height, 10)
        known = row.confidence >= 0.99 or _is_authority(row) or post_like(row.text)
        if not in_capitals(cleaned_row(row.text)) or gap > 2.4 * usual or not known:
            cut = gap < 1.7 * usual and abs(row.centre - capitals[-1].centre) < 40 and _has_capitals(row)
            break
        capitals.append(row)
    under = [r for r in rows if r.middle > capitals[-1].middle + 8]
    return Block(capitals, _name_row(under, capitals), cut)


def _has_capitals(row: Piece) -> bool:
    """Whether a word of a scan's row is surely one in capitals, so that the row is what is left of a post."""
    return row.confidence < 0.99 and any(w.text.isupper() and len(letters(w.text)) >= 3 for w in row.words)


def _is_authority(row: Piece) -> bool:
    """Whether a row begins with a sign of authority, and is no scrap of a seal."""
    return row.confidence > 0.3 and bool(AUTHORITY.match(row.text))


def _first_of_block(rows: Sequence[Piece], must: bool) -> int | None:
    """Index of the first row in capitals that is an authority or a post; from the bottom when there are many."""
    known = [
        i
        for i, r in enumerate(rows)
        if in_capitals(cleaned_row(r.text)) and (AUTHORITY.match(r.text) or post_like(r.text))
    ]
    if not known:
        return None
    start = known[-1]
    while start - 1 in known and rows[start].middle - rows[start - 1].middle < 2.4 * max(rows[start].height, 10):
        start -= 1
    return start


def cleaned_row(text: str) -> str:
    return collapse(re.sub(r"^[^\w(]+|[^\w)]+$", "", re.sub(r"[|_~*'`\"]", " ", text)))


def post_like(text: str) -> bool:
    """Whether a row in capitals is near a listed post."""
    said = fold(cleaned_row(text))
    around = any(said.startswith(p + " ") or said.endswith(" " + p) for p in _posts() if len(p) > 6)
    return around or listed_likeness(text) >= 84


def listed_likeness(text: str) -> float:
    """0..100: how near a row is to a listed post."""
    said = re.sub(r"^[\W\d]+(?=[^\W\d])", "", fold(cleaned_row(text)))
    best = process.extractOne(said, _posts(), scorer=fuzz.ratio)
    return float(best[1]) if best else 0.0


@cache
def _posts() -> dict[str, str]:
    """The listed posts, folded, as rapidfuzz takes choices."""
    return {fold(p): fold(p) for p in rules()["posts"]}


@cache
def _written_posts() -> dict[str, str]:
    """The listed posts as they are written -> folded."""
    return {p: fold(p) for p in rules()["posts"]}


@lru_cache(LISTS)
def _people(known: Known) -> dict[str, str]:
    """The persons of the office's list -> folded."""
    return {p: fold(p) for p in known.people}


def _name_row(rows: Sequence[Piece], capitals: Sequence[Piece]) -> Piece | None:
    """The lowest row that looks like a person's name, near the block's axis and not too far down."""
    low = capitals[-1].middle
    axis = sum(c.centre for c in capitals) / len(capitals)
    near = [r for r in rows if low + 12 < r.middle < low + 190 and abs(r.centre - axis) < 95]
    named = [(r, _name_of(r)) for r in near]
    good = [(r, n) for r, n in named if n]
    if not good:
        return None
    return max(good, key=lambda rn: (name_score(mended(rn[1])), rn[0].middle))[0]


def _name_of(row: Piece) -> str:
    """The name in a row that is not itself (the rest of) a post or a body in capitals."""
    said = fold(cleaned_row(row.text))
    if in_capitals(row.text) and (post_like(row.text) or any(said in p for p in _posts()) or said in words("heads")):
        return ""
    return name_in(row.text)


def read_signer(block: Block | None, known: Known, system: System | None, digital: bool) -> dict[str, Proposal]:
    """Proposals for signer, his post and his authority."""
    if block is None:
        return {}
    out = _read_capitals(block, system, digital)
    if block.name is None:
        return out
    name = tone_normal(name_in(block.name.text))
    if not digital:
        name = mended(name)
    listed = process.extractOne(fold(name), _people(known), scorer=fuzz.ratio) if known.people else None
    if listed and listed[1] >= 93 and len(listed[2].split()) == len(name.split()):
        out["signer"] = Proposal(listed[2], max(0.9, listed[1] / 100 - 0.03), (block.name.place,), block.name.text)
        return out
    if name.isupper():
        name = name.title()
    trust = 0.96 if digital else _name_read(block, name)
    out["signer"] = Proposal(name, trust, (block.name.place,), block.name.text)
    return out


def _name_read(block: Block, name: str) -> float:
    """Confidence in a name read by OCR. A name that begins with no surname, or is off the axis of every row above it,
    has lost its first word under the seal."""
    row = block.name
    if row is None or not name or name.split()[0] not in surnames():
        return 0.3
    count = len(name.split())
    spoken = [w for w in row.words if letters(w.text)][-count:]
    before = [w for w in row.words if w not in spoken and 0 <= spoken[0].x0 - w.x1 < 6 * row.height]
    titled = bool(before) and without_degree(" ".join(w.text for w in before) + " X") == "X"
    before = [w for w in before if spoken[0].x0 - w.x1 < 1.5 * row.height]
    whole = [w for w in row.words if letters(w.text)] if titled else spoken
    centre = (min(w.x0 for w in whole) + max(w.x1 for w in whole)) / 2
    lost = bool(block.capitals) and all(abs(centre - c.centre) > 1.1 * max(row.height, 10) for c in block.capitals)
    is_mended = _bare_word(spoken[0]) != name.split()[0]
    trust = 0.88 * name_trust(spoken[1:] or spoken) if is_mended else name_trust(spoken)
    if not titled and any(letters(w.text) for w in before):
        trust *= 0.6  # something unreadable stands right before: the real surname, perhaps
    if count == 2:
        trust *= 0.75  # most have three parts
    if name.split()[-1] in _NO_GIVEN_NAMES:
        trust *= 0.6
    if any(not is_syllable(part) for part in name.split()[1:]) and fold(name.split()[0]) in words("common_surnames"):
        trust *= 0.6  # no name among the Kinh
    return min(0.95, trust) * (0.5 + 0.5 * name_score(name)) * (0.6 if lost else 1.0)


def _bare_word(word: Word) -> str:
    return word.text.strip(".,'’\"”“ ")


def name_trust(words_: Sequence[Word]) -> float:
    """Least certain word counts most: one wrong mark makes another person."""
    told = [w.confidence for w in words_ if w.text[:1].isalpha() and len(w.text) > 1]
    return 0.5 * min(told) + 0.5 * sum(told) / len(told) if told else 0.0


def _read_capitals(block: Block, system: System | None, digital: bool) -> dict[str, Proposal]:
    """Rows with a sign of authority, and the rows under them as the post."""
    rows = block.capitals
    marked = [i for i, r in enumerate(rows) if AUTHORITY.match(cleaned_row(r.text))]
    last = marked[-1] if marked else _for_the_head(rows)
    out = {}
    if marked:
        out["signer_authority"] = _phrase(rows[: last + 1], system, digital)
    elif last >= 0:
        head = _listed_part(cleaned_row(rows[last].text))
        value = f"{_SIGNS[system or 'state']['T']} {head}"
        sure = 0.75 if fold(head) in _posts() else 0.4
        out["signer_authority"] = Proposal(value, sure, (rows[last].place,), rows[last].text)
    under = rows[last + 1 :]
    if not digital:
        # A collective body never signs itself: its T/M or T/L was lost under the seal.
        under = [r for r in under if fold(_listed_part(cleaned_row(r.text))) not in words("collectives")]
    if under:
        out["signer_post"] = _post(under, block, out.get("signer_authority"), system, digital)
    return out


def _post(
    rows: Sequence[Piece], block: Block, authority: Proposal | None, system: System | None, digital: bool
) -> Proposal:
    """The post. On a scan it is doubted when its row is off the block's axis or the row under it is lost: then its
    first word (PHÓ) or its last row lies under the seal."""
    post = _phrase(rows, system, digital)
    if digital:
        return post
    if authority and _is_for(authority, post):
        # One who signs for the head is not the head: PHÓ was not read.
        return replace(post, value=f"PHÓ {post.value}", confidence=0.72)
    others = [r for r in block.capitals if r not in rows]
    axis = sum(r.centre for r in others) / len(others) if others else rows[-1].centre
    off = any(abs(r.centre - axis) > 0.8 * max(r.height, 10) for r in rows)
    return replace(post, confidence=post.confidence * (0.6 if off or block.cut else 1.0))


def _is_for(authority: Proposal, post: Proposal) -> bool:
    """Whether the authority is "for" (KT., K/T) exactly this post."""
    return bool(re.fullmatch(r"k/?t\.?\s*" + re.escape(fold(post.value)), fold(authority.value)))


def _for_the_head(rows: Sequence[Piece]) -> int:
    """Index of the row above "PHÓ GIÁM ĐỐC" that names the head, "GIÁM ĐỐC": its KT. was written by hand or lies under
    the seal. -1 when the rows are not so."""
    said = [fold(_corrected(cleaned_row(r.text), None)[0]) for r in rows]
    for i in range(len(rows) - 1):
        if said[i + 1].startswith("pho ") and said[i].endswith(said[i + 1][4:]):
            return i
    return -1


def _listed_part(text: str) -> str:
    """The listed post that a text ends with, or the text."""
    ends = [p for p, folded in _written_posts().items() if fold(text).endswith(folded)]
    return max(ends, key=len) if ends else text


def _phrase(rows: Sequence[Piece], system: System | None, digital: bool) -> Proposal:
    """Rows in capitals as one phrase, each corrected to the listed post it is nearest to."""
    parts = [_corrected(cleaned_row(r.text), None if digital else system) for r in rows]
    exact = all(p[1] for p in parts)
    trust = 0.97 if digital else min(0.96, sum(r.confidence for r in rows) / len(rows))
    if not digital:
        trust = max(trust, 0.88) if exact and trust > 0.7 else trust * (0.9 if _begins_listed(rows) else 0.6)
    text = tone_normal(" ".join(p[0] for p in parts))
    return Proposal(text, trust, tuple(r.place for r in rows), " ".join(r.text for r in rows))


def _begins_listed(rows: Sequence[Piece]) -> bool:
    """Whether the last row begins with a listed post and goes on ("TRƯỞNG PHÒNG TỔ CHỨC")."""
    said = fold(cleaned_row(rows[-1].text))
    return any(said.startswith(p + " ") for p in _posts() if len(p) > 6) and plausible(rows[-1].text.lower()) == 1


def _corrected(text: str, system: System | None) -> tuple[str, bool]:
    """A row with its sign of authority tidied and its post as listed; whether the post is listed. A sign read by OCR
    is written as its `system` writes it; None leaves it as typed."""
    mark = AUTHORITY.match(text)
    sign, rest = (re.sub(r"\s", "", mark.group()), text[mark.end() :]) if mark else ("", text)
    best = process.extractOne(fold(rest), _written_posts(), scorer=fuzz.ratio)
    if best and best[1] >= 90:
        rest = best[2]
    if sign and system:
        sign = _SIGNS[system][re.sub(r"\W", "", sign)[-1]]
    elif sign and "/" not in sign and not sign.endswith("."):
        sign = sign.rstrip(",:") + "."
    return collapse(f"{sign} {rest}"), bool(best and best[1] >= 90)
