"""How kept strokes are drawn: the same curves as `static/routing/js/ink.js` draws them while they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from .ink import POINT, Stroke

#: A pen pressed half as hard as it can be writes the stroke's own width.
LEAST, MORE = 0.4, 1.2
#: Widths nearer to each other than this are drawn as one, in points.
STEP = 0.2
#: With more strokes on a page each is drawn in its mean width: a page of writing stays quick to show.
FINE = 1500


@dataclass(frozen=True)
class Path:
    """A piece of SVG path data, in points of the page, and the width of its line."""

    d: str
    width: float


@dataclass(frozen=True)
class _Point:
    x: float
    y: float
    width: float


def paths(strokes: Sequence[Stroke]) -> list[Path]:
    """The strokes of one page as lines with round ends; each stroke is one piece for every change of its width."""
    fine = len(strokes) <= FINE
    return [path for _begun, width, numbers in strokes for path in _pieces(_points(width, numbers), fine)]


def corner(strokes: Sequence[Stroke]) -> tuple[float, float]:
    """The left upper corner of what was written, where its author's name is put."""
    return (
        min(x for stroke in strokes for x in stroke[2][::POINT]),
        min(y for stroke in strokes for y in stroke[2][1::POINT]),
    )


def _points(width: float, numbers: Sequence[float]) -> list[_Point]:
    return [
        _Point(numbers[at], numbers[at + 1], width * (LEAST + MORE * numbers[at + 2]))
        for at in range(0, len(numbers), POINT)
    ]


def _pieces(points: list[_Point], fine: bool) -> list[Path]:
    if len(points) == 1:
        return [Path(f"M{points[0].x:g} {points[0].y:g}h.01", round(points[0].width, 2))]
    mean = sum(point.width for point in points) / len(points)
    made = []
    for width, run in groupby(_curves(points), key=lambda each: _step(each[2] if fine else mean)):
        curves = list(run)
        made.append(Path(f"M{curves[0][0]}{''.join(curve for _start, curve, _width in curves)}", width))
    return made


def _step(width: float) -> float:
    return round(max(STEP, round(width / STEP) * STEP), 2)


def _curves(points: list[_Point]) -> list[tuple[str, str, float]]:
    """(where it starts, its curve, its width), from the middle between two points to the next such middle."""
    middles = [((a.x + b.x) / 2, (a.y + b.y) / 2) for a, b in pairwise(points)]
    first, last = points[0], points[-1]
    made = [(_at(first.x, first.y), f"L{_at(*middles[0])}", first.width)]
    for point, before, after in zip(points[1:-1], middles, middles[1:], strict=False):
        made.append((_at(*before), f"Q{_at(point.x, point.y)} {_at(*after)}", point.width))
    made.append((_at(*middles[-1]), f"L{_at(last.x, last.y)}", last.width))
    return made


def _at(x: float, y: float) -> str:
    return f"{round(x, 2):g} {round(y, 2):g}"
