"""The Vietnamese catalogue is complete: every word in code and templates is translated, nothing fuzzy."""

from __future__ import annotations

import gettext
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "chauban"
ROOMS = sorted(path.parent for path in PACKAGE.glob("*/apps.py"))
ROOMS_AND_TESTS = {room.name for room in ROOMS} | {"operations", "demo"}


def entries(po: Path, *flags: str) -> set[str]:
    """The message ids of a catalogue after `msgattrib` with the given flags, one line each, header left out."""
    done = subprocess.run(
        ["msgattrib", "--no-wrap", "--no-location", *flags, str(po)], capture_output=True, text=True, check=True
    )
    ids, current = set(), None
    for line in [*done.stdout.splitlines(), "msgstr"]:
        if line.startswith("msgid "):
            current = line[6:].strip('"')
        elif line.startswith('"') and current is not None:
            current += line.strip('"')
        elif line.startswith("msgstr") and current:
            ids.add(current)
            current = None
        elif line.startswith("msgstr"):
            current = None
    return ids


@pytest.mark.parametrize("room", [*ROOMS, PACKAGE], ids=lambda room: room.name)
def test_catalogue_is_complete(room: Path, tmp_path: Path):
    copy = tmp_path / room.name
    beside = ROOMS_AND_TESTS if room == PACKAGE else set()
    shutil.copytree(room, copy, ignore=lambda folder, names: {"__pycache__", "tests"} | (beside & set(names)))
    (copy / "locale").mkdir(exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "vi", "--no-location", "--no-obsolete", "-v0"],
        cwd=copy, check=True, capture_output=True,
        env=os.environ | {"PYTHONSAFEPATH": "1"},  # a room's `calendar.py` is not Python's
    )  # fmt: skip
    po = copy / "locale" / "vi" / "LC_MESSAGES" / "django.po"
    if not po.exists():
        return
    assert entries(po, "--untranslated") == set()
    assert entries(po, "--only-fuzzy") == set()


def test_one_english_wording_has_one_vietnamese():
    """Catalogues of all rooms become one when the program runs: two wordings for one would be a toss-up."""
    said: dict[object, dict[str, str]] = {}
    for path in sorted(PACKAGE.glob("**/locale/vi/LC_MESSAGES/django.mo")):
        with path.open("rb") as file:
            catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        for english, vietnamese in catalogue.items():
            if english:
                said.setdefault(english, {})[str(path.relative_to(PACKAGE))] = vietnamese
    differ = {english: where for english, where in said.items() if len(set(where.values())) > 1}
    assert not differ
