"""Files leave the vault under names that say what they are."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from chauban.vault.models import File
from chauban.vault.serving import send
from tests.shelf import keep

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("media_type", "name", "offered"),
    [
        ("application/pdf", "giấy mời.exe", "giấy mời.exe.pdf"),
        ("application/pdf", "giấy mời.PDF", "giấy mời.PDF"),
        ("image/jpeg", "scan.jpeg", "scan.jpeg"),
        (WORD, "giấy mời.pdf", "giấy mời.pdf.docx"),
        (WORD, "giấy mời.docx", "giấy mời.docx"),
        ("application/octet-stream", "lạ.bin", "lạ.bin"),
    ],
)
@pytest.mark.parametrize("inline", [True, False])
def test_a_file_is_offered_as_what_it_is(db, media_type, name, offered, inline):
    file = keep(f"{media_type}{name}".encode(), media_type)
    assert _offered(file, name, inline) == offered


def test_a_file_without_a_name_goes_by_its_digest(db):
    file = keep(b"one", "application/pdf")
    assert _offered(file, "", True) == f"{file.sha256}.pdf"


def _offered(file: File, name: str, inline: bool) -> str:
    response = send(file, name=name, inline=inline)
    response.close()
    told = response.headers["Content-Disposition"].partition("filename")[2]
    return unquote(told.removeprefix("*=utf-8''").removeprefix("=").strip('"'))
