"""What became of a provision: its wordings, its text on two days, what changed since a day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import SequenceMatcher
from enum import StrEnum
from typing import overload

from legal_kb.knowledge import Knowledge
from legal_kb.model import Provision

_ONE_DAY = timedelta(days=1)


class What(StrEnum):
    """What happened to a provision, or to an instrument, on a day."""

    BEGAN = "began"
    AMENDED = "amended"
    ENDED = "ended"


@dataclass(frozen=True)
class Change:
    """One thing that changed on `day`, the first day on which it is so."""

    day: date
    what: What
    id: str  # A provision, or an instrument that began or ended as a whole.
    by: str | None = None  # What amended or replaced it, where known.


def changes(knowledge: Knowledge, first: date, last: date) -> tuple[Change, ...]:
    """Return what changed from `first` to `last`, both included, the latest first.

    What begins or ends with its whole instrument is told once, of the instrument.
    """
    found = [change for change in _all(knowledge) if first <= change.day <= last]
    order = {id: at for at, id in enumerate((*knowledge.instruments, *knowledge.ids()))}
    return tuple(sorted(found, key=lambda c: (-c.day.toordinal(), order[c.id])))


def gathered(found: Sequence[Change]) -> tuple[Change, ...]:
    """Return the changes with those of several parts of one article told once, of the article."""
    kept: dict[Change, list[Change]] = {}
    for change in found:
        kept.setdefault(replace(change, id=_article(change.id), by=_article(change.by)), []).append(
            change
        )
    return tuple(whole if len(parts) > 1 else parts[0] for whole, parts in kept.items())


@overload
def _article(id: str) -> str: ...
@overload
def _article(id: str | None) -> str | None: ...
def _article(id: str | None) -> str | None:
    instrument, slash, path = (id or "").partition("/")
    return f"{instrument}{slash}{path.partition('.')[0]}" if id else id


def history(knowledge: Knowledge, id: str) -> tuple[Change, ...]:
    """Return what happened to a provision or to those below it, the oldest first."""
    below = {id, *knowledge.below(id)}
    found = [change for change in _all(knowledge) if change.id in below]
    instrument = id.partition("/")[0]
    whole = [change for change in _all(knowledge) if change.id == instrument]
    return tuple(sorted({*found, *whole}, key=lambda c: (c.day, c.id)))


def _all(knowledge: Knowledge) -> Iterator[Change]:
    for instrument in knowledge.instruments.values():
        yield Change(instrument.in_force.start, What.BEGAN, instrument.id)
        if instrument.in_force.until is not None:
            end = instrument.in_force.until + _ONE_DAY
            yield Change(end, What.ENDED, instrument.id, instrument.replaced_by)
    for id in knowledge.ids():
        yield from _of(knowledge.versions(id))


def _of(versions: Sequence[Provision]) -> Iterator[Change]:
    whole = versions[0].instrument.in_force
    for at, version in enumerate(versions):
        start, until = version.in_force.start, version.in_force.until
        if at and versions[at - 1].in_force.until == start - _ONE_DAY:
            yield Change(start, What.AMENDED, version.id, version.amended_by)
        elif start != whole.start:
            what = What.AMENDED if version.amended_by and not at else What.BEGAN
            yield Change(start, what, version.id, version.amended_by)
        if until is None or until == whole.until:
            continue
        if at + 1 == len(versions) or versions[at + 1].in_force.start > until + _ONE_DAY:
            yield Change(until + _ONE_DAY, What.ENDED, version.id, version.replaced_by)


@dataclass(frozen=True)
class Piece:
    """A stretch of words in a comparison: in both texts, in the older, or in the newer one."""

    text: str
    older: bool
    newer: bool


@dataclass(frozen=True)
class Comparison:
    """A provision on two days; no provisions where none was in force or to be told."""

    id: str
    before: tuple[Provision, ...]
    after: tuple[Provision, ...]

    @property
    def same(self) -> bool:
        return self.before == self.after

    def pieces(self) -> tuple[Piece, ...]:
        """Return the two texts, word by word, as one text with what was taken out and put in."""
        return tuple(_pieces(_words(self.before), _words(self.after)))


def compare(knowledge: Knowledge, id: str, one: date, other: date) -> Comparison:
    """Return a provision, with what stands below it, on the earlier and on the later day."""
    first, last = sorted((one, other))
    return Comparison(id, knowledge.on(first).quote(id), knowledge.on(last).quote(id))


def _words(provisions: Sequence[Provision]) -> list[str]:
    return re.findall(r"\S+\s*", "\n".join(provision.text for provision in provisions))


def _pieces(older: list[str], newer: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, older, newer, autojunk=False)
    for _, a, b, c, d in matcher.get_opcodes():
        if older[a:b] == newer[c:d]:
            yield Piece("".join(older[a:b]), older=True, newer=True)
            continue
        if a < b:
            yield Piece("".join(older[a:b]), older=True, newer=False)
        if c < d:
            yield Piece("".join(newer[c:d]), older=False, newer=True)
