"""Sending bytes from the vault. Callers have fetched, through row-level security, the row that names the file."""

from __future__ import annotations

from pathlib import Path

from django.http import FileResponse

from .models import File, Page

#: A browser's own PDF viewer does not work in a sandbox; it runs no script of the page's origin.
POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"
#: Endings a file may keep under its media type; any other name gets the first of them.
ENDINGS = {
    "application/pdf": (".pdf",),
    "image/webp": (".webp",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/tiff": (".tif", ".tiff"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
}


def send(file: File, *, name: str = "", inline: bool = True) -> FileResponse:
    """The file's bytes as a response.

    Only PDF and images are shown inside the browser, and those sandboxed; anything else is a download.
    """
    shown = inline and (file.media_type == "application/pdf" or file.media_type.startswith("image/"))
    opened = Path(file.path).open("rb")  # noqa: SIM115 - the response closes it when it is sent
    filename = _named(file, name or file.sha256)
    response = FileResponse(opened, content_type=file.media_type, as_attachment=not shown, filename=filename)
    response.headers["Content-Security-Policy"] = (
        POLICY if file.media_type == "application/pdf" else f"{POLICY}; sandbox"
    )
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def _named(file: File, name: str) -> str:
    """The name under which the browser keeps the file: what it is, whatever it was called when it came."""
    endings = ENDINGS.get(file.media_type)
    return name if endings is None or name.lower().endswith(endings) else name + endings[0]


def words_for_viewer(page: Page) -> list[dict[str, object]]:
    """The page's words as the paper viewer takes them."""
    return [
        {"t": word[0], "x0": word[1], "y0": word[2], "x1": word[3], "y1": word[4], "line": word[6]}
        for word in page.words
    ]
