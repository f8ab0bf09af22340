"""What all web processes remember for a short time: second-factor codes that were used, attempts that are counted."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache


class SharedCache(FileBasedCache):
    """Django's cache in files, in which of two who add the same thing at once only one succeeds."""

    def add(self, key: Any, *args: Any, **kwargs: Any) -> bool:
        """Whether the key was not there."""
        with self._alone():
            return bool(super().add(key, *args, **kwargs))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        folder = Path(vars(self)["_dir"])
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)
