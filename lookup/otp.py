"""One-time codes: every decision that needs no register. Pure but for chance."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import pyotp

from lookup.model import CodeExpired, Grant, Locked, WrongCode
from lookup.policy import POLICY, Policy

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015\u2212\uff0e\uff0d\u200b\ufeff]")
_FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)}


class Kind(StrEnum):
    """How a challenge is to be met."""

    SMS = "sms"
    APP = "app"  # By an authenticator app; nothing is sent.
    DECOY = "decoy"  # Not at all: no code opens it, and it looks like any other.


@dataclass(frozen=True, repr=False)
class Challenge:
    """A code that is waited for: never the code itself, and never whose it is."""

    id: str
    citizen: str  # A pseudonym, known to the register or not.
    kind: Kind
    bound: bool  # Whether the conversation was bound to the citizen when it asked.
    digest: bytes
    attempts_left: int  # Before the attempt that is being checked.
    expires_at: datetime
    number: str = ""  # Two digits where it opens a helping session, and no more than that.


@dataclass(frozen=True)
class Session:
    """An open session: whose record it reads, and since when."""

    person: int
    opened_at: datetime
    used_at: datetime


@dataclass(frozen=True)
class Asked:
    """The codes of the last day, oldest first: for one citizen, and in one conversation."""

    for_citizen: Sequence[tuple[datetime, bool]]  # With whether the conversation was bound.
    in_conversation: Sequence[tuple[datetime, str]]  # With the citizen's pseudonym.
    lost: Set[datetime] = frozenset()  # When those were asked for that a gateway failed to send.


@dataclass(frozen=True)
class Right:
    """The code was the one that was sent."""


def create_code() -> str:
    """Draw a fresh code; its secret is forgotten at once."""
    return pyotp.HOTP(pyotp.random_base32(), digits=POLICY.digits).at(0)


def digest(code: str, challenge_id: str, key: bytes) -> bytes:
    """Compute what is stored of a code: bound to its challenge, worthless without the key."""
    return hmac.digest(key, f"code:{challenge_id}:{code}".encode(), hashlib.sha256)


def pseudonym(kind: str, value: str, key: bytes) -> str:
    """Name a conversation in limits and logs, without saying whose it is."""
    return hmac.digest(key, f"{kind}:{value}".encode(), hashlib.sha256).hex()[:32]


def normalise(typed: str) -> str | None:
    """Read eight digits, full-width ones and separators allowed; None for anything else."""
    digits = _SEPARATORS.sub("", typed[:64]).translate(_FULL_WIDTH)
    return digits if re.fullmatch(r"[0-9]{8}", digits) else None


def check(
    challenge: Challenge, code: str, *, key: bytes, now: datetime
) -> Right | WrongCode | Locked | CodeExpired:
    """Check a typed code; this attempt is committed, `challenge` is as it was before."""
    if now >= challenge.expires_at:
        return CodeExpired()
    if challenge.attempts_left <= 0:
        return Locked()
    same = hmac.compare_digest(digest(code, challenge.id, key), challenge.digest)
    if same and challenge.kind is Kind.SMS:
        return Right()
    left = challenge.attempts_left - 1
    return WrongCode(attempts_left=left) if left else Locked()


def continue_grant(session: Session, *, now: datetime, policy: Policy = POLICY) -> Grant | None:
    """Grant one more read in an open session; None once it is idle too long or too old."""
    ends = min(session.used_at + policy.idle, session.opened_at + policy.absolute)
    if now >= ends:
        return None
    renewed = min(now + policy.idle, session.opened_at + policy.absolute)
    return Grant(session.person, expires_at=renewed)


def grant(person: int, now: datetime) -> Grant:
    """Grant one reading, now, that a share code, a ground or a link has just opened."""
    return Grant(person, expires_at=now)


def limit_of_failures(bound: bool, policy: Policy = POLICY) -> int:
    """Say how many consecutive failures of a citizen stop a conversation."""
    return policy.failures if bound else policy.failures_unbound


def wait_before_code(
    asked: Asked, citizen: str, *, bound: bool, now: datetime, policy: Policy = POLICY
) -> timedelta:
    """Say how long until the next code may be sent; zero or less when it may be now.

    A conversation that is not bound learns nothing of what bound ones asked for. A code that was
    lost costs no waiting.
    """
    seen = [at for at, by_bound in asked.for_citizen if bound or not by_bound]
    limit = policy.codes_a_day if bound else policy.codes_a_day_unbound
    return max(
        _wait_for_citizen(seen, asked.lost, limit, now, policy),
        _wait_for_hour(_without(asked.lost, (at for at, _ in asked.in_conversation)), now, policy),
        _wait_for_ids(asked.in_conversation, citizen, now, policy),
    )


def _without(lost: Set[datetime], asked: Iterable[datetime]) -> list[datetime]:
    return [at for at in asked if at not in lost]


def _wait_for_citizen(
    sent: Sequence[datetime], lost: Set[datetime], limit: int, now: datetime, policy: Policy
) -> timedelta:
    """Count all that may have left towards the day; wait only after what has."""
    if len(sent) >= limit:
        return sent[-limit] + DAY - now
    arrived, steps = _without(lost, sent), policy.resend_waits
    if not arrived:
        return timedelta()
    return arrived[-1] + steps[min(len(arrived), len(steps)) - 1] - now


def _wait_for_hour(sent: Sequence[datetime], now: datetime, policy: Policy) -> timedelta:
    if len(sent) < policy.codes_an_hour:
        return timedelta()
    return sent[-policy.codes_an_hour] + HOUR - now


def _wait_for_ids(
    sent: Sequence[tuple[datetime, str]], citizen: str, now: datetime, policy: Policy
) -> timedelta:
    latest = {name: at for at, name in sent}  # Oldest first, so the last one stays.
    if citizen in latest or len(latest) < policy.ids_a_day:
        return timedelta()
    return sorted(latest.values())[-policy.ids_a_day] + DAY - now
