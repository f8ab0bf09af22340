"""Effective properties: inheritance, toggles, theme fonts, numbering, table styles, cycles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chauban.drafting.layout.word.draft import read_draft
from chauban.drafting.layout.word.paragraphs import Paragraph
from chauban.drafting.layout.word.properties import ParagraphLook, RunLook, number
from chauban.drafting.layout.word.styles import Style, Styles

from .packages import package, paragraph, style

THEME = (
    '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:fontScheme>'
    '<a:majorFont><a:latin typeface="Cambria"/><a:ea typeface=""/></a:majorFont>'
    '<a:minorFont><a:latin typeface="Calibri"/><a:ea typeface=""/></a:minorFont>'
    "</a:fontScheme></a:themeElements></a:theme>"
)
DEFAULTS = '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>'  # noqa: E501


def read(body: str, styles: str = "", **parts: str) -> Paragraph:
    return read_draft(package(body, styles=styles, **parts)).paragraphs[0]  # type: ignore[arg-type]


def look(body: str, styles: str = "", **parts: str) -> RunLook:
    return read(body, styles, **parts).runs[0].look


def own(body: str, styles: str = "", **parts: str) -> ParagraphLook:
    return read(body, styles, **parts).look


def test_without_anything_word_prints_times_at_ten():
    assert look(paragraph("a")) == RunLook()


def test_properties_come_down_the_chain_of_styles_and_the_run_has_the_last_word():
    styles = style("A", run='<w:sz w:val="20"/><w:color w:val="FF0000"/>') + style(
        "B", based="A", run='<w:sz w:val="26"/>'
    )
    assert (look(paragraph("a", style="B"), styles).size, look(paragraph("a", style="B"), styles).colour) == (
        13,
        "FF0000",
    )
    assert look(paragraph("a", style="B", run='<w:sz w:val="30"/>'), styles).size == 15


def test_the_default_style_is_that_of_paragraphs_without_one():
    styles = style("Normal", run='<w:sz w:val="28"/>').replace("w:styleId", 'w:default="1" w:styleId')
    assert look(paragraph("a"), styles).size == 14


@pytest.mark.parametrize(
    ("in_style", "in_character", "direct", "bold"),
    [
        (True, False, None, True),
        (False, True, None, True),
        (True, True, None, False),
        (True, True, True, True),
        (True, False, False, False),
        (False, False, None, False),
    ],
)
def test_toggles_of_two_kinds_of_style_cancel_and_direct_formatting_is_absolute(
    in_style: bool, in_character: bool, direct: bool | None, bold: bool
):
    b = "<w:b/>"
    styles = style("P", run=b if in_style else "") + style("C", kind="character", run=b if in_character else "")
    run = "" if direct is None else f'<w:b w:val="{str(direct).lower()}"/>'
    assert look(paragraph("a", style="P", character="C", run=run), styles).bold is bold


def test_a_toggle_is_not_turned_over_within_one_chain():
    styles = style("A", run="<w:b/>") + style("B", based="A", run="<w:b/>")
    assert look(paragraph("a", style="B"), styles).bold
    styles = style("A", run="<w:b/>") + style("B", based="A", run='<w:b w:val="0"/>')
    assert not look(paragraph("a", style="B"), styles).bold


def test_theme_fonts_are_looked_up_and_a_name_nearer_by_wins():
    assert look(paragraph("a"), DEFAULTS, theme=THEME).ascii == "Calibri"
    styles = DEFAULTS + style("H", run='<w:rFonts w:asciiTheme="majorHAnsi" w:hAnsiTheme="majorHAnsi"/>')
    assert look(paragraph("a", style="H"), styles, theme=THEME).hansi == "Cambria"
    named = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/>'
    assert look(paragraph("a", style="H", run=named), styles, theme=THEME) == RunLook(size=11)


def test_a_theme_font_wins_over_a_name_in_the_same_element():
    both = '<w:rFonts w:ascii="Arial" w:asciiTheme="minorHAnsi"/>'
    assert look(paragraph("a", run=both), theme=THEME).ascii == "Calibri"
    assert look(paragraph("a", run=both)).ascii == "Arial"


def test_a_table_style_lies_under_the_paragraph_s_own():
    styles = style("T", kind="table", run='<w:sz w:val="40"/><w:i/>') + style("P", run='<w:sz w:val="26"/>')
    table = '<w:tbl><w:tblPr><w:tblStyle w:val="T"/></w:tblPr><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>'
    found = look(table.format(paragraph("a", style="P")), styles)
    assert (found.size, found.italic) == (13, True)
    assert look(table.format(paragraph("a")), styles).size == 20


def test_cyclic_styles_are_cut_and_told():
    styles = style("A", based="B", run='<w:sz w:val="20"/>') + style("B", based="A", run="<w:b/>")
    draft = read_draft(package(paragraph("a", style="A"), styles=styles))
    assert draft.paragraphs[0].runs[0].look.size == 10
    assert draft.styles.cyclic == {"A", "B"}


def test_a_style_based_on_one_that_is_not_there_stands_alone():
    assert look(paragraph("a", style="A"), style("A", based="Gone", run='<w:sz w:val="20"/>')).size == 10


NUMBERING = (
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl>'
    '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>'
)
NUMBERED = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr>'


def test_numbering_of_a_paragraph_sets_it_in_and_its_own_indent_wins():
    found = own(paragraph("a", own=NUMBERED), numbering=NUMBERING)
    assert (found.left, found.first_line) == (36, -18)
    assert own(paragraph("a", own=NUMBERED + '<w:ind w:left="0"/>'), numbering=NUMBERING).left == 0


def test_numbering_of_a_style_lies_under_the_style_s_indents():
    styles = style("L", own=NUMBERED + '<w:ind w:left="200"/>')
    found = read(paragraph("a", style="L"), styles, numbering=NUMBERING)
    assert (found.look.left, found.look.first_line, found.numbered) == (10, -18, True)


@pytest.mark.parametrize(
    ("spacing", "line", "rule"),
    [
        ('w:line="360"', 1.5, "auto"),
        ('w:line="360" w:lineRule="auto"', 1.5, "auto"),
        ('w:line="360" w:lineRule="exact"', 18, "exact"),
        ('w:line="360" w:lineRule="atLeast"', 18, "atLeast"),
    ],
)
def test_line_spacing_in_lines_or_points(spacing: str, line: float, rule: str):
    found = own(paragraph("a", own=f"<w:spacing {spacing}/>"))
    assert (found.line, found.line_rule) == (line, rule)


def test_writing_of_other_programs_is_understood():
    found = own(paragraph("a", own='<w:ind w:start="567" w:firstLine="1cm"/><w:jc w:val="start"/>'))
    assert (found.left, round(found.first_line, 1), found.align) == (28.35, 28.3, "left")


def test_hidden_and_deleted_text_is_not_there():
    body = (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r><w:del><w:r><w:delText>y</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>z</w:t></w:r></w:ins></w:p>"
    )
    assert read(body).text == "z"


@given(st.text(max_size=12))
def test_measures_never_fail(text: str):
    found = number(text)
    assert found is None or abs(found) < 1e7


names = st.sampled_from(["A", "B", "C", "D"])
raws = st.fixed_dictionaries({}, optional={"b": st.booleans(), "sz": st.sampled_from([11.0, 13.0, 14.0])})


@given(
    st.dictionaries(names, st.tuples(st.none() | names, raws)),
    st.none() | names,
    st.none() | names,
    st.none() | names,
    raws,
)
def test_any_styles_resolve_and_direct_formatting_has_the_last_word(
    table: dict[str, tuple[str | None, dict[str, object]]],
    of_paragraph: str | None,
    of_run: str | None,
    of_table: str | None,
    direct: dict[str, object],
):
    styles = Styles({name: Style("paragraph", based, dict(run), {}, None) for name, (based, run) in table.items()})
    found = styles.run(of_paragraph, of_run, of_table, direct)
    chains = [styles.chain(style) for style in (of_table, of_paragraph, of_run)]
    assert all(len(chain) <= len(table) for chain in chains)
    said = [[style.run["b"] for style in chain if "b" in style.run] for chain in chains]
    odd = sum(bool(each and each[-1]) for each in said) % 2 == 1
    assert found.bold is bool(direct.get("b", odd))
    sizes = [style.run["sz"] for chain in chains for style in chain if "sz" in style.run]
    assert found.size == direct.get("sz", sizes[-1] if sizes else 10.0)


@given(st.lists(st.booleans(), min_size=1, max_size=6))
def test_a_chain_of_any_length_says_what_its_last_style_says(values: list[bool]):
    sheet = "".join(
        style(f"S{i}", based=f"S{i - 1}" if i else "", run=f'<w:i w:val="{int(on)}"/>') for i, on in enumerate(values)
    )
    assert look(paragraph("a", style=f"S{len(values) - 1}"), sheet).italic is values[-1]
