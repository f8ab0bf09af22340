"""The vault: every file that a row names has its bytes. Page images and archival copies are such files too."""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings

from chauban.vault import store
from chauban.vault.models import File

from ..words import _

#: A temporary file older than this, in seconds, belongs to a process that was killed.
STALE_AFTER = 6 * 3600
#: So many faults of one kind are told singly.
TOLD = 20


def files(deep: bool) -> list[str]:
    """Every row's bytes are there, of the row's size; deep: with the digest they are named by."""
    faults = []
    for digest, size in File.objects.values_list("sha256", "size").iterator(chunk_size=2000):
        path = store.path_of(settings.VAULT, digest)
        if not path.is_file():
            faults.append(_("The vault has lost the file {digest}.").format(digest=digest))
        elif path.stat().st_size != size:
            faults.append(_("The file {digest} in the vault has another size than it should.").format(digest=digest))
        elif deep and not store.verify(settings.VAULT, digest):
            faults.append(_("The file {digest} in the vault was altered.").format(digest=digest))
    return _shortened(faults)


def temporary_files(deep: bool) -> list[str]:
    """Nothing is left over by processes that were killed long ago."""
    horizon = time.time() - STALE_AFTER
    folder: Path = settings.VAULT / "tmp"
    left = [path for path in folder.glob("*") if path.stat().st_mtime < horizon]
    if not left:
        return []
    told = _("{count} old temporary files lie in {folder}; they can be removed.")
    return [told.format(count=len(left), folder=folder)]


def _shortened(faults: list[str]) -> list[str]:
    if len(faults) <= TOLD:
        return faults
    return [*faults[:TOLD], _("... and {count} more files.").format(count=len(faults) - TOLD)]
