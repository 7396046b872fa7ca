"""What a dialogue may want beside the register: a person, and to go on elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

# --- Effects ---


@dataclass(frozen=True)
class AskPerson:
    """Wait for an officer, in this conversation."""


@dataclass(frozen=True)
class LeavePerson:
    """Go back to the assistant, whether waiting or talking."""


@dataclass(frozen=True)
class Relay:
    """Pass on what was said to the officer who is talking."""

    text: str


@dataclass(frozen=True)
class MakeMove:
    """Make a code under which another channel goes on from here."""

    node: str
    bookmark: str
    cited: tuple[str, ...]


@dataclass(frozen=True)
class UseMove:
    """Go on from where a code was made."""

    code: str  # Six digits.


# --- Outcomes ---


@dataclass(frozen=True)
class PersonAsked:
    position: int  # 1 is next.
    minutes: int  # How long it will take, by how long it took others.


@dataclass(frozen=True)
class PersonAway:
    """The request is kept; officers are back at this time."""

    position: int
    opens: datetime


@dataclass(frozen=True)
class PersonElsewhere:
    """An officer cannot write into this channel."""


@dataclass(frozen=True)
class PersonLeft:
    """The assistant answers again."""


@dataclass(frozen=True)
class Relayed:
    """The officer will read it; nothing is to be said."""


@dataclass(frozen=True)
class PersonGone:
    """The officer has not answered for long, or ended the talk: nobody reads this message."""


@dataclass(frozen=True)
class MoveMade:
    code: str
    minutes: int  # How long the code lives.


@dataclass(frozen=True)
class MoveRefused:
    """Wrong, used or expired."""


@dataclass(frozen=True)
class MoveLocked:
    """Too many wrong codes for now."""


@dataclass(frozen=True)
class Moved:
    """Where the other conversation stood. Ids only, nothing personal."""

    node: str
    bookmark: str
    cited: tuple[str, ...]


HandoverEffect = AskPerson | LeavePerson | Relay | MakeMove | UseMove
HandoverOutcome = (
    PersonAsked
    | PersonAway
    | PersonElsewhere
    | PersonLeft
    | Relayed
    | PersonGone
    | MoveMade
    | MoveRefused
    | MoveLocked
    | Moved
)

OUTCOMES: Mapping[type[HandoverEffect], tuple[type[HandoverOutcome], ...]] = {
    AskPerson: (PersonAsked, PersonAway, PersonElsewhere),
    LeavePerson: (PersonLeft,),
    Relay: (Relayed, PersonGone),
    MakeMove: (MoveMade,),
    UseMove: (Moved, MoveRefused, MoveLocked),
}
