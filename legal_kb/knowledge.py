"""All the law that is loaded, and what of it holds on a given day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from legal_kb.model import Certainty, Gap, Instrument, Provision, Status

KINDS = MappingProxyType(
    {
        "Luật": "luat",
        "Nghị định": "nd",
        "Thông tư": "tt",
        "Quyết định": "qd",
        "Nghị quyết": "nq",
        "Chỉ thị": "ct",
        "Công điện": "cd",
    }
)


def parent(provision_id: str) -> str | None:
    """Return the id one step up ("nd-104-2022/14.2.b" to "nd-104-2022/14.2"), None at the top."""
    instrument, _, path = provision_id.partition("/")
    if not path:
        return None
    return f"{instrument}/{path.rpartition('.')[0]}" if "." in path else instrument


@dataclass(frozen=True)
class Knowledge:
    """The instruments and every wording of their provisions, past, present and to come."""

    instruments: Mapping[str, Instrument]
    _versions: Mapping[str, tuple[Provision, ...]]
    _children: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, instruments: Iterable[Instrument], provisions: Iterable[Provision]) -> Knowledge:
        """Arrange what was loaded; `provisions` come in the order in which the files list them."""
        versions: dict[str, list[Provision]] = {}
        below: dict[str, dict[str, None]] = {}
        for provision in provisions:
            versions.setdefault(provision.id, []).append(provision)
            at = provision.id
            while (above := parent(at)) is not None:
                below.setdefault(above, {})[at] = None
                at = above
        return cls(
            MappingProxyType({instrument.id: instrument for instrument in instruments}),
            MappingProxyType(
                {i: tuple(sorted(v, key=lambda p: p.in_force.start)) for i, v in versions.items()}
            ),
            MappingProxyType({i: tuple(names) for i, names in below.items()}),
        )

    def on(self, day: date) -> Law:
        """Return the law as it stands on `day`, a local day in Vietnam."""
        return Law(self, day)

    def ids(self) -> tuple[str, ...]:
        """Return the ids of all provisions that have a wording, in the order of the files."""
        return tuple(self._versions)

    def versions(self, provision_id: str) -> tuple[Provision, ...]:
        """Return all wordings of one provision, the oldest first; none for an unknown id."""
        return self._versions.get(provision_id, ())

    def children(self, provision_id: str) -> tuple[str, ...]:
        """Return the ids one step below, in the order of the instrument."""
        return self._children.get(provision_id, ())

    def has(self, provision_id: str) -> bool:
        """Say whether an instrument, a provision, or an article known by its clauses exists."""
        known = provision_id in self._versions or provision_id in self._children
        return known or provision_id in self.instruments

    def gap(self, provision_id: str) -> Gap | None:
        """Return what is told of a provision whose wording is not known here, if it is told."""
        instrument_id, _, path = provision_id.partition("/")
        instrument = self.instruments.get(instrument_id)
        numbers = [int(n) for n in path.split(".")[:2] if n.isdecimal()]
        told = [
            gap
            for gap in (instrument.gaps if instrument else ())
            if gap.article in (None, *numbers[:1]) and gap.clause in (None, *numbers[1:])
        ]
        return min(told, key=lambda gap: gap.article is None, default=None)  # The nearest.

    def dates(self, provision: Provision) -> Certainty:
        """Say how sure the days of a wording are: those of what gave it, else of its instrument."""
        giver = (provision.amended_by or "").partition("/")[0]
        return self.instruments.get(giver, provision.instrument).dates

    def amended_by(self, instrument_id: str) -> tuple[str, ...]:
        """Return the ids of the instruments that amend this one, the oldest first."""
        amending = [i for i in self.instruments.values() if instrument_id in i.amends]
        return tuple(i.id for i in sorted(amending, key=lambda i: i.issued))

    def replaces(self, instrument_id: str) -> tuple[str, ...]:
        """Return the ids of the instruments that this one came after, the oldest first."""
        before = [
            i
            for i in self.instruments.values()
            if i.replaced_by and i.replaced_by.partition("/")[0] == instrument_id
        ]
        return tuple(i.id for i in sorted(before, key=lambda i: i.issued))

    def below(self, provision_id: str) -> Iterator[str]:
        """Yield the id and all ids below it that have a wording, in the order of the instrument."""
        if provision_id in self._versions:
            yield provision_id
        for child in self.children(provision_id):
            yield from self.below(child)


@dataclass(frozen=True)
class Law:
    """The law on one day."""

    knowledge: Knowledge
    day: date

    def provision(self, provision_id: str) -> Provision | None:
        """Return the wording in force, else the last that ended, else the first to come."""
        versions = self.knowledge.versions(provision_id)
        begun = [v for v in versions if v.in_force.start <= self.day]
        return begun[-1] if begun else next(iter(versions), None)

    def quote(self, provision_id: str) -> tuple[Provision, ...]:
        """Return a provision with everything below it: the clause, then its points.

        What has ended is left out where something still holds; where nothing holds, the last
        wordings that did are returned, else the first ones to come.
        """
        found = [p for i in self.knowledge.below(provision_id) if (p := self.provision(i))]
        holding = [p for p in found if self._holds(p)]
        if holding:
            return tuple(holding)
        ends = [p.in_force.until for p in found if p.in_force.until and p.in_force.until < self.day]
        if ends:
            return tuple(p for p in found if p.in_force.until == max(ends))
        first = min((p.in_force.start for p in found), default=None)
        return tuple(p for p in found if p.in_force.start == first)

    def status(self, provision: Provision) -> Status:
        """Say what this wording is on the day."""
        return provision.in_force.status(self.day)

    def _holds(self, provision: Provision) -> bool:
        return self.status(provision) in (Status.IN_FORCE, Status.ENDING)
