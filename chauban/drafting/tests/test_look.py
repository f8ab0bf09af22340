"""Every figure of every pack: a clean draft broken in just that one has just that finding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from chauban.drafting.layout import check
from chauban.drafting.layout.packs import Figures, pack_for

from .samples import SAMPLES, Item, Sample


def found(sample: Sample) -> set[str]:
    return {finding.rule for finding in check(sample.bytes(), sample.system, sample.day).findings}


def aspects(figures: Figures) -> list[str]:
    """Aspects that a pack says something of."""
    said = {
        "size": figures.size, "weight": figures.bold, "slant": figures.italic, "underline": figures.underline,
        "capitals": figures.capitals, "align": figures.align, "indent": figures.indent, "space": figures.space,
        "line": figures.line, "lead": figures.lead_bold, "ruled": figures.ruled,
    }  # fmt: skip
    names = [aspect for aspect, value in said.items() if value is not None]
    return names + (["slant"] if figures.slanted_whole is False else [])


#: Which written mark stands below which element, counting marks from the left column through the page.
MARKS = {
    ("state", "issuer"): ("rule", 0), ("state", "motto"): ("rule", 1), ("state", "subject"): ("rule", 2),
    ("party", "heading"): ("rule", 0), ("party", "subject"): ("rule", 1), ("party", "issuer"): ("asterisk", 0),
}  # fmt: skip


def broken(sample: Sample, name: str, aspect: str, figures: Figures) -> Sample:
    """The sample with one aspect of one element wrong."""
    if aspect == "ruled":
        mark, at = MARKS[sample.system, name]
        return sample.but(mark, at, text="")
    by_aspect: dict[str, dict[str, Any]] = {
        "size": {"size": (figures.size or (0, 0))[1] + 3},
        "weight": {"bold": not figures.bold},
        "slant": {"italic": not figures.italic},
        "underline": {"underline": not figures.underline},
        "align": {"align": "right"},
        "indent": {"first": 25},
        "space": {"before": 0},
        "line": {"line": ("auto", 2.0)},
        "lead": {"bold": False},
    }
    changes = by_aspect.get(aspect, {})
    if name == "page-number":
        return replace(sample, page_number=replace(sample.page_number or Item("", ""), **changes))
    at = sample.names().count(name) - 1
    if aspect == "capitals":
        lines = (*sample.left, *sample.right, *sample.middle, *sample.recipients, *sample.signature, *sample.after)
        text = [item.text for item in lines if item.name == name][at]
        first, _space, rest = text.partition(" ")
        small = f"{first} {rest.lower()}" if rest else first.capitalize()
        changes = {"text": small if figures.capitals else text.upper()}
    return sample.but(name, at, **changes)


def cases() -> Iterator[tuple[str, str, str]]:
    """Each figure once a pack, in the first sample that has the element."""
    done: set[tuple[str, str]] = set()
    for key, sample in SAMPLES.items():
        pack = pack_for(sample.system, sample.day)
        for name in dict.fromkeys(sample.names()):
            figures = None if (pack.code, name) in done else pack.elements.get(name)
            done.add((pack.code, name))
            for aspect in aspects(figures) if figures else ():
                yield key, name, aspect


@pytest.mark.parametrize("key", SAMPLES)
def test_a_clean_draft_has_no_finding(key: str):
    assert found(SAMPLES[key]) == set()


@pytest.mark.parametrize(("key", "name", "aspect"), list(cases()))
def test_just_the_broken_figure_is_found(key: str, name: str, aspect: str):
    sample = SAMPLES[key]
    figures = pack_for(sample.system, sample.day).elements[name]
    assert found(broken(sample, name, aspect, figures)) == {f"{name}.{aspect}"}


def test_every_element_of_every_pack_is_tried():
    tried = {(pack_for(SAMPLES[key].system, SAMPLES[key].day).code, name) for key, name, _aspect in cases()}
    for sample in SAMPLES.values():
        pack = pack_for(sample.system, sample.day)
        assert {name for code, name in tried if code == pack.code} | {"draft-mark"} >= set(pack.elements)
