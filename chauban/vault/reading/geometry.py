"""From the coordinates inside a PDF page to the page as a person looks at it."""

from __future__ import annotations

from dataclasses import dataclass

from pikepdf import Matrix

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class View:
    """A page as it is looked at: its size in points, and the matrix from page coordinates to it (origin at the lower
    left).

    All PDF coordinates have y upwards; `top_left` gives the boxes of the rest of the program, y downwards.
    """

    width: float
    height: float
    matrix: Matrix

    def top_left(self, box: Box) -> Box:
        """A box of the page (left, bottom, right, top) as x0, y0, x1, y1 from the top left of the view."""
        left, bottom, right, top = box
        (xa, ya), (xb, yb) = self.matrix.transform((left, bottom)), self.matrix.transform((right, top))
        return min(xa, xb), self.height - max(ya, yb), max(xa, xb), self.height - min(ya, yb)

    def turned(self, degrees: int) -> View:
        """The view after turning the sheet clockwise by a multiple of 90 degrees."""
        turn, width, height = _quarter_turns(self.width, self.height, degrees)
        return View(width, height, self.matrix @ turn)

    def levelled(self, degrees: float) -> View:
        """The view after turning what is on the sheet clockwise by a few degrees about its middle; the sheet stays."""
        x, y = self.width / 2, self.height / 2
        about_middle = Matrix().translated(-x, -y) @ Matrix().rotated(-degrees) @ Matrix().translated(x, y)
        return View(self.width, self.height, self.matrix @ about_middle)


def view_of(box: Box, rotate: int) -> View:
    """The view of a page whose visible box (left, bottom, right, top) and /Rotate are given."""
    left, bottom, right, top = box
    to_origin = View(right - left, top - bottom, Matrix().translated(-left, -bottom))
    return to_origin.turned(rotate % 360)


def visible_box(media: Box, crop: Box) -> Box:
    """The part of the media box that the crop box leaves; the media box when the two do not meet."""
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if right > left and top > bottom else media


def normal(box: Box) -> Box:
    """The box with its corners in order; PDF allows any two opposite corners."""
    return min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])


def _quarter_turns(width: float, height: float, degrees: int) -> tuple[Matrix, float, float]:
    if degrees == 90:
        return Matrix(0, -1, 1, 0, 0, width), height, width
    if degrees == 180:
        return Matrix(-1, 0, 0, -1, width, height), width, height
    if degrees == 270:
        return Matrix(0, 1, -1, 0, height, 0), height, width
    return Matrix(), width, height
