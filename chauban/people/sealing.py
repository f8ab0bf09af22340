"""Secrets that must lie in the database are sealed there; the key is derived from a secret that does not.

Whoever reads tables only, by slipped-in SQL or from a lost dump, reads nothing of them.
"""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """What was to be opened was not sealed with this secret and for this use."""


def seal(text: str, use: str) -> str:
    """`text` encrypted and authenticated under a key for this use alone; opens only with the same `use`."""
    return _lock(settings.SEALING_SECRET, use).encrypt(text.encode()).decode()


def unseal(sealed: str, use: str) -> str:
    """The text again; raises Unreadable for anything that `seal` did not make for this very use."""
    try:
        return _lock(settings.SEALING_SECRET, use).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


@lru_cache(maxsize=256)
def _lock(secret: str, use: str) -> Fernet:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"chauban {use}".encode())
    return Fernet(base64.urlsafe_b64encode(derive.derive(secret.encode())))
