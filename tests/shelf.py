"""Papers for tests: registered in the office of `tests/office.py`, with pages and files when asked for."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import uuid
from typing import Any

from django.conf import settings
from PIL import Image

from chauban.documents.fields import PaperFields
from chauban.documents.models import Document, DocumentFile, DocumentPage
from chauban.documents.states import FileRole
from chauban.registry.acts import enter_arrival
from chauban.registry.models import Entry
from chauban.vault import store
from chauban.vault.models import File, Page
from conftest import database_role


def put(office: Any, *, pages: list[str] | None = None, by: Any = None, **fields: Any) -> Document:
    """Register a paper, a classified one in the classified register; `pages` are their texts, each with an image."""
    return entered(office, pages=pages, by=by, **fields).document


def entered(office: Any, *, pages: list[str] | None = None, by: Any = None, **fields: Any) -> Entry:
    """As `put`, but the entry."""
    secrecy = fields.get("secrecy", 0)
    values: dict[str, Any] = {"issuer_name": "Sở Y tế", "subject": "Về phòng, chống dịch", "symbol": "12/SYT-NV"}
    if secrecy == 3:
        values |= {"subject": "", "subject_withheld": True}
    entry = enter_arrival(
        by or (office.secret_clerk if secrecy else office.clerk),
        office.arrivals_classified if secrecy else office.arrivals,
        PaperFields(**(values | fields)),
        arrived_on=dt.date.today(),  # noqa: DTZ011
        request_key=uuid.uuid4(),
    )
    add_pages(entry.document, pages or [])
    return entry


def add_pages(document: Document, texts: list[str]) -> None:
    """Give a document pages, each with a small white image, and an original PDF; as the owner."""
    with database_role("none"):
        for position, text in enumerate(texts, 1):
            image = keep(_white(document.pk, position), "image/png")
            page = Page.objects.create(
                file=image, number=document.pk * 1000 + position, width=595, height=842, image=image, archival=image,
                archival_number=1, source="digital", text=text,
                words=[[word, 10, 10, 20, 20, 1, 0, False, False, 12] for word in text.split()[:5]],
            )  # fmt: skip
            DocumentPage.objects.create(document=document, position=position, page=page)
        if texts:
            original = keep(b"%PDF-1.4 " + str(document.pk).encode(), "application/pdf")
            DocumentFile.objects.create(document=document, file=original, role=FileRole.ORIGINAL, name="văn bản.pdf")


def keep(content: bytes, media_type: str) -> File:
    """The bytes in the vault and their row."""
    stored = store.put(settings.VAULT, io.BytesIO(content), limit_bytes=10_000_000)
    return File.objects.get_or_create(
        sha256=hashlib.sha256(content).hexdigest(), defaults={"size": stored.size, "media_type": media_type}
    )[0]


def _white(number: int, position: int) -> bytes:
    """A white A4 page, different for each number."""
    image = Image.new("L", (150, 212), 255)
    image.putpixel((number % 150, position % 212), 0)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
