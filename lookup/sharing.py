"""Share codes: what a person lets one officer see, once, for ten minutes. Pure but for chance."""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from lookup.access import Action, Purpose

DIGITS = 10
LIFE = timedelta(minutes=10)
SHARES_A_DAY = 20  # Codes one person makes.
WRONG_A_DAY = 10  # Codes one officer enters that are none: then no more until tomorrow.


class Scope(StrEnum):
    """How much of the record a code shows."""

    ADDRESS = "address"  # The permanent residence alone.
    RESIDENCE = "residence"
    HOUSEHOLD = "household"  # Residence and the others of the household.


ACTIONS = {
    Scope.ADDRESS: Action.SHARED_ADDRESS,
    Scope.RESIDENCE: Action.SHARED_RESIDENCE,
    Scope.HOUSEHOLD: Action.SHARED_HOUSEHOLD,
}


@dataclass(frozen=True)
class ShareRecord:
    """Make a code with which one officer sees this much, for this purpose."""

    scope: Scope
    purpose: Purpose


@dataclass(frozen=True, repr=False)
class ShareMade:
    code: str  # "123 456 7890".
    minutes: int
    page: str  # Where the code is made into a QR code.

    def __repr__(self) -> str:
        return "ShareMade(…)"


@dataclass(frozen=True)
class TooManyShares:
    """This person has made enough codes today."""


@dataclass(frozen=True)
class RevokeShares:
    """Make every code that nobody has used yet worthless."""


@dataclass(frozen=True)
class SharesRevoked:
    shares: int


def create_code() -> str:
    """Draw ten digits; the first is no zero, so that nobody takes it for a telephone number."""
    return str(10 ** (DIGITS - 1) + secrets.randbelow(9 * 10 ** (DIGITS - 1)))


def show(code: str) -> str:
    """Write a code in groups that can be read aloud."""
    return f"{code[:3]} {code[3:6]} {code[6:]}"


def parse(typed: str) -> str | None:
    """Read a code as typed or scanned, spaces and hyphens allowed; None for anything else."""
    digits = re.sub(r"[\s.\-\u00a0]", "", unicodedata.normalize("NFKC", typed[:64]))
    return digits if re.fullmatch(rf"[1-9][0-9]{{{DIGITS - 1}}}", digits) else None
