"""Effective properties of a run and of a paragraph, and the raw ones that each level of formatting states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from .names import Node, value, w

#: Properties whose value in a style turns over what the styles below say (ECMA-376, part 1, 17.7.3).
TOGGLES: Final = ("b", "i", "caps", "smallCaps", "strike", "vanish")
_FONT_SLOTS: Final = ("ascii", "hAnsi", "eastAsia", "cs")
_ALIGNMENTS: Final = {"start": "left", "end": "right", "distribute": "both", "justify": "both"}
TWIPS_PER_POINT: Final = 20
TWIPS_PER_MM: Final = 1440 / 25.4
#: What one level of formatting states: name -> value.
Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RunLook:
    """How a run is printed."""

    ascii: str = "Times New Roman"
    hansi: str = "Times New Roman"
    #: In points.
    size: float = 10.0
    bold: bool = False
    italic: bool = False
    capitals: bool = False
    small_capitals: bool = False
    underline: bool = False
    struck: bool = False
    hidden: bool = False
    superscript: bool = False
    #: RRGGBB, or "auto", which is black on white.
    colour: str = "auto"


@dataclass(frozen=True, slots=True)
class ParagraphLook:
    """How a paragraph is set. Lengths in points; `line` is a share of a single line when `line_rule` is "auto"."""

    align: str = "left"
    first_line: float = 0.0
    left: float = 0.0
    before: float = 0.0
    after: float = 0.0
    line: float = 1.0
    line_rule: str = "auto"
    border_below: bool = False
    border_above: bool = False
    page_break_before: bool = False


def is_on(node: Node | None, name: str) -> bool | None:
    """A toggle or other switch: None when not stated."""
    child = None if node is None else node.find(w(name))
    if child is None:
        return None
    return child.get(w("val"), "true") not in ("false", "0", "off", "none")


def raw_run(properties: Node | None, fonts: dict[str, str]) -> Raw:
    """What a w:rPr states; theme fonts (`fonts`: "minorHAnsi" -> name) win over names in the same element."""
    if properties is None:
        return {}
    found: Raw = {name: on for name in TOGGLES if (on := is_on(properties, name)) is not None}
    found |= _raw_fonts(properties, fonts)
    size = number(value(properties, "sz"))
    if size is not None:
        found["sz"] = size / 2
    for name in ("color", "u", "vertAlign"):
        stated = value(properties, name)
        if stated is not None:
            found[name] = stated
    return found


def _raw_fonts(properties: Node, fonts: dict[str, str]) -> Raw:
    node = properties.find(w("rFonts"))
    if node is None:
        return {}
    found: Raw = {}
    for slot in _FONT_SLOTS:
        themed = fonts.get(node.get(w("cstheme" if slot == "cs" else slot + "Theme"), ""))
        name = themed or node.get(w(slot))
        if name:
            found[slot] = name
    return found


def raw_paragraph(properties: Node | None) -> Raw:
    """What a w:pPr states of its own."""
    if properties is None:
        return {}
    found: Raw = _raw_indents(properties.find(w("ind"))) | _raw_spacing(properties.find(w("spacing")))
    align = value(properties, "jc")
    if align is not None:
        found["align"] = _ALIGNMENTS.get(align, align)
    borders = properties.find(w("pBdr"))
    if borders is not None:
        found["below"] = _is_drawn(value(borders, "bottom"))
        found["above"] = _is_drawn(value(borders, "top"))
    on = is_on(properties, "pageBreakBefore")
    if on is not None:
        found["break"] = on
    return found


def _raw_indents(node: Node | None) -> Raw:
    if node is None:
        return {}
    found: Raw = {}
    left = number(node.get(w("left"), node.get(w("start"))))
    first, hanging = number(node.get(w("firstLine"))), number(node.get(w("hanging")))
    if left is not None:
        found["left"] = left / TWIPS_PER_POINT
    if hanging is not None:  # a hanging indent wins over a first line's (17.3.1.12)
        found["first"] = -hanging / TWIPS_PER_POINT
    elif first is not None:
        found["first"] = first / TWIPS_PER_POINT
    return found


def _raw_spacing(node: Node | None) -> Raw:
    if node is None:
        return {}
    found: Raw = {}
    for name, auto in (("before", "beforeAutospacing"), ("after", "afterAutospacing")):
        stated = number(node.get(w(name)))
        if node.get(w(auto)) in ("1", "true", "on"):
            found[name] = 14.0  # what Word lays for HTML's own spacing
        elif stated is not None:
            found[name] = stated / TWIPS_PER_POINT
    line = number(node.get(w("line")))
    if line is not None:
        found["line"] = line
    if node.get(w("lineRule")):
        found["rule"] = node.get(w("lineRule"))
    return found


def _is_drawn(border: str | None) -> bool:
    return border not in (None, "nil", "none")


def number(text: str | None) -> float | None:
    """A measure as written ("240", "12pt", "2.5cm"), in twips or bare; None when it is no number."""
    if text is None:
        return None
    for unit, twips in (("pt", 20.0), ("mm", TWIPS_PER_MM), ("cm", TWIPS_PER_MM * 10), ("in", 1440.0)):
        if text.endswith(unit):
            text, factor = text[: -len(unit)], twips
            break
    else:
        factor = 1.0
    try:
        found = float(text) * factor
    except ValueError:
        return None
    return found if abs(found) < 1e7 else None


def run_look(raw: Raw) -> RunLook:
    """The last word of all levels as a look."""
    return RunLook(
        ascii=raw.get("ascii", "Times New Roman"),
        hansi=raw.get("hAnsi", "Times New Roman"),
        size=raw.get("sz", 10.0),
        bold=raw.get("b", False),
        italic=raw.get("i", False),
        capitals=raw.get("caps", False),
        small_capitals=raw.get("smallCaps", False),
        underline=raw.get("u", "none") != "none",
        struck=raw.get("strike", False),
        hidden=raw.get("vanish", False),
        superscript=raw.get("vertAlign") in ("superscript", "subscript"),
        colour=str(raw.get("color", "auto")).upper().replace("AUTO", "auto"),
    )


def paragraph_look(raw: Raw) -> ParagraphLook:
    """The last word of all levels as a look."""
    rule = raw.get("rule", "auto")
    line = raw.get("line", 240.0)
    return ParagraphLook(
        align=raw.get("align", "left"),
        first_line=raw.get("first", 0.0),
        left=raw.get("left", 0.0),
        before=raw.get("before", 0.0),
        after=raw.get("after", 0.0),
        line=line / 240 if rule == "auto" else line / TWIPS_PER_POINT,
        line_rule=rule,
        border_below=raw.get("below", False),
        border_above=raw.get("above", False),
        page_break_before=raw.get("break", False),
    )
