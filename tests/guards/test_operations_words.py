"""The command line's own catalogue is complete; it is no room, and speaks without Django."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.guards.test_catalogue import entries

OPERATIONS = Path(__file__).resolve().parents[2] / "chauban" / "operations"
PO = OPERATIONS / "locale" / "vi" / "LC_MESSAGES" / "django.po"


def said() -> set[str]:
    """Every literal given to `_()`."""
    return {
        node.args[0].value.replace('"', '\\"')
        for path in OPERATIONS.rglob("*.py")
        if "tests" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_"
        if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    }


def test_every_word_is_translated():
    assert len(said()) > 50
    assert said() - entries(PO, "--translated", "--no-fuzzy") == set()


def test_no_word_is_left_over():
    assert entries(PO, "--translated") - said() == set()
