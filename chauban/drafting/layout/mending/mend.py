"""From findings to new bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from ..findings import Finding, Remedy
from ..place import Place
from ..word.draft import Draft, read_draft
from ..word.names import Node, P, w
from ..word.paragraphs import Paragraph
from .changes import change_paragraph, change_run, change_section
from .stretch import Stretches

_OF_TEXT: Final = ("text", "upper")


@dataclass(frozen=True, slots=True)
class _Change:
    place: Place
    remedy: Remedy


def mend(data: bytes, findings: Iterable[Finding]) -> bytes:
    """The draft with every mendable finding mended. The findings must be those of exactly these bytes."""
    changes = [_Change(place, f.remedy) for f in findings if f.remedy is not None for place in f.places]
    draft = read_draft(data)
    for part in sorted({change.place.part for change in changes}):
        _mend_part(draft, part, [change for change in changes if change.place.part == part])
    return _written(draft, {change.place.part for change in changes})


def _mend_part(draft: Draft, part: str, changes: list[_Change]) -> None:
    """Formats first, for they leave the count of letters as it is; then texts, from the end to the beginning."""
    root = draft.package.tree(part)
    nodes = list(root.iter(P))
    sections = list(_sections(root))
    paragraphs = {p.index: p for p in _paragraphs(draft) if p.part == part}
    stretches = {index: Stretches(nodes[index], p) for index, p in paragraphs.items()}
    for change in changes:
        place, remedy = change.place, change.remedy
        if remedy.target == "section":
            change_section(sections[place.section], remedy.name, remedy.value)
        elif remedy.target == "paragraph":
            change_paragraph(nodes[place.paragraph], paragraphs[place.paragraph], remedy.name, remedy.value)
        elif remedy.target == "run":
            for run in stretches[place.paragraph].runs(place.start, place.end):
                change_run(run, remedy.name, remedy.value)
    for change in _from_the_end(changes):
        stretch = stretches[change.place.paragraph]
        if change.remedy.target == "upper":
            stretch.capitals(change.place.start, change.place.end)
        else:
            stretch.replace(change.place.start, change.place.end, str(change.remedy.value))


def _from_the_end(changes: list[_Change]) -> list[_Change]:
    """Changes of text, last place first; of two that overlap only the later one, the other is found again."""
    texts = sorted(
        (change for change in changes if change.remedy.target in _OF_TEXT),
        key=lambda change: (change.place.paragraph, change.place.start, change.place.end),
        reverse=True,
    )
    kept: list[_Change] = []
    for change in texts:
        after = kept[-1].place if kept else None
        if after is None or after.paragraph != change.place.paragraph or change.place.end <= after.start:
            kept.append(change)
    return kept


def _paragraphs(draft: Draft) -> Iterator[Paragraph]:
    yield from draft.paragraphs
    for section in draft.sections:
        yield from (*section.header, *section.first_header, *section.footer)


def _sections(root: Node) -> Iterator[Node]:
    """Section properties in the order in which the reader counts them."""
    body = root.find(w("body"))
    for node in body if body is not None else ():
        properties = node if node.tag == w("sectPr") else node.find(f"{w('pPr')}/{w('sectPr')}")
        if properties is not None and node.tag in (P, w("sectPr")):
            yield properties


def _written(draft: Draft, changed: set[str]) -> bytes:
    """The zip again: every part in its old place, byte for byte but for those changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in draft.package.infos:
            if info.filename in changed:
                tree = draft.package.tree(info.filename).getroottree()
                target.writestr(info, etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))
            else:
                target.writestr(info, draft.package.read(info.filename))
    return out.getvalue()
