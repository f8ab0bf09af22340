"""Where a page is empty: its ink in cells of a millimetre, and the place of a rectangle that covers least of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from PIL import Image

#: A cell is inked when its mean is darker than the page's ground by this much of 255.
DARKER = 14
#: White left around words, and kept from the edge of the page, in millimetres.
AROUND, EDGE = 1.0, 4
#: Ink of a picture counts less than a word: a stain may be covered sooner than text.
WORD, PICTURE = 4, 1

Grid = list[list[int]]


def ink_of(boxes: Sequence[Sequence[float]], wide: float, high: float, picture: Image.Image | None) -> Grid:
    """Rows of millimetre cells with their weight of ink: of words (boxes x0, y0, x1, y1 in mm) and of the picture."""
    columns, rows = max(int(wide), 1), max(int(high), 1)
    grid = _picture_ink(picture, columns, rows) if picture else [[0] * columns for _ in range(rows)]
    for x0, y0, x1, y1 in boxes:
        for y in range(max(int(y0 - AROUND), 0), min(int(y1 + AROUND) + 1, rows)):
            row = grid[y]
            for x in range(max(int(x0 - AROUND), 0), min(int(x1 + AROUND) + 1, columns)):
                row[x] = WORD
    return grid


def _picture_ink(picture: Image.Image, columns: int, rows: int) -> Grid:
    """The picture shrunk to one pixel a millimetre; the ground of the paper is its median."""
    picture.draft("L", (columns * 4, rows * 4))
    small = picture.convert("L").resize((columns, rows), Image.Resampling.BOX)
    cells = small.tobytes()
    ground = sorted(cells)[len(cells) // 2]
    marked = [PICTURE if cell < ground - DARKER else 0 for cell in cells]
    return [marked[at * columns : (at + 1) * columns] for at in range(rows)]


def least_covered(ink: Grid, wide: float, high: float, *, near: tuple[float, float]) -> tuple[float, float]:
    """The left upper corner (mm) where a rectangle covers the least ink; among equals the nearest to `near`.

    Going down the page costs half of going aside, as a stamp rather slides down the left margin.
    """
    rows, columns = len(ink), len(ink[0])
    sums = _sums(ink)
    w, h = min(int(wide + 0.999), columns), min(int(high + 0.999), rows)
    best: tuple[float, float, int, int] | None = None
    for y in _starts(rows - h):
        for x in _starts(columns - w):
            covered = sums[y + h][x + w] - sums[y][x + w] - sums[y + h][x] + sums[y][x]
            way = abs(x - near[0]) + abs(y - near[1]) / 2
            if best is None or (covered, way) < best[:2]:
                best = (covered, way, x, y)
    assert best is not None
    return float(best[2]), float(best[3])


def _starts(room: int) -> range:
    """Where it may begin with so much room (mm) beside it: off the edges, or midway where there is too little."""
    edge = min(EDGE, room // 2)
    return range(edge, room - edge + 1)


def _sums(ink: Grid) -> Grid:
    """The integral image: sums[y][x] is all ink above and left of the cell."""
    sums = [[0] * (len(ink[0]) + 1)]
    for row in ink:
        along = accumulate(row, initial=0)
        sums.append([above + here for above, here in zip(sums[-1], along, strict=True)])
    return sums
