"""A draft as it was read: sections with their margins and headers, and all paragraphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .names import Node, P, R, value, w
from .opening import Package
from .paragraphs import Paragraph, Reader
from .properties import TWIPS_PER_MM, is_on, number
from .styles import Styles, read_styles


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of pages of one make. Lengths in millimetres."""

    index: int
    first_block: int
    last_block: int
    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    #: The first page has headers of its own.
    title_page: bool
    #: Paragraphs of the header of ordinary pages and of the first one, and of the footer.
    header: tuple[Paragraph, ...] = ()
    first_header: tuple[Paragraph, ...] = ()
    footer: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """All that the rules look at."""

    package: Package
    part: str
    styles: Styles
    paragraphs: tuple[Paragraph, ...]
    sections: tuple[Section, ...]


#: What Word takes when a section says nothing: Letter, an inch all round.
_PAGE: Final = {"w": 12240.0, "h": 15840.0}
_MARGIN: Final = 1440.0


def read_draft(data: bytes) -> Draft:
    """Read a DOCX; raises `Refused` when it is none."""
    package = Package(data)
    part = package.document
    root = package.tree(part)
    body = root.find(w("body"))
    styles = read_styles(package)
    paragraphs = Reader(part, root, styles).read(body)
    return Draft(package, part, styles, tuple(paragraphs), _sections(package, part, body, styles))


def _sections(package: Package, part: str, body: Node, styles: Styles) -> tuple[Section, ...]:
    """Sections in order; a header that a section does not have is that of the section before."""
    found: list[Section] = []
    headers: dict[tuple[str, str], tuple[Paragraph, ...]] = {}
    targets = {relation.id: relation.target for relation in package.relations(part) if not relation.outside}
    first = 0
    for block, node in enumerate(body):
        properties = node if node.tag == w("sectPr") else node.find(f"{w('pPr')}/{w('sectPr')}")
        if properties is None or (node.tag not in (P, w("sectPr"))):
            continue
        for kind in ("header", "footer"):
            for reference in properties.iterfind(w(kind + "Reference")):
                target = targets.get(reference.get(f"{{{R}}}id"), "")
                if target in package.names:
                    root = package.tree(target)
                    headers[kind, reference.get(w("type"), "default")] = tuple(Reader(target, root, styles).read(root))
        found.append(_section(len(found), (first, block), properties, headers))
        first = block + 1
    return tuple(found)


def _section(
    index: int, blocks: tuple[int, int], node: Node, headers: dict[tuple[str, str], tuple[Paragraph, ...]]
) -> Section:
    sides = {side: _length(node, "pgMar", side, _MARGIN) for side in ("top", "bottom", "left", "right")}
    return Section(
        index,
        *blocks,
        width=_length(node, "pgSz", "w", _PAGE["w"]),
        height=_length(node, "pgSz", "h", _PAGE["h"]),
        top=abs(sides["top"]),
        bottom=abs(sides["bottom"]),
        left=sides["left"] + _length(node, "pgMar", "gutter", 0.0),
        right=sides["right"],
        title_page=bool(is_on(node, "titlePg")),
        header=headers.get(("header", "default"), ()),
        first_header=headers.get(("header", "first"), ()),
        footer=headers.get(("footer", "default"), ()),
    )


def _length(node: Node, name: str, attribute: str, missing: float) -> float:
    stated = number(value(node, name, attribute))
    return (missing if stated is None else stated) / TWIPS_PER_MM
