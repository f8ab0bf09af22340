"""Making a received file readable: its pages as text with places, as pictures, and as a searchable PDF/A.

Importing this package is light: what needs a PDF library, an imaging library or a program of the system is loaded only
inside the functions that do the work, which the office runs in a child process (`run_reading`).
"""

from __future__ import annotations

from chauban.vault.reading.child import run_reading
from chauban.vault.reading.refusal import Unreadable
from chauban.vault.reading.result import Limits, Progress, Reading, Stage

__all__ = ["Limits", "Progress", "Reading", "Stage", "Unreadable", "run_reading"]
