"""The built-in rules in `data/`, read once, and the office's lists laid over them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from chauban.kernel.text import fold

from .shapes import Known, KnownKind

DATA = Path(__file__).parent / "data"
#: Tables are kept for this many lists of the office: the one just read with, and what a test or a bench has beside it.
LISTS = 4


@cache
def rules() -> dict[str, Any]:
    """The rules file as plain values."""
    loaded: dict[str, Any] = yaml.safe_load((DATA / "rules.yaml").read_text("utf-8"))
    return loaded


@cache
def words(key: str) -> frozenset[str]:
    """A list of the rules (or words of a text), folded, for membership tests."""
    value = rules()[key]
    items = value.split() if isinstance(value, str) else value
    return frozenset(fold(str(item)) for item in items)


@cache
def built_in_kinds() -> tuple[KnownKind, ...]:
    """Kinds of both systems by regulation."""
    made = []
    for code, name in rules()["kinds"]["party"]:
        made.append(KnownKind(code, name, "party"))
    for code, name in rules()["kinds"]["state"]:
        made.append(KnownKind(code, name, "state"))
    return tuple(made)


@lru_cache(LISTS)
def kinds_of(known: Known) -> tuple[KnownKind, ...]:
    """The office's kinds first, then those built in."""
    return known.kinds + built_in_kinds()


@lru_cache(LISTS)
def named_kinds(known: Known) -> tuple[tuple[str, KnownKind], ...]:
    """The kinds with their folded names, the longest name first."""
    return tuple(sorted(((fold(k.name), k) for k in kinds_of(known)), key=lambda each: -len(each[1].name)))


@lru_cache(LISTS)
def kind_codes(known: Known) -> Mapping[str, str]:
    """Folded abbreviation of a kind -> the abbreviation as it is properly written."""
    codes: dict[str, str] = {}
    for kind in kinds_of(known):
        codes.setdefault(fold(kind.code), kind.code)
    for alias in rules()["kind_aliases"]:
        codes.setdefault(fold(alias), alias)
    return codes


def kind_of_code(code: str, system: str, known: Known) -> KnownKind | None:
    """The kind that an abbreviation of a notation stands for, of one system if it has it."""
    wanted = rules()["kind_aliases"].get(code, code)
    found = [k for k in kinds_of(known) if k.code == wanted]
    own = [k for k in found if k.system == system]
    return next(iter(own or found), None)


@lru_cache(LISTS)
def notation_parts(known: Known) -> Mapping[str, str]:
    """Folded form of any part of a notation -> as it is written; of a kind before a body of the same letters."""
    return {**body_symbols(known), **kind_codes(known)}


@lru_cache(LISTS)
def body_symbols(known: Known) -> Mapping[str, str]:
    """Folded symbol of a body -> the symbol as written; a folded form that two symbols share is left out."""
    symbols: dict[str, set[str]] = {}
    own = [part for agency in known.agencies for part in agency.symbol.split("-") if part]
    for symbol in [*own, *rules()["bodies"].split()]:
        symbols.setdefault(fold(symbol), set()).add(symbol)
    return {key: min(found) for key, found in symbols.items() if len(found) == 1}


@lru_cache(LISTS)
def place_names(known: Known) -> tuple[str, ...]:
    """Places that issue papers: the office's list, then the provinces, new and old."""
    return known.places + tuple(rules()["provinces"]) + ("Thành phố Hồ Chí Minh", "TP. Hồ Chí Minh")
