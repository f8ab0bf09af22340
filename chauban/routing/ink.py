"""Strokes of a pen on a page, as a browser sends them and as they are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from chauban.kernel.refused import Refused

#: One stroke: [ms since the annotation was begun, width in points, [x, y, pressure, ms, x, y, pressure, ms, ...]].
Stroke = tuple[int, float, list[float]]
#: More is no handwriting; what a hand writes in an hour stays far below.
MOST_STROKES, MOST_POINTS = 10_000, 400_000
MOST_PAGES = 100_000
#: A day in milliseconds: no number of a stroke is larger.
LARGEST = 86_400_000
#: Numbers a point has.
POINT = 4
#: Ink may run a little over the edge of the page, in points.
MARGIN = 20.0


def strokes_of(sent: object, size: tuple[float, float]) -> list[Stroke]:
    """The strokes of one page, checked and rounded; raises Refused on anything that is not ink.

    `size` is the page's width and height in points.
    """
    if not isinstance(sent, Sequence) or isinstance(sent, str) or len(sent) > MOST_STROKES:
        raise Refused(_("This is more ink than a page holds."), field="ink")
    strokes = [_stroke(each, size) for each in sent]
    if sum(len(points) for _begun, _width, points in strokes) > MOST_POINTS * POINT:
        raise Refused(_("This is more ink than a page holds."), field="ink")
    return strokes


def _stroke(sent: object, size: tuple[float, float]) -> Stroke:
    if not isinstance(sent, Sequence) or isinstance(sent, str) or len(sent) != 3:
        raise _not_ink()
    begun, width, points = sent
    if not isinstance(points, Sequence) or isinstance(points, str) or not points or len(points) % POINT:
        raise _not_ink()
    numbers = [_number(each) for each in points]
    limits = (size[0] + MARGIN, size[1] + MARGIN)
    for at in range(0, len(numbers), POINT):
        x, y, pressure = numbers[at : at + 3]
        if not (-MARGIN <= x <= limits[0] and -MARGIN <= y <= limits[1] and 0 <= pressure <= 1):
            raise _not_ink()
    return max(0, int(_number(begun))), min(max(_number(width), 0.3), 12.0), [round(each, 2) for each in numbers]


def _number(sent: object) -> float:
    if isinstance(sent, bool) or not isinstance(sent, int | float):
        raise _not_ink()
    try:
        number = float(sent)
    except OverflowError as error:
        raise _not_ink() from error
    if not abs(number) <= LARGEST:
        raise _not_ink()
    return number


def _not_ink() -> Refused:
    return Refused(_("What was sent is not handwriting. Nothing of it was kept; write it again."), field="ink")


def pages_of(sent: object) -> dict[int, object]:
    """Position of a page to its strokes, from what a browser sent; raises Refused."""
    if not isinstance(sent, Mapping):
        raise _not_ink()
    try:
        pages = {int(position): strokes for position, strokes in sent.items() if strokes}
    except (TypeError, ValueError) as error:
        raise _not_ink() from error
    if any(not 0 < position <= MOST_PAGES for position in pages):
        raise _not_ink()
    return pages
