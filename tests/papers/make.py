"""Make the test papers: DOCX, digital PDF (LibreOffice, WeasyPrint) and scans, the same for every run.

`python -m tests.papers.make FOLDER` writes them; `truth(FOLDER)` then tells what is true on each.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from . import docx_paper, html_paper, scans
from .specs import HERE, Spec, specs

MEDIA = ("docx", "pdf", "web", "scan")


def _convert(files: list[Path], folder: Path) -> None:
    """All DOCX to PDF in one LibreOffice call with a profile of its own."""
    with tempfile.TemporaryDirectory() as profile:
        command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "pdf"]
        subprocess.run(
            [*command, "--outdir", str(folder), *map(str, files)], check=True, capture_output=True, timeout=600
        )


def make(folder: Path, media: tuple[str, ...] = MEDIA, only: tuple[str, ...] = (), texts: Path = HERE) -> None:
    """Write the papers that are not there yet into folder/docx, folder/pdf, folder/web and folder/scan."""
    chosen = [s for s in specs(texts) if not only or s.id in only]
    for medium in ("docx", *media):
        (folder / medium).mkdir(parents=True, exist_ok=True)
    for spec in chosen:
        docx_paper.write_docx(spec, folder / "docx" / f"{spec.id}.docx")
    if not shutil.which("soffice"):
        _without_office(chosen, folder, media)
        return
    wanted = [folder / "docx" / f"{s.id}.docx" for s in chosen if not (folder / "pdf" / f"{s.id}.pdf").exists()]
    if wanted and {"pdf", "scan"} & set(media):
        (folder / "pdf").mkdir(exist_ok=True)
        _convert(wanted, folder / "pdf")
    for spec in chosen:
        if "web" in media and not (folder / "web" / f"{spec.id}.pdf").exists():
            html_paper.write_pdf(spec, folder / "web" / f"{spec.id}.pdf")
        if "scan" in media and not list((folder / "scan").glob(f"{spec.id}.*")):
            _scan(spec, folder)


def _without_office(chosen: list[Spec], folder: Path, media: tuple[str, ...]) -> None:
    """The same where LibreOffice is not installed: scans are then made of the pages by WeasyPrint, and no PDF of Word
    files."""
    for spec in chosen:
        for medium in {"web", "scan"} & set(media):
            printed = folder / ("web" if medium == "web" else "pdf") / f"{spec.id}.pdf"
            printed.parent.mkdir(exist_ok=True)
            if not printed.exists():
                html_paper.write_pdf(spec, printed)
            if medium == "scan" and not list((folder / "scan").glob(f"{spec.id}.*")):
                _scan(spec, folder)


def _scan(spec: Spec, folder: Path) -> None:
    day = f"{spec.day.day:02d}"
    scans.scan(folder / "pdf" / f"{spec.id}.pdf", spec.id, spec.number, day, spec.signer, folder / "scan")


def truth(folder: Path, media: tuple[str, ...] = MEDIA, texts: Path = HERE) -> Iterator[tuple[Path, Spec, str]]:
    """Each made paper in `folder` as (file, its true content with `.fields` and `.cites`, medium)."""
    for spec in specs(texts):
        for medium in media:
            for path in sorted(p for p in (folder / medium).glob(f"{spec.id}.*") if p.suffix != ".tsv"):
                yield path, spec, medium


if __name__ == "__main__":
    make(Path(sys.argv[1]))
