"""The vocabulary of the law: instruments, provisions, periods of force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Status(StrEnum):
    """What a provision is on a given day."""

    IN_FORCE = "in_force"
    ENDING = "ending"  # In force, and the day on which it ends is known.
    ENDED = "ended"
    NOT_YET = "not_yet"


class Certainty(StrEnum):
    """How sure a fact is that is told beside the wordings: a day, or what a gap is about."""

    VERIFIED = "verified"  # Read in the text itself, or told by two independent publishers.
    SECONDARY = "secondary"  # Told by one good source, or by several that repeat each other.
    UNVERIFIED = "unverified"  # Not told by any source that can be named: never to be relied on.


@dataclass(frozen=True)
class Period:
    """Days of force: from `start` to `until`, both included; no `until` means no known end."""

    start: date
    until: date | None = None

    def status(self, day: date) -> Status:
        """Say what holds on `day`."""
        if day < self.start:
            return Status.NOT_YET
        if self.until is None:
            return Status.IN_FORCE
        return Status.ENDING if day <= self.until else Status.ENDED


@dataclass(frozen=True)
class Gap:
    """A part of an instrument whose wording could not be verified: told as such, never quoted."""

    article: int | None  # None: nothing of the instrument could be verified.
    note: str
    clause: int | None = None
    certainty: Certainty = Certainty.VERIFIED  # How sure that is what `note` tells.


@dataclass(frozen=True)
class Instrument:
    """A law, decree, circular, decision or resolution, one file of `data/`."""

    id: str  # "nd-104-2022": kind, number, year
    kind: str  # "Nghị định"
    number: str  # "104/2022/NĐ-CP"
    title: str
    issued: date
    in_force: Period
    source: str
    checked: date
    articles: int | None = None  # How many articles it has, where known.
    gaps: tuple[Gap, ...] = ()
    replaced_by: str | None = None  # The id of the instrument that came after it.
    note: str = ""  # What must be told of the whole instrument: who amends it, what is not known.
    dates: Certainty = Certainty.VERIFIED  # How sure `issued` and `in_force` are.
    amends: tuple[str, ...] = ()  # The ids of the instruments that it amends, where known.


@dataclass(frozen=True)
class Provision:
    """The verified wording of one article, clause or point, during one period of force."""

    id: str  # "nd-104-2022/14.2.b"
    instrument: Instrument
    text: str  # As published, NFC.
    in_force: Period
    verified: int  # How many independent publishers print this wording; at least 1.
    source: tuple[str, ...]
    heading: str = ""  # The heading of its article.
    replaced_by: str | None = None
    amended_by: str | None = None  # What gave it this wording: "nd-58-2026", "nd-58-2026/4.2".
    gloss: Mapping[str, str] = field(default_factory=dict)  # Unofficial, by language code.
    note: str = ""  # What must be told beside it: a word that has lost its meaning since.
    partial: bool = False  # Only this fragment is verified: quote it with "…" around it.
