"""Why a file cannot be read: one exception, one code and one sentence for each reason."""

from __future__ import annotations

#: Code -> what the sender or the clerk is told. The codes are lasting (they are stored and translated); `{...}` is
#: filled.
REASONS: dict[str, str] = {
    "empty": "The file is empty.",
    "unknown-kind": "This is not a PDF, a Word document (.docx), a JPEG, PNG or TIFF picture.",
    "old-word": "This is a Word document of the old .doc kind; save it as .docx or PDF and send it again.",
    "password": "The file is protected by a password; it must be sent without one.",
    "broken": "The file is damaged and no page of it can be shown.",
    "too-many-pages": "The file has {pages} pages; at most {limit} are accepted.",
    "page-too-large": "Page {page} is larger than any paper; the file may be damaged or harmful.",
    "picture-too-large": "A picture in the file has more than {limit} million dots; it may be damaged or harmful.",
    "unpacks-too-large": "The Word document unpacks to more than it may; the file may be damaged or harmful.",
    "not-convertible": "The Word document could not be laid out as pages.",
    "timeout": "Reading the file took longer than {seconds} seconds and was stopped.",
    "out-of-memory": "Reading the file needed more memory than it may have and was stopped.",
    "crashed": "Reading the file failed; the file may be damaged.",
    "no-room": "There is no room left on the disk to read the file.",
}


class Unreadable(Exception):
    """A file was not read. `reason` is a key of REASONS, `str()` an English sentence, `figures` what fills it."""

    def __init__(self, reason: str, **figures: int) -> None:
        super().__init__(REASONS[reason].format(**figures))
        self.reason = reason
        self.figures = figures
