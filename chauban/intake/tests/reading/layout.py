"""Pages set by hand for the tests: each text at a place, words as wide as print is."""

from __future__ import annotations

from chauban.vault.pages import PageText, Word

#: Mean width of a letter and of a space, height of a line, in points, at 13 pt.
LETTER, SPACE, HEIGHT = 6.2, 3.4, 14.0


def line(text: str, x: float, y: float, number: int, confidence: float = 1.0) -> list[Word]:
    """Words of one text line that begins at x."""
    words = []
    for part in text.split(" "):
        wide = LETTER * len(part)
        if part:
            words.append(Word(part, x, y, x + wide, y + HEIGHT, confidence, number))
        x += wide + SPACE
    return words


def centred(text: str, axis: float) -> float:
    """Where a text must begin to stand in the middle of an axis."""
    return axis - (LETTER * len(text.replace(" ", "")) + SPACE * text.count(" ")) / 2


def page(
    *rows: tuple[str, float, float] | tuple[str, float, float, float], number: int = 1, source: str = "digital"
) -> PageText:
    """A page of rows (text, axis or left edge, y[, confidence]). A negative first place means the left edge."""
    words: list[Word] = []
    for i, row in enumerate(rows):
        text, at, y = row[0], row[1], row[2]
        x = -at if at < 0 else centred(text, at)
        words += line(text, x, y, i, row[3] if len(row) > 3 else 1.0)
    return PageText(number, 595, 842, tuple(words), source)  # type: ignore[arg-type]


LEFT, RIGHT, MIDDLE, MARGIN = 165.0, 420.0, 318.0, -85.0


def party(*body: tuple[str, float, float], number: str = "Số 12-NQ/TU", left: tuple[str, ...] = ("TỈNH ỦY LÀO CAI",),
          day: str = "Lào Cai, ngày 05 tháng 3 năm 2026") -> PageText:  # fmt: skip
    """A page with the Party's head."""
    rows: list[tuple[str, float, float]] = [("ĐẢNG CỘNG SẢN VIỆT NAM", RIGHT, 60)]
    rows += [(text, LEFT, 60 + 16 * i) for i, text in enumerate(left)]
    y = 60 + 16 * len(left)
    rows += [("*", LEFT, y), (number, LEFT, y + 16), (day, RIGHT, y + 16)]
    return page(*rows, *body)


def state(
    *body: tuple[str, float, float],
    number: str = "Số: 15/QĐ-UBND",
    left: tuple[str, ...] = ("ỦY BAN NHÂN DÂN", "TỈNH KHÁNH HÒA"),
    day: str = "Khánh Hòa, ngày 06 tháng 5 năm 2026",
) -> PageText:
    """A page with the State's head."""
    rows: list[tuple[str, float, float]] = [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", RIGHT, 60),
        ("Độc lập - Tự do - Hạnh phúc", RIGHT, 76),
    ]
    rows += [(text, LEFT, 60 + 16 * i) for i, text in enumerate(left)]
    y = 60 + 16 * max(2, len(left)) + 8
    rows += [(number, LEFT, y), (day, RIGHT, y)]
    return page(*rows, *body)
