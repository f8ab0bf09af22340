"""Every setting is documented, and nothing is documented that is not a setting."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Made from the arguments of `createadmin`.
MADE = {f"CHAUBAN_ADMIN_{word}" for word in ("USERNAME", "FULL_NAME", "AGENCY", "UNIT", "TITLE")}


def test_settings_page_is_complete():
    read = {
        name
        for path in (ROOT / "chauban").rglob("*.py")
        if "tests" not in path.parts
        for name in re.findall(r"\"(CHAUBAN_[A-Z_]+[A-Z]|DATABASE_URL)\"", path.read_text(encoding="utf-8"))
    }
    told = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8"), re.M))
    assert told == read | MADE
