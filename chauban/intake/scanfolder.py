"""The folder scanners write to: finished files go into the tray, then out of the way.

A folder inside named as a unit (its name or symbol, with or without marks) is that unit's; what lies at the top goes to
the office's first registry. Taken files are kept in `.taken/` for some weeks, refused ones in `.refused/` beside a text
that says why, until somebody removes them.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from chauban.kernel.refused import Refused
from chauban.kernel.text import fold
from chauban.people.identity import SYSTEM, acting
from chauban.people.models import Unit
from chauban.registry.models import Register
from chauban.vault.store import StoreFull

from . import acts
from .models import Arrival
from .naming import clean_name
from .states import Source

log = logging.getLogger(__name__)
#: A file is finished when it is at least this old, in seconds, and stood the same at the look before.
SETTLED = 2.0
UNFINISHED = (".tmp", ".part", ".crdownload", "~")
#: Path -> (size, time of change) at the last look of this process.
_last_look: dict[Path, tuple[int, int]] = {}


def take_in(root: Path) -> list[Arrival]:
    """Look once; returns what was taken in. A full disk leaves the files where they are, for a later look."""
    if not root.is_dir():
        return []
    taken = []
    with acting(SYSTEM):
        trays = _trays()
    for path in _settled(root):
        unit = trays.get(fold(path.parent.name)) if path.parent != root else None
        unit = unit or trays.get("")
        if unit is not None:
            try:
                taken += _take(root, path, unit)
            except OSError as problem:
                # It cannot be read, or not put away: the others go on, and the next look tries again.
                log.warning("the scan folder holds a file that cannot be taken: %s", problem)
    return taken


def _settled(root: Path) -> list[Path]:
    """Finished files, oldest first."""
    global _last_look
    before, now = _last_look, {}
    for path in _files(root):
        try:
            facts = path.lstat()
        except FileNotFoundError:
            continue
        if stat.S_ISREG(facts.st_mode):  # never follow a link out of the folder
            now[path] = facts.st_size, facts.st_mtime_ns
    _last_look = now
    horizon = time.time_ns() - SETTLED * 1e9
    same = [path for path, look in now.items() if before.get(path) == look and look[1] < horizon]
    return sorted(same, key=lambda path: now[path][1])


def _files(root: Path) -> Iterator[Path]:
    for path in root.iterdir():
        if path.name.startswith(".") or path.name.endswith(UNFINISHED) or path.is_symlink():
            continue
        if path.is_dir():
            try:
                inside = list(path.iterdir())
            except OSError as problem:
                log.warning("the scan folder holds a folder that cannot be looked into: %s", problem)
                continue
            yield from (each for each in inside if not each.name.startswith(".") and not each.name.endswith(UNFINISHED))
        else:
            yield path


def _trays() -> dict[str, Unit]:
    """Folder name, folded -> unit; "" is the unit of the top folder."""
    registers = Register.objects.filter(
        direction=Register.Direction.ARRIVALS, retired=False, secrecy_from=0
    ).select_related("keeper__agency")
    keepers = [register.keeper for register in registers.order_by("agency__order", "order", "pk")]
    ours = [keeper for keeper in keepers if keeper.agency.code == settings.OFFICE_CODE] or keepers
    named = {fold(name): keeper for keeper in keepers for name in (keeper.name, keeper.symbol) if name}
    return named | ({"": ours[0]} if ours else {})


def _take(root: Path, path: Path, unit: Unit) -> list[Arrival]:
    try:
        arrival = None if _taken_before(path, unit) else acts.receive(None, unit, Source.FOLDER, path.name, path)
    except Refused as refusal:
        if not isinstance(refusal.__cause__, StoreFull):
            _put_away(path, root / ".refused", why=str(refusal))
        return []
    _put_away(path, root / ".taken" / f"{timezone.localdate():%Y-%m}")
    return [arrival] if arrival else []


def _taken_before(path: Path, unit: Unit) -> bool:
    """Whether a worker took this very file in and was killed before it could put it away."""
    with acting(SYSTEM):
        earlier = Arrival.objects.filter(source=Source.FOLDER, unit=unit, name=clean_name(path.name)).order_by("-pk")[
            :1
        ]
        same = [a for a in earlier if a.received_at.timestamp() >= path.stat().st_mtime]
    if not same:
        return False
    return _digest(path) == same[0].file_id


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def forget(root: Path, digest: str, size: int) -> None:
    """Remove the copies of one file, of `size` bytes, from what was taken; for scans that may not stay anywhere."""
    for path in (root / ".taken").rglob("*"):
        if path.is_file() and path.stat().st_size == size and _digest(path) == digest:
            path.unlink()


def forget_old(root: Path, days: int, now: float) -> None:
    """Remove files that were put into `.taken/` more than `days` days before `now` (seconds since 1970).

    The time of a file's last change of status tells when it was put there; that of its content is the scanner's.
    """
    horizon = now - days * 86400
    for folder in (root / ".taken").glob("*"):
        for path in folder.iterdir():
            facts = path.lstat()
            if stat.S_ISREG(facts.st_mode) and max(facts.st_ctime, facts.st_mtime) < horizon:
                path.unlink()
        with contextlib.suppress(OSError):  # something younger is in it
            folder.rmdir()


def _put_away(path: Path, folder: Path, why: str = "") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / path.name
    nth = 1
    while target.exists():
        nth += 1
        target = folder / f"{path.stem}-{nth}{path.suffix}"
    path.replace(target)
    if why:
        target.with_name(f"{target.name}.txt").write_text(f"{why}\n", encoding="utf-8")
