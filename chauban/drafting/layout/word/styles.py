"""Styles of a draft: who inherits from whom, and what the chain says in the end (ECMA-376, part 1, 17.7.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from .names import VAL, A, Node, local, value, w
from .opening import Package
from .properties import TOGGLES, ParagraphLook, Raw, RunLook, paragraph_look, raw_paragraph, raw_run, run_look

_SLOTS: Final = {"Ascii": "latin", "HAnsi": "latin", "EastAsia": "ea", "Bidi": "cs"}


@dataclass(slots=True)
class Style:
    """One style as it is written."""

    kind: str
    based_on: str | None
    run: Raw
    paragraph: Raw
    numbered: tuple[str, int] | None


@dataclass
class Styles:
    """All levels below direct formatting, resolved once a style."""

    table: dict[str, Style] = field(default_factory=dict)
    default_run: Raw = field(default_factory=dict)
    default_paragraph: Raw = field(default_factory=dict)
    #: Style that a paragraph without one has.
    normal: str | None = None
    fonts: dict[str, str] = field(default_factory=dict)
    #: (numId, level) -> what the numbering says of indents.
    numbering: dict[tuple[str, int], Raw] = field(default_factory=dict)
    #: Styles that are, in the end, based on themselves.
    cyclic: set[str] = field(default_factory=set)
    _chains: dict[str, list[Style]] = field(default_factory=dict)
    _runs: dict[tuple[str | None, str | None, str | None], Raw] = field(default_factory=dict)
    _paragraphs: dict[tuple[str | None, str | None, tuple[str, int] | None], Raw] = field(default_factory=dict)

    def chain(self, style: str | None) -> list[Style]:
        """The style's ancestors from the root down to itself; a cycle is cut where it closes."""
        if style is None:
            return []
        if style not in self._chains:
            line: list[Style] = []
            seen: set[str] = set()
            current: str | None = style
            while current is not None and current in self.table:
                if current in seen:
                    self.cyclic.add(style)
                    break
                seen.add(current)
                line.append(self.table[current])
                current = self.table[current].based_on
            self._chains[style] = line[::-1]
        return self._chains[style]

    def run(self, paragraph: str | None, character: str | None, table: str | None, direct: Raw) -> RunLook:
        """The look of a run from document defaults, its styles and its own formatting."""
        key = (table, paragraph or self.normal, character)
        if key not in self._runs:
            self._runs[key] = self._styled_run(key)
        return run_look(self._runs[key] | direct)

    def _styled_run(self, levels: tuple[str | None, str | None, str | None]) -> Raw:
        """Plain properties: the last level wins. Toggles: true when an odd number of style levels say so, or when the
        document's defaults do."""
        merged = dict(self.default_run)
        toggled = dict.fromkeys(TOGGLES, False)
        for style in levels:
            own: Raw = {}
            for each in self.chain(style):
                own |= each.run
            for name in TOGGLES:
                toggled[name] ^= bool(own.pop(name, False))
            merged |= own
        for name in TOGGLES:
            merged[name] = bool(self.default_run.get(name)) or toggled[name]
        return merged

    def paragraph(
        self, style: str | None, table: str | None, numbered: tuple[str, int] | None, direct: Raw
    ) -> ParagraphLook:
        """The look of a paragraph. Its own numbering lies over its style's indents, its style's numbering under them,
        as Word has it."""
        key = (style or self.normal, table, numbered)
        if key not in self._paragraphs:
            merged = dict(self.default_paragraph)
            for each in (*self.chain(table), *self.chain(key[0])):
                if each.numbered and not numbered:
                    merged |= self.numbering.get(each.numbered, {})
                merged |= each.paragraph
            if numbered:
                merged |= self.numbering.get(numbered, {})
            self._paragraphs[key] = merged
        return paragraph_look(self._paragraphs[key] | direct)

    def is_numbered(self, style: str | None) -> bool:
        """Whether a style numbers its paragraphs."""
        return any(each.numbered for each in self.chain(style or self.normal))


def read_styles(package: Package) -> Styles:
    """Styles, theme and numbering of a draft; what is missing says nothing."""
    main = package.document
    styles = Styles()
    theme, sheet, lists = (package.related(main, kind) for kind in ("theme", "styles", "numbering"))
    if theme:
        styles.fonts = theme_fonts(package.tree(theme))
    if sheet:
        _read_sheet(package.tree(sheet), styles)
    if lists:
        styles.numbering = _read_numbering(package.tree(lists))
    for name in styles.table:
        styles.chain(name)
    return styles


def theme_fonts(theme: Node) -> dict[str, str]:
    """Names that rFonts uses ("majorHAnsi") with the fonts they stand for; an empty typeface stands for none."""
    found = {}
    for place, word in (("majorFont", "major"), ("minorFont", "minor")):
        fonts = next(theme.iter(f"{{{A}}}{place}"), None)
        if fonts is None:
            continue
        for slot, script in _SLOTS.items():
            face = fonts.find(f"{{{A}}}{script}")
            if face is not None and face.get("typeface"):
                found[word + slot] = face.get("typeface")
    return found


def _read_sheet(sheet: Node, styles: Styles) -> None:
    defaults = sheet.find(w("docDefaults"))
    if defaults is not None:
        styles.default_run = raw_run(defaults.find(f"{w('rPrDefault')}/{w('rPr')}"), styles.fonts)
        styles.default_paragraph = raw_paragraph(defaults.find(f"{w('pPrDefault')}/{w('pPr')}"))
    for node in sheet.iterfind(w("style")):
        name = node.get(w("styleId"))
        if name is None:
            continue
        styles.table[name] = _style(node, styles.fonts)
        if node.get(w("type")) == "paragraph" and node.get(w("default")) in ("1", "true", "on"):
            styles.normal = name
    if styles.normal is None and "Normal" in styles.table:
        styles.normal = "Normal"


def _style(node: Node, fonts: dict[str, str]) -> Style:
    properties = node.find(w("pPr"))
    return Style(
        node.get(w("type"), "paragraph"),
        value(node, "basedOn"),
        raw_run(node.find(w("rPr")), fonts),
        raw_paragraph(properties),
        numbered_by(properties),
    )


def numbered_by(properties: Node | None) -> tuple[str, int] | None:
    """The list and level that a w:pPr puts its paragraph in; ("0", 0) takes it out of its style's list."""
    numbers = None if properties is None else properties.find(w("numPr"))
    if numbers is None:
        return None
    level = value(numbers, "ilvl") or "0"
    return (value(numbers, "numId") or "0", int(level) if level.isdigit() else 0)


def _read_numbering(part: Node) -> dict[tuple[str, int], Raw]:
    """Indents of every level of every list."""
    kinds = {node.get(w("abstractNumId")): node for node in part.iterfind(w("abstractNum"))}
    found: dict[tuple[str, int], Raw] = {}
    for node in part.iterfind(w("num")):
        levels = [node for node in kinds.get(value(node, "abstractNumId"), []) if local(node) == "lvl"]
        levels += [o.find(w("lvl")) for o in node.iterfind(w("lvlOverride")) if o.find(w("lvl")) is not None]
        for level in levels:
            depth = level.get(w("ilvl"), "0")
            if depth.isdigit():
                found[(node.get(w("numId"), ""), int(depth))] = raw_paragraph(level.find(w("pPr")))
    return found


def style_of(properties: Node | None, name: str) -> str | None:
    """The style that a w:pPr, w:rPr or w:tblPr names."""
    node = None if properties is None else properties.find(w(name))
    return None if node is None else node.get(VAL)
