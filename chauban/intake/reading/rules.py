"""The built-in rules in `data/`, read once, and the office's lists laid over them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from chauban.kernel.text import fold

from .shapes import Known, KnownKind

DATA = Path(__file__).parent / "data"


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


def kinds_of(known: Known) -> tuple[KnownKind, ...]:
    """The office's kinds first, then those built in."""
    return known.kinds + built_in_kinds()


def kind_codes(known: Known) -> dict[str, str]:
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


def body_symbols(known: Known) -> dict[str, str]:
    """Folded symbol of a body -> the symbol as written; a folded form that two symbols share is left out."""
    symbols: dict[str, set[str]] = {}
    own = [part for agency in known.agencies for part in agency.symbol.split("-") if part]
    for symbol in [*own, *rules()["bodies"].split()]:
        symbols.setdefault(fold(symbol), set()).add(symbol)
    return {key: min(found) for key, found in symbols.items() if len(found) == 1}


def place_names(known: Known) -> tuple[str, ...]:
    """Places that issue papers: the office's list, then the provinces, new and old."""
    return known.places + tuple(rules()["provinces"]) + ("Thành phố Hồ Chí Minh", "TP. Hồ Chí Minh")
