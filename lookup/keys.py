"""The secrets of the register, and what is made with them. Pure but for chance.

What is stored of a person is sealed with that person's own key, each value bound to its place; the
key is stored wrapped by a master key. So a value that was moved, changed or copied does not open,
master keys change without touching the data, and whoever destroys a person's key erases the person
from every copy of the database that has lost it too.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lookup import audit
from lookup.errors import SealBroken
from lookup.model import PersonalId

SHORTEST_SECRET = 16  # Bytes.
KEY = 32  # Bytes: AES-256.
NONCE = 12  # Bytes, drawn anew for each value.
DEMO = "demo"  # The name of the master key that no setting gives.


@dataclass(frozen=True, repr=False)
class Wrapped:
    """A person's key as it is stored."""

    master: str  # The name of the master key that opens it.
    sealed: bytes


class DataKey:
    """The key of one person; everything that is stored of them is sealed with it."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, value: bytes, table: str, column: str, row: int) -> bytes:
        """Encrypt a value for one place."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + self._cipher.encrypt(nonce, value, _place(table, column, row))

    def open(self, sealed: bytes, table: str, column: str, row: int) -> bytes:
        """Decrypt the value of a place. Raises SealBroken for one that does not belong there."""
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], _place(table, column, row))
        except (InvalidTag, ValueError):
            raise SealBroken(f"{table}.{column}: what is stored does not open") from None


class Keys:
    """Every secret of the register, made of one secret that stays and master keys that change.

    `masters` are by name, the one that wraps new keys first. For a demonstration, one more is made
    of the secret.
    """

    def __init__(
        self, secret: bytes, masters: Mapping[str, bytes] | None = None, *, demo: bool = True
    ) -> None:
        if len(secret) < SHORTEST_SECRET:
            raise ValueError(f"the secret has {len(secret)} bytes; give at least {SHORTEST_SECRET}")
        self._index = _derive(secret, "index")
        self.codes = _derive(secret, "codes")  # For the digests of one-time codes.
        self.names = _derive(secret, "names")  # For the pseudonyms of conversations.
        self.desk = DataKey(_derive(secret, "desk"))  # For the officers' authenticator apps.
        self.channels = DataKey(_derive(secret, "channels"))  # For the tokens of messengers.
        self.letters = DataKey(_derive(secret, "letters"))  # For codes that have not left yet.
        self.audit = audit.Keys.derive(secret)  # For the access log.
        masters = dict(masters or {})
        if demo:
            masters[DEMO] = _derive(secret, "master")
        if not masters:
            raise ValueError("no master key")
        self._masters = {name: AESGCM(key) for name, key in masters.items()}
        self.current = next(iter(masters))
        key, self._decoy_key = self.create(0)
        self._decoy = key.seal(b"A" * 32, "decoy", "secret", 0)

    def citizen(self, personal_id: PersonalId) -> str:
        """Name a person in tables and limits: a blind index, worthless without the secret."""
        return self.index("citizen", personal_id.value)

    def index(self, kind: str, value: str) -> str:
        """Return what equal values of a kind have in common, and what tells nothing of them."""
        return hmac.digest(self._index, f"{kind}:{value}".encode(), hashlib.sha256).hex()[:32]

    def create(self, person: int) -> tuple[DataKey, Wrapped]:
        """Draw a key for a person, and wrap it."""
        key = secrets.token_bytes(KEY)
        return DataKey(key), self._wrap(person, key)

    def unwrap(self, person: int, wrapped: Wrapped) -> DataKey:
        """Open a person's key. Raises SealBroken where the master key is gone or another."""
        return DataKey(self._open(person, wrapped))

    def rewrap(self, person: int, wrapped: Wrapped) -> Wrapped:
        """Wrap a person's key anew, with the current master key. Raises SealBroken."""
        return self._wrap(person, self._open(person, wrapped))

    def open_decoy(self) -> str:
        """Do the work of opening a secret of nobody, and return it."""
        return self.unwrap(0, self._decoy_key).open(self._decoy, "decoy", "secret", 0).decode()

    def _wrap(self, person: int, key: bytes) -> Wrapped:
        nonce = secrets.token_bytes(NONCE)
        bound = _place("person_keys", self.current, person)
        return Wrapped(self.current, nonce + self._masters[self.current].encrypt(nonce, key, bound))

    def _open(self, person: int, wrapped: Wrapped) -> bytes:
        master = self._masters.get(wrapped.master)
        if master is None:
            raise SealBroken(f"no master key is named {wrapped.master!r}")
        nonce, sealed = wrapped.sealed[:NONCE], wrapped.sealed[NONCE:]
        try:
            return master.decrypt(nonce, sealed, _place("person_keys", wrapped.master, person))
        except (InvalidTag, ValueError):
            raise SealBroken(f"the master key {wrapped.master!r} does not fit") from None


def read_masters(written: str) -> dict[str, bytes]:
    """Read "name:base64 of 32 bytes, …", the current one first. Raises ValueError."""
    masters: dict[str, bytes] = {}
    for entry in filter(None, (each.strip() for each in written.split(","))):
        name, _, encoded = entry.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if not name.isidentifier() or len(name) > 16 or name == DEMO or name in masters:
            raise ValueError(f"{name!r} is no name for a key, or stands there twice")
        if len(key) != KEY or len(set(key)) < KEY // 4:
            raise ValueError(f"the key {name!r} is not 32 random bytes in base64")
        masters[name] = key
    return masters


def _derive(secret: bytes, purpose: str) -> bytes:
    return hmac.digest(secret, f"cutru/1/{purpose}".encode(), hashlib.sha256)


def _place(table: str, column: str, row: int) -> bytes:
    return f"{table}|{column}|{row}".encode()
