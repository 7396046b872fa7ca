"""What a data file must keep to before anything is quoted from it; each fault names its remedy."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

from legal_kb.errors import DecreeError
from legal_kb.knowledge import KINDS, Knowledge
from legal_kb.model import Instrument, Period, Provision

POINTS = "abcdđeghiklmnopqrstuưvxy"  # The order of points in Vietnamese law.


@dataclass(frozen=True)
class Block:
    """One table of a file: an article, a clause or an item, with its points."""

    file: str
    path: str  # "14.2"
    place: str  # "article 14, clause 2"
    data: Mapping[str, Any]

    @property
    def points(self) -> Mapping[str, str]:
        """Return the wording of the points by letter, in the order of the file."""
        points: Mapping[str, str] = self.data.get("points", {})
        return points

    def fault(self, fault: str, remedy: str) -> DecreeError:
        """Return the error that names this table."""
        return DecreeError(self.file, self.place, fault, remedy)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield the path and the wording of the clause itself and of its points."""
        if "text" in self.data:
            yield self.path, self.data["text"]
        for letter, text in self.points.items():
            yield f"{self.path}.{letter}", text


def check_head(file: str, instrument: Instrument) -> None:
    """Raise unless the name of the file agrees with its head, and the days with each other."""
    if instrument.kind not in KINDS:
        remedy = "use one of " + ", ".join(KINDS)
        raise DecreeError(file, "head", f'kind "{instrument.kind}" is unknown', remedy)
    digits = instrument.number.split("/")[0].replace(".", "-")
    expected = f"{KINDS[instrument.kind]}-{digits}-{instrument.issued.year}"
    if instrument.id != expected:
        fault = f'the name says "{instrument.id}", the head "{expected}"'
        raise DecreeError(file, "head", fault, "name the file after kind, number and year")
    if instrument.checked < instrument.issued:
        fault = "`checked` is before `issued`"
        raise DecreeError(file, "head", fault, "give the day of the last comparison")
    check_period(file, "head", instrument.in_force)


def check_period(file: str, place: str, period: Period) -> None:
    """Raise if a period ends before it begins."""
    if period.until is not None and period.until < period.start:
        fault = f"`until` ({period.until}) is before `from` ({period.start})"
        raise DecreeError(file, place, fault, "correct one of them; both days are included")


def check_nfc(file: str, text: str) -> None:
    """Raise unless every line is in NFC."""
    for number, line in enumerate(text.splitlines(), 1):
        if not unicodedata.is_normalized("NFC", line):
            raise DecreeError(file, f"line {number}", "not in NFC", "normalise the file to NFC")


def check_types(file: str, place: str, data: Mapping[str, Any], types: Mapping[str, type]) -> None:
    """Raise for a value of another type than `types` asks: a day in quotes, a table for a list."""
    for key, kind in types.items():
        if key in data and not isinstance(data[key], kind):
            remedy = f"give a {kind.__name__}"
            raise DecreeError(file, place, f"`{key}` is a {type(data[key]).__name__}", remedy)


def check_keys(file: str, place: str, data: Mapping[str, Any], allowed: set[str]) -> None:
    """Raise for a key that is not `allowed`: a misspelt `until` must not be passed over."""
    for key in data:
        if key not in allowed:
            raise DecreeError(file, place, f"`{key}` is unknown", "correct or remove it")


def check_wording(block: Block) -> None:
    """Raise unless there is wording, and someone has printed it."""
    if "text" not in block.data and not block.points:
        if "heading" in block.data:
            return
        raise block.fault("no text", "copy the wording, or move the place to a [[gap]]")
    for path, text in block.texts():
        if not isinstance(text, str) or not text.strip():
            raise block.fault(f"{path} has no text", "copy the wording, or move it to a [[gap]]")
        if not unicodedata.is_normalized("NFC", text):
            raise block.fault(f"{path} is not in NFC", "write the letters, not escapes")
    verified = block.data.get("verified", 0)
    if not isinstance(verified, int) or verified < 1:
        fault = f"verified by {verified} publishers"
        raise block.fault(fault, "compare it with a publisher, or move it to a [[gap]]")


def check_points(blocks: Iterable[Block]) -> None:
    """Raise unless the points of each clause stand in the order of Vietnamese law."""
    last: dict[str, str] = {}
    seen: set[str] = set()
    for block in blocks:
        for letter in block.points:
            if letter not in POINTS or len(letter) != 1:
                raise block.fault(f'"{letter}" is no point', f"use one of {' '.join(POINTS)}")
        for one, other in pairwise(block.points):
            if POINTS.index(other) < POINTS.index(one):
                fault = f'point "{one}" stands before "{other}"'
                raise block.fault(fault, "list points as the decree does")
        for letter in block.points:
            if f"{block.path}.{letter}" in seen:
                continue  # A later wording of the same point.
            seen.add(f"{block.path}.{letter}")
            before = last.get(block.path)
            if before is not None and POINTS.index(letter) < POINTS.index(before):
                fault = f'point "{before}" stands before "{letter}"'
                raise block.fault(fault, "list points as the decree does")
            last[block.path] = letter


def check_versions(file: str, made: Iterable[Provision]) -> None:
    """Raise if two wordings of one provision are in force on the same day."""
    latest: dict[str, Period] = {}
    for provision in sorted(made, key=lambda p: (p.id, p.in_force.start)):
        before = latest.get(provision.id)
        start = provision.in_force.start
        if before is not None and (before.until is None or before.until >= start):
            fault = f"two wordings are in force on {max(start, before.start)}"
            remedy = f"end the older one: until = {start - timedelta(days=1)}"
            raise DecreeError(file, provision.id, fault, remedy)
        latest[provision.id] = provision.in_force


def check_known(file: str, place: str, key: str, target: str | None, knowledge: Knowledge) -> None:
    """Raise if `target` is given and leads nowhere."""
    if target is not None and not knowledge.has(target):
        fault = f'`{key}` leads to "{target}", which is not there'
        raise DecreeError(file, place, fault, "correct the id, or add the provision")
