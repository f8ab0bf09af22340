"""Loading the dated packs that come with the product."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from chauban.journal.act import record

from .models import Kind, Pack

PACKS = Path(__file__).parent / "packs"


def load_packs(folder: Path = PACKS) -> int:
    """Bring the packs of `folder` into the database in the owner's role; returns how many were new or changed.

    What the office edited itself (a kind's name or order, who verified a pack) is left as the office has it.
    """
    changed = 0
    for path in sorted(folder.glob("*.yaml")):
        with transaction.atomic():
            changed += _load(yaml.safe_load(path.read_text(encoding="utf-8")))
    return changed


def _load(data: dict[str, Any]) -> int:
    kinds = data.pop("kinds")
    known = Pack.objects.filter(code=data["code"]).first()
    if known and all(getattr(known, name) == value for name, value in data.items()):
        return 0
    pack, _ = Pack.objects.update_or_create(code=data["code"], defaults=data)
    for order, (code, name) in enumerate(kinds):
        Kind.objects.get_or_create(system=pack.system, name=name, defaults={"code": code, "order": order, "pack": pack})
    record(None, "rulebook.pack_loaded", pack=pack.code, title=pack.title)
    return 1
