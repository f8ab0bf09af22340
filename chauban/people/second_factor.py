"""Keys of authenticator apps and seeds of recovery codes, as the database keeps them: sealed."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter

from .sealing import seal, unseal

USE = "second factor"


class OfficeMFAAdapter(DefaultMFAAdapter):
    """allauth asks here before it writes such a secret and after it has read one."""

    def encrypt(self, text: str) -> str:
        return seal(text, USE)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises Unreadable for what is not sealed: nobody brings in a key of their own through the database."""
        return unseal(encrypted_text, USE)
