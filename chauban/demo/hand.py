"""A hand that writes: strokes of a pen for the demonstration's annotations in red ink.

Letters of one line (`data/hand.yaml`) are set side by side, leant, made to waver, and run through as a pen does.
"""

from __future__ import annotations

import math
import random
import unicodedata
from functools import cache
from itertools import pairwise
from typing import Any

import yaml

from chauban.routing.ink import Stroke

from .papers import DATA

#: Points (of the page) per unit of the table of letters, the lean, the width of the pen, how fast it runs (points/ms).
SIZE, LEAN, PEN, SPEED = 0.74, 0.24, 1.35, 0.11
#: From line to line, between words and between letters, in units.
LINE, SPACE, BETWEEN = 36.0, 9.0, 2.6
#: How densely a curve is sampled, in points.
DENSE = 1.6
#: A mark above an â, ă or ơ is set higher and to the right of it.
ABOVE = (3.4, 2.6)
SHAPED, BELOW = {"\u0302", "\u0306"}, "\u0323"

Line = list[tuple[float, float]]


def write(text: str, x: float, y: float, wide: float, *, seed: int) -> list[Stroke]:
    """Strokes that write `text` from (x, y), the start of the first line's baseline in points of the page.

    Lines are no wider than `wide` points; a flourish stands below.
    """
    chance = random.Random(seed)
    lean, size, rise = LEAN + chance.uniform(-0.06, 0.08), SIZE * chance.uniform(0.92, 1.1), chance.uniform(-0.01, 0.04)
    at, down, lines = 0.0, 0.0, []
    for word in text.split():
        drawn, width = _word(word, chance)
        if at and (at + width) * size > wide:
            at, down = chance.uniform(0, 6), down + LINE * chance.uniform(0.95, 1.08)
        lines += [[(px + at, py - down + at * rise) for px, py in line] for line in drawn]
        at += width + SPACE * chance.uniform(0.8, 1.3)
    lines.append(_flourish(chance, wide / size * 0.45, down + LINE * 1.25))
    placed = [[(x + (px + py * lean) * size, y - py * size) for px, py in line] for line in lines]
    return list(_run(placed, chance))


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((DATA / "hand.yaml").read_text(encoding="utf-8"))
    return table


def _points(written: str) -> Line:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in written.split())]


def _word(word: str, chance: random.Random) -> tuple[list[Line], float]:
    """The lines of a word, their marks after its letters as a hand sets them, and its width in units."""
    at, letters, marks = 0.0, [], []
    for letter in word:
        base, *signs = _parts(letter)
        width, *strokes = _table()["letters"][base]
        lift, grown = chance.gauss(0, 0.5), chance.uniform(0.93, 1.06)
        letters += [[(at + px * grown, py * grown + lift) for px, py in _points(stroke)] for stroke in strokes]
        top, middle = (20.0 if base.isupper() else 10.0), at + width / 2
        for sign in signs:
            marks.append(_mark(sign, middle, top + lift, signs))
        at += width + BETWEEN * chance.uniform(0.75, 1.3)
    return [*letters, *marks], at


def _parts(letter: str) -> list[str]:
    return [letter] if letter in "đĐ" else list(unicodedata.normalize("NFD", letter))


def _mark(sign: str, middle: float, top: float, signs: list[str]) -> Line:
    (written,) = _table()["marks"][sign]
    above = sign not in SHAPED and sign != BELOW and bool(SHAPED & set(signs))
    dx, dy = ABOVE if above else (0.0, 0.0)
    base = 0.0 if sign == BELOW else top
    return [(middle + px + dx, base + py + dy) for px, py in _points(written)]


def _flourish(chance: random.Random, x: float, down: float) -> Line:
    """A signature: loops that grow smaller, and a stroke back under them."""
    turns = chance.uniform(2.6, 3.8)
    loops = [
        (x + 4 * step / 3 + 9 * math.cos(step / 4), -down + (15 - step / 4) * math.sin(step / 4 * 1.1))
        for step in range(int(turns * 25))
    ]
    end = loops[-1][0]
    return [*loops, (end + 12, -down + 3), (x - 6, -down - 10), (end + 22, -down - 5)]


def _run(lines: list[Line], chance: random.Random) -> list[Stroke]:
    """The lines as strokes: smooth, wavering, pressed harder in their middle, one after the other in time."""
    begun, strokes = 0.0, []
    for line in lines:
        points = _smooth(line)
        phase, ms, numbers = chance.uniform(0, 6), 0.0, []
        for index, (x, y) in enumerate(points):
            if index:
                ms += math.dist((x, y), points[index - 1]) / SPEED
            along = index / max(1, len(points) - 1)
            pressure = 0.3 + 0.4 * math.sin(math.pi * min(1, along + 0.15)) + 0.07 * math.sin(index / 5 + phase)
            wave = 0.22 * math.sin(index / 4 + phase)
            numbers += [round(x + wave, 2), round(y + wave / 2, 2), round(min(max(pressure, 0.1), 1), 2), round(ms)]
        strokes.append((round(begun), PEN, numbers))
        begun += ms + chance.uniform(60, 160)
    return strokes


def _smooth(line: Line) -> Line:
    """A curve through all points of the line (Catmull-Rom)."""
    if len(line) < 2:
        return line
    ends = [line[0], *line, line[-1]]
    points = [line[0]]
    for at, (a, b) in enumerate(pairwise(line)):
        before, after = ends[at], ends[at + 3]
        steps = max(2, round(math.dist(a, b) / DENSE))
        points += [_between(before, a, b, after, step / steps) for step in range(1, steps + 1)]
    return points


def _between(
    p0: tuple[float, float], p1: tuple[float, float], p2: tuple[float, float], p3: tuple[float, float], t: float
) -> tuple[float, float]:
    def along(axis: int) -> float:
        a, b, c, d = p0[axis], p1[axis], p2[axis], p3[axis]
        return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)

    return along(0), along(1)
