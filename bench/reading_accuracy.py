"""How well proposed fields are read: right, blank and wrong for each field and each medium, over the made papers.

    python bench/reading_accuracy.py [--papers FOLDER] [--media docx,pdf,web,scan] [--only p01,s02] [--show] [--plain]
        [--unseen]

They are read as the product reads them. The papers are made on the first run (about a minute) and read again on later
ones. With CHAUBAN_REAL set to a folder of real papers, their proposals are printed too; a file `<name>.json` beside a
paper is taken as its true fields. `--unseen`: papers in `bench/unseen` instead, whose texts, typists and scans no rule
was worked on with.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chauban.intake.closer_look import look_closer
from chauban.intake.reading import Known, KnownAgency, Proposals, propose
from chauban.kernel.text import collapse, tone_normal
from chauban.vault.pages import PageText
from chauban.vault.reading import run_reading
from tests.papers.make import MEDIA, make, truth
from tests.papers.plain_reading import digital_pages, ocr_pages
from tests.papers.scans import way_of
from tests.papers.specs import HERE, Spec, specs

FIELDS = (
    "number", "notation", "symbol", "place", "issued_on", "issuer", "superior", "kind", "subject", "signer",
    "signer_post", "signer_authority", "recipients", "urgency",
)  # fmt: skip
TODAY = date(2026, 12, 31)
UNSEEN = Path(__file__).parent / "unseen"


def known_of_office(texts: Path = HERE) -> Known:
    """The office's list holds half of the agencies, as a real one would at best."""
    rows = [s for i, s in enumerate(specs(texts)) if i % 2 == 0]
    return Known(agencies=tuple(KnownAgency(i + 1, s.issuer, "", s.superior) for i, s in enumerate(rows)))


def read(path: Path, medium: str, *, plain: bool = False) -> list[PageText]:
    """Pages of a file as the product reads them, or by the plain reader."""
    if plain:
        return ocr_pages(path) if medium == "scan" else digital_pages(path)
    with tempfile.TemporaryDirectory() as folder:
        return run_reading(path, Path(folder) / "work", finish=look_closer).pages


def same(field: str, told: str, true: str) -> bool:
    """Equal but for tone placement, spaces, case and closing marks."""

    def plain(s: str) -> str:
        return "\n".join(collapse(tone_normal(line)).lower().strip(" .,;") for line in s.splitlines())

    return plain(told) == plain(true) if field not in ("number", "issued_on", "kind") else told == true


def judge(told: Proposals, spec: Spec, by_hand: bool = False) -> dict[str, str]:
    """right, blank or wrong for each field that the paper carries or that was proposed."""
    verdict = {}
    for field in FIELDS:
        true, got = spec.fields.get(field, ""), told.fields.get(field)
        if not true and not got:
            continue
        if not got and by_hand and field in ("number", "symbol", "issued_on"):
            continue  # written by hand: a blank is what is wanted
        verdict[field] = "blank" if not got else "right" if same(field, got.value, true) else "wrong"
    cited = {c.symbol: c for c in told.cited}
    for cite in spec.cites:
        got_cite = cited.get(cite.symbol)
        good = got_cite and (got_cite.kind, got_cite.issued_on) == (cite.kind, cite.date)
        verdict["citation"] = "right" if good else "wrong" if got_cite else "blank"
    return verdict


def table(counts: dict[tuple[str, str], Counter], media: list[str]) -> str:
    """The result as text."""
    lines = [f"{'field':<18}" + "".join(f"{m:>10} right blank wrong" for m in media)]
    for field in (*FIELDS, "citation", "ALL"):
        line = f"{field:<18}"
        for medium in media:
            c = counts[(field, medium)]
            n = sum(c.values())
            line += f"{100 * c['right'] / n if n else 0:9.1f}% {c['right']:5d} {c['blank']:5d} {c['wrong']:5d}"
        lines.append(line)
    return "\n".join(lines)


def run(
    folder: Path, media: list[str], only: tuple[str, ...], show: bool, plain: bool, texts: Path
) -> dict[tuple[str, str], Counter]:
    """Read and judge every paper of the media."""
    counts: dict[tuple[str, str], Counter] = defaultdict(Counter)
    calibration: dict[float, Counter] = defaultdict(Counter)
    known = known_of_office(texts)
    for path, spec, medium in truth(folder, tuple(media), texts):
        if only and spec.id not in only:
            continue
        told = propose(read(path, medium, plain=plain), known, TODAY)
        for field, verdict in judge(told, spec, medium == "scan" and way_of(spec.id).hand).items():
            counts[(field, medium)][verdict] += 1
            counts[("ALL", medium)][verdict] += 1
            got = told.fields.get(field)
            if got:
                calibration[int(got.confidence * 20) / 20][verdict] += 1
            if show and verdict != "right":
                said = f"{got.value!r} ({got.confidence:.2f})" if got else f"({told.partly.get(field)!r})"
                print(f"{spec.id} {medium} {field} {verdict}: {said} != {spec.fields.get(field)!r}")
    print(
        "\nconfidence: right of told  "
        + "  ".join(f"{k:.2f}: {c['right']}/{sum(c.values())}" for k, c in sorted(calibration.items()))
    )
    return counts


def real(folder: Path, show: bool, plain: bool) -> None:
    """Proposals for the real papers of a folder, judged where their truth is known."""
    for path in sorted(folder.rglob("*.pdf")):
        pages = _plainly(path) if plain else read(path, "pdf")
        told = propose(pages, Known(), TODAY)
        print(f"\n== {path.name} ({pages[0].source})")
        for field in FIELDS:
            got = told.fields.get(field)
            print(
                f"   {field:<17} {got.confidence:.2f} {got.value!r}"
                if got
                else f"   {field:<17} -    {told.partly.get(field, '')!r}"
            )
        print("   cited", [(c.symbol, c.kind, c.issued_on, c.issuer) for c in told.cited])
        beside = path.with_suffix(".json")
        if show and beside.exists():
            print("   true", json.loads(beside.read_text("utf-8")))


def _plainly(path: Path) -> list[PageText]:
    pages = digital_pages(path)
    return pages if sum(len(p.words) for p in pages) >= 60 * len(pages) else ocr_pages(path)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--papers", type=Path, default=Path(tempfile.gettempdir()) / "chauban-papers")
    parser.add_argument("--media", default="pdf,web,scan")
    parser.add_argument("--only", default="")
    parser.add_argument("--show", action="store_true", help="print every value that is not right")
    parser.add_argument("--plain", action="store_true", help="read with the tests' plain reader instead; no DOCX")
    parser.add_argument("--unseen", action="store_true", help="papers no rule was worked on with")
    args = parser.parse_args()
    media = [m for m in args.media.split(",") if m in MEDIA and not (args.plain and m == "docx")]
    texts = UNSEEN if args.unseen else HERE
    make(args.papers, tuple(media), texts=texts)
    print(
        table(run(args.papers, media, tuple(filter(None, args.only.split(","))), args.show, args.plain, texts), media)
    )
    if os.environ.get("CHAUBAN_REAL"):
        real(Path(os.environ["CHAUBAN_REAL"]), args.show, args.plain)


if __name__ == "__main__":
    main()
