"""What a person reads, and why."""

from .lists import (
    Filters,
    Page,
    lately_opened,
    readable,
    readable_page,
    sent_to,
)
from .story import (
    Cited,
    Corrected,
    Reading,
    Reason,
    citations,
    corrections,
    files,
    pages,
    readers,
    why,
)

__all__ = [
    "Cited",
    "Corrected",
    "Filters",
    "Page",
    "Reading",
    "Reason",
    "citations",
    "corrections",
    "files",
    "lately_opened",
    "pages",
    "readable",
    "readable_page",
    "readers",
    "sent_to",
    "why",
]
