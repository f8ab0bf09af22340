"""All that is done to a paper in the tray, by noun: the file, its reading, the tray, its sheets, its registration."""

from .erasing import register_without_scan
from .reading import (
    attach_files,
    fail_reading,
    finish_arranging,
    finish_reading,
    note_progress,
    start_reading,
)
from .receiving import receive
from .registering import AlreadyHere, may_hold_file, register, return_to_tray
from .sheets import drop, join, put_back, reorder, split, turn
from .tray import discard, hold, release, renew, retry, take_back

__all__ = [
    "AlreadyHere",
    "attach_files",
    "discard",
    "drop",
    "fail_reading",
    "finish_arranging",
    "finish_reading",
    "hold",
    "join",
    "may_hold_file",
    "note_progress",
    "put_back",
    "receive",
    "register",
    "register_without_scan",
    "release",
    "renew",
    "reorder",
    "retry",
    "return_to_tray",
    "split",
    "start_reading",
    "take_back",
    "turn",
]
