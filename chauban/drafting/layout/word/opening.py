"""Opening a draft that somebody uploaded: what it may not be is said in a sentence, never by a traceback."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.utils.translation import gettext as _
from lxml import etree

from chauban.kernel.refused import Refused

from .names import RELATIONSHIPS, W_STRICT, Node, w

#: Bytes of the whole file, of one part unpacked, of all parts unpacked; a 300-page draft with pictures stays far below.
LARGEST_FILE: Final = 64 * 1024 * 1024
LARGEST_XML: Final = 48 * 1024 * 1024
LARGEST_UNPACKED: Final = 512 * 1024 * 1024
MOST_PARTS: Final = 4000
#: First bytes of an OLE container: an encrypted DOCX, or a .doc of Word 97-2003.
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
DOCUMENT_TYPE: Final = "/officeDocument"
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, ValueError, EOFError)


@dataclass(frozen=True, slots=True)
class Relation:
    """A line of a part's relationships: what it points at, and whether that lies outside the file."""

    id: str
    type: str
    target: str
    outside: bool


class Package:
    """The parts of a DOCX, unpacked when they are asked for; raises `Refused` when they cannot be."""

    def __init__(self, data: bytes) -> None:
        if len(data) > LARGEST_FILE:
            raise Refused(_("The file is larger than a draft can be."))
        if data.startswith(OLE):
            locked = ENCRYPTED in data
            raise Refused(
                _("The file is locked with a password. Take the password off and upload it again.")
                if locked
                else _("This is a file of an old Word (.doc). Save it as .docx and upload it again.")
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGED as problem:
            raise Refused(_("The file is no DOCX, or it is damaged.")) from problem
        self.infos = self._zip.infolist()
        self._check_sizes()
        self._trees: dict[str, Node] = {}

    def _check_sizes(self) -> None:
        """Judged by what the directory states, before anything is unpacked."""
        total = sum(info.file_size for info in self.infos)
        if len(self.infos) > MOST_PARTS or total > LARGEST_UNPACKED:
            raise Refused(_("Unpacked, the file is larger than a draft can be."))
        if any(info.flag_bits & 1 for info in self.infos):
            raise Refused(_("The file is locked with a password. Take the password off and upload it again."))

    @cached_property
    def names(self) -> frozenset[str]:
        """Names of all parts."""
        return frozenset(info.filename for info in self.infos)

    def read(self, name: str) -> bytes:
        """The bytes of a part, as they are."""
        try:
            return self._zip.read(name)
        except (KeyError, *_DAMAGED) as problem:
            raise Refused(_("The file is no DOCX, or it is damaged.")) from problem

    def tree(self, name: str) -> Node:
        """The parsed XML of a part; parsed once."""
        if name not in self._trees:
            self._trees[name] = self._parsed(name)
        return self._trees[name]

    def _parsed(self, name: str) -> Node:
        with_size = next((info.file_size for info in self.infos if info.filename == name), 0)
        if with_size > LARGEST_XML:
            raise Refused(_("Unpacked, the file is larger than a draft can be."))
        return parse(self.read(name))

    def relations(self, name: str) -> tuple[Relation, ...]:
        """What a part points at; none when it has no relationships."""
        folder, _slash, file = name.rpartition("/")
        rels = f"{folder}/_rels/{file}.rels".lstrip("/")
        if rels not in self.names:
            return ()
        found = self.tree(rels).iterfind(f"{{{RELATIONSHIPS}}}Relationship")
        return tuple(
            Relation(r.get("Id", ""), r.get("Type", ""), _resolved(folder, r.get("Target", "")), _is_outside(r))
            for r in found
        )

    def related(self, name: str, kind: str) -> str | None:
        """The first part inside the file that a part points at as `kind` ("styles", "theme"), if it is there."""
        targets = (r.target for r in self.relations(name) if r.type.endswith("/" + kind) and not r.outside)
        return next((target for target in targets if target in self.names), None)

    @cached_property
    def document(self) -> str:
        """Name of the main part."""
        targets = [r.target for r in self.relations("") if r.type.endswith(DOCUMENT_TYPE) and not r.outside]
        name = next((target for target in targets if target in self.names), "word/document.xml")
        if name not in self.names:
            raise Refused(_("The file has no text of a document in it: it is no DOCX, or it is damaged."))
        root = self.tree(name)
        if root.tag == f"{{{W_STRICT}}}document":
            raise Refused(
                _("The file is saved as “Strict Open XML”. Save it as an ordinary .docx and upload it again.")
            )
        if root.tag != w("document") or root.find(w("body")) is None:
            raise Refused(_("The file has no text of a document in it: it is no DOCX, or it is damaged."))
        return name


def parse(data: bytes) -> Node:
    """XML without entities and without anything from outside; lxml itself ends what nests too deep."""
    # Word never writes a document type; refusing it ends entities of every kind, also those that only grow.
    if b"<!DOCTYPE" in data[:2048] or "<!DOCTYPE".encode("utf-16-le") in data[:4096]:
        raise Refused(_("The file holds XML that Word does not write; it was not read."))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise Refused(_("The file is no DOCX, or it is damaged.")) from problem
    if root.getroottree().docinfo.doctype:
        raise Refused(_("The file holds XML that Word does not write; it was not read."))
    return root


def _is_outside(relation: Node) -> bool:
    return bool(relation.get("TargetMode") == "External")


def _resolved(folder: str, target: str) -> str:
    """A target as the name of a part: relative to the folder of the part that points, or from the root."""
    if target.startswith("/"):
        return target[1:]
    steps = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == ".." and steps:
            steps.pop()
        elif step not in ("", ".", ".."):
            steps.append(step)
    return "/".join(steps)
