"""What a PDF page itself carries: its words with their places, and how much of it is a picture."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from chauban.vault.pages import Word
from chauban.vault.reading.geometry import Box, View, normal, view_of, visible_box
from chauban.vault.reading.hiddentext import INVISIBLE_MODES

#: A picture over so much of the page is the page: a scan. Margins are often cut by the scanner.
COVERING = 0.6
BOLD_WEIGHT = 600
ITALIC_FLAG = 1 << 6
FORM_DEPTH = 8
#: Lines beginning within so many points of height begin on the same level.
SAME_LEVEL = 6


@dataclass(frozen=True, slots=True)
class LayerWord:
    """A word of the text layer; `hidden` when nobody looking at the page sees it."""

    word: Word
    hidden: bool


@dataclass(frozen=True, slots=True)
class TextLayer:
    """What the page carries.

    `cover`: share of the page under pictures; `unmapped`: share of letters without a meaning.
    """

    view: View
    words: list[LayerWord]
    cover: float
    #: Resolution of the largest picture in dots an inch; 0 without pictures.
    picture_dpi: float
    blank: bool
    unmapped: float


@dataclass(slots=True)
class _Face:
    """How the letters of one text object look."""

    hidden: bool
    bold: bool
    italic: bool
    size: float


@dataclass(slots=True)
class _Gathering:
    """Letters of the word being read."""

    letters: list[str] = field(default_factory=list)
    box: Box = (0.0, 0.0, 0.0, 0.0)
    face: _Face | None = None

    def add(self, letter: str, box: Box, face: _Face) -> None:
        if not self.letters:
            self.box, self.face = box, face
        self.letters.append(letter)
        old = self.box
        self.box = (min(old[0], box[0]), min(old[1], box[1]), max(old[2], box[2]), max(old[3], box[3]))


def page_view(page: pdfium.PdfPage) -> View:
    """The view of a page of a PDF opened with PDFium."""
    box = visible_box(normal(page.get_mediabox()), normal(page.get_cropbox()))
    return view_of(box, page.get_rotation())


def read_layer(page: pdfium.PdfPage) -> TextLayer:
    """Everything the judging of a page needs, in one pass over its objects and one over its letters."""
    view = page_view(page)
    cover, dpi, covered, blank = _survey(page, view)
    textpage = page.get_textpage()
    try:
        words, unmapped = _words(textpage, view, covered)
    finally:
        textpage.close()
    return TextLayer(view, words, cover, dpi, blank and not words, unmapped)


def _survey(page: pdfium.PdfPage, view: View) -> tuple[float, float, set[int], bool]:
    """Share under pictures, their resolution, the text objects under a covering picture, and whether all is bare."""
    area = view.width * view.height
    cover = largest = dpi = 0.0
    before: list[int] = []
    covered: set[int] = set()
    blank = True
    for thing, matrix in _objects(page):
        blank = False
        if thing.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
            before.append(_address(thing.raw))
        elif thing.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            box = view.top_left(matrix.on_rect(0, 0, 1, 1))
            width = min(box[2], view.width) - max(box[0], 0)
            height = min(box[3], view.height) - max(box[1], 0)
            share = max(width, 0) * max(height, 0) / area
            cover += share
            if share > COVERING and not _see_through(thing):
                covered.update(before)
            if share > largest:
                largest, dpi = share, _dpi(thing, box)
    return min(cover, 1.0), dpi, covered, blank


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[pdfium.PdfObject, pdfium.PdfMatrix]]:
    """Objects in the order they are painted, with their matrix to page coordinates through all forms they are in."""
    forms: list[pdfium.PdfMatrix] = []
    for thing in page.get_objects(max_depth=FORM_DEPTH):
        del forms[thing.level :]
        matrix = thing.get_matrix()
        for outer in reversed(forms):
            matrix = matrix.multiply(outer)
        if thing.type == pdfium_c.FPDF_PAGEOBJ_FORM:
            forms.append(thing.get_matrix())
        else:
            yield thing, matrix


def _see_through(picture: pdfium.PdfObject) -> bool:
    return bool(pdfium_c.FPDFPageObj_HasTransparency(picture))


def _dpi(picture: pdfium.PdfObject, box: Box) -> float:
    pixels = picture.get_px_size()
    inches = max(box[2] - box[0], box[3] - box[1]) / 72
    return float(max(pixels) / inches) if inches > 0 else 0.0


def _words(textpage: pdfium.PdfTextPage, view: View, covered: set[int]) -> tuple[list[LayerWord], float]:
    """The words, numbered by lines, and the share of letters PDFium found no meaning for."""
    count = textpage.count_chars()
    faces: dict[int, _Face] = {}
    words: list[LayerWord] = []
    word = _Gathering()
    unmapped = 0
    for index in range(count):
        letter = _letter(textpage, index)
        if letter.isspace() or not letter:
            _finish(word, words)
            word = _Gathering()
            continue
        unmapped += _meaningless(letter) or pdfium_c.FPDFText_HasUnicodeMapError(textpage, index) == 1
        word.add(letter, view.top_left(_letter_box(textpage, index)), _face(textpage, index, faces, covered))
    _finish(word, words)
    return _from_the_top(words), unmapped / count if count else 0.0


def _from_the_top(words: list[LayerWord]) -> list[LayerWord]:
    """The words in reading order, lines numbered anew.

    Writers paint a page mostly in reading order, but heads, page numbers and frames first or last. So runs of lines
    that go down the page are kept together (a column, a cell, the body) and the runs are ordered by where they begin.
    """
    runs: list[list[list[LayerWord]]] = []
    top = float("inf")
    for _, group in groupby(words, key=lambda layered: layered.word.line):
        line = list(group)
        y = line[0].word.y0
        if y < top - (line[0].word.y1 - y) / 2:
            runs.append([])
        top = y
        runs[-1].append(line)
    runs.sort(key=lambda run: (round(run[0][0].word.y0 / SAME_LEVEL), run[0][0].word.x0))
    lines = (line for run in runs for line in run)
    return [replace(part, word=replace(part.word, line=number)) for number, line in enumerate(lines) for part in line]


def _letter(textpage: pdfium.PdfTextPage, index: int) -> str:
    code = pdfium_c.FPDFText_GetUnicode(textpage, index)
    # PDFium marks a hyphen at the end of a line by the control character 2.
    return "-" if code == 2 else chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""


def _meaningless(letter: str) -> bool:
    return letter == "\ufffd" or unicodedata.category(letter) in ("Co", "Cn", "Cc")


def _letter_box(textpage: pdfium.PdfTextPage, index: int) -> Box:
    box = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDFText_GetLooseCharBox(textpage, index, box):
        return 0.0, 0.0, 0.0, 0.0
    return box.left, box.bottom, box.right, box.top


def _face(textpage: pdfium.PdfTextPage, index: int, faces: dict[int, _Face], covered: set[int]) -> _Face:
    raw = pdfium_c.FPDFText_GetTextObject(textpage, index)
    address = _address(raw) if raw else 0
    if address not in faces:
        faces[address] = _look(raw, address in covered) if raw else _Face(False, False, False, 0.0)
    return faces[address]


def _look(raw: ctypes._Pointer, is_covered: bool) -> _Face:
    hidden = is_covered or pdfium_c.FPDFTextObj_GetTextRenderMode(raw) in INVISIBLE_MODES
    size = ctypes.c_float()
    pdfium_c.FPDFTextObj_GetFontSize(raw, size)
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(raw, matrix)
    scale = (matrix.c**2 + matrix.d**2) ** 0.5
    font = pdfium_c.FPDFTextObj_GetFont(raw)
    if not font:
        return _Face(hidden, False, False, size.value * scale)
    name = _font_name(font).lower()
    bold = "bold" in name or pdfium_c.FPDFFont_GetWeight(font) >= BOLD_WEIGHT
    italic = "italic" in name or "oblique" in name or bool(pdfium_c.FPDFFont_GetFlags(font) & ITALIC_FLAG)
    return _Face(hidden, bold, italic, round(size.value * scale, 2))


def _font_name(font: ctypes._Pointer) -> str:
    length = pdfium_c.FPDFFont_GetBaseFontName(font, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium_c.FPDFFont_GetBaseFontName(font, buffer, length)
    return buffer.value.decode("utf-8", "replace")


def _address(raw: ctypes._Pointer) -> int:
    return ctypes.cast(raw, ctypes.c_void_p).value or 0


def _finish(gathered: _Gathering, words: list[LayerWord]) -> None:
    """Add the gathered word, on the line of the word before it or on a new one."""
    face = gathered.face
    if face is None:
        return
    x0, y0, x1, y1 = gathered.box
    line = 0
    if words:
        last = words[-1].word
        line = last.line if _same_line(last, gathered.box) else last.line + 1
    text = unicodedata.normalize("NFC", "".join(gathered.letters))
    word = Word(text, x0, y0, x1, y1, line=line, bold=face.bold, italic=face.italic, size=face.size)
    words.append(LayerWord(word, face.hidden))


def _same_line(last: Word, box: Box) -> bool:
    """Whether a word follows the last one on its line: to its right, and at least half as high on the same level."""
    overlap = min(last.y1, box[3]) - max(last.y0, box[1])
    lower = min(last.y1 - last.y0, box[3] - box[1])
    return overlap > lower / 2 and box[0] >= last.x1 - lower
