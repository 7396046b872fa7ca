"""Who reads a record, what of it and why: the words of the access log. Pure values."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum


class Reader(StrEnum):
    """Who reads."""

    CITIZEN = "citizen"  # The person whose record it is.
    OFFICER = "officer"
    HELPER = "helper"  # Somebody the person lets help, for half an hour.


class Action(StrEnum):
    """What is read; each is one row of the log, written before the data are read."""

    PERSONAL = "personal"
    RESIDENCE = "residence"
    HOUSEHOLD = "household"
    ETHNICITY = "ethnicity"
    ACCESS_LOG = "access_log"
    HELD = "held"  # What the assistant itself keeps of a person.
    RECORD = "record"  # The whole record, on a page behind a one-time link.
    EXPORT = "export"
    CARD = "card"  # Where the person lives, on a signed card that they keep.
    SHARED_ADDRESS = "shared_address"  # Shown for a share code.
    SHARED_RESIDENCE = "shared_residence"
    SHARED_HOUSEHOLD = "shared_household"


class Purpose(StrEnum):
    """Why it is read."""

    OWN = "own"  # One's own record.
    HELP = "help"  # Helping a relative, who has confirmed it.
    PROCEDURE = "procedure"  # An administrative procedure that the person has asked for.
    CHECK = "check"  # A residence check.
    SCHOOL = "school"
    BANK = "bank"
    RENTING = "renting"
    OTHER = "other"  # Agreed between the person and whom they show it to.


@dataclass(frozen=True)
class Entry:
    """One reading, as it goes into the log: pseudonyms and codes, never a name or a number."""

    at: datetime
    subject: str  # The person's name in the log: random, and cut off from the person by erasure.
    reader: Reader
    receiver: str  # An officer's number and office; "" for the person themselves.
    action: Action
    full: bool  # Unmasked.
    purpose: Purpose
    channel: str
    case: str = ""  # The number of the case that gives the ground.


@dataclass(frozen=True)
class Usage:
    """One reading as the person is told of it; never about anybody else in the household."""

    at: datetime
    reader: Reader
    receiver: str
    action: Action
    full: bool
    purpose: Purpose
    channel: str
    case: str

    @classmethod
    def of(cls, entry: Entry) -> Usage:
        told = {field.name: getattr(entry, field.name) for field in fields(cls)}
        return cls(**told)
