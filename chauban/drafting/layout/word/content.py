"""What stands in a paragraph: its runs in reading order, tabs, breaks, fields, lines drawn and boxes anchored in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from .names import BREAK, MC, RETURN, RUN, TAB, TEXT, VML, WPS, A, Node, local, w

#: Wrappers whose content counts; what was deleted or moved away does not.
_WRAPPERS: Final = frozenset(
    w(name) for name in ("hyperlink", "ins", "moveTo", "smartTag", "customXml", "sdt", "sdtContent", "fldSimple", "dir")
)
_LINE_SHAPES: Final = ("line", "straightConnector1", "bentConnector2", "lineInv")
_BOX: Final = w("txbxContent")
_ALTERNATE: Final = f"{{{MC}}}AlternateContent"


def runs_of(paragraph: Node) -> Iterator[Node]:
    """Visible runs of a paragraph itself, without those of boxes anchored in it."""
    for child in paragraph:
        if child.tag == RUN:
            yield child
        elif child.tag in _WRAPPERS:
            yield from runs_of(child)


def pieces_of(run: Node) -> Iterator[tuple[Node, str]]:
    """Children of a run that print something, with what they print."""
    for child in run:
        tag = child.tag
        if tag == TEXT:
            yield child, child.text or ""
        elif tag == TAB or tag == w("ptab"):
            yield child, "\t"
        elif tag == RETURN or (tag == BREAK and child.get(w("type"), "textWrapping") == "textWrapping"):
            yield child, "\n"
        elif tag == w("noBreakHyphen"):
            yield child, "-"


def breaks_page(paragraph: Node) -> bool:
    """Whether a page ends inside a paragraph."""
    return any(node.get(w("type")) == "page" for run in runs_of(paragraph) for node in run.iterfind(BREAK))


def fields_of(paragraph: Node) -> frozenset[str]:
    """First words of the field codes of a paragraph (PAGE, NUMPAGES ...)."""
    codes = [node.get(w("instr"), "") for node in paragraph.iterfind(w("fldSimple"))]
    codes.append("".join(node.text or "" for run in runs_of(paragraph) for node in run.iterfind(w("instrText"))))
    return frozenset(word.upper() for code in codes for word in code.split()[:1])


def boxes_of(paragraph: Node) -> Iterator[Node]:
    """Contents of text boxes anchored in a paragraph; of two writings of the same box (DrawingML, VML) the first."""
    for run in runs_of(paragraph):
        for child in run:
            yield from _boxes_in(child)


def _boxes_in(node: Node) -> Iterator[Node]:
    if node.tag == _ALTERNATE:
        for branch in node:
            boxes = [box for child in branch for box in _boxes_in(child)]
            if boxes:
                yield from boxes
                return
    elif local(node) in ("drawing", "pict", "object"):
        yield from (box for box in node.iter(_BOX) if _outermost(box, node))


def _outermost(box: Node, top: Node) -> bool:
    return next((a for a in box.iterancestors(_BOX) if top in a.iterancestors()), None) is None


def draws_line(paragraph: Node) -> bool:
    """Whether a straight line is drawn from an anchor in a paragraph."""
    return any(_is_line(node) for run in runs_of(paragraph) for child in run for node in _shapes_in(child))


def _shapes_in(node: Node) -> Iterator[Node]:
    if node.tag == _ALTERNATE or local(node) in ("drawing", "pict"):
        yield from node.iter()


def _is_line(node: Node) -> bool:
    if node.tag == f"{{{A}}}prstGeom":
        return node.get("prst") in _LINE_SHAPES
    if node.tag == f"{{{WPS}}}cNvCnPr" or node.tag == f"{{{VML}}}line":
        return True
    return bool(node.tag == f"{{{VML}}}shape" and "#_x0000_t32" in node.get("type", ""))
