"""One-time codes: the policy, and every decision that needs no register. Pure but for chance."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp

from lookup.model import CodeExpired, Grant, Locked, PersonalId, WrongCode

DIGITS = 8
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015\u2212\uff0e\uff0d\u200b\ufeff]")
_FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)}


@dataclass(frozen=True)
class Policy:
    """The limits on codes and sessions; one place to read them, one test for each."""

    code_life: timedelta = timedelta(minutes=5)
    attempts: int = 3  # Wrong guesses for one code.
    resend_waits: tuple[timedelta, ...] = (
        timedelta(seconds=60),
        timedelta(seconds=120),
        timedelta(seconds=240),
        timedelta(seconds=480),
    )
    codes_a_day: int = 5  # For one citizen, whichever conversation asks.
    codes_an_hour: int = 3  # In one conversation.
    ids_a_day: int = 10  # Distinct numbers asked for in one conversation.
    failures: int = 20  # Consecutive ones of one citizen, across codes and conversations.
    locked_for: timedelta = timedelta(days=30)  # Unless an officer unlocks before.
    idle: timedelta = timedelta(minutes=10)
    absolute: timedelta = timedelta(minutes=60)


POLICY = Policy()


@dataclass(frozen=True, repr=False)
class Challenge:
    """A code that was sent, or for a decoy pretended to be: never the code itself."""

    id: str
    personal_id: PersonalId
    person: int | None  # None for a decoy, which no code opens.
    digest: bytes
    attempts_left: int  # Before the attempt that is being checked.
    expires_at: datetime


@dataclass(frozen=True)
class Session:
    """An open session: whose record it reads, and since when."""

    personal_id: PersonalId
    opened_at: datetime
    used_at: datetime


@dataclass(frozen=True)
class Asked:
    """The codes of the last day, oldest first: for one citizen, and in one conversation."""

    for_citizen: Sequence[datetime]
    in_conversation: Sequence[tuple[datetime, str]]  # With the citizen's pseudonym.


def create_code() -> str:
    """Draw a fresh code of eight digits; its secret is forgotten at once."""
    return pyotp.HOTP(pyotp.random_base32(), digits=DIGITS).at(0)


def digest(code: str, challenge_id: str, key: bytes) -> bytes:
    """Compute what is stored of a code: bound to its challenge, worthless without the key."""
    return hmac.digest(key, f"code:{challenge_id}:{code}".encode(), hashlib.sha256)


def pseudonym(kind: str, value: str, key: bytes) -> str:
    """Name a person or a conversation in limits and logs, without saying who it is."""
    return hmac.digest(key, f"{kind}:{value}".encode(), hashlib.sha256).hex()[:32]


def normalise(typed: str) -> str | None:
    """Read eight digits, full-width ones and separators allowed; None for anything else."""
    digits = _SEPARATORS.sub("", typed[:64]).translate(_FULL_WIDTH)
    return digits if re.fullmatch(r"[0-9]{8}", digits) else None


def check(
    challenge: Challenge, code: str, *, key: bytes, now: datetime, policy: Policy = POLICY
) -> Grant | WrongCode | Locked | CodeExpired:
    """Check a typed code; this attempt is committed, `challenge` is as it was before."""
    if now >= challenge.expires_at:
        return CodeExpired()
    if challenge.attempts_left <= 0:
        return Locked()
    same = hmac.compare_digest(digest(code, challenge.id, key), challenge.digest)
    if not same or challenge.person is None:
        left = challenge.attempts_left - 1
        return WrongCode(attempts_left=left) if left else Locked()
    return Grant(challenge.personal_id, expires_at=now + policy.idle)


def continue_grant(session: Session, *, now: datetime, policy: Policy = POLICY) -> Grant | None:
    """Grant one more read in an open session; None once it is idle too long or too old."""
    ends = min(session.used_at + policy.idle, session.opened_at + policy.absolute)
    if now >= ends:
        return None
    renewed = min(now + policy.idle, session.opened_at + policy.absolute)
    return Grant(session.personal_id, expires_at=renewed)


def wait_before_code(
    asked: Asked, citizen: str, *, now: datetime, policy: Policy = POLICY
) -> timedelta:
    """Say how long until the next code may be sent; zero or less when it may be now."""
    return max(
        _wait_for_citizen(asked.for_citizen, now, policy),
        _wait_for_hour([at for at, _ in asked.in_conversation], now, policy),
        _wait_for_ids(asked.in_conversation, citizen, now, policy),
    )


def _wait_for_citizen(sent: Sequence[datetime], now: datetime, policy: Policy) -> timedelta:
    if not sent:
        return timedelta()
    if len(sent) >= policy.codes_a_day:
        return sent[-policy.codes_a_day] + DAY - now
    steps = policy.resend_waits
    return sent[-1] + steps[min(len(sent), len(steps)) - 1] - now


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
