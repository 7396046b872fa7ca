"""Helping sessions: a relative sees one's residence for half an hour. Pure but for chance."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

LIFE = timedelta(minutes=30)
MOST_READINGS = 5  # Of one helping session, so that it cannot fill the person's log.
PURPOSE = "help"


@dataclass(frozen=True)
class HelpAsked:
    """The same for a number that the register does not know."""

    minutes: int  # How long the code lives.
    number: str  # Two digits by which both sides know that they mean the same request.


@dataclass(frozen=True)
class ConfirmHelp:
    """The person signed in here lets the helper see who has this number on the screen."""

    number: str


@dataclass(frozen=True)
class HelpAllowed:
    minutes: int


@dataclass(frozen=True)
class HelpUnknown:
    """Nobody asks with this number: mistyped, too old, or taken back."""


@dataclass(frozen=True)
class TakeHelp:
    """Begin to help where the person has agreed in a conversation of their own."""


@dataclass(frozen=True)
class HelpWaits:
    """Nobody has agreed yet; the same for a number that the register does not know."""


@dataclass(frozen=True)
class HelpOpened:
    """The person has agreed."""

    minutes: int  # After which it ends.


@dataclass(frozen=True)
class ReadHelped:
    """The residence of the person who is helped, masked."""


@dataclass(frozen=True)
class EndHelp:
    """Stop helping."""


@dataclass(frozen=True)
class HelpEnded:
    """Nobody is helped here: not agreed, over, or stopped by either side."""


@dataclass(frozen=True)
class StopHelp:
    """Let nobody see one's residence any more who is helping now."""


@dataclass(frozen=True)
class HelpStopped:
    helpers: int


def create_number() -> str:
    """Draw two digits."""
    return f"{secrets.randbelow(100):02}"


def parse_number(typed: str) -> str | None:
    """Read two digits; None for anything else."""
    digits = re.sub(r"\s", "", typed[:16])
    return digits if re.fullmatch(r"[0-9]{2}", digits) else None
