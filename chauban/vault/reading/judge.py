"""How a page is to be read: by its own text, by an earlier reading hidden under its picture, or afresh by OCR."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from chauban.vault.reading.plausible import legacy_encoding, plausibility
from chauban.vault.reading.textlayer import COVERING, LayerWord, TextLayer


class Way(Enum):
    """The ways of reading a page."""

    DIGITAL = "digital"
    EARLIER_OCR = "earlier-ocr"
    #: The page stays as it is, only hidden text is replaced.
    OCR = "ocr"
    #: Its visible letters have no meaning to a machine: the page becomes a picture, then OCR.
    OCR_AS_PICTURE = "ocr-as-picture"


@dataclass(frozen=True, slots=True)
class Verdict:
    """How to read the page, and the warning (without page) that goes with it, if any."""

    way: Way
    warning: str = ""


#: Fewer words than this on a scan are a stamp or a mark of a signature, not the page.
STAMP_WORDS = 60
#: Fewer words than this are too few to call a text meaningless.
ENOUGH_WORDS = 8
UNMAPPED = 0.2
PRONOUNCEABLE = 0.6


def judge(layer: TextLayer) -> Verdict:
    """Say how the page is to be read."""
    hidden = _text(word for word in layer.words if word.hidden)
    seen = _text(word for word in layer.words if not word.hidden)
    if layer.cover >= COVERING:
        return _judge_scan(layer, hidden, seen)
    if not layer.words:
        return Verdict(Way.DIGITAL if layer.blank else Way.OCR)
    return _judge_digital(layer, seen or hidden)


def _judge_scan(layer: TextLayer, hidden: str, seen: str) -> Verdict:
    if plausibility(hidden).words >= ENOUGH_WORDS and plausibility(hidden).vietnamese:
        return Verdict(Way.EARLIER_OCR, "earlier-ocr")
    visible = plausibility(seen)
    if visible.words >= STAMP_WORDS and layer.unmapped < UNMAPPED and visible.pronounceable >= PRONOUNCEABLE:
        return Verdict(Way.DIGITAL)  # a text over a letterhead picture
    return Verdict(Way.OCR, "worthless-text" if hidden.strip() else "")


def _judge_digital(layer: TextLayer, text: str) -> Verdict:
    if legacy_encoding(text):
        return Verdict(Way.DIGITAL, "legacy-encoding")
    found = plausibility(text)
    meaningless = found.words >= ENOUGH_WORDS and found.pronounceable < PRONOUNCEABLE
    if meaningless or layer.unmapped >= UNMAPPED:
        return Verdict(Way.OCR_AS_PICTURE, "worthless-text")
    return Verdict(Way.DIGITAL)


def _text(words: Iterable[LayerWord]) -> str:
    return " ".join(layered.word.text for layered in words)
