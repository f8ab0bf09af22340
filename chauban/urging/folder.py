"""Letters as files, where the office has no mail server: one `.eml` each, to be looked at or carried elsewhere."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class Folder(BaseEmailBackend):
    """Named by its Message-ID, a letter sent again replaces itself."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the letters; each is there whole or not at all. Raises OSError."""
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            made = message.message()
            name = re.sub(r"[^A-Za-z0-9.-]", "", made["Message-ID"].split("@")[0])
            _write(folder / f"{name}.eml", made.as_bytes())
        return len(email_messages)


def _write(path: Path, content: bytes) -> None:
    half = path.with_suffix(".part")
    with half.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)
