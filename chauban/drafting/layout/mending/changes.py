"""Single changes of a run's, a paragraph's and a section's properties."""

from __future__ import annotations

from typing import Final

from ..word.names import VAL, Node, w
from ..word.paragraphs import Paragraph
from ..word.properties import TWIPS_PER_MM, TWIPS_PER_POINT, number
from .order import PARAGRAPH, RUN, SECTION, child, properties

_A4: Final = ("11906", "16838")
_SWITCHES: Final = {"bold": ("b", "bCs"), "italic": ("i", "iCs")}


def change_run(run: Node, name: str, value: str | float | bool) -> None:
    """One property of a run, stated by the run itself."""
    own = properties(run, "rPr")
    if name == "font":
        node = child(own, "rFonts", RUN)
        for attribute in list(node.attrib):
            del node.attrib[attribute]
        for slot in ("ascii", "hAnsi", "eastAsia", "cs"):
            node.set(w(slot), str(value))
    elif name == "size":
        for tag in ("sz", "szCs"):
            child(own, tag, RUN).set(VAL, f"{float(value) * 2:.0f}")
    elif name == "color":
        node = child(own, "color", RUN)
        for attribute in list(node.attrib):
            del node.attrib[attribute]
        node.set(VAL, str(value))
    elif name == "underline":
        child(own, "u", RUN).set(VAL, "single" if value else "none")
    else:
        for tag in _SWITCHES[name]:
            child(own, tag, RUN).set(VAL, "1" if value else "0")


def change_paragraph(node: Node, paragraph: Paragraph, name: str, value: str | float | bool) -> None:
    """One property of a paragraph, stated by the paragraph itself."""
    own = properties(node, "pPr")
    if name == "align":
        child(own, "jc", PARAGRAPH).set(VAL, str(value))
    elif name == "first":
        indents = child(own, "ind", PARAGRAPH)
        indents.attrib.pop(w("hanging"), None)
        indents.set(w("firstLine"), f"{float(value) * TWIPS_PER_MM:.0f}")
        if paragraph.look.left:
            indents.attrib.pop(w("start"), None)
            indents.set(w("left"), "0")
    elif name == "before":
        spacing = child(own, "spacing", PARAGRAPH)
        spacing.attrib.pop(w("beforeAutospacing"), None)
        spacing.set(w("before"), f"{float(value) * TWIPS_PER_POINT:.0f}")
    else:
        rule, height = str(value).split()
        spacing = child(own, "spacing", PARAGRAPH)
        spacing.set(w("line"), f"{float(height) * (240 if rule == 'auto' else TWIPS_PER_POINT):.0f}")
        spacing.set(w("lineRule"), rule)


def change_section(node: Node, name: str, value: str | float | bool) -> None:
    """A margin, the paper, or that the first page has headers of its own."""
    if name == "a4":
        size = child(node, "pgSz", SECTION)
        lying = size.get(w("orient")) == "landscape"
        for attribute, twips in zip(("w", "h"), _A4[::-1] if lying else _A4, strict=True):
            size.set(w(attribute), twips)
    elif name == "title_page":
        child(node, "titlePg", SECTION).attrib.pop(VAL, None)
    else:
        margins = child(node, "pgMar", SECTION)
        gutter = number(margins.get(w("gutter"))) or 0.0 if name == "left" else 0.0
        margins.set(w(name), f"{float(value) * TWIPS_PER_MM - gutter:.0f}")
