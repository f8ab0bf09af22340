"""The file vault keeps every file once, whole, and under its digest."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chauban.vault import store

MIB = 1024 * 1024
CODE = Path(__file__).resolve().parents[3]


def names(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def test_the_bytes_come_back_under_their_digest(tmp_path: Path) -> None:
    stored = store.put(tmp_path, io.BytesIO("công văn".encode()), limit_bytes=MIB)
    assert stored == store.Stored(hashlib.sha256("công văn".encode()).hexdigest(), 10)
    assert store.path_of(tmp_path, stored.sha256).read_bytes() == "công văn".encode()
    assert store.verify(tmp_path, stored.sha256)


def test_a_path_can_be_put_and_an_empty_file_too(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert store.put(tmp_path / "vault", tmp_path / "empty", limit_bytes=0).size == 0


def test_the_same_bytes_are_one_file(tmp_path: Path) -> None:
    for _ in range(2):
        store.put(tmp_path, io.BytesIO(b"x" * MIB), limit_bytes=MIB)
    assert len(names(tmp_path)) == 1


def test_many_at_once_put_the_same_bytes(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        stored = set(pool.map(lambda _: store.put(tmp_path, io.BytesIO(b"y" * MIB), limit_bytes=MIB), range(32)))
    assert len(stored) == 1
    assert names(tmp_path) == [stored.pop().sha256]


def test_a_byte_over_the_limit_is_refused_and_nothing_stays(tmp_path: Path) -> None:
    store.put(tmp_path, io.BytesIO(b"12345"), limit_bytes=5)
    with pytest.raises(store.TooLarge) as refusal:
        store.put(tmp_path, io.BytesIO(b"123456"), limit_bytes=5)
    assert refusal.value.limit_bytes == 5
    assert len(names(tmp_path)) == 1


@pytest.mark.parametrize("digest", ["../../etc/passwd", "", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_only_digests_name_files(tmp_path: Path, digest: str) -> None:
    with pytest.raises(ValueError, match="digest"):
        store.path_of(tmp_path, digest)


def test_rotten_and_missing_files_are_told(tmp_path: Path) -> None:
    stored = store.put(tmp_path, io.BytesIO(b"sound"), limit_bytes=MIB)
    kept = store.path_of(tmp_path, stored.sha256)
    kept.chmod(0o600)
    kept.write_bytes(b"rotten")
    assert not store.verify(tmp_path, stored.sha256)
    assert not store.verify(tmp_path, "0" * 64)
    # Putting the same file again heals it.
    store.put(tmp_path, io.BytesIO(b"sound"), limit_bytes=MIB)
    assert store.verify(tmp_path, stored.sha256)


def test_a_killed_writer_leaves_nothing_under_a_digest(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from chauban.vault import store; "
        "store.put(Path(sys.argv[1]), sys.stdin.buffer, limit_bytes=10**9)"
    )
    writer = subprocess.Popen([sys.executable, "-c", program, tmp_path], stdin=subprocess.PIPE, cwd=CODE)
    assert writer.stdin is not None
    writer.stdin.write(b"z" * 3 * MIB)
    writer.stdin.flush()
    deadline = time.monotonic() + 10
    while not any(path.stat().st_size for path in (tmp_path / "tmp").glob("*")):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    left = names(tmp_path)
    assert len(left) == 1
    assert not any(store.DIGEST.fullmatch(name) for name in left)
    assert store.sweep_temporary(tmp_path, older_than=3600) == 0
    assert store.sweep_temporary(tmp_path, older_than=-1) == 1
    assert names(tmp_path) == []


def test_a_full_disk_is_told_and_nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(store.StoreFull):
        store.put(tmp_path, io.BytesIO(b"w" * MIB), limit_bytes=MIB)
    assert names(tmp_path) == []


def test_the_real_system_refuses_the_write(tmp_path: Path) -> None:
    program = (
        "import io, resource, signal, sys; from pathlib import Path; from chauban.vault import store\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000000, 1000000))\n"
        "try: store.put(Path(sys.argv[1]), io.BytesIO(b'v' * 3000000), limit_bytes=10**9)\n"
        "except store.StoreFull: sys.exit(7)"
    )
    assert subprocess.run([sys.executable, "-c", program, tmp_path], cwd=CODE).returncode == 7
    assert names(tmp_path) == []
