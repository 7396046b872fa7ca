"""Everything that `cutru law check` looks for beyond what loading refuses.

Loading refuses what cannot be quoted; this finds what is there and yet wrong: a hole between two
wordings, a clause that was dropped, a circle of replacements, and any letter or day that differs
from the seal, which is written when somebody has compared a file with its source.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path

from legal_kb.checks import POINTS
from legal_kb.errors import DecreeError
from legal_kb.knowledge import Knowledge, parent
from legal_kb.loading import load, read_file
from legal_kb.model import Instrument, Provision

SEAL = "seal.txt"
RESEAL = "compare it with its source; if it is right, run `cutru law seal`"
_ONE_DAY = timedelta(days=1)
_EFFECT = re.compile(
    r"(?:Luật|Nghị định|Thông tư|Nghị quyết|Quyết định) này có hiệu lực (?:thi hành )?(?:kể )?từ "
    r"ngày (\d{1,2})(?: tháng |/)(\d{1,2})(?: năm |/)(\d{4})"
)


@dataclass(frozen=True)
class Fault:
    """What is wrong: in which file, at which place, and what repairs it."""

    file: str
    place: str
    fault: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.fault}; {self.remedy}"


def check(directory: Traversable | Path | None = None) -> list[Fault]:
    """Return every fault of a folder of data files (the packaged one by default)."""
    folder = directory if directory is not None else files("legal_kb").joinpath("data")
    try:
        knowledge = load(folder)
    except DecreeError as error:
        return [_fault_of(error)]
    return [*sound(knowledge), *unsealed(seal_of(knowledge), read_seal(folder))]


def check_file(file: Traversable | Path, sealed: Mapping[str, str]) -> list[Fault]:
    """Return the faults of one file by itself, and where it differs from its seal."""
    try:
        instrument, provisions = read_file(file)
    except DecreeError as error:
        return [_fault_of(error)]
    knowledge = Knowledge.of([instrument], provisions)
    own = {k: v for k, v in sealed.items() if k.partition("/")[0] == instrument.id}
    return [*_alone(knowledge), *unsealed(seal_of(knowledge), own)]


def _fault_of(error: DecreeError) -> Fault:
    return Fault(error.file, error.place, error.fault, error.remedy)


# --- The seal ---


def seal_of(knowledge: Knowledge) -> dict[str, str]:
    """Return a digest of every head and every wording, by "id" and "id@first day"."""
    sealed = {i.id: _digest(asdict(i)) for i in knowledge.instruments.values()}
    for id in knowledge.ids():
        for version in knowledge.versions(id):
            content = {**asdict(version), "instrument": version.instrument.id}
            sealed[f"{id}@{version.in_force.start}"] = _digest(content)
    for instrument in knowledge.instruments.values():
        sealed[f"{instrument.id}/order"] = _digest(list(knowledge.below(instrument.id)))
    return sealed


def _digest(content: object) -> str:
    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]


def write_seal(knowledge: Knowledge) -> str:
    """Return the text of the seal: a line for each head and wording."""
    return "".join(f"{key} {digest}\n" for key, digest in sorted(seal_of(knowledge).items()))


def read_seal(folder: Traversable | Path) -> dict[str, str]:
    """Return the digests that were sealed; none where there is no seal."""
    file = folder.joinpath(SEAL)
    if not file.is_file():
        return {}
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if line)


def unsealed(found: Mapping[str, str], sealed: Mapping[str, str]) -> Iterator[Fault]:
    """Yield what differs from the seal: changed, gone, or never sealed."""
    for key in sorted(found.keys() | sealed.keys()):
        file = f"{key.partition('/')[0].partition('@')[0]}.toml"
        if key not in found:
            yield Fault(file, key, "is sealed and not there", f"put it back, or {RESEAL}")
        elif key not in sealed:
            yield Fault(file, key, "is not sealed", RESEAL)
        elif found[key] != sealed[key]:
            yield Fault(file, key, "differs from its seal", RESEAL)


# --- Sense ---


def sound(knowledge: Knowledge) -> Iterator[Fault]:
    """Yield what does not hold together, whatever the seal says."""
    yield from _alone(knowledge)
    yield from _circles(knowledge)
    for id in knowledge.ids():
        for version in knowledge.versions(id):
            yield from _follows(version, knowledge)


def _alone(knowledge: Knowledge) -> Iterator[Fault]:
    """Yield what is wrong within one instrument, without looking at others."""
    for instrument in knowledge.instruments.values():
        yield from _numbering(instrument, knowledge)
        if instrument.in_force.start < instrument.issued:
            yield _fault(instrument.id, "is in force before it was issued", "correct a day")
    for id in knowledge.ids():
        versions = knowledge.versions(id)
        yield from _holes(versions)
        for version in versions:
            yield from _within_its_instrument(version)
            yield from _says_its_day(version)


def _fault(id: str, fault: str, remedy: str) -> Fault:
    return Fault(f"{id.partition('/')[0]}.toml", id, fault, remedy)


def _holes(versions: Sequence[Provision]) -> Iterator[Fault]:
    for before, after in pairwise(versions):
        last = before.in_force.until
        if last is not None and last + _ONE_DAY < after.in_force.start and after.amended_by:
            days = f"{last + _ONE_DAY} to {after.in_force.start - _ONE_DAY}"
            yield _fault(after.id, f"has no wording from {days}", "move one of the two days")


def _within_its_instrument(version: Provision) -> Iterator[Fault]:
    whole, own = version.instrument.in_force, version.in_force
    if own.start < whole.start and not version.instrument.note:
        yield _fault(version.id, f"begins before its instrument ({own.start})", "correct `from`")
    if whole.until is not None and (own.until is None or own.until > whole.until):
        yield _fault(version.id, f"outlives its instrument ({whole.until})", "correct `until`")


def _says_its_day(version: Provision) -> Iterator[Fault]:
    """Compare the day of force with the sentence of the instrument that gives it."""
    written = _EFFECT.search(version.text)
    if not written or version.partial or "Điều" in version.text[: written.start()]:
        return
    day, month, year = map(int, written.groups())
    if date(year, month, day) != version.instrument.in_force.start:
        said = date(year, month, day)
        yield _fault(version.id, f"says that its instrument begins on {said}", "correct `in_force`")


def _numbering(instrument: Instrument, knowledge: Knowledge) -> Iterator[Fault]:
    """Yield the clauses and points that are left out without a gap that says so."""
    told = {(gap.article, gap.clause) for gap in instrument.gaps}
    for article in knowledge.children(instrument.id):
        number = article.rpartition("/")[2]
        if not number.isdigit() or (int(number), None) in told:
            continue
        clauses = [int(c) for id in knowledge.children(article) if (c := _last(id)).isdigit()]
        lacking = set(range(1, max(clauses, default=0))) - set(clauses)
        for lone in sorted(lacking - {c for a, c in told if a == int(number)}):
            yield _fault(f"{article}.{lone}", "is left out", "add it, or a [[gap]] that says so")
    above = (parent(id) for id in knowledge.ids() if not _last(id).isdigit())
    for clause in dict.fromkeys(id for id in above if id is not None):
        yield from _points(clause, knowledge)


def _points(id: str, knowledge: Knowledge) -> Iterator[Fault]:
    letters = [_last(child) for child in knowledge.children(id) if _last(child) in POINTS]
    every = [version for child in knowledge.children(id) for version in knowledge.versions(child)]
    if not letters or any(v.partial for v in (*every, *knowledge.versions(id))):
        return
    order = POINTS
    first = order[: order.index(max(letters, key=order.index)) + 1]
    gap = knowledge.gap(id)
    for letter in first:
        if letter not in letters and gap is None:
            yield _fault(f"{id}.{letter}", "is left out", "add it, or a [[gap]] that says so")


def _last(id: str) -> str:
    return id.rpartition("/")[2].rpartition(".")[2]


def _circles(knowledge: Knowledge) -> Iterator[Fault]:
    for instrument in knowledge.instruments.values():
        seen, at = [instrument.id], instrument.replaced_by
        while at is not None and (following := knowledge.instruments.get(at)) is not None:
            if at in seen:
                yield _fault(instrument.id, "replaces itself in a circle", "correct `replaced_by`")
                break
            seen.append(at)
            at = following.replaced_by


def _follows(version: Provision, knowledge: Knowledge) -> Iterator[Fault]:
    """Yield where an amendment or a replacement does not begin when the old wording ends."""
    amending = _instrument(version.amended_by, knowledge)
    if amending is not None and version.in_force.start < amending.in_force.start:
        fault = f"is amended on {version.in_force.start}, before {amending.id} is in force"
        yield _fault(version.id, fault, "correct `from`")
    after = _instrument(version.replaced_by, knowledge)
    until = version.in_force.until
    if after is not None and until is not None and after.in_force.start > until + _ONE_DAY:
        fault = f"ends on {until}, before {after.id} begins"
        yield _fault(version.id, fault, "correct `until` or `replaced_by`")


def _instrument(id: str | None, knowledge: Knowledge) -> Instrument | None:
    return knowledge.instruments.get(id.partition("/")[0]) if id else None


def lines(faults: Iterable[Fault]) -> str:
    """Return the faults, a line each."""
    return "\n".join(map(str, faults))
