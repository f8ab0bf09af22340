"""Names of WordprocessingML (ECMA-376, part 1) that the reader needs."""

from __future__ import annotations

from typing import Any, Final

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#: The same vocabulary as ISO/IEC 29500 Strict writes it.
W_STRICT: Final = "http://purl.oclc.org/ooxml/wordprocessingml/main"
A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WPS: Final = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
VML: Final = "urn:schemas-microsoft-com:vml"
RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"

#: An element of lxml, which ships no types.
Node = Any


def w(name: str) -> str:
    """A name of WordprocessingML as lxml writes it."""
    return f"{{{W}}}{name}"


P: Final = w("p")
RUN: Final = w("r")
TEXT: Final = w("t")
TAB: Final = w("tab")
BREAK: Final = w("br")
RETURN: Final = w("cr")
TABLE: Final = w("tbl")
ROW: Final = w("tr")
CELL: Final = w("tc")
VAL: Final = w("val")


def value(parent: Node | None, name: str, attribute: str = "val") -> str | None:
    """An attribute of a child element, or None when the child or the attribute is not there."""
    if parent is None:
        return None
    child = parent.find(w(name))
    found: str | None = None if child is None else child.get(w(attribute))
    return found


def local(node: Node) -> str:
    """Name without its namespace; "" for comments and processing instructions."""
    tag = node.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""
