"""Officers: who may read somebody else's record, on which ground, how often. Pure values."""

from __future__ import annotations

import hmac
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import pyotp

from lookup.access import Purpose

IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=8)
DUTY = timedelta(hours=8)  # How long an officer is told who begins to wait.
FAILURES = 20  # Wrong codes in a row: then an administrator has to let the officer in again.
READS_A_DAY = 50  # Readings on a ground; those by share code are not counted.
_NUMBER = re.compile(r"[A-Z]{2}-[0-9]{4}")
_SIGN_IN = re.compile(r"([A-Z]{2})[\s-]?([0-9]{4})[\s,;]+([0-9]{3})\s?([0-9]{3})")
_CASE = re.compile(r"(?=.*[0-9])[0-9A-Z][0-9A-Z./-]{2,39}")


class Ground(StrEnum):
    """The legal ground of a reading without the person's own code."""

    PROCEDURE = Purpose.PROCEDURE.value
    CHECK = Purpose.CHECK.value


@dataclass(frozen=True)
class Officer:
    number: str  # "CA-0001".
    office: str

    @property
    def receiver(self) -> str:
        """How the officer stands in a person's log."""
        return f"{self.number}, {self.office}"


@dataclass(frozen=True, repr=False)
class OfficerSignIn:
    """An officer's number and the six digits of their authenticator app."""

    number: str
    code: str

    def __repr__(self) -> str:
        return "OfficerSignIn(…)"


@dataclass(frozen=True)
class OfficerSignedIn:
    number: str
    office: str
    minutes: int  # After how long without use it ends.


@dataclass(frozen=True)
class OfficerRefused:
    """The same for an unknown number, a wrong or used code, and somebody who is locked out."""


@dataclass(frozen=True)
class OfficerSignOut:
    pass


@dataclass(frozen=True)
class OfficerEnded:
    """No officer is signed in here: idle too long, signed out, or revoked."""


@dataclass(frozen=True)
class OfficerHome:
    """Who is signed in here; a page that reloads itself does not keep the session open."""

    renews: bool = True


@dataclass(frozen=True)
class GoOnDuty:
    """Be told in this conversation when somebody begins to wait for a person."""


@dataclass(frozen=True)
class OnDuty:
    until: datetime  # Or until the officer signs out here.


@dataclass(frozen=True)
class TakeShare:
    """Use up a share code; what is not one is None."""

    code: str | None


@dataclass(frozen=True)
class ShareUnknown:
    """No such code: mistyped, too old, used or taken back."""


@dataclass(frozen=True)
class QuotaSpent:
    """This officer has read, or guessed, enough today."""


@dataclass(frozen=True)
class NobodyFound:
    """No record is opened by this number."""


@dataclass(frozen=True)
class Sign:
    """A number and a code, as an officer types them on one line."""

    number: str
    code: str


def parse_sign_in(typed: str) -> Sign | None:
    """Read "CA-0001 123456"; None for anything else."""
    found = _SIGN_IN.fullmatch(unicodedata.normalize("NFKC", typed[:64]).strip().upper())
    return Sign(f"{found[1]}-{found[2]}", found[3] + found[4]) if found else None


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """Find the time step whose code this is: the present one, or the one before or after."""
    app = pyotp.TOTP(secret)
    present = app.timecode(now)
    right = [
        step
        for step in (present - 1, present, present + 1)
        if hmac.compare_digest(app.generate_otp(step), code)
    ]
    return right[0] if right else None


def is_number(text: str) -> bool:
    """Say whether a text is an officer's number: two letters, a hyphen, four digits."""
    return bool(_NUMBER.fullmatch(text))


def parse_case(typed: str) -> str | None:
    """Read a case number: up to forty letters, digits, dots, hyphens and slashes."""
    case = unicodedata.normalize("NFKC", typed[:64]).strip().upper()
    # Twelve digits would be somebody's personal ID, which must not stand in the log.
    if not _CASE.fullmatch(case) or re.search(r"[0-9]{9}", case):
        return None
    return case
