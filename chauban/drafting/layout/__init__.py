"""The layout check of a DOCX draft: read, find the elements of the page, judge them, mend what is mechanical.

Pure: no models, no database. `check(data, system, day)` gives a `Report`; `mend(data, findings)` gives new bytes.
"""

from .check import check
from .findings import Finding, Remedy, Report
from .mending import mend
from .packs import Severity, System
from .place import Place
from .rules.checked import Known, Standing

__all__ = ["Finding", "Known", "Place", "Remedy", "Report", "Severity", "Standing", "System", "check", "mend"]
