"""The office's mail server in one address, `smtp://user:password@host:port?tls=1`; without one a folder of letters."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

SMTP_PORT, SUBMISSION_PORT, SMTPS_PORT = 25, 587, 465


def settings(url: str) -> dict[str, Any]:
    """Django's EMAIL settings. `?tls=1` begins TLS on the connection (STARTTLS), `smtps://` or `?ssl=1` is TLS at once.

    Raises ValueError for an address of another kind, so that a mistake is told at the start and not at seven o'clock.
    """
    if not url:
        return {"EMAIL_BACKEND": "chauban.urging.folder.Folder"}
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("CHAUBAN_MAIL_URL must be smtp://user:password@host:port?tls=1")
    asked = parse_qs(parts.query)
    ssl = parts.scheme == "smtps" or asked.get("ssl") == ["1"]
    tls = asked.get("tls") == ["1"] and not ssl
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (SMTPS_PORT if ssl else SUBMISSION_PORT if tls else SMTP_PORT),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": tls,
        "EMAIL_USE_SSL": ssl,
    }
