"""May this paper be demanded? Dated rules, each resting on clauses, in `rules/demand.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from importlib.resources import files
from typing import Any

from legal_kb.errors import DecreeError
from legal_kb.model import Period, Status

FILE = "rules/demand.toml"
_KEYS = {"id", "papers", "procedures", "readings", "from", "until", "verdict", "note", "cites"}


class Paper(StrEnum):
    """What is demanded."""

    BOOK = "book"  # Household book, temporary residence book.
    CMND = "cmnd"  # The old people's identity card.
    CARD = "card"  # Citizen identity card, identity card.
    CERTIFICATE = "certificate"  # Residence certificate, form CT07.
    NOTICE = "notice"  # Notice of the personal identification number.
    INTEGRATED = "integrated"  # A paper that is integrated in VNeID.
    CMND_NUMBER = "cmnd_number"  # A confirmation of the old nine-digit number.
    CONDITION = "condition"  # Proof of housing or kinship, for registering residence.


class Procedure(StrEnum):
    """For what it is demanded."""

    PUBLIC = "public"  # Administrative procedures and public services.
    RESIDENCE = "residence"  # Registering residence.
    PRIVATE = "private"  # A bank, a landlord, a school: no public service.
    INSPECTION = "inspection"  # An inspection of residence.


class Reading(StrEnum):
    """Whether the data could be read in the database or in VNeID."""

    READ = "read"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    YES = "yes"
    NO = "no"
    ONLY_IF = "only_if"


@dataclass(frozen=True)
class Case:
    """What is asked, on which day."""

    paper: Paper
    procedure: Procedure
    reading: Reading
    day: date


@dataclass(frozen=True)
class Rule:
    """One step of the reasoning, or, with a verdict, the end of it."""

    id: str
    papers: frozenset[str]
    procedures: frozenset[str]
    readings: frozenset[str]
    holds: Period
    note: str  # Our words for it; a text for the catalogues.
    cites: tuple[str, ...]
    verdict: Verdict | None = None

    def fits(self, case: Case) -> bool:
        """Say whether the rule speaks of the case."""
        return (
            case.paper in self.papers
            and case.procedure in self.procedures
            and case.reading in self.readings
            and self.holds.status(case.day) in (Status.IN_FORCE, Status.ENDING)
        )


@dataclass(frozen=True)
class Ruling:
    """The answer: the rules that lead to it, in order; the last one decides.

    Where there is no `verdict`, the law that is loaded does not say.
    """

    verdict: Verdict | None
    trace: tuple[Rule, ...]

    @property
    def cites(self) -> tuple[str, ...]:
        """All clauses it rests on, those of the deciding rule first."""
        rules = (*self.trace[-1:], *self.trace[:-1])
        return tuple(dict.fromkeys(cited for rule in rules for cited in rule.cites))


def judge(case: Case, rules: Sequence[Rule]) -> Ruling:
    """Walk the rules in their order until one decides."""
    trace: list[Rule] = []
    for rule in rules:
        if rule.fits(case):
            trace.append(rule)
            if rule.verdict is not None:
                return Ruling(rule.verdict, tuple(trace))
    return Ruling(None, ())


def turning_days(rules: Sequence[Rule]) -> tuple[date, ...]:
    """Return the days on which some rule begins, or has ended, in order."""
    starts = {rule.holds.start for rule in rules}
    ends = {rule.holds.until + timedelta(days=1) for rule in rules if rule.holds.until}
    return tuple(sorted(starts | ends))


def load_rules() -> tuple[Rule, ...]:
    """Read the rules that are shipped; raise `DecreeError`."""
    text = files("legal_kb").joinpath(FILE).read_text(encoding="utf-8")
    return tuple(_rules(tomllib.loads(text)))


def _rules(table: Mapping[str, Any]) -> Iterator[Rule]:
    for number, data in enumerate(table["rule"], 1):
        place = f"rule {data.get('id', number)}"
        for key in data.keys() - _KEYS:
            raise DecreeError(FILE, place, f"`{key}` is unknown", "correct or remove it")
        for key in ("id", "from", "note", "cites"):
            if not data.get(key):
                raise DecreeError(FILE, place, f"no `{key}`", "every rule has one")
        yield Rule(
            data["id"],
            _among(Paper, data.get("papers"), place),
            _among(Procedure, data.get("procedures"), place),
            _among(Reading, data.get("readings"), place),
            Period(data["from"], data.get("until")),
            data["note"],
            tuple(data["cites"]),
            Verdict(data["verdict"]) if "verdict" in data else None,
        )


def _among(kind: type[StrEnum], names: Sequence[str] | None, place: str) -> frozenset[str]:
    known = frozenset(member.value for member in kind)
    for name in names or ():
        if name not in known:
            remedy = f"use some of {', '.join(sorted(known))}"
            raise DecreeError(FILE, place, f'"{name}" is unknown', remedy)
    return frozenset(names) if names else known
