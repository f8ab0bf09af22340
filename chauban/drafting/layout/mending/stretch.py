"""A stretch of a paragraph's text as runs of its own, and its text replaced."""

from __future__ import annotations

import copy
from typing import Final

from lxml import etree

from ..word.content import pieces_of, runs_of
from ..word.names import TEXT, Node, w
from ..word.paragraphs import Paragraph

_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


class Stretches:
    """The visible runs of one paragraph; cutting keeps count."""

    def __init__(self, node: Node, paragraph: Paragraph) -> None:
        nodes = list(runs_of(node))
        self._spans = [(run.start, run.end, nodes[run.index]) for run in paragraph.runs]

    def runs(self, start: int, end: int) -> list[Node]:
        """The runs that make up exactly this stretch, cut where it begins and ends."""
        self._cut(start)
        self._cut(end)
        return [node for first, last, node in self._spans if start <= first and last <= end]

    def replace(self, start: int, end: int, text: str) -> None:
        """Put other text in place of a stretch, in the look of its first run; an empty stretch is an insertion."""
        covered = self.runs(start, end)
        if not covered:
            self._insert(start, text)
            return
        for node in covered:
            _empty(node, text if node is covered[0] else "")
        for node in covered[1:]:
            _drop_if_empty(node)

    def capitals(self, start: int, end: int) -> None:
        """The letters of a stretch as capitals, each run in its own look."""
        for node in self.runs(start, end):
            for piece, _text in pieces_of(node):
                if piece.tag == TEXT:
                    piece.text = (piece.text or "").upper()

    def _cut(self, at: int) -> None:
        for i, (first, last, node) in enumerate(self._spans):
            if first < at < last:
                self._spans[i : i + 1] = [(first, at, node), (at, last, _split(node, at - first))]
                return

    def _insert(self, at: int, text: str) -> None:
        after = next((node for first, _last, node in self._spans if first == at), None)
        before = next((node for _first, last, node in self._spans if last == at), None)
        if after is not None:
            piece = next(piece for piece, _text in pieces_of(after))
            piece.addprevious(_text_node(text))
        elif before is not None:
            before.append(_text_node(text))


def _text_node(text: str) -> Node:
    node = etree.Element(TEXT)
    node.text = text
    node.set(_SPACE, "preserve")
    return node


def _empty(run: Node, text: str) -> None:
    """Take what a run prints away and put a text in its place."""
    pieces = [piece for piece, _text in pieces_of(run)]
    if text:
        pieces[0].addprevious(_text_node(text))
    for piece in pieces:
        run.remove(piece)


def _drop_if_empty(run: Node) -> None:
    if all(node.tag == w("rPr") for node in run):
        run.getparent().remove(run)


def _split(run: Node, at: int) -> Node:
    """Cut a run after so many letters; the new run behind it has the same properties."""
    behind = etree.Element(run.tag, run.attrib)
    properties = run.find(w("rPr"))
    if properties is not None:
        behind.append(copy.deepcopy(properties))
    count = 0
    printed = dict(pieces_of(run))
    for node in list(run):
        text = printed.get(node, "")
        if node is properties or (count + len(text) <= at and count < at):
            count += len(text)
            continue
        if count < at:  # within this text
            kept = at - count
            behind.append(_text_node(text[kept:]))
            node.text = text[:kept]
            node.set(_SPACE, "preserve")
            count = at
        else:
            behind.append(node)
    run.addnext(behind)
    return behind
