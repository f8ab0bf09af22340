"""The house's own rules: floors, sizes, templates, nothing from outside."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "chauban"
#: From top to bottom; a room's tables may point only at rooms of its own or a lower floor.
FLOORS = [
    {"desk"},
    {"urging"},
    {"drafting"},
    {"routing"},
    {"intake"},
    {"registry", "search"},
    {"documents"},
    {"vault", "rulebook"},
    {"live"},
    {"journal"},
    {"people"},
    {"web"},
    {"kernel"},
]
SOURCES = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]


def floor(room: str) -> int | None:
    return next((level for level, rooms in enumerate(FLOORS) if room in rooms), None)


def test_foreign_keys_point_down():
    wrong = []
    for model in apps.get_models():
        own = floor(model._meta.app_label)
        if own is None:
            continue
        for field in model._meta.get_fields():
            related = getattr(field, "related_model", None)
            if related is None or field.auto_created:
                continue
            other = floor(related._meta.app_label)
            same_room = related._meta.app_label == model._meta.app_label
            if other is not None and not same_room and other <= own:
                wrong.append(f"{model._meta.label}.{field.name} -> {related._meta.label}")
    assert not wrong


def test_every_room_has_a_floor():
    rooms = {path.parent.name for path in PACKAGE.glob("*/apps.py")}
    assert rooms == set().union(*FLOORS)


def test_the_linter_knows_the_same_floors():
    text = (ROOT / ".importlinter").read_text()
    block = re.search(r"layers =\n((?:    .+\n)+)", text)
    assert block
    assert [set(re.split(r"\s*\|\s*", line.strip())) for line in block[1].splitlines()] == FLOORS


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_file_is_long(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_no_function_is_long():
    long = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                size = node.end_lineno - node.lineno + 1
                if size > 60:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} ({size} lines)")
    assert not long


def test_every_template_is_used():
    everything = "\n".join(
        path.read_text(encoding="utf-8") for pattern in ("*.py", "*.html", "*.txt") for path in PACKAGE.rglob(pattern)
    )
    #: Found by name by Django or allauth themselves.
    outside = {"403.html", "404.html", "500.html", "400.html", "403_csrf.html", "429.html"}
    unused = []
    for path in PACKAGE.rglob("templates/**/*.html"):
        name = str(path.relative_to(next(parent for parent in path.parents if parent.name == "templates")))
        if name in outside or name.split("/")[0] in {"account", "mfa", "usersessions", "allauth"}:
            continue
        if name not in everything:
            unused.append(name)
    assert not unused


def test_nothing_is_inline_and_nothing_comes_from_outside():
    wrong = []
    for path in [
        *PACKAGE.rglob("templates/**/*.html"),
        *PACKAGE.rglob("static/**/*.css"),
        *PACKAGE.rglob("static/**/*.js"),
    ]:
        text = re.sub(r"https?://(www\.)?w3\.org/\S+", "", path.read_text(encoding="utf-8"))
        if path.suffix == ".html":
            for script in re.findall(r"<script\b[^>]*>", text):
                if "src=" not in script and "application/json" not in script:
                    wrong.append(f"{path.name}: {script}")
            if re.search(r"<style\b|\sstyle=\"|\son(click|change|submit|load)=", text):
                wrong.append(f"{path.name}: inline style or handler")
        if re.search(r"(src|href|url\()\s*=?\s*[\"'(]?https?://", text):
            wrong.append(f"{path.name}: something from outside")
    assert not wrong
