"""For which document a page asks: shared by the pages of this room."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from chauban.documents.models import Document
from chauban.documents.queries import readable


def document_of(pk: int) -> Document:
    """The document, or 404 when row-level security does not show it: not there and not for you are one."""
    return get_object_or_404(readable().select_related("kind", "issuer", "handling"), pk=pk)
