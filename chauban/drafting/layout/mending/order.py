"""Children of properties in the order that the schema demands; Word refuses a file where it is broken."""

from __future__ import annotations

from typing import Final

from lxml import etree

from ..word.names import Node, local, w

_PARAGRAPH: Final = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
)
_RUN: Final = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
    "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
    "eastAsianLayout specVanish oMath"
)
_SECTION: Final = (
    "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols "
    "formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange"
)
PARAGRAPH: Final = _PARAGRAPH.split()
RUN: Final = _RUN.split()
SECTION: Final = _SECTION.split()


def child(parent: Node, name: str, order: list[str]) -> Node:
    """The child of that name, made in its right place when it is not there."""
    found = parent.find(w(name))
    if found is not None:
        return found
    made = etree.Element(w(name))
    later = set(order[order.index(name) + 1 :])
    before = next((node for node in parent if local(node) in later), None)
    if before is None:
        parent.append(made)
    else:
        before.addprevious(made)
    return made


def properties(node: Node, name: str) -> Node:
    """The w:pPr or w:rPr of a paragraph or a run: always its first child."""
    found = node.find(w(name))
    if found is None:
        found = etree.Element(w(name))
        node.insert(0, found)
    return found
