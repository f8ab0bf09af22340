"""A few made papers as digital PDF and as scans. The whole set: bench/reading_accuracy.py."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from bench.reading_accuracy import judge, known_of_office, read
from bench.reading_accuracy import propose as read_fields
from tests.papers.make import make, truth
from tests.papers.plain_reading import digital_pages
from tests.papers.scans import way_of

#: Grey, black and white, two in colour; with a seal, a number by hand, a skew.
SCANS = ("p04", "s01", "s03", "s08")
ONLY = ("p02", "p17", "s03", "s15", "s19", "s22")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_digital_papers_are_read_right(tmp_path: Path) -> None:
    make(tmp_path, ("web",), ONLY)
    count: Counter[str] = Counter()
    for path, spec, _ in truth(tmp_path, ("web",)):
        count.update(judge(read_fields(digital_pages(path), known_of_office()), spec).values())
    assert count["wrong"] == 0
    assert count["right"] >= 0.98 * sum(count.values())


@pytest.mark.slow
@pytest.mark.skipif(not all(map(shutil.which, ("tesseract", "pdftotext"))), reason="OCR is not installed")
def test_scans_are_read_as_the_product_reads_them(tmp_path: Path) -> None:
    make(tmp_path, ("scan",), SCANS)
    count: Counter[str] = Counter()
    for path, spec, _ in truth(tmp_path, ("scan",)):
        told = read_fields(read(path, "scan"), known_of_office())
        count.update(judge(told, spec, way_of(spec.id).hand).values())
    assert count.total() >= 40
    assert count["right"] >= 0.88 * count.total()
    assert count["wrong"] <= 0.03 * count.total()
