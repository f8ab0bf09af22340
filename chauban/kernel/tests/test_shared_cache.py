"""Of many who add the same thing at once, one succeeds; what one process remembers, another knows."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from django.core.cache import caches

from chauban.kernel.shared_cache import SharedCache

ASK = "import sys; from chauban.kernel.shared_cache import SharedCache; print(SharedCache(sys.argv[1], {}).add('c', 1))"


def test_a_code_is_used_once_whoever_is_quicker(tmp_path):
    crowd = [SharedCache(str(tmp_path / "cache"), {}) for _ in range(8)]
    with ThreadPoolExecutor(len(crowd)) as pool:
        for number in range(20):
            added = list(pool.map(lambda each, code=number: each.add(f"code-{code}", "used"), crowd))
            assert added.count(True) == 1


def test_another_process_knows_it(tmp_path):
    folder = str(tmp_path / "cache")
    told = [
        subprocess.run([sys.executable, "-c", ASK, folder], capture_output=True, text=True, check=True).stdout.strip()
        for _ in range(2)
    ]
    assert told == ["True", "False"]


def test_the_site_remembers_in_it():
    assert isinstance(caches["default"], SharedCache)
    assert caches["default"].add("x", 1)
    assert not caches["default"].add("x", 1)
