"""Mending what is mechanical: new bytes in which only the places of the findings differ."""

from .mend import mend

__all__ = ["mend"]
