"""Seals what is carried in addresses, which end up in logs: nobody reads it, nobody makes it up."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12  # Bytes, as AES-GCM wants them.


class Box:
    """Seals with a key of its own for each purpose."""

    def __init__(self, key: bytes, purpose: bytes) -> None:
        self._key = hmac.digest(key, purpose, hashlib.sha256)
        self._cipher = AESGCM(self._key)

    def close(self, kept: bytes, *, alike: bool = False) -> str:
        """Seal; `alike` gives the same for the same content, so that it can be cached."""
        nonce = hmac.digest(self._key, kept, hashlib.sha256)[:_NONCE] if alike else _random()
        return base64.urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, kept, None)).decode()

    def open(self, token: str) -> bytes | None:
        """Return what was sealed, None for what this key has not sealed."""
        try:
            sealed = base64.urlsafe_b64decode(token.encode("ascii"))
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        except (InvalidTag, UnicodeEncodeError, binascii.Error, ValueError):
            return None


def _random() -> bytes:
    return secrets.token_bytes(_NONCE)
