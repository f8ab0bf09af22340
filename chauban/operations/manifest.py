"""What a backup holds: every file with its digest, and the versions that made it."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from .commands import Failed
from .words import _

MANIFEST = "manifest.json"
FORMAT = 1


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(folder: Path, *, files: int) -> None:
    """Describe `folder` in its manifest. Files of the vault are named by their digest and only counted."""
    from django.db import connection

    others = {str(path.relative_to(folder)): digest_of(path) for path in _others(folder)}
    content = {
        "format": FORMAT,
        "made_at": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "chauban": metadata.version("chauban"),
        "postgresql": connection.pg_version // 10000,  # type: ignore[attr-defined]
        "vault_files": files,
        "sha256": others,
    }
    (folder / MANIFEST).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def check_manifest(folder: Path) -> None:
    """Read every byte of the backup; raises Failed naming the first that is missing, altered or too much."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Failed(_("{folder} is no whole backup: it has no manifest.").format(folder=folder)) from error
    if content["format"] != FORMAT:
        raise Failed(_("This backup was made by another version of Châu Bản."))
    found = {str(path.relative_to(folder)) for path in _others(folder)}
    for name in sorted(found | set(content["sha256"])):
        if name not in found or digest_of(folder / name) != content["sha256"].get(name):
            raise Failed(_("{name} of the backup is missing or was altered.").format(name=name))
    kept = 0
    for path in (folder / "vault").rglob("*"):
        if path.is_file():
            kept += 1
            if digest_of(path) != path.name:
                raise Failed(_("{name} of the backup is missing or was altered.").format(name=path.name))
    if kept != content["vault_files"]:
        told = _("The backup should hold {wanted} files of the vault, and holds {there}.")
        raise Failed(told.format(wanted=content["vault_files"], there=kept))


def _others(folder: Path) -> Iterator[Path]:
    """Everything but the vault and the manifest itself."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder).parts[0] not in ("vault", MANIFEST):
            yield path
