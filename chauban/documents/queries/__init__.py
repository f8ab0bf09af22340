"""What a person reads, and why."""

from .lists import (
    Filters,
    Page,
    Sending,
    lately_opened,
    opened_since,
    readable,
    readable_page,
    sent_to,
    waiting_to_know,
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
    "Sending",
    "citations",
    "corrections",
    "files",
    "lately_opened",
    "opened_since",
    "pages",
    "readable",
    "readable_page",
    "readers",
    "sent_to",
    "waiting_to_know",
    "why",
]
