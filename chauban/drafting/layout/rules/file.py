"""What the file itself carries that no official draft may: it is found by parts and elements, not by opening it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..findings import Fault
from ..word.names import w
from .checked import Checked

_CHANGES: Final = tuple(
    w(name) for name in ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange")
)  # fmt: skip
#: A link that the reader clicks is no content from outside; a hyperlink is only followed by hand.
_HARMLESS: Final = ("/hyperlink",)


def macros(page: Checked) -> Iterator[Fault]:
    """A VBA project, or the content type of a document with macros."""
    parts = [name for name in page.draft.package.names if name.lower().endswith(("vbaproject.bin", "vbadata.xml"))]
    types = page.draft.package.read("[Content_Types].xml") if not parts and _has_types(page) else b""
    if parts or b"macroEnabled" in types:
        yield Fault("file.macros", page.start, ", ".join(sorted(parts)) or _("document with macros"), _("no macros"))


def _has_types(page: Checked) -> bool:
    return "[Content_Types].xml" in page.draft.package.names


def outside(page: Checked) -> Iterator[Fault]:
    """Templates, pictures and objects fetched from elsewhere when the file is opened."""
    package = page.draft.package
    parts = [name.replace("_rels/", "").removesuffix(".rels") for name in package.names if name.endswith(".rels")]
    for name in sorted(parts):
        for relation in package.relations(name):
            if relation.outside and not relation.type.endswith(_HARMLESS):
                yield Fault("file.outside", page.start, relation.target or relation.type, _("nothing from outside"))


def embedded(page: Checked) -> Iterator[Fault]:
    """OLE objects, packages and ActiveX controls."""
    for name in sorted(page.draft.package.names):
        if name.startswith(("word/embeddings/", "word/activeX/")):
            yield Fault("file.embedded", page.start, name, _("no files within the file"))


def changes(page: Checked) -> Iterator[Fault]:
    """Insertions, deletions and changed formats that nobody has accepted or rejected."""
    draft = page.draft
    found = next(draft.package.tree(draft.part).iter(*_CHANGES), None)
    if found is not None:
        who = format_lazy(_("tracked changes by {who}"), who=found.get(w("author"), ""))
        yield Fault("file.changes", page.start, who, _("all accepted or rejected"))


def comments(page: Checked) -> Iterator[Fault]:
    """Remarks of a word processor left in the text."""
    draft = page.draft
    if next(draft.package.tree(draft.part).iter(w("commentReference")), None) is not None:
        yield Fault("file.comments", page.start, _("comments"), _("no comments"))


def styles(page: Checked) -> Iterator[Fault]:
    """Styles that are based on themselves; where they close the circle they were cut."""
    cyclic = sorted(page.draft.styles.cyclic)
    if cyclic:
        yield Fault("file.styles", page.start, ", ".join(cyclic), _("each style based on another"))


RULES: Final = (macros, outside, embedded, changes, comments, styles)
