"""The invisible text over a scan: each word in its place, in a font without shapes, to be searched and copied."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from chauban.vault.pages import PageText, Word

#: The glyph of OCRmyPDF's shapeless font that is half as wide as the letters are high.
GLYPH = 4
GLYPH_WIDTH = 500
TO_UNICODE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end"""


def shapeless_font(pdf: Pdf) -> pikepdf.Object:
    """A font whose every character, of all in the basic plane of Unicode, is the same empty glyph."""
    program = _font_file().read_bytes()
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/Occulta"),
        Flags=4,
        FontBBox=[0, 0, GLYPH_WIDTH, 1000],
        ItalicAngle=0,
        Ascent=1000,
        Descent=0,
        CapHeight=1000,
        StemV=80,
        FontFile2=pdf.make_stream(program, Length1=len(program)),
    )
    cid_font = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name("/Occulta"),
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=GLYPH_WIDTH,
        CIDToGIDMap=pdf.make_stream(GLYPH.to_bytes(2, "big") * 0x10000),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/Occulta"),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(cid_font)]),
            ToUnicode=pdf.make_stream(TO_UNICODE),
        )
    )


def _font_file() -> Path:
    """OCRmyPDF's file, found without loading OCRmyPDF, which takes as long as a quarter of a page's OCR."""
    found = importlib.util.find_spec("ocrmypdf")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("OCRmyPDF is not installed")
    return Path(found.submodule_search_locations[0]) / "data" / "Occulta.ttf"


def text_form(pdf: Pdf, page: PageText, font: pikepdf.Object) -> Stream:
    """The words of the page as a form the size of the page, painting nothing."""
    commands = [b"BT 3 Tr"]
    for line in page.lines:
        # One height and one level for the whole line, so that readers see it as one.
        top, bottom = min(word.y0 for word in line), max(word.y1 for word in line)
        commands += [_show(word, max(bottom - top, 1), page.height - bottom) for word in line]
    return pdf.make_stream(
        b"\n".join([*commands, b"ET"]),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=[0, 0, round(page.width, 3), round(page.height, 3)],
        Resources=Dictionary(Font=Dictionary(T=font)),
    )


def _show(word: Word, size: float, level: float) -> bytes:
    """Show a word and the space after it, stretched to the width it has on the page."""
    codes = "".join(letter for letter in word.text if letter <= "\uffff")
    natural = max(len(codes), 1) * size * GLYPH_WIDTH / 1000
    stretch = max(100 * (word.x1 - word.x0) / natural, 1)
    shown = (codes + " ").encode("utf-16-be").hex().encode()
    return b"/T %.2f Tf %.2f Tz 1 0 0 1 %.2f %.2f Tm <%s> Tj" % (size, stretch, word.x0, level, shown)
