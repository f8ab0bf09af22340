"""The one exception by which an act says no."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

P = ParamSpec("P")


class Refused(Exception):
    """An act was not done; `str(refusal)` is a sentence for the person who asked.

    `field` names the form field the sentence belongs to, or is empty when it concerns the whole act.
    """

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(str(sentence))
        self.field = field


def allowed(check: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Whether a `check_may_...` would let the act pass; for showing or hiding a button."""
    try:
        check(*args, **kwargs)
    except Refused:
        return False
    return True
