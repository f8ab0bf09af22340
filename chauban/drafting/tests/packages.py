"""DOCX packages written by hand, part by part, for what python-docx would never write."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_SPACES = (
    f'xmlns:w="{W}" xmlns:r="{_OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
SECTION = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:bottom="1134" w:left="1701" w:right="851"/></w:sectPr>'  # noqa: E501


def wrap(root: str, inner: str) -> bytes:
    """A part of WordprocessingML."""
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{root} {_SPACES}>{inner}</w:{root}>'.encode()


def package(body: str, *, styles: str = "", theme: str = "", numbering: str = "", **parts: bytes) -> bytes:
    """A DOCX with this body, and these styles, theme and numbering where they are given."""
    files = {"word/document.xml": wrap("document", f"<w:body>{body}{SECTION}</w:body>")}
    rels = []
    for name, root, inner in (("styles", "styles", styles), ("numbering", "numbering", numbering)):
        if inner:
            files[f"word/{name}.xml"] = wrap(root, inner)
            rels.append(_relation(name, f"{name}.xml"))
    if theme:
        files["word/theme/theme1.xml"] = theme.encode()
        rels.append(_relation("theme", "theme/theme1.xml"))
    files["_rels/.rels"] = _relations([_relation("officeDocument", "word/document.xml")])
    files["word/_rels/document.xml.rels"] = _relations(rels)
    return zipped(files | {name.replace("__", "/"): data for name, data in parts.items()})


def zipped(files: dict[str, bytes]) -> bytes:
    """Parts as a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def _relation(kind: str, target: str) -> str:
    return f'<Relationship Id="{kind}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def _relations(lines: list[str]) -> bytes:
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(lines)}</Relationships>'.encode()


def paragraph(text: str, *, style: str = "", run: str = "", own: str = "", character: str = "") -> str:
    """A paragraph of one run."""
    chosen = f'<w:pStyle w:val="{style}"/>' if style else ""
    named = f'<w:rStyle w:val="{character}"/>' if character else ""
    return f'<w:p><w:pPr>{chosen}{own}</w:pPr><w:r><w:rPr>{named}{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'  # noqa: E501


def style(name: str, *, based: str = "", run: str = "", own: str = "", kind: str = "paragraph") -> str:
    """A style."""
    below = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}">{below}<w:pPr>{own}</w:pPr><w:rPr>{run}</w:rPr></w:style>'
