"""`chauban backup DIR`: everything, in one consistent moment, while the office runs.

The database is dumped from an exported snapshot; the files of the vault that the same snapshot names are copied after
it. Since a file is made durable before the row that names it, none can be missing. The copy stands under a name of its
own in DIR once every byte of it is written and checked; before that it ends in `.partial`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from chauban.vault.store import sync_folder

from . import postgres
from .commands import Failed
from .manifest import MANIFEST, digest_of, write_manifest
from .words import _, say

#: What is copied beside the dump and the vault, where it exists.
KEPT = ("journal-key.pem",)
DUMP = "database.dump"
HEADS = "journal-heads.txt"
#: A scan may be erased between the snapshot and its copying (a paper found to be classified): then all begins anew.
ATTEMPTS = 3


def backup(arguments: argparse.Namespace) -> None:
    """Make a backup in a new folder of DIR named by the hour."""
    from django.conf import settings

    folder: Path = arguments.folder.expanduser().resolve()
    if folder.is_relative_to(settings.DATA.resolve()):
        raise Failed(_("Back up to a folder outside the data, best on another disk."))
    folder.mkdir(parents=True, exist_ok=True)
    earlier = _earlier(folder)
    partial = folder / (time.strftime("%Y%m%d-%H%M%S") + ".partial")
    for attempt in range(ATTEMPTS):
        _begin(partial)
        try:
            files = _copy_all(partial, earlier)
            write_manifest(partial, files=files)
            _make_durable(partial)
            break
        except FileNotFoundError as vanished:
            shutil.rmtree(partial)
            if attempt + 1 == ATTEMPTS:
                raise Failed(_("A file of the vault is missing: {error}").format(error=vanished)) from vanished
        except BaseException:
            shutil.rmtree(partial)
            raise
    final = partial.with_suffix("")
    partial.rename(final)
    sync_folder(folder)
    say(_("Backed up {files} files and the database to {folder}.").format(files=files, folder=final))


def _begin(partial: Path) -> None:
    """Make the folder; raises Failed when another backup is at work in it, which is left alone."""
    try:
        partial.mkdir(mode=0o700)
    except FileExistsError as error:
        raise Failed(_("Another backup is being written to {folder}.").format(folder=partial)) from error


def _earlier(folder: Path) -> Path | None:
    """The newest whole backup in DIR: its vault files need not be written a second time."""
    whole = sorted(path.parent for path in folder.glob(f"*/{MANIFEST}") if path.parent.suffix != ".partial")
    return whole[-1] if whole else None


def _copy_all(target: Path, earlier: Path | None) -> int:
    """Dump and copy; returns how many files of the vault there are."""
    from django.conf import settings
    from django.db import connection, transaction

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            [snapshot] = cursor.fetchone()
        dump = str(target / DUMP)
        postgres.run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={dump}")
        files = 0
        for digest in _files():
            _copy_file(digest, target, earlier)
            files += 1
        _copy_heads(target / HEADS)
    shutil.copytree(settings.DATA / "secrets", target / "secrets")
    for name in KEPT:
        if (settings.DATA / name).exists():
            shutil.copy2(settings.DATA / name, target / name)
    return files


def _files() -> Iterator[str]:
    from chauban.vault.models import File

    yield from File.objects.order_by("sha256").values_list("sha256", flat=True).iterator(chunk_size=2000)


def _copy_file(digest: str, target: Path, earlier: Path | None) -> None:
    """One file of the vault: linked from the earlier backup when that has it sound, else copied and checked."""
    from django.conf import settings

    from chauban.vault import store

    place = store.path_of(target / "vault", digest)
    place.parent.mkdir(parents=True, exist_ok=True)
    known = store.path_of(earlier / "vault", digest) if earlier else None
    if known and known.is_file() and digest_of(known) == digest and _linked(known, place):
        return
    shutil.copyfile(store.path_of(settings.VAULT, digest), place)
    if digest_of(place) != digest:
        raise Failed(_("The file {digest} in the vault is damaged; see `chauban doctor --deep`.").format(digest=digest))
    with contextlib.suppress(PermissionError):  # exFAT knows no such rights
        place.chmod(0o440)


def _linked(known: Path, place: Path) -> bool:
    """Whether the disk can give one file two names; exFAT and network shares cannot."""
    try:
        os.link(known, place)
    except OSError:
        return False
    return True


def _copy_heads(path: Path) -> None:
    """The signed heads up to the dump's newest: a younger one would tell of lines that the dump does not have."""
    from django.conf import settings

    from chauban.journal import heads
    from chauban.journal.models import Head

    newest = Head.objects.first()
    told = (head for head in heads.in_file(settings.JOURNAL_HEADS) if newest and head.size <= newest.size)
    path.write_text("".join(f"{head}\n" for head in told), encoding="ascii")


def _make_durable(folder: Path) -> None:
    """Every file and folder of the backup on the disk, not only in memory."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    for path in (folder, *(each for each in folder.rglob("*") if each.is_dir())):
        sync_folder(path)
