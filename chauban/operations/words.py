"""The words of the command line, from its own small catalogue, so that a command needs no Django to speak."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

_catalogue = gettext.translation(
    "django", Path(__file__).parent / "locale", [os.environ.get("CHAUBAN_LANGUAGE", "vi")], fallback=True
)


def _(sentence: str) -> str:
    """The sentence in Vietnamese, or in English with CHAUBAN_LANGUAGE=en."""
    return _catalogue.gettext(sentence) if sentence else ""


def say(sentence: str) -> None:
    """A line to whoever typed the command, seen at once even in a log."""
    print(sentence, flush=True)
