"""Who issued the paper, and the body above it, from the left column above the number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from rapidfuzz import fuzz

from chauban.kernel.text import collapse, fold

from .casing import proper, with_marks
from .lexicon import plausible, repair
from .lines import Piece
from .rules import LISTS, rules, words
from .shape_of_text import in_capitals, letters
from .shapes import Known, KnownAgency, Proposal


@dataclass(frozen=True)
class Body:
    """One body's name as printed over one or more lines."""

    lines: tuple[Piece, ...]

    @property
    def text(self) -> str:
        return collapse(" ".join(_trim(line.text) for line in self.lines))


@dataclass(frozen=True)
class Around:
    """What the rest of the paper says that helps to read its issuer: text, notation, place of issue ("" if unread)."""

    evidence: str
    notation: str = ""
    place: str = ""


def _trim(text: str) -> str:
    """A line of a name without rules, asterisks and specks at its ends."""
    text = re.sub(r"(?<!\w)[^\w\s]*[_=~|'`*\"“”.:;<>]+[^\w\s]*(?!\w)", " ", text)
    return collapse(re.sub(r"^[^\w(]+|[^\w)\-,&]+$", "", text))


def bodies_of(rows: Sequence[Piece]) -> list[Body]:
    """The column's rows put together to names; rows not in capitals are others' marks."""
    names: list[list[Piece]] = []
    for row in rows:
        text = _trim(row.text)
        if len(letters(text)) < (2 if names else 3) or not in_capitals(text):
            continue
        if names and not _starts_new(text, [_trim(p.text) for p in names[-1]], row, names[-1][-1]):
            names[-1].append(row)
        else:
            names.append([row])
    return [Body(tuple(name)) for name in names]


def _starts_new(text: str, so_far: Sequence[str], row: Piece, last: Piece) -> bool:
    """Whether a line begins another body's name rather than continuing the one above."""
    before, now = fold(" ".join(so_far)), fold(text)
    if re.search(r"[-,&]$|\bva$", before) or before in words("unfinished"):
        return False
    if now == "truong" and before.endswith(("moi", "thi")):
        return False
    if row.bold != last.bold and any(now.startswith(h) for h in words("heads")):
        return True
    if _first_of(now, words("continuing")) and not _first_of(now, words("heads")):
        return False
    return _first_of(now, words("heads"))


def _first_of(text: str, starts: frozenset[str]) -> bool:
    return any(text == s or text.startswith(s + " ") for s in starts)


def read_issuer(rows: Sequence[Piece], paper: Around, known: Known, digital: bool) -> dict[str, Proposal]:
    """Proposals for issuer and superior."""
    bodies = bodies_of(rows)[-3:]
    if not bodies:
        return {}
    issuer, above = bodies[-1], bodies[-2] if len(bodies) > 1 else None
    told = _propose_issuer(issuer, above, paper, known, digital)
    if not digital:
        told = replace(told, confidence=told.confidence * _borne_out(issuer.text, paper.notation))
    out = {"issuer": told}
    if above is not None:
        out["superior"] = _as_printed(above, paper, known, digital)
    agency = _listed_issuer(issuer, above, known)
    if agency:
        listed = replace(
            out["issuer"], value=agency.name, agency_id=agency.id, confidence=max(0.93, out["issuer"].confidence)
        )
        out["issuer"] = listed
    return out


def _borne_out(name: str, notation: str) -> float:
    """Whether the notation bears an issuer out: a scan may have lost the line of the issuer proper under a stamp, so
    that the superior is taken for it. 1 when it does, less when it says otherwise or was not read."""
    marks = next(
        (m for start, m in rules()["symbol_of_issuer"].items() if spelled_out(name).startswith(fold(start))), None
    )
    if marks is None:
        return 1.0
    if not notation:
        return 0.85
    return 1.0 if any(mark in re.split(r"[-/]", notation) for mark in marks) else 0.5


def _as_printed(body: Body, paper: Around, known: Known, digital: bool) -> Proposal:
    """A name as it stands in print, written properly; sure when its words are known and it begins as bodies do."""
    parts = re.split(r"\s*-\s+|\s+-\s*", body.text.strip(" _.~"))
    name = " - ".join(proper(part, paper.evidence, known) for part in parts if part)
    if not digital:
        name = _with_place(with_marks(repair(name)), paper.place)
    trust = 0.96 if digital else min(0.96, sum(p.confidence for p in body.lines) / len(body.lines))
    built = plausible(name) if not digital else 1.0
    listed = any(fold(body.text).startswith(h) for h in words("heads"))
    sure = trust * (1.0 if built > 0.99 else 0.75) * (1.0 if listed else 0.8)
    return Proposal(name, sure, tuple(p.place for p in body.lines), " ".join(p.text for p in body.lines))


def _with_place(name: str, place: str) -> str:
    """A scanned name whose last words, after tỉnh, ủy and the like, are nearly the place of issue, with that place."""
    size = len(place.split())
    parts = name.split()
    after_unit = len(parts) > size > 0 and fold(parts[-size - 1]) in ("tinh", "pho", "uy", "xa", "phuong", "khu")
    tail = " ".join(parts[-size:]) if after_unit else ""
    return " ".join([*parts[:-size], place]) if tail and fuzz.ratio(fold(tail), fold(place)) >= 70 else name


def _propose_issuer(body: Body, above: Body | None, paper: Around, known: Known, digital: bool) -> Proposal:
    """As printed; a name that says nothing alone (Văn phòng, Ban Tổ chức) with the body above it."""
    printed = _as_printed(body, paper, known, digital)
    if above is None or not _is_relative(body.text):
        return printed
    whole = f"{printed.value} {_as_printed(above, paper, known, digital).value}"
    places = printed.places + tuple(p.place for p in above.lines)
    return replace(printed, value=whole, places=places)


def _is_relative(text: str) -> bool:
    """Whether every body named in the text (two in a joint paper) is a relative one."""
    return all(fold(part).strip() in words("relative") for part in re.split(r"\s*-\s*", text) if part.strip())


@cache
def _abbreviations() -> dict[str, str]:
    return {fold(k): fold(v) for k, v in rules()["abbreviations"].items()}


@lru_cache(LISTS)
def _listed(known: Known) -> tuple[tuple[KnownAgency, str, str], ...]:
    """The agencies of the office's list, each with its name and its superior's spelled out."""
    return tuple((each, spelled_out(each.name), spelled_out(each.superior)) for each in known.agencies)


def spelled_out(text: str) -> str:
    """Folded, with the usual abbreviations written in full, for comparing names."""
    full = _abbreviations()
    return collapse(" ".join(full.get(w, w) for w in re.findall(r"\w+", fold(text))))


def _listed_issuer(issuer: Body, above: Body | None, known: Known) -> KnownAgency | None:
    """The one agency of the office's list that the print names, or None when none or several fit."""
    mine, over = spelled_out(issuer.text), spelled_out(above.text) if above else ""
    scored = sorted(
        ((_fit(name, superior, mine, over), agency.id, agency) for agency, name, superior in _listed(known)),
        reverse=True,
        key=lambda s: s[:2],
    )
    if not scored or scored[0][0] < 97:
        return None
    if len(scored) > 1 and scored[0][0] - scored[1][0] < 3 and scored[1][0] >= 97:
        return None
    return scored[0][2]


def _fit(name: str, superior: str, mine: str, over: str) -> float:
    """0..100: how well an agency of this name fits the printed issuer and the body printed above it."""
    place = re.sub(r"^(uy ban nhan dan|hoi dong nhan dan|dang bo|tinh uy|thanh uy|bo|dang uy)\s+", "", over)
    forms = {mine, f"{mine} {over}".strip(), f"{mine} {place}".strip()}
    best = max(fuzz.ratio(form, name) for form in forms)
    if superior and over and name == mine and fuzz.ratio(superior, over) < 85:
        return best - 20
    return float(best)
