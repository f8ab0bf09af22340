"""Papers for tests, and entering them."""

from __future__ import annotations

import io
import uuid
from pathlib import Path

import pikepdf
from PIL import Image

from chauban.documents.fields import PaperFields
from chauban.documents.models import Document, DocumentPage
from chauban.kernel.clock import today
from chauban.people.states import Secrecy
from chauban.registry.acts import enter_arrival
from chauban.registry.models import Entry
from chauban.vault import store
from chauban.vault.models import File, Page
from conftest import database_role


def paper(**changes) -> PaperFields:
    return PaperFields(**{"issuer_name": "Sở Y tế", "subject": "Về phòng, chống dịch", "symbol": "12/SYT-NV"} | changes)


def enter(office, person=None, register=None, arrived_on=None, **changes) -> Entry:
    return enter_arrival(
        person or office.clerk,
        register or office.arrivals,
        paper(**changes),
        arrived_on=arrived_on or today(),
        request_key=uuid.uuid4(),
    )


def enter_secret(office, **changes) -> Entry:
    changes = {"secrecy": Secrecy.CONFIDENTIAL, "symbol": "03-M/TU"} | changes
    return enter(office, person=office.secret_clerk, register=office.arrivals_classified, **changes)


def give_page(document: Document, vault: Path, folder: Path, words: list | None = None) -> Page:
    """A scanned page one for a document, written by the owner; A4 with nothing on it but `words`."""
    pdf, image = folder / "one.pdf", io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(595.28, 841.89))
        made.save(pdf)
    Image.new("L", (620, 877), 255).save(image, "PNG")
    image.seek(0)
    kept = [store.put(vault, source, limit_bytes=10**7) for source in (pdf, image)]
    with database_role("none"):
        files = [
            File.objects.get_or_create(sha256=each.sha256, defaults={"size": each.size, "media_type": kind})[0]
            for each, kind in zip(kept, ("application/pdf", "image/png"), strict=True)
        ]
        page = Page.objects.create(
            file=files[0], number=1, width=595.28, height=841.89, image=files[1], archival=files[0],
            archival_number=1, source="digital", words=words or [],
        )  # fmt: skip
        DocumentPage.objects.create(document=document, position=1, page=page)
    return page
