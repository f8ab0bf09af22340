"""Papers put together and taken apart from pages of others."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Pdf, pdfa

from chauban.vault.reading import run_reading
from chauban.vault.reading.archive import assemble, extract_original
from chauban.vault.tests import papers


def texts(path: Path) -> list[str]:
    document = pdfium.PdfDocument(path)
    found = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return found


@pytest.fixture
def archival(tmp_path: Path) -> Path:
    """A read paper of a digital page, then a scanned one."""
    mixed = papers.joined(
        tmp_path / "mixed.pdf",
        papers.digital_pdf(tmp_path / "d.pdf", lines=["Trang thứ nhất của công văn"]),
        papers.scan_pdf(tmp_path / "s.pdf", papers.scan(0, 1.0)),
    )
    return run_reading(mixed, tmp_path / "work").archival_pdf


def test_pages_are_put_together_anew(tmp_path: Path, archival: Path) -> None:
    out = tmp_path / "out.pdf"
    assemble([(archival, 2, 90), (archival, 1, 0), (archival, 2, 0)], out)
    first, second, third = texts(out)
    assert papers.PHRASE in first
    assert papers.PHRASE in third
    assert second == "Trang thứ nhất của công văn"
    with Pdf.open(out) as pdf:
        assert [page.rotation for page in pdf.pages] == [90, 0, 0]
        assert pdfa.check(pdf, "2b").verdict == "pass"


def test_pages_of_the_original_come_out_unchanged(tmp_path: Path) -> None:
    laden = papers.laden_pdf(tmp_path / "laden.pdf")
    scanned = papers.scan_pdf(tmp_path / "s.pdf", papers.scan())
    out = tmp_path / "out.pdf"
    extract_original([(scanned, 1, 0), (laden, 1, 180)], out)
    assert papers.PHRASE in texts(out)[1]
    with Pdf.open(out) as made, Pdf.open(scanned) as before:
        [kept], [original] = made.pages[0].get_images().values(), before.pages[0].get_images().values()
        assert kept.read_raw_bytes() == original.read_raw_bytes()
        assert b"/Launch" not in b"".join(
            thing.unparse() for thing in made.objects if isinstance(thing, pikepdf.Dictionary)
        )


def test_a_page_that_is_not_there(tmp_path: Path) -> None:
    path = papers.digital_pdf(tmp_path / "d.pdf")
    for parts in ([(path, 2, 0)], [(path, 0, 0)], []):
        with pytest.raises(ValueError, match="page"):
            assemble(parts, tmp_path / "out.pdf")
    assert not (tmp_path / "out.pdf").exists()
