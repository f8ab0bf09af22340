"""Every act that the code records can be read as a sentence, and every sentence belongs to an act."""

from __future__ import annotations

import ast
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

from chauban.documents.fields import PaperFields
from chauban.journal.sentences import FIELDS, SENTENCES
from chauban.people.acts.agency import AgencyFields
from chauban.people.acts.person import PersonFields
from chauban.registry.acts.registers import CHANGEABLE

PACKAGE = Path(__file__).resolve().parents[2] / "chauban"
#: The journal's own functions, and the one by which acts on a paper's way call them; what each adds to the detail.
RECORDING = ("record", "recorded", "note")
ALSO = {"record": set(), "recorded": set(), "note": {"on_behalf_of"}}


def recorded() -> dict[str, tuple[set[str], bool]]:
    """Act -> names in its detail, and whether there may be others (`**more`)."""
    found: dict[str, tuple[set[str], bool]] = {}
    for path in PACKAGE.rglob("*.py"):
        if {"tests", "migrations"} & set(path.parts):
            continue
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                for act, names, more in _of_function(function):
                    before, open_ended = found.get(act, (set(), False))
                    found[act] = (before | names, open_ended or more)
    return found


def _of_function(function: ast.FunctionDef) -> Iterator[tuple[str, set[str], bool]]:
    """What one function records, itself or by a room's `note`; the act's name may stand in a variable."""
    named = {
        target.id: node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RECORDING:
            names = {word.arg for word in node.keywords if word.arg} | ALSO[node.func.id]
            more = any(word.arg is None for word in node.keywords)
            act = named.get(node.args[1].id, node.args[1]) if isinstance(node.args[1], ast.Name) else node.args[1]
            for part in ast.walk(act):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and "." in part.value:
                    yield part.value, names, more


def test_every_act_has_a_sentence():
    acts = recorded()
    assert len(acts) > 20
    assert set(acts) - set(SENTENCES) == set()


def test_no_sentence_is_left_over():
    assert set(SENTENCES) - set(recorded()) == set()


def test_every_field_that_can_change_has_a_name():
    kinds = (PaperFields, AgencyFields, PersonFields)
    changeable = {field.name for kind in kinds for field in dataclasses.fields(kind)} | {*CHANGEABLE, "arrived_on"}
    assert changeable - set(FIELDS) == set()


def test_sentences_name_what_is_recorded():
    wrong = {
        act: missing
        for act, (names, open_ended) in recorded().items()
        if not open_ended and (missing := set(re.findall(r"%\((\w+)\)s", SENTENCES.get(act, ""))) - names)
    }
    assert wrong == {}
