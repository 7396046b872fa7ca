"""What people agree to and ask for about their own data: effects and outcomes. Pure values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from lookup.deadlines import Right

LOOKUP = "lookup"  # A purpose: showing people their own record.
CARD = "card"  # Another: writing where they live on a signed card, which they keep.


@dataclass(frozen=True)
class Agree:
    """The person agrees to a notice: its purpose, its version, and the digest of its text."""

    purpose: str
    version: int
    digest: str  # SHA-256 of the Vietnamese text that was shown, in hex.


@dataclass(frozen=True)
class Agreed:
    pass


@dataclass(frozen=True)
class ReadHeld:
    """What the assistant itself keeps of a person."""


@dataclass(frozen=True)
class Consented:
    """An agreement that stands."""

    purpose: str
    version: int
    at: datetime


@dataclass(frozen=True)
class Requested:
    """A request about one's own data, with the last days the law allows."""

    right: Right
    asked: date
    answer_by: date
    done_by: date
    done: bool


@dataclass(frozen=True)
class HeldRead:
    consents: tuple[Consented, ...]
    requests: tuple[Requested, ...]
    bonds: int  # Conversations in which the person has signed in.


@dataclass(frozen=True)
class AskCorrection:
    """Something in the record is wrong: open a request."""


@dataclass(frozen=True)
class CorrectionAsked:
    answer_by: date
    done_by: date


@dataclass(frozen=True)
class Withdraw:
    """Take back the agreement: every session ends."""


@dataclass(frozen=True)
class Withdrawn:
    pass


@dataclass(frozen=True)
class Erase:
    """Erase the person here: their key is destroyed, and nothing of them opens any more."""


@dataclass(frozen=True)
class Erased:
    pass


@dataclass(frozen=True)
class ProofTooOld:
    """What cannot be undone wants a code that was right a few minutes ago."""


class Page(StrEnum):
    """What a one-time link opens."""

    RECORD = "record"
    EXPORT = "export"
    CARD = "card"  # The residence as a signed card.


@dataclass(frozen=True)
class MakeLink:
    """Make a link that opens a page once, for five minutes, while this session lasts."""

    page: Page


@dataclass(frozen=True)
class LinkMade:
    link: str
    minutes: int


@dataclass(frozen=True)
class InChat:
    """This conversation may show the whole record itself: no link is needed."""
