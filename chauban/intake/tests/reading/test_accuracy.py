"""Six made papers as digital PDF: nothing wrong, nearly nothing blank. The whole set: bench/reading_accuracy.py."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from bench.reading_accuracy import judge, known_of_office
from bench.reading_accuracy import propose as read_fields
from tests.papers.make import make, truth
from tests.papers.plain_reading import digital_pages

ONLY = ("p02", "p17", "s03", "s15", "s19", "s22")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_digital_papers_are_read_right(tmp_path: Path) -> None:
    make(tmp_path, ("web",), ONLY)
    count: Counter[str] = Counter()
    for path, spec, _ in truth(tmp_path, ("web",)):
        count.update(judge(read_fields(digital_pages(path), known_of_office()), spec).values())
    assert count["wrong"] == 0
    assert count["right"] >= 0.98 * sum(count.values())
