"""The access log's chain: each row carries the hash of all before it, and a keyed seal. Pure.

Who changes the database alone cannot make a seal. Who cuts off the end, or brings back an older
file, contradicts the signed checkpoints, which are kept elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from lookup.access import Action, Entry, Purpose, Reader

START = bytes(32)  # The hash before the first row.


@dataclass(frozen=True)
class Row:
    """A stored row of the log, as it is in the database: it may have been tampered with."""

    number: int  # 1, 2, 3 … without gaps.
    subject: str
    reader: str
    entry: str  # `write(entry)`.
    hash: bytes  # SHA-256 of the row before and of this one.
    seal: bytes  # HMAC of the hash.


@dataclass(frozen=True, repr=False)
class Keys:
    """What seals rows and signs checkpoints; both come of the one secret of the service."""

    sealing: bytes
    signing: Ed25519PrivateKey

    @classmethod
    def derive(cls, secret: bytes) -> Keys:
        signing = hmac.digest(secret, b"audit checkpoints", hashlib.sha256)
        return cls(
            hmac.digest(secret, b"audit rows", hashlib.sha256),
            Ed25519PrivateKey.from_private_bytes(signing),
        )

    @property
    def public(self) -> Ed25519PublicKey:
        return self.signing.public_key()


def chain(before: bytes, number: int, entry: Entry, keys: Keys) -> Row:
    """Make the row that follows the one with the hash `before`."""
    written = write(entry)
    hashed = _hash(before, number, entry.subject, entry.reader, written)
    return Row(number, entry.subject, entry.reader, written, hashed, _seal(hashed, keys))


def write(entry: Entry) -> str:
    """Write an entry as it is stored and hashed; subject and reader have columns of their own."""
    values = asdict(entry) | {"at": entry.at.astimezone(UTC).isoformat(timespec="microseconds")}
    del values["subject"], values["reader"]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def read(row: Row) -> Entry:
    """Read what `write` wrote. Raises ValueError for anything else."""
    try:
        values = json.loads(row.entry)
        return Entry(
            at=datetime.fromisoformat(values.pop("at")),
            subject=row.subject,
            reader=Reader(row.reader),
            action=Action(values.pop("action")),
            purpose=Purpose(values.pop("purpose")),
            **values,
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"row {row.number} is no entry") from error


def _hash(before: bytes, number: int, subject: str, reader: str, written: str) -> bytes:
    row = f"{number}\n{subject}\n{reader}\n{written}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(before + row).digest()


def _seal(hashed: bytes, keys: Keys) -> bytes:
    return hmac.digest(keys.sealing, hashed, hashlib.sha256)


# --- Checkpoints ---


@dataclass(frozen=True)
class Checkpoint:
    """A signed word that row `number` existed with this hash, and so all rows before it."""

    number: int
    hash: bytes
    at: datetime
    signature: bytes

    def to_line(self) -> str:
        """Write the checkpoint as one line of JSON."""
        return json.dumps(
            {
                "number": self.number,
                "hash": self.hash.hex(),
                "at": self.at.astimezone(UTC).isoformat(timespec="seconds"),
                "signature": base64.b64encode(self.signature).decode("ascii"),
            }
        )

    @classmethod
    def from_line(cls, line: str) -> Checkpoint:
        """Read what `to_line` wrote. Raises ValueError for anything else."""
        try:
            value = json.loads(line)
            return cls(
                int(value["number"]),
                bytes.fromhex(value["hash"]),
                datetime.fromisoformat(value["at"]),
                base64.b64decode(value["signature"], validate=True),
            )
        except (KeyError, TypeError) as error:
            raise ValueError("not a checkpoint") from error

    def signed_by(self, key: Ed25519PublicKey) -> bool:
        try:
            key.verify(self.signature, _told(self.number, self.hash, self.at))
        except InvalidSignature:
            return False
        return True


def checkpoint(number: int, hashed: bytes, at: datetime, keys: Keys) -> Checkpoint:
    """Sign the newest row."""
    at = at.astimezone(UTC).replace(microsecond=0)
    return Checkpoint(number, hashed, at, keys.signing.sign(_told(number, hashed, at)))


def _told(number: int, hashed: bytes, at: datetime) -> bytes:
    return f"cutru-audit-1 {number} {hashed.hex()} {at.isoformat()}".encode()


# --- Verification ---


class Fault(StrEnum):
    """What is wrong with the first bad row."""

    MISSING = "missing"
    CHANGED = "changed"
    REPLACED = "replaced"  # Sealed rightly, but not the row that was there at a checkpoint.
    FORGED = "forged"  # Not a row: a checkpoint that we did not sign.


@dataclass(frozen=True)
class Broken:
    """The first bad row; `after` is the last that a checkpoint still vouches for."""

    number: int
    fault: Fault
    after: int = 0


@dataclass(frozen=True)
class Whole:
    """Every row is the one that was written; the first `vouched` cannot even be cut off."""

    rows: int
    vouched: int


class Verifier:
    """Takes the rows in order of their numbers, and says which is the first bad one."""

    def __init__(self, keys: Keys, checkpoints: Sequence[Checkpoint] = ()) -> None:
        self._keys = keys
        self._forged = next((c for c in checkpoints if not c.signed_by(keys.public)), None)
        self._checkpoints: dict[int, set[bytes]] = {}
        for each in checkpoints:
            self._checkpoints.setdefault(each.number, set()).add(each.hash)
        self._before = START
        self._rows = 0
        self._vouched = 0

    def take(self, row: Row) -> Broken | None:
        """Check the next row; after a bad one nothing more is to be given."""
        expected = self._rows + 1
        if row.number > expected:
            return Broken(expected, Fault.MISSING, self._vouched)
        hashed = _hash(self._before, expected, row.subject, row.reader, row.entry)
        same = hmac.compare_digest(row.seal, _seal(hashed, self._keys))
        if row.number != expected or row.hash != hashed or not same:
            return Broken(expected, Fault.CHANGED, self._vouched)
        vouched = self._checkpoints.get(expected)
        if vouched is not None and vouched != {hashed}:
            return Broken(expected, Fault.REPLACED, self._vouched)
        self._before, self._rows = hashed, expected
        if vouched is not None:
            self._vouched = expected
        return None

    def finish(self) -> Whole | Broken:
        """Say how it stands once all rows were taken."""
        if self._forged is not None:
            return Broken(self._forged.number, Fault.FORGED, self._vouched)
        if any(number > self._rows for number in self._checkpoints):
            return Broken(self._rows + 1, Fault.MISSING, self._vouched)
        return Whole(self._rows, self._vouched)
