"""What is signed: a token that fits into a QR code, and a seal over a whole file.

A token is COSE_Sign1 (RFC 9052) with Ed25519, in base45 (RFC 9285). Its payload is a deflated CBOR
map, and the signature is over the deflated bytes: no other spelling of the same content passes.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PREFIX = "CT1:"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_TAG, _ALGORITHM, _KEY_ID, _EDDSA = 18, 1, 4, -8  # As RFC 9052 numbers them.
_LONGEST_TOKEN = 4296  # Characters; the largest QR code holds no more.
_MOST_CONTENT = 64 * 1024  # Bytes of a payload once inflated.
_MARK = b"%CT1-SEAL "
_SEAL = re.compile(rb"%CT1-SEAL (CT1:[0-9A-Z $%*+\-./:]+)\|([A-Za-z0-9_-]{86})(?:-->)?\n")
_DOMAIN = b"CT1-FILE\0"  # A seal is never taken for a token's signature.


_BROKEN = (
    *(ValueError, KeyError, TypeError, AttributeError, EOFError, OverflowError),
    *(zlib.error, cbor2.CBORError, InvalidSignature),
)


class Forged(Exception):
    """No key of ours has signed this, or something of it was changed since."""


@dataclass(frozen=True)
class Keys:
    """The public keys whose cards are genuine, by their id."""

    by_id: Mapping[bytes, Ed25519PublicKey]

    @classmethod
    def of(cls, *raw: bytes) -> Keys:
        """Take public keys of 32 bytes each: the present one, and former ones."""
        return cls({key_id(key): Ed25519PublicKey.from_public_bytes(key) for key in raw})

    @property
    def raw(self) -> tuple[bytes, ...]:
        return tuple(_raw(key) for key in self.by_id.values())

    def open(self, token: str) -> dict[str, Any]:
        """Return what a token says. Raises Forged."""
        try:
            return self._open(token)
        except _BROKEN as error:
            raise Forged("the token is not genuine") from error

    def _open(self, token: str) -> dict[str, Any]:
        if not token.startswith(PREFIX) or len(token) > _LONGEST_TOKEN:
            raise ValueError("no token")
        message = base45_decode(token[len(PREFIX) :])
        tagged = cbor2.loads(message)
        protected, unprotected, payload, signature = tagged.value
        header = cbor2.loads(protected)
        again = _message(protected, payload, signature)
        if tagged.tag != _TAG or unprotected or again != message or header[_ALGORITHM] != _EDDSA:
            raise ValueError("no COSE_Sign1 of ours")
        self.by_id[header[_KEY_ID]].verify(signature, _to_sign(protected, payload))
        inflating = zlib.decompressobj()
        content = cbor2.loads(inflating.decompress(payload, _MOST_CONTENT))
        if not isinstance(content, dict):
            raise TypeError("no map")
        return content

    def unseal(self, file: bytes) -> str | None:
        """Return the token of a sealed file; None for a file without a seal. Raises Forged."""
        at = file.rfind(_MARK)
        if at < 0:
            return None
        found = _SEAL.fullmatch(file, at)
        if found is None:
            raise Forged("the seal is damaged")
        signature = base64.urlsafe_b64decode(found[2] + b"==")
        signed = _DOMAIN + file[: found.start(2)] + file[found.end(2) :]
        token = found[1].decode("ascii")
        self.open(token)
        for key in self.by_id.values():
            try:
                key.verify(signature, signed)
            except InvalidSignature:
                continue
            if _base64(signature) == found[2]:  # No other spelling of the same bytes.
                return token
        raise Forged("the file was changed after it was sealed")


@dataclass(frozen=True)
class Signer:
    """The key that signs cards. `former` are public keys whose cards stay genuine."""

    _key: Ed25519PrivateKey
    former: tuple[bytes, ...] = ()

    @classmethod
    def from_seed(cls, seed: bytes, former: tuple[bytes, ...] = ()) -> Signer:
        """Make the key of a secret seed of 32 bytes."""
        return cls(Ed25519PrivateKey.from_private_bytes(seed), former)

    @property
    def keys(self) -> Keys:
        return Keys.of(_raw(self._key.public_key()), *self.former)

    def sign(self, content: Mapping[str, Any]) -> str:
        """Return a token that says this; the same content gives the same token."""
        protected = cbor2.dumps({_ALGORITHM: _EDDSA, _KEY_ID: key_id(self.keys.raw[0])})
        payload = zlib.compress(cbor2.dumps(dict(content), canonical=True), 9)
        signature = self._key.sign(_to_sign(protected, payload))
        return PREFIX + base45_encode(_message(protected, payload, signature))

    def seal(self, file: bytes, token: str, *, comment: bool = False) -> bytes:
        """Put token and seal at the end of a file; `comment` closes the comment it ends with."""
        head = file + _MARK + token.encode("ascii") + b"|"
        tail = b"-->\n" if comment else b"\n"
        return head + _base64(self._key.sign(_DOMAIN + head + tail)) + tail


def key_id(raw: bytes) -> bytes:
    """Return the four bytes by which tokens name a public key."""
    return hashlib.sha256(raw).digest()[:4]


def base45_encode(data: bytes) -> str:
    """Write bytes in the letters that a QR code packs best (RFC 9285)."""
    out = []
    for at in range(0, len(data) - 1, 2):
        rest, low = divmod(data[at] * 256 + data[at + 1], 45)
        high, middle = divmod(rest, 45)
        out += [_DIGITS[low], _DIGITS[middle], _DIGITS[high]]
    if len(data) % 2:
        high, low = divmod(data[-1], 45)
        out += [_DIGITS[low], _DIGITS[high]]
    return "".join(out)


def base45_decode(text: str) -> bytes:
    """Read base45. Raises ValueError for what no encoder writes."""
    values = [_DIGITS.index(letter) for letter in text]
    out = bytearray()
    for at in range(0, len(values), 3):
        group = values[at : at + 3]
        number = sum(value * 45**place for place, value in enumerate(group))
        if len(group) == 1 or number >= 256 ** (len(group) - 1):
            raise ValueError("no base45")
        out += number.to_bytes(len(group) - 1, "big")
    return bytes(out)


def _message(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    return cbor2.dumps(cbor2.CBORTag(_TAG, [protected, {}, payload, signature]))


def _to_sign(protected: bytes, payload: bytes) -> bytes:
    return cbor2.dumps(["Signature1", protected, b"", payload])


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _base64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
